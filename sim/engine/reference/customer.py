"""A customer's life: go-live, early cancellation, monthly churn, and a renewal every 360 days (R-91 to R-93, E-22)."""

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.books import accrue
from sim.engine.reference.card import read_at_renewal
from sim.engine.reference.clawback import claw_back, downgrade
from sim.engine.reference.effects import effect_of_deal
from sim.engine.reference.measures import count_customer, count_left, count_live
from sim.engine.reference.payout import payable_at_renewal
from sim.engine.reference.replication import Replication
from sim.engine.reference.retention import retention_odds
from sim.engine.reference.state import OPEN_END, Deal
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.customer import (
    STAYS,
    cancels_early,
    churn_day,
    churn_month,
    churns,
    early_cancel_day,
    expanded_arr_cents,
    is_downgraded,
    last_month_of_cancellation,
)
from sim.rules.effects import CHURN, EARLY_CANCEL, EXPANSION
from sim.units import DAYS_PER_YEAR, month_of

_EARLY_CANCEL = Stream.EARLY_CANCEL.value
_EARLY_CANCEL_DAY = Stream.EARLY_CANCEL_DAY.value
_RENEWAL = Stream.RENEWAL.value
_EXPANSION = Stream.EXPANSION.value


def customer_life(run: Replication, deal: Deal, go_live_day: int) -> Life:
    """Go-live, then early cancellation, or a downgrade perhaps, and contract years.

    Who leaves by month before the day of an early cancellation or a downgrade has none.
    """
    partner, account = deal.partner, deal.account
    yield run.agenda.at(go_live_day, DayPhase.CUSTOMER.value, partner.index, deal.code)
    archetype = partner.archetype
    deal.term_month = month_of(go_live_day)
    account.go_live_day = go_live_day
    run.customers.append(deal)
    run.row(Kind.GO_LIVE.value, partner.index, deal.code, deal.arr_cents)
    count_live(run, deal, deal.arr_cents)
    count_customer(run, deal)
    _expect_churn(run, deal)
    u = run.draw_for_deal(_EARLY_CANCEL, deal)
    odds = run.month_readiness().early_cancel_odds * retention_odds(run, deal, 1)
    odds *= effect_of_deal(run, deal, EARLY_CANCEL)
    if cancels_early(u, archetype.early_cancel_probability, odds):
        if (day := _early_day(run, deal)) <= account.leave_day:
            yield from cancellation(run, deal, day)
            return
    elif (
        is_downgraded(u, archetype.early_cancel_probability, odds, archetype.downgrade_probability)
        and (day := _early_day(run, deal)) < account.leave_day
    ):
        yield from downgrading(run, deal, day)
    yield from renewals(run, deal, go_live_day)


def _early_day(run: Replication, deal: Deal) -> int:
    """Day of an early cancellation or a downgrade."""
    archetype, u = deal.partner.archetype, run.draw_for_deal(_EARLY_CANCEL_DAY, deal)
    first, window = archetype.early_cancel_first_day, archetype.early_cancel_days
    return early_cancel_day(u, deal.account.go_live_day, window, first)


def cancellation(run: Replication, deal: Deal, day: int) -> Life:
    """An early cancellation on a day."""
    yield run.agenda.at(day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
    _leave(run, deal, Kind.CANCELLED, last_month_of_cancellation(month_of(day), deal.term_month), 0)


def downgrading(run: Replication, deal: Deal, day: int) -> Life:
    """The customer takes less from a day on."""
    yield run.agenda.at(day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
    count_live(run, deal, -downgrade(run, deal))


def from_downgrade(run: Replication, deal: Deal, day: int) -> Life:
    """The contract years of a customer that takes less from a day of its first year on."""
    yield from downgrading(run, deal, day)
    yield from renewals(run, deal, deal.account.go_live_day)


def churning(run: Replication, deal: Deal, day: int) -> Life:
    """The customer leaves at the end of a month of its contract year, which is billed."""
    yield run.agenda.at(day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
    last_month = month_of(day) - 1
    _leave(run, deal, Kind.CHURNED, last_month, last_month - deal.term_month + 1)


def renewals(run: Replication, deal: Deal, term_day: int) -> Life:
    """A renewal every 360 days after the first day of a term, until the customer leaves."""
    is_customer = True
    while is_customer:
        if deal.account.leave_day != OPEN_END:
            yield from churning(run, deal, deal.account.leave_day)
            return
        term_day += DAYS_PER_YEAR
        yield run.agenda.at(term_day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
        is_customer = _renew(run, deal)


def _renew(run: Replication, deal: Deal) -> bool:
    """A renewal: twelve months are recognised; the customer leaves, or a new term begins (E-21, E-22)."""
    partner, archetype = deal.partner, deal.partner.archetype
    ordinal = deal.contract_year - 1
    if not archetype.churn_basis_is_month and churns(
        run.draw_for_deal(_RENEWAL, deal, ordinal), archetype.churn_per_year, _churn_odds(run, deal)
    ):
        _leave(run, deal, Kind.CHURNED, month_of(run.today) - 1, 0)
        return False
    before = deal.arr_cents
    run.row(Kind.RENEWED.value, partner.index, deal.code, before, 0, deal.contract_year + 1)
    u, odds = run.draw_for_deal(_EXPANSION, deal, ordinal), effect_of_deal(run, deal, EXPANSION)
    deal.arr_cents = expanded_arr_cents(u, before, archetype.expansion_probability, archetype.expansion_share, odds)
    deal.added_cents = deal.arr_cents - before
    if deal.added_cents:
        run.row(Kind.EXPANDED.value, partner.index, deal.code, deal.added_cents)
        count_live(run, deal, deal.added_cents)
    deal.contract_year += 1
    deal.term_month = month_of(run.today)
    read_at_renewal(run, deal)
    accrue(run, deal, payable_at_renewal(run, deal))
    _expect_churn(run, deal)
    return True


def _leave(run: Replication, deal: Deal, kind: Kind, last_month: int, detail: int) -> None:
    """No revenue after a month; pay of a customer that is young is taken back."""
    deal.last_month, deal.account.leave_day = last_month, run.today
    run.row(kind.value, deal.partner.index, deal.code, -deal.arr_cents, 0, detail)
    count_live(run, deal, -deal.arr_cents)
    count_left(run, deal)
    claw_back(run, deal)


def _expect_churn(run: Replication, deal: Deal) -> None:
    """A contract year begins: whether the customer leaves within it, where churn is by month (R-93)."""
    archetype = deal.partner.archetype
    if not archetype.churn_basis_is_month:
        return
    u = run.draw_for_deal(_RENEWAL, deal, deal.contract_year - 1)
    month = churn_month(u, archetype.churn_per_year, _churn_odds(run, deal))
    deal.account.leave_day = OPEN_END if month == STAYS else churn_day(run.today, month)


def _churn_odds(run: Replication, deal: Deal) -> float:
    odds = run.parameters.departure.orphan_churn_odds_multiplier
    if not deal.partner.gone:
        odds = retention_odds(run, deal, deal.contract_year)
    return odds * effect_of_deal(run, deal, CHURN)
