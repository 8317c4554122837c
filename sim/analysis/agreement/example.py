"""A worked example: all that one deal earns its partner, and when it is paid.

The customer stays and takes the same each year, the partner has no other deal and stays, nothing is disputed. The deal
is won in the days of a bonus after the agreement; a bonus for a mark that only some deals have is not in it. The rules
are those of the engines, and so is their order; a test compares both with a future without chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sim.analysis.agreement.bands import fee_by_bands, first_rate_bps, is_by_month, share_by_bands
from sim.analysis.agreement.bonus import OpenBonus, bonus_entries, days_for_bonuses, open_bonuses
from sim.analysis.agreement.cap import capped
from sim.analysis.agreement.entry import OF_PERIODS, Entry, Form
from sim.analysis.agreement.payout import pay, payable_at_renewal, payable_at_win, payable_of_month
from sim.analysis.agreement.rebate import rebate_entries
from sim.analysis.agreement.services import services_fee
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.attribution import REGISTERED
from sim.rules.card import (
    REFERRAL,
    RESALE,
    SHARE,
    by_rate_entry_cents,
    contract_month_of,
    entry_on_cents,
    is_shared,
    margin_on_cents,
    rate_of_year_bps,
    renewal_rate_bps,
)
from sim.rules.pay import bounded_cents
from sim.rules.usage import month_of_use_cents
from sim.scenario.parameters import ArchetypeParameters, Parameters
from sim.units import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    MONTHS_PER_YEAR,
    NOT_STATED,
    contract_month_cents,
    month_of,
    share_of_cents,
)

YEARS = 21
"""Contract years of an example: one more than any term of a share."""


@dataclass(frozen=True, slots=True)
class Example:
    """What a deal earns and when that is paid."""

    arr_cents: int
    won_day: int
    go_live_day: int
    entries: tuple[Entry, ...]
    """Of ``YEARS`` contract years, in the order in which they are earned."""
    open_bonuses: tuple[OpenBonus, ...]
    """Which the deal has only if it has their mark."""
    within_days: int
    """Of the agreement, in which the deal is won as its bonuses ask; 0 where none asks."""

    def earned_by(self, day: int) -> int:
        """What of its first contract year is earned before a day, in cents; margins are not in it."""
        return sum(
            one.amount_cents for one in self.entries if one.year == 1 and one.day < day and one.form is not Form.MARGIN
        )

    def first_year_cents(self) -> int:
        """What its first contract year comes to: what is paid out, and the margins that are kept."""
        return sum(one.amount_cents for one in self.of_deal() if one.year == 1)

    def of_deal(self) -> list[Entry]:
        """Without what periods earn."""
        return [one for one in self.entries if one.form not in OF_PERIODS]


def example_of(
    parameters: Parameters, place: int, line: int, tier: int, arr_cents: int, won_day: int,
    deal_class: int = REGISTERED,
) -> Example:  # fmt: skip
    """A deal of a kind, a product line and a tier, each by its position, with a list value a year, won on a day."""
    won_month = month_of(won_day)
    live = won_day + parameters.in_month(won_month).archetypes[place].go_live_days
    force = TermsInForce(parameters, place, line, tier, won_month, month_of(live), arr_cents, deal_class)
    entries = sorted(
        chain(_at_signature(force, won_day, live), _of_years(force, live)),
        key=lambda one: one.day,
    )
    entries = capped(force, entries)
    months = month_of(live) + MONTHS_PER_YEAR * YEARS
    billed = _billed(force, live)
    entries = sorted([*entries, *rebate_entries(force, live, months, billed, entries)], key=lambda one: one.day)
    pay(force, entries)
    found = open_bonuses(force)
    return Example(arr_cents, won_day, live, tuple(entries), found, days_for_bonuses(force))


def _at_signature(force: TermsInForce, won_day: int, live: int) -> Iterator[Entry]:
    """The fee of the first year, or the sum beside a share or a margin."""
    month, arr = force.won_month, force.arr_cents
    card = force.card(month)
    if force.terms(month).model == REFERRAL and card.is_banded:
        form, amount = Form.FEE, _by_rate(force, month, fee_by_bands(force, month), arr, card.flat_fee_cents)
    elif force.terms(month).model == REFERRAL:
        form, amount = Form.FEE, _entry(force, month, 1, arr, card.flat_fee_cents)
    else:
        flat = share_of_cents(card.flat_fee_cents, force.pay_share_bps(month))
        form, amount = Form.SUM, bounded_cents(flat, card.fee_least_cents, card.fee_most_cents)
    if amount:
        yield Entry(form, 1, won_day, amount, arr, payable_at_win(force, won_day, live))
    yield from bonus_entries(force, won_day, payable_at_win(force, won_day, live))
    if fee := services_fee(force):
        yield Entry(Form.SERVICES, 1, won_day, fee, arr, payable_at_win(force, won_day, live))


def _of_years(force: TermsInForce, live: int) -> Iterator[Entry]:
    """What contract years earn: a later one a fee as it begins, each month a share or a margin at its close."""
    billed = dict[int, int]()
    for year in range(1, YEARS + 1):
        begins = live + DAYS_PER_YEAR * (year - 1)
        if year > 1 and force.terms(month_of(begins)).model == REFERRAL:
            yield from _later_fee(force, begins, year)
        for number in range(1, MONTHS_PER_YEAR + 1):
            month = month_of(begins) + number - 1
            listed = _list_of_month(force.kind(month), force.arr_cents, contract_month_of(year, number))
            yield from _of_month(force, month, year, number, listed, live, billed)
            billed[month] = listed


def _billed(force: TermsInForce, live: int) -> dict[int, int]:
    """What the customer is billed at list, by month."""
    return {
        month_of(live) + number: _list_of_month(force.kind(month_of(live) + number), force.arr_cents, number + 1)
        for number in range(MONTHS_PER_YEAR * YEARS)
    }


def _later_fee(force: TermsInForce, begins: int, year: int) -> Iterator[Entry]:
    if amount := _entry(force, month_of(begins), year, force.arr_cents, 0):
        yield Entry(Form.FEE, year, begins, amount, force.arr_cents, payable_at_renewal(force, begins))


def _of_month(
    force: TermsInForce, month: int, year: int, number: int, listed: int, live: int, billed: dict[int, int]
) -> Iterator[Entry]:
    """The share or the margin of a month; ``number`` is that of the month in the contract year."""
    model, last_day = force.terms(month).model, DAYS_PER_MONTH * month - 1
    if model == RESALE and (margin := _margin(force, month, year, listed)):
        yield Entry(Form.MARGIN, year, last_day, margin, listed, 0)
    if model != SHARE or not is_shared(contract_month_of(year, number), force.card(month).share_months):
        return
    if is_by_month(force, month, year):
        amount = _by_rate(force, month, share_by_bands(force, month, listed, billed), listed, 0)
    else:
        amount = _entry(force, month, year, listed, 0)
    if amount:
        yield Entry(Form.SHARE, year, last_day, amount, listed, payable_of_month(force, month, live))


def _list_of_month(kind: ArchetypeParameters, arr: int, contract_month: int) -> int:
    """What a customer is billed: by use where it ramps up (R-71)."""
    if kind.usage_ramp_months == 0:
        return contract_month_cents(arr, contract_month)
    return month_of_use_cents(arr, contract_month, kind.usage_ramp_months, kind.usage_start_share_bps)


def _entry(force: TermsInForce, month: int, year: int, base: int, flat: int) -> int:
    """A fee or a share on an amount at list, and a sum beside it."""
    card = force.card(month)
    return entry_on_cents(
        base, base, _rate(force, month, year), NOT_STATED, force.points_bps(month), flat,
        force.pay_share_bps(month), card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def _by_rate(force: TermsInForce, month: int, by_rate: int, base: int, flat: int) -> int:
    """An entry whose rate bands have given."""
    card = force.card(month)
    return by_rate_entry_cents(
        by_rate,
        base,
        force.points_bps(month),
        flat,
        force.pay_share_bps(month),
        card.fee_least_cents,
        card.fee_most_cents,
    )


def _margin(force: TermsInForce, month: int, year: int, listed: int) -> int:
    card = force.card(month)
    return margin_on_cents(
        listed, listed, _rate(force, month, year), NOT_STATED, force.points_bps(month),
        force.pay_share_bps(month), card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def _rate(force: TermsInForce, month: int, year: int) -> int:
    card, first = force.card(month), first_rate_bps(force, month)
    renewal = renewal_rate_bps(force.terms(month).model, first, card.renewal_rate_bps)
    return rate_of_year_bps(year, first, card.later_rates_bps, renewal)
