"""Pay of partners: the terms of an archetype."""

from typing import Any, Literal, Self

from pydantic import model_validator

from sim.scenario.fields import choice, lever
from sim.scenario.schema.table import Table
from sim.scenario.unit import MONEY_RATE


def _year(year: int) -> Any:
    """The fee of a contract year, or none."""
    return lever(f"fee on the ACV of contract year {year}", rule="R-70", low=0, high=1, unit=MONEY_RATE, default=None)


class SecondYear(Table):
    """The fee of the second contract year, under its name."""

    year_2: float | None = _year(2)

    def rates(self) -> tuple[float, ...]:
        """The rates of contract years 2, 3, … up to the last that is stated; 0 in a year between that is not."""
        stated = [getattr(self, name) for name in type(self).model_fields]
        while stated and stated[-1] is None:
            stated.pop()
        return tuple(0.0 if rate is None else rate for rate in stated)


class LaterYears(SecondYear):
    """Fees of later contract years, each under its name; a year that is not stated pays nothing."""

    year_3: float | None = _year(3)
    year_4: float | None = _year(4)
    year_5: float | None = _year(5)
    year_6: float | None = _year(6)
    year_7: float | None = _year(7)
    year_8: float | None = _year(8)
    year_9: float | None = _year(9)
    year_10: float | None = _year(10)


def _later(years: type[SecondYear]) -> Any:
    return choice("fees on the ACV of later contract years by name", rule="R-70", default=years(), neutral=True)


class MarketTerms(Table):
    """What a partner earns elsewhere: effort compares the pay of two contract years."""

    model: Literal["referral", "resale"] = choice(
        "a fee on contract value, or a recurring discount on list price", rule="R-70"
    )
    rate: float = lever(
        "fee on first-year ACV, or resale margin", rule="R-70", low=0, high=1, drawn_to=0.9, unit=MONEY_RATE
    )
    later_rates: tuple[float, ...] = choice(
        "fees on the ACV of contract years 2, 3, … as a list, in place of later",
        rule="R-70",
        unit=MONEY_RATE,
        default=(),
    )
    later: SecondYear = _later(SecondYear)

    @model_validator(mode="after")
    def _rates(self) -> Self:
        if any(not 0 <= rate <= 1 for rate in self.later_rates):
            raise ValueError("later_rates: rates are fractions between 0 and 1 (write 0.10 for 10%)")
        stated = "later_rates" if self.later_rates else "later" if self.later.rates() else ""
        if self.model == "resale" and stated:
            raise ValueError(f"{stated}: a resale margin recurs by itself; only a referral fee has later rates")
        if self.later_rates and self.later.rates():
            raise ValueError(
                "later: later_rates states the fees of later years too: keep one of the two (later_rates = [], or "
                f"{' and '.join(f'later.{name} = false' for name, rate in self.later if rate is not None)})"
            )
        return self

    def rates_of_later_years(self) -> tuple[float, ...]:
        """The fees of contract years 2, 3, …, however they are stated."""
        return self.later_rates or self.later.rates()


class Terms(MarketTerms):
    """What a partner earns."""

    later: LaterYears = _later(LaterYears)
