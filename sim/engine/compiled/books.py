"""Ledger rows and tallies, and the month's books, compiled."""

import numpy as np

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.agenda import merge_in_order, put_in_order
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.state import (
    channel_reals,
    channel_row,
    deal_row,
    fee_row,
    kind_reals,
    kind_row,
    link_row,
    needed_at,
    partner_row,
    phase_row,
    readiness_row,
)
from sim.ledger import IS_OF_CLOSE, NOBODY, Channel, IntArray, Kind
from sim.metrics.tallies import AMOUNTS, COUNTS, LISTS, SLOTS, TALLY_SLOT
from sim.randomness import Stream, name_word, uniform
from sim.rules.direct import new_arr_cents, team_overload, untouched_by_influence
from sim.rules.readiness import headroom_cost_cents
from sim.rules.terms import is_payout_close, resale_margin_cents
from sim.units import contract_month_cents, round_half_up

_AHEAD = np.where(IS_OF_CLOSE, 0, 1)
_CHANNELS = len(Channel)
_DIRECT, _ROSTER = Channel.DIRECT.value, Channel.ROSTER.value
_VENDOR_NAME = name_word("vendor")
_FIRST_NOISE = Stream.DIRECT_NOISE.value
_NOBODY = NOBODY

_NEW_ARR, _CHURN, _EXPANSION = Kind.CHANNEL_NEW_ARR.value, Kind.CHANNEL_CHURN.value, Kind.CHANNEL_EXPANSION.value
_CHANNEL_REVENUE, _CHANNEL_MARGIN = Kind.CHANNEL_REVENUE.value, Kind.CHANNEL_MARGIN.value
_TEAM_OVERLOAD, _DISPLACED_ARR = Kind.TEAM_OVERLOAD.value, Kind.DISPLACED_ARR.value
_INFLUENCED_NEW_ARR, _INFLUENCED_REVENUE = Kind.INFLUENCED_NEW_ARR.value, Kind.INFLUENCED_REVENUE.value
_REVENUE, _RESALE_MARGIN, _FEE_PAID = Kind.REVENUE.value, Kind.RESALE_MARGIN.value, Kind.FEE_PAID.value
_COST_MANAGERS, _COST_STAFF, _COST_OWNER = Kind.COST_MANAGERS.value, Kind.COST_STAFF.value, Kind.COST_OWNER.value
_COST_INFRASTRUCTURE, _COST_SUPPORT = Kind.COST_INFRASTRUCTURE.value, Kind.COST_SUPPORT.value
_COST_FIXED, _COST_ONBOARDING = Kind.COST_FIXED.value, Kind.COST_ONBOARDING.value
_COST_TEAM_TIME, _COST_HEADROOM = Kind.COST_TEAM_TIME.value, Kind.COST_HEADROOM.value


@part
def emit(m: IntArray, kind: int, partner: int, deal: int, amount: int, listed: int, detail: int) -> None:
    """A row of today: into the tallies, and into the ledger if it is kept."""
    day = m[s.TODAY]
    month = day // 30 + _AHEAD[kind] - 1
    if month >= 0:
        _add(m, TALLY_SLOT[kind], month, amount, listed)
    if m[s.ROW_ROOM] > 0:
        _keep(m, day, kind, partner, deal, amount, listed, detail)


@part
def _add(m: IntArray, slot: int, month: int, amount: int, listed: int) -> None:
    at = m[s.SUMS_AT] + (month * SLOTS + slot) * s.SUM_COLUMNS
    m[at + AMOUNTS] += amount
    m[at + LISTS] += listed
    m[at + COUNTS] += 1


@part
def emit_deal(m: IntArray, kind: int, key: int, amount: int, listed: int, detail: int) -> None:
    """A row of a deal."""
    emit(m, kind, key >> s.CODE_BITS, key & s.CODE_MASK, amount, listed, detail)


