"""A deal's life, compiled: opportunity, cycle, win or loss, customer, renewals."""

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.agenda import link, schedule
from sim.engine.compiled.books import emit_deal, margin_of
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.state import deal_row, fee_row, kind_reals, kind_row, later_row, partner_row, readiness_row
from sim.engine.order import DayPhase
from sim.ledger import DEALS_A_MONTH, IntArray, Kind
from sim.randomness import Stream, uniform
from sim.rules.customer import cancels_early, churns, early_cancel_day, expanded_arr_cents
from sim.rules.deal import contract_value_cents, cycle_days, is_cannibalised, is_lost_to_conflict, is_won
from sim.rules.dealflow import is_qualified
from sim.rules.terms import referral_fee_cents

_OPPORTUNITY, _DEAL, _CUSTOMER = DayPhase.OPPORTUNITY.value, DayPhase.DEAL.value, DayPhase.CUSTOMER.value
_QUALIFICATION, _CYCLE, _CONFLICT = Stream.QUALIFICATION.value, Stream.CYCLE.value, Stream.CONFLICT.value
_WIN, _ACV, _CANNIBALISED = Stream.WIN.value, Stream.ACV.value, Stream.CANNIBALISED.value
_EARLY_CANCEL, _EARLY_CANCEL_DAY = Stream.EARLY_CANCEL.value, Stream.EARLY_CANCEL_DAY.value
_RENEWAL, _EXPANSION = Stream.RENEWAL.value, Stream.EXPANSION.value
_REJECTED, _QUALIFIED, _WON, _LOST = Kind.REJECTED.value, Kind.QUALIFIED.value, Kind.WON.value, Kind.LOST.value
_LOST_TO_CONFLICT, _LOST_WITH_PARTNER = Kind.LOST_TO_CONFLICT.value, Kind.LOST_WITH_PARTNER.value
_GO_LIVE, _CANCELLED, _RENEWED = Kind.GO_LIVE.value, Kind.CANCELLED.value, Kind.RENEWED.value
_EXPANDED, _CHURNED, _FEE_ACCRUED = Kind.EXPANDED.value, Kind.CHURNED.value, Kind.FEE_ACCRUED.value


@part
def new_deal(m: IntArray, owner: int, month: int, k: int, day: int, is_first: int) -> None:
    """A raw opportunity that arrives on ``day``."""
    deal = m[s.DEALS]
    if deal == m[s.DEAL_ROOM]:
        m[s.IS_FULL] = 1
        return
    m[s.DEALS] = deal + 1
    row = deal_row(m, deal)
    for column in range(s.DEAL_COLUMNS):
        m[row + column] = 0
    m[row + s.OWNER] = owner
    code = month * DEALS_A_MONTH + k
    m[row + s.DEAL_KEY] = m[partner_row(m, owner) + s.DENSE] << s.CODE_BITS | code
    m[row + s.DEAL_PLACE] = m[partner_row(m, owner) + s.PLACE] | month << 8 | k
    m[row + s.IS_FIRST] = is_first
    m[row + s.CONTRACT_YEAR] = 1
    m[row + s.LAST_MONTH] = s.OPEN_END
    schedule(m, day, _OPPORTUNITY, m[partner_row(m, owner) + s.DENSE], code, deal)


@part
def draw_for_deal(m: IntArray, key: int, stream: int, deal: int, ordinal: int) -> float:
    """A deal's uniform for a decision."""
    kind = m[partner_row(m, m[deal_row(m, deal) + s.OWNER]) + s.KIND_OF]
    name = m[kind_row(m, kind) + p.NAME_WORD]
    return uniform(key, stream, name, m[deal_row(m, deal) + s.DEAL_PLACE], ordinal)


@part
def _schedule_deal(m: IntArray, day: int, phase: int, deal: int) -> None:
    deal_key = m[deal_row(m, deal) + s.DEAL_KEY]
    schedule(m, day, phase, deal_key >> s.CODE_BITS, deal_key & s.CODE_MASK, deal)


