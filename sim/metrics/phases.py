"""The phases of the program (R-40 … R-47)."""

from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close
from sim.metrics.tallies import PHASE as PHASE_STOCK
from sim.metrics.unit import PHASE

PHASES = Mechanism(
    "phases",
    (
        Metric(
            "phase",
            PHASE,
            "stock",
            "position of the phase in phase_order; its length means sunset",
            at_close(PHASE_STOCK),
        ),
    ),
)
