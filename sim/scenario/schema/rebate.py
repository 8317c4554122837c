"""Rebates: what a partner's business of a period earns it at closes, beside what each deal pays."""

from collections.abc import Iterator
from typing import Any, Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.bands import Step, counted_problems, step_problems
from sim.scenario.schema.check import known
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import SHARE

Period = Literal["month", "quarter", "year"]
_LENGTHS = ("month", "quarter", "year")


class Rebate(Table):
    """A rebate of a partner in force, worked out on the period so far at each close at which it is paid."""

    base: Literal["sold", "billed", "growth", "pay"] = choice(
        "what the rate is on: ACV won, list billed, its growth over the same months a year ago, or pay", rule="R-75"
    )
    measure: Literal["sold", "deals", "live_arr", "billed", "pay", "growth"] | None = choice(
        "what the steps are of; not stated: the base", rule="R-75", default=None
    )
    period: Period = choice("of the fiscal year, over which it is counted", rule="R-75", default="year")
    paid: Period | None = choice("how often it accrues; not stated: once a period", rule="R-75", default=None)
    mode: Literal["marginal", "whole"] = choice(
        "all of the base at the rate of the step reached, or each part of it at its own", rule="R-75", default="whole"
    )
    from_tier: Name | None = choice(
        "tier of its ladder from which a partner has it; not stated: any", rule="R-75", default=None, neutral=True
    )
    fund_share: float = lever(
        "part that is set aside as marketing funds and waits",
        rule="R-75",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    steps: dict[Name, Step]

    @property
    def read(self) -> str:
        """The measure that its steps are of."""
        return self.measure or self.base

    @property
    def closes(self) -> str:
        """How often it accrues."""
        return self.paid or self.period

    def problems(self, above: str) -> Iterator[str]:
        """What is wrong with it."""
        for fault in (
            step_problems(self.steps, f"{above}.steps"), self._marginal(above), self._paid_late(above),
            self._counted(above),
        ):  # fmt: skip
            yield from known(fault)

    def _marginal(self, above: str) -> Iterator[str]:
        if self.mode == "marginal" and self.read != self.base:
            yield (
                f"{above}.measure: a marginal rebate has each part of its base at the rate of its step: the steps "
                f'are of {self.base} itself: leave the measure out, or state mode = "whole"'
            )

    def _paid_late(self, above: str) -> Iterator[str]:
        if _LENGTHS.index(self.closes) > _LENGTHS.index(self.period):
            yield (
                f"{above}.paid: a {self.closes} is longer than the {self.period} that is counted: leave it out, "
                "or state a longer period"
            )

    def _counted(self, above: str) -> Iterator[str]:
        if self.read == "deals":
            yield from counted_problems(self.steps, f"{above}.steps")


def rebate_problems(rebates: dict[str, Rebate]) -> Iterator[Any]:
    """What is wrong with the rebates of terms."""
    for name, rebate in sorted(rebates.items()):
        yield from known(rebate.problems(f"rebates.{name}"))
