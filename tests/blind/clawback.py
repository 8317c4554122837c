"""What a partner gives back when a customer leaves early (R-92, Q-12).

The fee of a deal is looked at day by day: how much of it the partner may keep if the customer leaves on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.blind.money import cents


@dataclass(frozen=True)
class Clawback:
    """All is taken back before ``full`` days, a part before ``partial``, from there less day by day until ``end``."""

    full: int
    partial: int
    end: int
    part: Fraction = Fraction(1, 2)

    @classmethod
    def of_days(cls, days: int) -> "Clawback":
        """The form most programs publish: all before so many days, nothing after."""
        return cls(days, days, days)


def taken_back(agreement: Clawback, fees: int, age: int) -> int:
    """Of ``fees``, when the customer leaves ``age`` days after it went live."""
    if age < agreement.full:
        return fees
    part = cents(fees * agreement.part)
    if age < agreement.partial:
        return part
    days_left = agreement.end - age
    if days_left <= 0:
        return 0
    return cents(Fraction(part, agreement.end - agreement.partial) * days_left)


@dataclass(frozen=True)
class Kept:
    """A deal of a partner at its end: what it had and what it gives back."""

    had: int
    given_back: int

    @property
    def kept(self) -> int:
        """What stays with the partner."""
        return self.had - self.given_back


def deal_that_ends(
    agreement: Clawback, once: int, monthly: Sequence[int], age: int, left_share: Fraction = Fraction(0)
) -> Kept:
    """A customer that leaves, or lowers its contract to ``left_share`` of it, at ``age`` days.

    ``once`` is what the win paid, ``monthly`` what the months before the last one accrued and, last, what the month of
    the end would accrue; of that last one only what this age lets the partner keep accrues at all.
    """
    *before, last = monthly or [0]
    had = once + sum(before)
    back = taken_back(agreement, had, age)
    if left_share:
        return Kept(had + last, cents(back * (1 - left_share)))
    return Kept(had + last - taken_back(agreement, last, age), back)
