"""Bands of volume: rates by what a partner has sold, has live or had billed."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from sim.scenario.fields import choice, lever
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
    named = sorted(steps.items(), key=lambda item: (item[1].begins, item[0]))
    if not named:
        yield f"{above}: there are none: state one from 0 on ({above}.first.from = 0, {above}.first.rate = 0.1)"
        return
    first, step = named[0]
    if step.begins > 0:
        yield f"{above}.{first}.from: the first step begins at {step.begins:g}: what lies below has no rate: write 0"
    for (name, one), (other, next_) in pairwise(named):
        if one.begins == next_.begins:
            yield f"{above}.{other}.from: it begins at {one.begins:g}, as {name} does: state another, or leave one out"


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

    def problems(self, terms: Any) -> Iterator[str]:
        """What is wrong with the bands of terms."""
        yield from step_problems(self.steps, "bands.steps")
        yield from self._period_problems()
        yield from self._mode_problems(terms.model, terms.read)
        if self.measure == "deals":
            for name, step in sorted(self.steps.items()):
                if step.begins != int(step.begins):
                    yield f"bands.steps.{name}.from: deals are counted, and {step.begins:g} is no whole number of them"
        if self.measure == "billed" and terms.model != "share":
            yield (
                f"bands.measure: what is billed has a band month by month, and terms of the model '{terms.model}' are "
                'read at the win: state sold or live_arr, or model = "share"'
            )
        if self.measure == "billed" and any(terms.card(name).expansion_rate is not None for name in ("", *terms.lines)):
            yield "bands.measure: what is billed has the rate of its band, added ARR too: leave expansion_rate out"

    def _period_problems(self) -> Iterator[str]:
        if self.measure == "live_arr" and self.period is not None:
            yield "bands.period: the ARR of live customers is what it is on the day: leave the period out"
        if self.period == "deal" and self.measure in ("deals", "billed"):
            yield f'bands.period: a deal by itself has no {self.measure}: state measure = "sold", or month or year'

    def _mode_problems(self, model: str, read: str) -> Iterator[str]:
        if self.mode != "whole":
            return
        rates = self.rates()
        if self.counted_over != "deal" and any(later < earlier for earlier, later in pairwise(rates)):
            yield (
                "bands.mode: whole bands whose rates fall would take pay back from who sells more: let the rates rise, "
                'or state marginal, or period = "deal" (a deal by itself takes nothing from others)'
            )
        if self.measure == "deals" and (model != "share" or self.counted_over != "month"):
            yield (
                "bands.mode: the number of deals is known at the close, after what accrues at the win: whole is for a "
                'share by the month\'s deals (model = "share", bands.period = "month"): state marginal'
            )
        if read == "accrual":
            return
        at_closes = "" if model == "referral" else ', or read = "accrual" (each close pays all of it at one rate)'
        if self.measure == "live_arr":
            yield (
                "bands.mode: live ARR rises and falls, and each rise over a step would pay again for all below it: "
                f"state marginal{at_closes}"
            )
        if self.measure == "sold" and model != "referral" and self.period != "deal":
            yield (
                "bands.mode: the deal that crosses a step would lock the pay of all deals before it: state marginal, "
                f'or period = "deal"{at_closes}'
            )
