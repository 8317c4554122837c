"""Registration of opportunities by partners, and its use (R-50, R-58)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import at_close, counts
from sim.metrics.tallies import REGISTRABLE
from sim.metrics.unit import OPPORTUNITIES

REGISTRATION = Mechanism(
    "registration",
    (
        Metric(
            "registrable_opportunities",
            OPPORTUNITIES,
            "flow",
            "qualified opportunities of partners that may register them",
            at_close(REGISTRABLE),
        ),
        Metric(
            "registered_opportunities",
            OPPORTUNITIES,
            "flow",
            "opportunities that were registered as they qualified",
            counts(Kind.REGISTERED),
        ),
    ),
    (
        Ratio(
            "registration_use",
            "registered_opportunities",
            "registrable_opportunities",
            12,
            "registered part of the qualified opportunities of partners that may register, 12 months",
        ),
    ),
    is_stated=lambda scenario: scenario.registration is not None,
)