@part
def emit_channel(m: IntArray, kind: int, amount: int, listed: int, channel: int) -> None:
    """A row of a channel; none without an amount."""
    if amount != 0:
        day = m[s.TODAY]
        _add(m, TALLY_SLOT[kind] + channel, day // 30 - 1, amount, listed)
        if m[s.ROW_ROOM] > 0:
            _keep(m, day, kind, _NOBODY, _NOBODY, amount, listed, channel)


@part
def _keep(m: IntArray, day: int, kind: int, partner: int, deal: int, amount: int, listed: int, detail: int) -> None:
    row = m[s.ROWS]
    if row == m[s.ROW_ROOM]:
        m[s.IS_FULL] = 1
        return
    at = m[s.ROWS_AT] + 7 * row
    m[at] = day
    m[at + 1] = kind
    m[at + 2] = partner
    m[at + 3] = deal
    m[at + 4] = amount
    m[at + 5] = listed
    m[at + 6] = detail
    m[s.ROWS] = row + 1


@part
def emit_amount(m: IntArray, kind: int, amount: int, detail: int) -> None:
    """A row of the company; none without an amount."""
    if amount != 0:
        emit(m, kind, _NOBODY, _NOBODY, amount, 0, detail)


@part
def close_vendor(m: IntArray, x: FloatArray, key: int, month: int, overload: float, touched: float) -> None:
    """Close the vendor's month; adds to sourced and all revenue."""
    for channel in range(_CHANNELS):
        new = _grow(m, x, key, month, channel)
        if channel == _DIRECT:
            new = _take_away(m, month, new, overload)
            _influence(m, x, month, new, touched)
        listed = contract_month_cents(m[m[s.CHANNEL_ARR_AT] + channel], (month - 1) % 12 + 1)
        margin = resale_margin_cents(listed, m[channel_row(m, channel) + p.MARGIN_BPS])
        booked = listed if m[p.BOOKS_GROSS] else listed - margin
        emit_channel(m, _CHANNEL_REVENUE, booked, listed, channel)
        if m[p.BOOKS_GROSS]:
            emit_channel(m, _CHANNEL_MARGIN, margin, 0, channel)
        m[m[s.TOTAL_AT] + month] += booked
        if channel == _ROSTER:
            m[m[s.SOURCED_AT] + month] += booked


@part
def _grow(m: IntArray, x: FloatArray, key: int, month: int, channel: int) -> int:
    arr = m[m[s.CHANNEL_ARR_AT] + channel]
    lost = round_half_up(arr * x[channel_reals(m, channel) + p.MONTHLY_CHURN])
    gained = round_half_up(arr * x[channel_reals(m, channel) + p.MONTHLY_EXPANSION])
    u = uniform(key, _FIRST_NOISE + channel, _VENDOR_NAME, month << 8, 0)
    new = new_arr_cents(u, x[needed_at(m, channel, month)], x[m[s.SEASON_AT] + month], x[p.NOISE_SIGMA])
    emit_channel(m, _CHURN, -lost, 0, channel)
    emit_channel(m, _EXPANSION, gained, 0, channel)
    emit_channel(m, _NEW_ARR, new, 0, channel)
    m[m[s.CHANNEL_ARR_AT] + channel] = arr + new + gained - lost
    return new


@part
def _take_away(m: IntArray, month: int, new: int, overload: float) -> int:
    lost = min(round_half_up(new * overload), m[m[s.CHANNEL_ARR_AT] + _DIRECT])
    emit_amount(m, _TEAM_OVERLOAD, -lost, 0)
    m[m[s.CHANNEL_ARR_AT] + _DIRECT] -= lost
    new -= lost
    size, link = 0, m[m[s.DISPLACED_AT] + month]
    while link >= 0 and size < m[s.AGENDA_ROOM]:
        m[m[s.AGENDA_AT] + size] = link
        m[m[s.AGENDA_KEY_AT] + size] = m[link_row(m, link) + s.FIRST_VALUE]
        size += 1
        link = m[link_row(m, link) + s.NEXT]
    if link >= 0:
        m[s.IS_FULL] = 1
    put_in_order(m, size)
    for position in range(size):
        link = m[m[s.AGENDA_AT] + position]
        taken = min(m[link_row(m, link) + s.SECOND_VALUE], m[m[s.CHANNEL_ARR_AT] + _DIRECT])
        if taken != 0:
            emit_deal(m, _DISPLACED_ARR, m[link_row(m, link) + s.FIRST_VALUE], -taken, 0, 0)
        m[m[s.CHANNEL_ARR_AT] + _DIRECT] -= taken
        new -= taken
    return new


@part
def _influence(m: IntArray, x: FloatArray, month: int, new: int, touched_share: float) -> None:
    arr = m[s.INFLUENCED]
    lost = round_half_up(arr * x[channel_reals(m, _DIRECT) + p.MONTHLY_CHURN])
    gained = round_half_up(arr * x[channel_reals(m, _DIRECT) + p.MONTHLY_EXPANSION])
    touched = round_half_up(max(0, new) * touched_share)
    emit_amount(m, _INFLUENCED_NEW_ARR, touched, 0)
    arr = min(m[m[s.CHANNEL_ARR_AT] + _DIRECT], arr + gained - lost + touched)
    m[s.INFLUENCED] = arr
    emit_amount(m, _INFLUENCED_REVENUE, contract_month_cents(arr, (month - 1) % 12 + 1), 0)


@part
def close_books(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    """The month's books: vendor, customers' revenue, cost lines, payouts."""
    raw = m[s.RAW]
    hours = raw * x[p.OPPORTUNITY_HOURS]
    lost = team_overload(hours, x[p.TEAM_HOURS] * x[m[s.GROWTH_AT] + month], x[p.SPARE_SHARE])
    close_vendor(m, x, key, month, lost, _touched(m, x))
    listed = _recognise(m, month)
    phase = m[s.PHASE_NOW]
    if phase >= 0 and m[s.IS_SUNSET] == 0:
        _pay_program(m, month, phase)
    emit_amount(m, _COST_TEAM_TIME, round_half_up(hours * m[p.HOUR_COST]), raw)
    cost = headroom_cost_cents(listed, x[p.MARGIN_COST_SHARE], x[readiness_row(m, month) + p.HEADROOM_SHORTFALL])
    emit_amount(m, _COST_HEADROOM, round_half_up(cost), 0)
    if is_payout_close(month, m[p.PAYOUT_EVERY], m[p.PAYOUT_LAG]):
        _pay_fees(m, 30 * (month - m[p.PAYOUT_LAG]))
    m[s.RAW] = 0
    m[s.BEGUN] = 0


@part
def _touched(m: IntArray, x: FloatArray) -> float:
    untouched = 1.0
    for kind in range(m[s.KINDS]):
        untouched *= untouched_by_influence(x[kind_reals(m, kind) + p.INFLUENCE], m[m[s.ACTIVE_BY_KIND_AT] + kind])
    return 1.0 - untouched


@part
def margin_of(m: IntArray, deal: int, listed: int) -> int:
    """Resale margin on an amount at list; none for a departed partner that the scenario no longer pays."""
    owner = m[deal_row(m, deal) + s.OWNER]
    kind = m[partner_row(m, owner) + s.KIND_OF]
    if m[kind_row(m, kind) + p.IS_RESALE] == 0 or (
        m[partner_row(m, owner) + s.GONE] == 1 and m[p.PAY_AFTER_DEPARTURE] == 0
    ):
        return 0
    return resale_margin_cents(listed, m[kind_row(m, kind) + p.RATE_BPS])


@part
def _recognise(m: IntArray, month: int) -> int:
    """One revenue row a customer in force, in identity order; list revenue in cents."""
    _drop_former_customers(m, month)
    merge_in_order(
        m, m[s.CUSTOMERS_AT], m[s.CUSTOMERS_SORTED], m[s.CUSTOMERS], m[s.DEAL_AT] + s.DEAL_KEY, s.DEAL_COLUMNS
    )
    m[s.CUSTOMERS_SORTED] = m[s.CUSTOMERS]
    all_listed = 0
    for position in range(m[s.CUSTOMERS]):
        deal = m[m[s.CUSTOMERS_AT] + position]
        listed = contract_month_cents(m[deal_row(m, deal) + s.ARR], month - m[deal_row(m, deal) + s.TERM_MONTH] + 1)
        margin = margin_of(m, deal, listed)
        booked = listed if m[p.BOOKS_GROSS] else listed - margin
        emit_deal(m, _REVENUE, m[deal_row(m, deal) + s.DEAL_KEY], booked, listed, 0)
        if m[p.BOOKS_GROSS] and margin != 0:
            emit_deal(m, _RESALE_MARGIN, m[deal_row(m, deal) + s.DEAL_KEY], margin, 0, 0)
        m[m[s.SOURCED_AT] + month] += booked
        m[m[s.TOTAL_AT] + month] += booked
        all_listed += listed
    return all_listed


@part
def _drop_former_customers(m: IntArray, month: int) -> None:
    kept = kept_sorted = 0
    for position in range(m[s.CUSTOMERS]):
        deal = m[m[s.CUSTOMERS_AT] + position]
        if month <= m[deal_row(m, deal) + s.LAST_MONTH]:
            m[m[s.CUSTOMERS_AT] + kept] = deal
            kept += 1
            if position < m[s.CUSTOMERS_SORTED]:
                kept_sorted += 1
    m[s.CUSTOMERS] = kept
    m[s.CUSTOMERS_SORTED] = kept_sorted


@part
def _pay_program(m: IntArray, month: int, phase: int) -> None:
    partners, begun = m[s.FORCE], m[s.BEGUN]
    emit_amount(m, _COST_MANAGERS, m[phase_row(m, phase) + p.MANAGER_COST], 0)
    emit_amount(m, _COST_STAFF, m[phase_row(m, phase) + p.STAFF_COST], 0)
    if month >= m[phase_row(m, phase) + p.OWNER_START]:
        emit_amount(m, _COST_OWNER, m[phase_row(m, phase) + p.OWNER_COST], 0)
    emit_amount(m, _COST_INFRASTRUCTURE, m[phase_row(m, phase) + p.INFRASTRUCTURE_COST], 0)
    emit_amount(m, _COST_SUPPORT, m[phase_row(m, phase) + p.SUPPORT_COST] * partners, partners)
    emit_amount(m, _COST_FIXED, m[phase_row(m, phase) + p.FIXED_COST], 0)
    emit_amount(m, _COST_ONBOARDING, m[p.ONBOARDING_COST] * begun, begun)


@part
def _pay_fees(m: IntArray, cutoff: int) -> None:
    """Pay, in the order of accrual, every fee payable before the cutoff."""
    kept = 0
    for position in range(m[s.FEES]):
        deal = m[fee_row(m, position) + s.FEE_DEAL]
        if m[fee_row(m, position) + s.FEE_PAYABLE] < cutoff:
            key = m[deal_row(m, deal) + s.DEAL_KEY]
            emit_deal(m, _FEE_PAID, key, m[fee_row(m, position) + s.FEE_CENTS], 0, m[fee_row(m, position) + s.FEE_YEAR])
        else:
            for column in range(s.FEE_COLUMNS):
                m[fee_row(m, kept) + column] = m[fee_row(m, position) + column]
            kept += 1
    m[s.FEES] = kept
