"""Settlement, as parameters of the engines."""

from dataclasses import dataclass
from typing import get_args

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Payout
from sim.units import DAYS_PER_MONTH

_TRIGGERS = get_args(Payout.model_fields["trigger"].annotation)


@dataclass(frozen=True, slots=True)
class PayoutParameters:
    trigger: int
    """In the order of the words, as the rules have them."""
    lag_months: int
    """From a payout date to the cash: promised, and later than promised."""
    every_months: int
    trial_days: int
    holdback_days: int
    minimum_cents: int
    dispute_probability: float
    dispute_days: int
    pay_delay_aversion: float
    market_pay_months: float

    @property
    def wait_months(self) -> int:
        """Months from a trigger to the cash at least, a begun one as a whole."""
        return self.lag_months - -self.holdback_days // DAYS_PER_MONTH


def payout_parameters(blocks: Blocks, payout: Payout) -> PayoutParameters:
    """A payout: who pays late has a longer lag than was promised."""
    return converted(
        blocks,
        PayoutParameters,
        payout,
        trigger=_TRIGGERS.index(payout.trigger),
        lag_months=payout.lag_months + payout.late_months,
    )
