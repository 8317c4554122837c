"""Pay of partners: the terms of an archetype and the payout calendar."""

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.fields import choice, lever
from sim.scenario.schema.table import Table
from sim.scenario.unit import MONEY_RATE, MONTHS


class Terms(Table):
    """What a partner earns."""

    model: Literal["referral", "resale"] = choice(
        "a fee on contract value, or a recurring discount on list price", rule="R-70"
    )
    rate: float = lever("fee on first-year ACV, or resale margin", rule="R-70", low=0, high=0.9, unit=MONEY_RATE)
    later_rates: tuple[float, ...] = choice(
        "fees on the ACV of contract years 2, 3, …", rule="R-70", unit=MONEY_RATE, default=()
    )

    @model_validator(mode="after")
    def _rates(self) -> Self:
        if any(not 0 <= rate <= 0.9 for rate in self.later_rates):
            raise ValueError("later_rates: rates are fractions between 0 and 0.9 (write 0.10 for 10%)")
        if self.model == "resale" and self.later_rates:
            raise ValueError("later_rates: a resale margin recurs by itself; only a referral fee has later rates")
        return self


class Payout(Table):
    """When accrued referral fees are paid."""

    fixed = True
    every_months: int = lever("months between payouts", rule="R-90", unit=MONTHS, low=1, high=12, default=3)
    lag_months: int = lever(
        "months from a payout date to the cash", rule="R-90", unit=MONTHS, low=0, high=12, default=1
    )
    trigger: Literal["signature", "go_live"] = choice("a fee is payable from this day", rule="R-91", default="go_live")
