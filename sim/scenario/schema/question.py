"""What is asked of the program: the board's gate, sunset, finance, credit and benchmarks."""

from collections.abc import Iterator
from typing import Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.check import check, known
from sim.scenario.schema.table import Table
from sim.scenario.unit import DISCOUNT_RATE, GATE_SHARE, MONTH, MONTH_OF_RUN, MONTHS, PARTNERS, PROBABILITY, SHARE


class Influence(Table):
    """Revenue credit for direct deals that an active partner touched."""

    lasting = True
    credit_share: float = lever(
        "share of an influenced deal that counts as credited",
        rule="R-81",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.25,
    )


class Finance(Table):
    """How cash is valued."""

    lasting = True
    discount_rate: float = lever("discount rate a year", rule="R-140", low=0, high=1, default=0.12, unit=DISCOUNT_RATE)
    runoff_months: int = lever(
        "months of run-off after the horizon in npv_with_runoff", rule="R-140", unit=MONTHS, low=0, high=240, default=60
    )
    runoff_expansion: float = lever(
        "part of customers' expansion that goes on in the run-off",
        rule="R-140",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.0,
    )
    runoff_cost_share: float = lever(
        "part of the program's cost that is kept up in the run-off",
        rule="R-140",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.25,
    )
    least_contribution_share: float = lever(
        "part of list that gross margin less the rate, and a distributor's part, should leave: validate warns below it",
        rule="R-13",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.40,
        neutral=True,
    )


class Gate(Table):
    """The board's rule."""

    fixed = True
    lasting = True
    month: int = lever(
        "month at whose close the rule is applied", rule="R-45", unit=MONTH_OF_RUN, low=1, high=240, default=24
    )
    threshold: float = lever("share of revenue needed", rule="R-45", low=0, high=1, default=0.10, unit=GATE_SHARE)
    measure: Literal["sourced_share", "credited_share"] = choice(
        "share that is compared", rule="R-45", default="sourced_share"
    )
    window_months: int = lever("trailing months summed", rule="R-45", unit=MONTHS, low=1, high=60, default=3)
    required_probability: float = lever(
        "odds that the board requires", rule="R-45", unit=PROBABILITY, low=0, high=1, default=0.50
    )


class Sunset(Table):
    """Ends recruiting, agreements and program cost if the share is too low; existing revenue runs off."""

    fixed = True
    lasting = True
    month: int = lever(
        "first month close at which the rule is applied; 0 = never", rule="R-47", unit=MONTH, low=0, high=240, default=0
    )
    sourced_share: float = lever(
        "the program ends below this share", rule="R-47", unit=SHARE, engine="bps", low=0, high=1, default=0.05
    )


class Benchmark(Table):
    """A band that reports show beside the results (R-48)."""

    fixed = True
    lasting = True
    month: int = lever("month of the comparison", rule="R-48", unit=MONTH, low=1, high=240)
    active_partners: tuple[float, float] = choice("lowest and highest number", rule="R-48", unit=PARTNERS)
    sourced_share: tuple[float, float] = choice("lowest and highest share", rule="R-48", unit=SHARE, engine="same")

    @check
    def _bands(self) -> Iterator[str]:
        for name in ("active_partners", "sourced_share"):
            yield from known(self._band(name))

    def _band(self, name: str) -> Iterator[str]:
        low, high = getattr(self, name)
        if low > high or low < 0:
            yield f"{name}: a band needs 0 <= low <= high (got {low:g} to {high:g})"
