"""The targets to which the defaults were tuned, or against which they are checked (DESIGN 2.9).

``sim.analysis.behaviour`` observes them; ``sim.scenario.assumptions`` says what the defaults rest on.
"""

from dataclasses import dataclass
from math import inf

JUDGEMENT = "judgement"
"""In place of a rule: the band has a reason but no source."""


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the behaviour table: its name, where its band comes from, the band, and whether the defaults were tuned
    on it."""

    name: str
    rules: str
    low: float
    high: float
    tuned: bool
    unit: str = "%"
    """Percent: observed value and band are fractions of 1."""

    @property
    def is_judgement(self) -> bool:
        """Whether the band has no source."""
        return self.rules == JUDGEMENT


def _tuned(name: str, rules: str, low: float, high: float, unit: str = "%") -> Target:
    return Target(name, rules, low, high, True, unit)


def _checked(name: str, rules: str, low: float, high: float, unit: str = "%") -> Target:
    return Target(name, rules, low, high, False, unit)


def _low(name: str) -> Target:
    return _checked(f"low {name}: odds lost", "R-11", 0.05, 1, "points")


TARGETS = {
    "active_12": _tuned("ready: median active partners, month 12", "R-40", 5, 15, ""),
    "active_24": _tuned("ready: median active partners, month 24", "R-41", 20, 50, ""),
    "active_48": _tuned("ready: median active partners, month 48", "R-42", 50, 200, ""),
    "share_12": _tuned("ready: median sourced share, month 12", "R-40, E-13", 0, 0.05),
    "share_24": _tuned("ready: median sourced share, month 24", "R-41, E-13", 0.105, 0.16),
    "share_48": _tuned("ready: median sourced share, month 48", "R-42, E-13", 0.20, 0.40),
    "ready_odds": _tuned("ready: odds of the gate", JUDGEMENT, 0.55, 0.85),
    "middle_odds": _tuned("middle (all 0.6): odds of the gate", JUDGEMENT, 0.10, 0.40),
    "unready_in_pilot": _tuned("unready: still in pilot at month 24", "R-11, R-44", 0.60, 1),
    "unready_odds": _tuned("unready: odds of the gate", "R-11, R-44", 0, 0.10),
    "registered": _tuned("ready: signed that register in 90 days", "R-33, E-03, E-11", 0.25, 0.60),
    "won": _tuned("ready: signed that win in 90 days", "R-33, E-11", 0.05, 0.20),
    "top_fifth": _tuned("ready: revenue of the top fifth, month 48", "E-07, R-08", 0.55, 0.85),
    "retention": _tuned("ready: yearly retention of productive partners", "E-12, R-124", 0.70, 0.90),
    "pilots_passed": _tuned("coach: pilots that pass", "R-180", 0, 0.50),
    "best_rate": _tuned("reseller rate of highest incremental contribution", "R-77", 0.10, 0.45),
    "likeliest_rate": _tuned("reseller rate of highest odds", "R-77", 0.25, 0.50),
    "odds_of_rate": _tuned("odds at that rate less odds at 5%", "R-77", 0.10, 1, "points"),
    "months_to_win": _checked("ready: median months from signature to first won deal", "E-10", 3, 7, "months"),
    "resellers_months_to_win": _checked("  the same, resellers alone", "R-04", 6, 12, "months"),
    "new_arr_share": _checked("ready: partner share of gross new ARR, months 13-24", "E-13", 0.15, 0.35),
    "drop_out": _checked("ready: drop-out, first quarter of age over fourth", "E-05", 2, inf, ""),
    "ready_in_pilot": _checked("ready: stalled in pilot at month 24", "R-11", 0, 0.10),
    "low_product_maturity": _low("product maturity"),
    "low_sales_clarity": _low("sales clarity"),
    "low_positioning": _low("positioning"),
    "low_margin_headroom": _checked(
        "low margin headroom: incremental contribution lost", "R-11", 2, inf, "standard errors"
    ),
    "low_organisational_capacity": _low("organisational capacity"),
    "low_direct_discipline": _low("direct discipline"),
}
"""By the key under which a row is observed."""
