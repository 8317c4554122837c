"""The funnel of a kind of partner: its candidates, their way to an agreement, and the start."""

from collections.abc import Iterator

from sim.scenario.fields import choice, uncertainty
from sim.scenario.schema.check import check
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import CANDIDATES, CANDIDATES_PER_MONTH, DAYS, POINTS, PROBABILITY, SIGMA


class FunnelStage(Table):
    """One stage between contact and agreement."""

    pass_probability: float = uncertainty(
        "of a candidate with the reference score", rule="R-20", unit=PROBABILITY, low=0, high=1
    )
    median_days: float = uncertainty("length of the stage", rule="R-21", unit=DAYS, low=1, high=720)
    sigma: float = uncertainty("spread of the length", rule="E-02", low=0, high=2.5, unit=SIGMA)


class Funnel(Table):
    """The candidates of a kind of partner, and their way to an agreement and to people who sell."""

    candidates: int = uncertainty("names on the first target list", rule="R-20", low=0, high=50_000, unit=CANDIDATES)
    candidates_per_month: int = uncertainty(
        "new names a month", rule="R-29", unit=CANDIDATES_PER_MONTH, low=0, high=5000
    )
    score_mean: float = uncertainty("mean selection score", rule="R-23", low=7, high=35, unit=POINTS)
    score_sd: float = uncertainty("spread of the score", rule="R-23", low=0, high=14, unit=POINTS)
    funnel_order: tuple[Name, ...] = choice("stages from contact to agreement", rule="R-20")
    funnel: dict[Name, FunnelStage]
    onboarding_median_days: float = uncertainty("length of onboarding", rule="R-32", unit=DAYS, low=1, high=720)
    onboarding_sigma: float = uncertainty("spread of onboarding", rule="R-32", unit=SIGMA, low=0, high=2.5)
    committed_reps_probability: float = uncertainty(
        "that the partner has committed reps; others never sell", rule="R-27", unit=PROBABILITY, low=0, high=1
    )

    @check
    def _funnel_order(self) -> Iterator[str]:
        stages = list(self.funnel_order)
        if not stages or set(stages) != set(self.funnel) or len(set(stages)) != len(stages):
            yield (f"funnel_order must name every stage of funnel once (order {stages}, stages {sorted(self.funnel)})")
