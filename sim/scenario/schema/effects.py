"""Effects: what a tier, a certificate or a segment does to drivers, and nothing else does it (R-95, R-106)."""

from typing import Any

from sim.scenario.fields import uncertainty
from sim.scenario.schema.table import Table
from sim.scenario.unit import FACTOR

DRIVERS = (
    "opportunity_multiplier",
    "activation_odds_multiplier",
    "onboarding_multiplier",
    "win_odds_multiplier",
    "cycle_multiplier",
    "acv_multiplier",
    "conflict_odds_multiplier",
    "early_cancel_odds_multiplier",
    "churn_odds_multiplier",
    "expansion_odds_multiplier",
    "departure_multiplier",
)
"""In the order of ``sim.rules.effects``."""


def _multiplier(meaning: str, rule: str = "R-106") -> Any:
    """A factor; 1 changes nothing."""
    return uncertainty(meaning, rule=rule, unit=FACTOR, low=0.01, high=100, default=1.0, neutral=True)


class DealEffects(Table):
    """Multipliers on the drivers of a deal."""

    win_odds_multiplier: float = _multiplier("on the odds of winning")
    cycle_multiplier: float = _multiplier("on the median sales cycle")
    acv_multiplier: float = _multiplier("on the median contract value")
    conflict_odds_multiplier: float = _multiplier("on the odds of a deal lost to conflict", "R-53")
    early_cancel_odds_multiplier: float = _multiplier("on the odds of early cancellation", "R-95")
    churn_odds_multiplier: float = _multiplier("on the odds of churn", "R-95")
    expansion_odds_multiplier: float = _multiplier("on the odds that a renewal expands", "R-95")

    def stated(self) -> dict[str, float]:
        """Those that are not 1, by name."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in values.items() if value != 1.0}


class SellingEffects(DealEffects):
    """Multipliers on the drivers of a partner that is onboarded."""

    opportunity_multiplier: float = _multiplier("on the opportunities that a partner brings")
    departure_multiplier: float = _multiplier("on the hazard of leaving", "R-120")


class Effects(SellingEffects):
    """Multipliers on all drivers of a partner, from the agreement on."""

    activation_odds_multiplier: float = _multiplier("on the odds of committed reps")
    onboarding_multiplier: float = _multiplier("on the median length of onboarding", "R-32")
