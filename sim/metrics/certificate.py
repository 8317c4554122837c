"""Certificates: how many are held, passed and lapse, and what they cost (R-32, R-36)."""

from sim.ledger import Kind
from sim.metrics.cost import cost_line
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts, at_close, listed
from sim.metrics.tallies import CERTIFIED
from sim.metrics.unit import MONEY, PEOPLE

CERTIFICATE = Mechanism(
    "certificate",
    (
        Metric(
            "certified_people",
            PEOPLE,
            "stock",
            "people of partners in force who hold a certificate, once for each that they hold",
            at_close(CERTIFIED),
        ),
        Metric("certifications", PEOPLE, "flow", "people who passed a certificate's exam", amounts(Kind.CERTIFIED)),
        Metric("lapsed_certificates", PEOPLE, "flow", "people whose certificate lapsed", amounts(Kind.LAPSED)),
        cost_line("certification_cost", Kind.COST_CERTIFICATION, "certificates that were passed or renewed"),
        Metric(
            "partner_certification_cost",
            MONEY,
            "flow",
            "what certificates that were passed or renewed cost the partners; in no other sum",
            listed(Kind.COST_CERTIFICATION),
        ),
    ),
    is_stated=lambda scenario: bool(scenario.certificates),
)