@part
def arrive(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    """A raw opportunity is rejected, or qualified: then its cycle begins."""
    row = deal_row(m, deal)
    partner = partner_row(m, m[row + s.OWNER])
    if m[partner + s.GONE] == 1:
        return
    kind, today = m[partner + s.KIND_OF], m[s.TODAY]
    m[s.RAW] += 1
    if m[partner + s.QUALIFIED_COUNT] >= m[partner + s.ACCOUNTS] or not (
        m[row + s.IS_FIRST] == 1
        or is_qualified(draw_for_deal(m, key, _QUALIFICATION, deal, 0), x[kind_reals(m, kind) + p.QUALIFICATION])
    ):
        emit_deal(m, _REJECTED, m[row + s.DEAL_KEY], 0, 0, 0)
        return
    m[partner + s.QUALIFIED_COUNT] += 1
    m[partner + s.LAST_QUALIFIED] = today
    m[partner + s.LAST_ACTIVITY] = today
    emit_deal(m, _QUALIFIED, m[row + s.DEAL_KEY], 0, 0, 0)
    days = cycle_days(
        draw_for_deal(m, key, _CYCLE, deal, 0), x[kind_reals(m, kind) + p.CYCLE_MEDIAN],
        x[kind_reals(m, kind) + p.CYCLE_SIGMA], x[readiness_row(m, today // 30 + 1) + p.CYCLE],
    )  # fmt: skip
    _schedule_deal(m, today + days, _DEAL, deal)


@part
def close_deal(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    """The end of the cycle: lost with its partner, lost to conflict, lost, or won."""
    row = deal_row(m, deal)
    partner = partner_row(m, m[row + s.OWNER])
    kind, month = m[partner + s.KIND_OF], m[s.TODAY] // 30 + 1
    if m[partner + s.GONE] == 1 and m[p.OPEN_DEALS_CLOSE] == 0:
        emit_deal(m, _LOST_WITH_PARTNER, m[row + s.DEAL_KEY], 0, 0, 0)
    elif is_lost_to_conflict(
        draw_for_deal(m, key, _CONFLICT, deal, 0),
        x[kind_reals(m, kind) + p.CONFLICT],
        x[readiness_row(m, month) + p.CONFLICT_ODDS],
    ):
        emit_deal(m, _LOST_TO_CONFLICT, m[row + s.DEAL_KEY], 0, 0, 0)
    elif is_won(
        draw_for_deal(m, key, _WIN, deal, 0), x[kind_reals(m, kind) + p.WIN], x[readiness_row(m, month) + p.WIN_ODDS]
    ):
        _win(m, x, key, deal)
    else:
        emit_deal(m, _LOST, m[row + s.DEAL_KEY], 0, 0, 0)


@part
def _win(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    row = deal_row(m, deal)
    partner = partner_row(m, m[row + s.OWNER])
    kind, today = m[partner + s.KIND_OF], m[s.TODAY]
    u = draw_for_deal(m, key, _ACV, deal, 0)
    acv = contract_value_cents(u, x[kind_reals(m, kind) + p.ACV_MEDIAN], x[kind_reals(m, kind) + p.ACV_SIGMA])
    cannibalised = is_cannibalised(
        draw_for_deal(m, key, _CANNIBALISED, deal, 0), x[kind_reals(m, kind) + p.CANNIBALISED]
    )
    m[row + s.ARR] = acv
    if m[partner + s.LAST_WON] < 0:
        m[s.PARTNERS_WON] += 1
    m[partner + s.LAST_WON] = today
    if m[partner + s.GONE] == 0:
        m[partner + s.LAST_ACTIVITY] = today
    booked = acv if m[p.BOOKS_GROSS] else acv - margin_of(m, deal, acv)
    emit_deal(m, _WON, m[row + s.DEAL_KEY], booked, acv, 1 if cannibalised else 0)
    if cannibalised:
        link(m, m[s.DISPLACED_AT], (today + m[p.DIRECT_DELAY_DAYS]) // 30 + 1, m[row + s.DEAL_KEY], acv)
    go_live = today + m[kind_row(m, kind) + p.GO_LIVE_DAYS]
    _accrue(m, deal, go_live if m[p.PAID_FROM_GO_LIVE] else today)
    m[row + s.STEP] = s.AWAITS_GO_LIVE
    _schedule_deal(m, go_live, _CUSTOMER, deal)


@part
def _accrue(m: IntArray, deal: int, payable_day: int) -> None:
    """The referral fee of the contract year that begins."""
    row = deal_row(m, deal)
    partner = partner_row(m, m[row + s.OWNER])
    kind, year = m[partner + s.KIND_OF], m[row + s.CONTRACT_YEAR]
    if m[kind_row(m, kind) + p.IS_RESALE] == 1 or (m[partner + s.GONE] == 1 and m[p.PAY_AFTER_DEPARTURE] == 0):
        return
    if year == 1:
        rate_bps = m[kind_row(m, kind) + p.RATE_BPS]
    elif year - 2 < m[kind_row(m, kind) + p.LATER_RATES]:
        rate_bps = m[later_row(m, kind) + year - 2]
    else:
        return
    fee = referral_fee_cents(m[row + s.ARR], rate_bps)
    if fee != 0:
        emit_deal(m, _FEE_ACCRUED, m[row + s.DEAL_KEY], fee, m[row + s.ARR], year)
        position = m[s.FEES]
        if position == 2 * m[s.DEAL_ROOM]:
            m[s.IS_FULL] = 1
            return
        m[fee_row(m, position) + s.FEE_DEAL] = deal
        m[fee_row(m, position) + s.FEE_CENTS] = fee
        m[fee_row(m, position) + s.FEE_YEAR] = year
        m[fee_row(m, position) + s.FEE_PAYABLE] = payable_day
        m[s.FEES] = position + 1


@part
def serve_customer(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    """Go-live, early cancellation or renewal, whichever the customer awaits."""
    step = m[deal_row(m, deal) + s.STEP]
    if step == s.AWAITS_GO_LIVE:
        _go_live(m, x, key, deal)
    elif step == s.AWAITS_CANCEL:
        row = deal_row(m, deal)
        m[row + s.LAST_MONTH] = m[s.TODAY] // 30 + 1
        emit_deal(m, _CANCELLED, m[row + s.DEAL_KEY], -m[row + s.ARR], 0, 0)
        _count_arr(m, deal, -m[row + s.ARR])
    else:
        _renew(m, x, key, deal)


@part
def _count_arr(m: IntArray, deal: int, amount: int) -> None:
    m[m[s.RECRUITED_AT] + m[partner_row(m, m[deal_row(m, deal) + s.OWNER]) + s.KIND_OF]] += amount


@part
def _go_live(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    row, today = deal_row(m, deal), m[s.TODAY]
    kind = m[partner_row(m, m[row + s.OWNER]) + s.KIND_OF]
    m[row + s.TERM_MONTH] = today // 30 + 1
    m[m[s.CUSTOMERS_AT] + m[s.CUSTOMERS]] = deal
    m[s.CUSTOMERS] += 1
    emit_deal(m, _GO_LIVE, m[row + s.DEAL_KEY], m[row + s.ARR], 0, 0)
    _count_arr(m, deal, m[row + s.ARR])
    u = draw_for_deal(m, key, _EARLY_CANCEL, deal, 0)
    if cancels_early(
        u, x[kind_reals(m, kind) + p.EARLY_CANCEL], x[readiness_row(m, today // 30 + 1) + p.EARLY_CANCEL_ODDS]
    ):
        u = draw_for_deal(m, key, _EARLY_CANCEL_DAY, deal, 0)
        m[row + s.STEP] = s.AWAITS_CANCEL
        day = early_cancel_day(u, today, m[kind_row(m, kind) + p.EARLY_CANCEL_DAYS])
        _schedule_deal(m, day, _CUSTOMER, deal)
    else:
        m[row + s.STEP] = s.AWAITS_RENEWAL
        _schedule_deal(m, today + 360, _CUSTOMER, deal)


@part
def _renew(m: IntArray, x: FloatArray, key: int, deal: int) -> None:
    row, today = deal_row(m, deal), m[s.TODAY]
    partner = partner_row(m, m[row + s.OWNER])
    kind, ordinal = m[partner + s.KIND_OF], m[row + s.CONTRACT_YEAR] - 1
    orphan_odds = x[p.ORPHAN_ODDS] if m[partner + s.GONE] == 1 else 1.0
    if churns(draw_for_deal(m, key, _RENEWAL, deal, ordinal), x[kind_reals(m, kind) + p.CHURN], orphan_odds):
        m[row + s.LAST_MONTH] = today // 30
        emit_deal(m, _CHURNED, m[row + s.DEAL_KEY], -m[row + s.ARR], 0, 0)
        _count_arr(m, deal, -m[row + s.ARR])
        return
    before = m[row + s.ARR]
    emit_deal(m, _RENEWED, m[row + s.DEAL_KEY], before, 0, m[row + s.CONTRACT_YEAR] + 1)
    u = draw_for_deal(m, key, _EXPANSION, deal, ordinal)
    m[row + s.ARR] = expanded_arr_cents(
        u, before, x[kind_reals(m, kind) + p.EXPANSION], x[kind_reals(m, kind) + p.EXPANSION_SHARE]
    )
    if m[row + s.ARR] != before:
        emit_deal(m, _EXPANDED, m[row + s.DEAL_KEY], m[row + s.ARR] - before, 0, 0)
        _count_arr(m, deal, m[row + s.ARR] - before)
    m[row + s.CONTRACT_YEAR] += 1
    m[row + s.TERM_MONTH] = today // 30 + 1
    _accrue(m, deal, today)
    _schedule_deal(m, today + 360, _CUSTOMER, deal)
