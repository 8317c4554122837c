"""The pre-conditions of a program and the effects of a low score."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from sim.scenario.fields import choice, uncertainty
from sim.scenario.schema.check import check
from sim.scenario.schema.table import Ordered, Table
from sim.scenario.unit import FACTOR, SCORE, SHARE


class ReadinessPath(Table):
    """A readiness that changes: linear between the given months, constant before and after them."""

    months: tuple[int, ...] = choice("months of the program, rising", rule="R-11")
    scores: tuple[float, ...] = choice("score at each of these months", rule="R-11")

    @check
    def _equally_long(self) -> Iterator[str]:
        if not self.months or len(self.months) != len(self.scores):
            yield "months and scores must be equally long and not empty"

    @check
    def _rising(self) -> Iterator[str]:
        if any(later <= earlier for earlier, later in pairwise(self.months)):
            yield f"months must rise (got {list(self.months)})"
        if any(not 0 <= month <= 240 for month in self.months):
            yield "months must lie between 0 and 240"

    @check
    def _scores_are_shares(self) -> Iterator[str]:
        if any(not 0 <= score <= 1 for score in self.scores):
            yield "scores must lie between 0 and 1"


Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Readiness(Table):
    """The six pre-conditions of a program (R-10), each 0 to 1 or a path over months."""

    product_maturity: Score | ReadinessPath = uncertainty(
        "acts on activation, early cancellation and departure", rule="R-10", unit=SCORE
    )
    sales_clarity: Score | ReadinessPath = uncertainty(
        "acts on win probability and sales cycle", rule="R-10", unit=SCORE
    )
    positioning: Score | ReadinessPath = uncertainty("acts on partner effort", rule="R-10", unit=SCORE)
    margin_headroom: Score | ReadinessPath = uncertainty(
        "causes a warning and a cost, never limits a rate", rule="R-10", unit=SCORE
    )
    organisational_capacity: Score | ReadinessPath = uncertainty(
        "acts on recruiting, onboarding and partner managers", rule="R-10", unit=SCORE
    )
    direct_discipline: Score | ReadinessPath = uncertainty(
        "acts on deals lost to channel conflict", rule="R-10", unit=SCORE
    )


class ReadinessEffects(Table):
    """What a low readiness does: the multipliers at ``unready_score``, convex between it and ``ready_score``."""

    ordered = (
        Ordered(
            "unready_score",
            "ready_score",
            moves="unready_score",
            cause="unready_score must lie below ready_score",
            gap=0.01,
        ),
    )
    ready_score: float = uncertainty(
        "no loss from this score on", rule="R-11", unit=SCORE, low=0.05, high=1, default=0.9
    )
    unready_score: float = uncertainty(
        "score at which the multipliers apply", rule="R-11", unit=SCORE, low=0, high=0.95, default=0.3
    )
    activation_odds_multiplier: float = uncertainty(
        "product maturity on the odds of committed reps", rule="R-11", unit=FACTOR, low=0.01, high=1, default=0.455
    )
    early_cancel_odds_multiplier: float = uncertainty(
        "product maturity on the odds of early cancellation", rule="R-11", unit=FACTOR, low=1, high=100, default=2.0
    )
    departure_multiplier: float = uncertainty(
        "product maturity on the partners' departure hazard", rule="R-11", unit=FACTOR, low=1, high=20, default=1.68
    )
    win_odds_multiplier: float = uncertainty(
        "sales clarity on the odds of winning", rule="R-11", unit=FACTOR, low=0.01, high=1, default=0.503
    )
    cycle_multiplier: float = uncertainty(
        "sales clarity on the sales cycle", rule="R-11", unit=FACTOR, low=1, high=10, default=1.42
    )
    effort_multiplier: float = uncertainty(
        "positioning on partner effort", rule="R-11", unit=FACTOR, low=0.01, high=1, default=0.639
    )
    margin_cost_share: float = uncertainty(
        "margin headroom: extra cost as a share of partner list revenue",
        rule="R-13",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.10,
    )
    capacity_multiplier: float = uncertainty(
        "organisational capacity on contacts, onboarding and partner managers",
        rule="R-11",
        unit=FACTOR,
        low=0.01,
        high=1,
        default=0.503,
    )
    conflict_odds_multiplier: float = uncertainty(
        "direct discipline on the odds of a deal lost to conflict",
        rule="R-11",
        unit=FACTOR,
        low=1,
        high=100,
        default=2.83,
    )
