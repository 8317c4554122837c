"""The bonuses of the deal of an example, which is the first one of its partner (R-76)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.bonus import bonus_cents, has_line, has_size, is_in_window
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import BonusParameters


@dataclass(frozen=True, slots=True)
class OpenBonus:
    """A bonus that the deal has only if it has its mark."""

    name: str
    amount_cents: int
    probability: float


def bonus_entries(force: TermsInForce, won_day: int, payable_day: int) -> Iterator[Entry]:
    """The bonuses that a deal of this size, line and month has in any case, by name: earned as it is won."""
    for number, bonus in _offered(force):
        if bonus.probability >= 1.0 and (amount := _cents(force, bonus)):
            yield Entry(Form.BONUS, 1, won_day, amount, force.arr_cents, payable_day, number=number)


def open_bonuses(force: TermsInForce) -> tuple[OpenBonus, ...]:
    """Those that hang on a mark, which the example leaves open."""
    return tuple(
        OpenBonus(bonus.name, amount, bonus.probability)
        for _, bonus in _offered(force)
        if 0.0 < bonus.probability < 1.0 and (amount := _cents(force, bonus))
    )


def days_for_bonuses(force: TermsInForce) -> int:
    """Days of the agreement in which all its bonuses are open; 0 where none asks for any."""
    return min((bonus.within_days for _, bonus in _offered(force) if bonus.within_days), default=0)


def _offered(force: TermsInForce) -> Iterator[tuple[int, BonusParameters]]:
    """Bonuses for a deal like this, with their place; none where its class pays nothing."""
    if force.pay_share_bps(force.won_month) == 0:
        return
    for number, bonus in enumerate(force.parameters.in_month(force.won_month).bonuses):
        if (
            has_line(bonus.lines[force.place], force.line)
            and is_in_window(force.won_month, bonus.from_month, bonus.to_month)
            and has_size(force.arr_cents, bonus.acv_from_cents, bonus.acv_below_cents)
            and reaches_tier(force.tier, bonus.from_tiers[force.place])
        ):
            yield number, bonus


def _cents(force: TermsInForce, bonus: BonusParameters) -> int:
    return bonus_cents(force.arr_cents, bonus.amount_cents, bonus.rate_bps)
