"""Bands of volume: rates by what a partner has sold, has live or had billed."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.check import known, readable
from sim.scenario.schema.table import MONEY_LIMIT, Name, Table
from sim.scenario.unit import MEASURED, MONEY_RATE


class Step(Table):
    """A step: from so much of the measure on, a rate."""

    __annotations__["from"] = float
    locals()["from"] = lever(
        "where the step begins, this much included; the first begins at 0",
        rule="R-75",
        low=0,
        high=MONEY_LIMIT,
        unit=MEASURED,
        fixed=True,
    )
    rate: float = lever("rate from there on", rule="R-73", low=0, high=1, unit=MONEY_RATE)

    @property
    def begins(self) -> float:
        """Where it begins: ``from`` is a word of Python."""
        begins: float = getattr(self, "from")
        return begins


def in_order(steps: dict[str, Step]) -> list[Step]:
    """Steps by where they begin."""
    return sorted(steps.values(), key=lambda step: step.begins)


def step_problems(steps: dict[str, Step], above: str) -> Iterator[str]:
    """What is wrong with steps, by the path of their table."""
    if not steps:
        yield f"{above}: there are none: state one from 0 on ({above}.first.from = 0, {above}.first.rate = 0.1)"
        return
    yield from known(_begins_above_0(steps, above))
    named = sorted(readable(*(partial(_beginning, name, step) for name, step in steps.items())))
    for (begins, name), (next_, other) in pairwise(named):
        if begins == next_:
            yield f"{above}.{other}.from: it begins at {begins:g}, as {name} does: state another, or leave one out"


def _beginning(name: str, step: Step) -> tuple[float, str]:
    return step.begins, name


def _begins_above_0(steps: dict[str, Step], above: str) -> Iterator[str]:
    begins, first = min(_beginning(name, step) for name, step in steps.items())
    if begins > 0:
        yield f"{above}.{first}.from: the first step begins at {begins:g}: what lies below has no rate: write 0"


def counted_problems(steps: dict[str, Step], above: str) -> Iterator[str]:
    """Steps of a number of deals that begin between two numbers."""
    for begins, name in readable(*(partial(_beginning, name, step) for name, step in sorted(steps.items()))):
        if begins != int(begins):
            yield f"{above}.{name}.from: deals are counted, and {begins:g} is no whole number of them: write one"


class Bands(Table):
    """Rates of new deals by the partner's volume, in place of ``rate``."""

    measure: Literal["sold", "deals", "live_arr", "billed"] = choice(
        "what the steps are of: ACV won, won deals, ARR of live customers, or what its customers were billed",
        rule="R-73",
    )
    period: Literal["month", "year", "deal"] | None = choice(
        "over which it is counted: the month, the fiscal year (if it is not stated), or each deal by itself",
        rule="R-73",
        default=None,
    )
    mode: Literal["marginal", "whole"] = choice(
        "each part of the volume at the rate of its step, or all of it at the rate of the last one reached",
        rule="R-79",
        default="marginal",
    )
    steps: dict[Name, Step]

    @property
    def counted_over(self) -> str:
        """The period."""
        return self.period or "year"

    def rates(self) -> tuple[float, ...]:
        """The rates, from the first step on."""
        return tuple(step.rate for step in in_order(self.steps))

    def readable_rates(self) -> Iterator[float]:
        """The rates that can be read, in no order."""
        return readable(*(partial(getattr, step, "rate") for step in self.steps.values()))

    def problems(self, terms: Any) -> Iterator[str]:
        """What is wrong with the bands of terms."""
        for fault in (
            step_problems(self.steps, "bands.steps"), self._period_of_live_arr(), self._period_of_deals(),
            self._falling(), self._whole_deals(terms), self._whole_live_arr(terms), self._whole_sold(terms),
            self._counted(), self._billed(terms), self._billed_expansion(terms),
        ):  # fmt: skip
            yield from known(fault)

    def _counted(self) -> Iterator[str]:
        if self.measure == "deals":
            yield from counted_problems(self.steps, "bands.steps")

    def _billed(self, terms: Any) -> Iterator[str]:
        if self.measure == "billed" and terms.model != "share":
            yield (
                f"bands.measure: what is billed has a band month by month, and terms of the model '{terms.model}' are "
                'read at the win: state sold or live_arr, or model = "share"'
            )

    def _billed_expansion(self, terms: Any) -> Iterator[str]:
        if self.measure == "billed" and any(
            terms.of_line(name, "expansion_rate", tier) is not None for name, tier in terms.combined()
        ):
            yield "bands.measure: what is billed has the rate of its band, added ARR too: leave expansion_rate out"

    def _period_of_live_arr(self) -> Iterator[str]:
        if self.measure == "live_arr" and self.period is not None:
            yield "bands.period: the ARR of live customers is what it is on the day: leave the period out"

    def _period_of_deals(self) -> Iterator[str]:
        if self.period == "deal" and self.measure in ("deals", "billed"):
            yield f'bands.period: a deal by itself has no {self.measure}: state measure = "sold", or month or year'

    def _falling(self) -> Iterator[str]:
        if self.mode != "whole":
            return
        reads = (partial(_rate_from, step) for step in self.steps.values())
        rates = [rate for _, rate in sorted(readable(*reads))]
        if self.counted_over != "deal" and any(later < earlier for earlier, later in pairwise(rates)):
            yield (
                "bands.mode: whole bands whose rates fall would take pay back from who sells more: let the rates rise, "
                'or state marginal, or period = "deal" (a deal by itself takes nothing from others)'
            )

    def _whole_deals(self, terms: Any) -> Iterator[str]:
        is_whole = self.mode == "whole" and self.measure == "deals"
        if is_whole and (terms.model != "share" or self.counted_over != "month"):
            yield (
                "bands.mode: the number of deals is known at the close, after what accrues at the win: whole is for a "
                'share by the month\'s deals (model = "share", bands.period = "month"): state marginal'
            )

    def _whole_live_arr(self, terms: Any) -> Iterator[str]:
        if self.mode == "whole" and self.measure == "live_arr" and terms.read != "accrual":
            yield (
                "bands.mode: live ARR rises and falls, and each rise over a step would pay again for all below it: "
                f"state marginal{_at_closes(terms)}"
            )

    def _whole_sold(self, terms: Any) -> Iterator[str]:
        is_whole = self.mode == "whole" and self.measure == "sold"
        if is_whole and terms.model != "referral" and self.period != "deal" and terms.read != "accrual":
            yield (
                "bands.mode: the deal that crosses a step would lock the pay of all deals before it: state marginal, "
                f'or period = "deal"{_at_closes(terms)}'
            )


def _at_closes(terms: Any) -> str:
    """The end of a cure: bands that nothing locks."""
    return "" if terms.model == "referral" else ', or read = "accrual" (each close pays all of it at one rate)'


def _rate_from(step: Step) -> tuple[float, float]:
    return step.begins, step.rate
