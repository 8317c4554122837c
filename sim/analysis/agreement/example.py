"""A worked example: all that one deal earns its partner, and when it is paid.

The customer stays and takes the same each year, the partner has no other deal and stays, nothing is disputed. The rules
are those of the engines, and so is their order; a test compares both with a future without chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.payout import pay, payable_at_renewal, payable_at_win, payable_of_month
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.card import (
    REFERRAL,
    RESALE,
    SHARE,
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
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, MONTHS_PER_YEAR, NOT_STATED, contract_month_cents, month_of

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

    def earned_by(self, day: int) -> int:
        """What of its first contract year is earned before a day, in cents; margins are not in it."""
        return sum(
            one.amount_cents for one in self.entries if one.year == 1 and one.day < day and one.form is not Form.MARGIN
        )


def example_of(parameters: Parameters, place: int, line: int, arr_cents: int, won_day: int) -> Example:
    """A deal of a kind and product line, each by its position, with a list value a year, won on a day."""
    force = TermsInForce(parameters, place, line, month_of(won_day))
    live = won_day + force.kind(force.won_month).go_live_days
    entries = sorted(
        chain(_at_signature(force, arr_cents, won_day, live), *(_of_year(force, arr_cents, live, y) for y in _years())),
        key=lambda one: one.day,
    )
    pay(force, entries)
    return Example(arr_cents, won_day, live, tuple(entries))


def _years() -> range:
    return range(1, YEARS + 1)


def _at_signature(force: TermsInForce, arr: int, won_day: int, live: int) -> Iterator[Entry]:
    """The fee of the first year, or the sum beside a share or a margin."""
    month = force.won_month
    card = force.card(month)
    if force.terms(month).model == REFERRAL:
        form, amount = Form.FEE, _entry(force, month, 1, arr, card.flat_fee_cents)
    else:
        form, amount = Form.SUM, bounded_cents(card.flat_fee_cents, card.fee_least_cents, card.fee_most_cents)
    if amount:
        yield Entry(form, 1, won_day, amount, arr, payable_at_win(force, won_day, live))


def _of_year(force: TermsInForce, arr: int, live: int, year: int) -> Iterator[Entry]:
    """What a contract year earns: a fee as it begins, or a share or a margin at each close."""
    begins = live + DAYS_PER_YEAR * (year - 1)
    first = month_of(begins)
    model = force.terms(first).model
    if model == REFERRAL and year > 1 and (amount := _entry(force, first, year, arr, 0)):
        yield Entry(Form.FEE, year, begins, amount, arr, payable_at_renewal(force, begins))
    for number in range(1, MONTHS_PER_YEAR + 1):
        month, contract_month = first + number - 1, contract_month_of(year, number)
        listed, last_day = _list_of_month(force.kind(month), arr, contract_month), DAYS_PER_MONTH * month - 1
        if model == SHARE and is_shared(contract_month, force.card(month).share_months):
            if amount := _entry(force, month, year, listed, 0):
                yield Entry(Form.SHARE, year, last_day, amount, listed, payable_of_month(force, month, live))
        elif model == RESALE and (amount := _margin(force, month, year, listed)):
            yield Entry(Form.MARGIN, year, last_day, amount, listed, 0)


def _list_of_month(kind: ArchetypeParameters, arr: int, contract_month: int) -> int:
    """What a customer is billed: by use where it ramps up (R-71)."""
    if kind.usage_ramp_months == 0:
        return contract_month_cents(arr, contract_month)
    return month_of_use_cents(arr, contract_month, kind.usage_ramp_months, kind.usage_start_share_bps)


def _entry(force: TermsInForce, month: int, year: int, base: int, flat: int) -> int:
    """A fee or a share on an amount at list, and a sum beside it."""
    card = force.card(month)
    return entry_on_cents(
        base, base, _rate(force, month, year), NOT_STATED, force.terms(month).registered_rate_bps, flat,
        card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def _margin(force: TermsInForce, month: int, year: int, listed: int) -> int:
    card = force.card(month)
    return margin_on_cents(
        listed, listed, _rate(force, month, year), NOT_STATED, force.terms(month).registered_rate_bps,
        card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def _rate(force: TermsInForce, month: int, year: int) -> int:
    card, model = force.card(month), force.terms(month).model
    renewal = renewal_rate_bps(model, card.rate_bps, card.renewal_rate_bps)
    return rate_of_year_bps(year, card.rate_bps, card.later_rates_bps, renewal)
