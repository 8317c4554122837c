"""The program, compiled: month close and month opening (event order in ``sim/MODEL.md``)."""

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.agenda import link, merge_in_order
from sim.engine.compiled.books import close_books, emit
from sim.engine.compiled.deals import new_deal
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.partners import contact, serve
from sim.engine.compiled.pool import pop_candidate, push_candidate
from sim.engine.compiled.state import kind_reals, kind_row, link_row, partner_row, phase_reals, phase_row, readiness_row
from sim.ledger import NOBODY, IntArray, Kind
from sim.metrics.tallies import ACTIVATED, ACTIVE, LOAD, PHASE, SIGNED, WAITING
from sim.randomness import MAX_K, Stream, uniform
from sim.rules.activation import ramp_share
from sim.rules.dealflow import even_day, even_opportunities, opportunity_day, raw_opportunities, untouched_share
from sim.rules.departure import KEPT, departs, review_outcome
from sim.rules.onboarding import manager_load_bps, onboarding_slots, overload, overload_departure, overload_effort
from sim.rules.phases import is_sunset, may_enter_phase, reaches_share
from sim.rules.selection import MILLION, contact_quota, selection_score

_SCORE, _DEPARTURE = Stream.SCORE.value, Stream.DEPARTURE.value
_OPPORTUNITIES, _OPPORTUNITY_DAY = Stream.OPPORTUNITIES.value, Stream.OPPORTUNITY_DAY.value
_DEPARTED, _REMOVED, _DISMISSED = Kind.DEPARTED.value, Kind.REMOVED.value, Kind.DISMISSED.value
_SUNSET, _PHASE_ENTERED, _MANAGER_LOAD = Kind.SUNSET.value, Kind.PHASE_ENTERED.value, Kind.MANAGER_LOAD.value
_NOBODY = NOBODY


# Month close


@part
def close_month(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    """Departures, review, books, sunset; then the stocks of the close."""
    _settle_force(m)
    _departures(m, x, key, month)
    if month % 3 == 0:
        _review(m)
    _count_active(m)
    close_books(m, x, key, month)
    _end_program(m, month)
    _count_stocks(m, month)
    m[s.FORCE_SORTED] = m[s.FORCE]


@part
def _settle_force(m: IntArray) -> None:
    """Partners that left since the last close go, those that signed take their places in identity order."""
    kept = kept_sorted = 0
    for position in range(m[s.FORCE]):
        slot = m[m[s.FORCE_AT] + position]
        if m[partner_row(m, slot) + s.GONE] == 0:
            m[m[s.FORCE_AT] + kept] = slot
            kept += 1
            if position < m[s.FORCE_SORTED]:
                kept_sorted += 1
    m[s.FORCE] = kept
    merge_in_order(m, m[s.FORCE_AT], kept_sorted, kept, m[s.PARTNER_AT] + s.DENSE, s.PARTNER_COLUMNS)


@part
def _departures(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    today, kept = m[s.TODAY], 0
    common = x[readiness_row(m, month) + p.DEPARTURE] * overload_departure(
        overload(m[s.LOAD_BPS]), x[p.OVERLOAD_DEPARTURE]
    )
    for position in range(m[s.FORCE]):
        slot = m[m[s.FORCE_AT] + position]
        partner = partner_row(m, slot)
        kind, age = m[partner + s.KIND_OF], today - m[partner + s.SIGNED_DAY]
        factor, reals = common, kind_reals(m, kind)
        if 0 <= m[partner + s.FLOW_DAY] <= today - 90 and m[partner + s.LAST_ACTIVITY] < today - 90:
            factor = common * x[p.IDLE_MULTIPLIER]
        u = uniform(key, _DEPARTURE, m[kind_row(m, kind) + p.NAME_WORD], m[partner + s.PLACE] | month << 8, 0)
        if departs(u, factor, age, x[reals + p.HAZARD_NEW], x[reals + p.HAZARD_SETTLED], x[reals + p.HAZARD_SETTLING]):
            emit(m, _DEPARTED, m[partner + s.DENSE], _NOBODY, 0, 0, age // 30)
            m[partner + s.GONE] = 1
        else:
            m[m[s.FORCE_AT] + kept] = slot
            kept += 1
    m[s.FORCE] = kept


@part
def _review(m: IntArray) -> None:
    today, kept = m[s.TODAY], 0
    for position in range(m[s.FORCE]):
        slot = m[m[s.FORCE_AT] + position]
        partner = partner_row(m, slot)
        outcome = KEPT
        if m[partner + s.FLOW_DAY] >= 0 and m[kind_row(m, m[partner + s.KIND_OF]) + p.REVIEW_EXEMPT] == 0:
            outcome = review_outcome(
                today, m[partner + s.SIGNED_DAY], m[partner + s.LAST_QUALIFIED], m[partner + s.LAST_WON],
                m[p.IDLE_QUARTERS], m[p.GRACE_DAYS], m[p.NO_DEAL_MONTHS],
            )  # fmt: skip
        if outcome == KEPT:
            m[m[s.FORCE_AT] + kept] = slot
            kept += 1
        else:
            emit(m, _REMOVED, m[partner + s.DENSE], _NOBODY, 0, 0, outcome)
            m[partner + s.GONE] = 1
    m[s.FORCE] = kept


@part
def _count_active(m: IntArray) -> None:
    """Partners with a qualified opportunity or a won deal in the last 90 days, by archetype and in all."""
    oldest = max(0, m[s.TODAY] - 90)
    for kind in range(m[s.KINDS]):
        m[m[s.ACTIVE_BY_KIND_AT] + kind] = 0
    active = 0
    for position in range(m[s.FORCE]):
        partner = partner_row(m, m[m[s.FORCE_AT] + position])
        if m[partner + s.LAST_ACTIVITY] >= oldest:
            m[m[s.ACTIVE_BY_KIND_AT] + m[partner + s.KIND_OF]] += 1
            active += 1
    m[s.ACTIVE_NOW] = active


@part
def _window_reaches(m: IntArray, month: int, bps: int) -> bool:
    """Whether the partner-sourced share of the gate's window at the close of ``month`` is at least ``bps``."""
    sourced = total = 0
    for back in range(max(1, month - m[p.GATE_WINDOW] + 1), month + 1):
        sourced += m[m[s.SOURCED_AT] + back]
        total += m[m[s.TOTAL_AT] + back]
    return reaches_share(sourced, total, bps)


@part
def _end_program(m: IntArray, month: int) -> None:
    reached = _window_reaches(m, month, m[p.SUNSET_BPS])
    runs = m[s.PHASE_NOW] >= 0 and m[s.IS_SUNSET] == 0
    if not runs or not is_sunset(month, m[p.SUNSET_MONTH], reached):
        return
    m[s.IS_SUNSET] = 1
    emit(m, _SUNSET, _NOBODY, _NOBODY, 0, 0, 0)
    for position in range(m[s.FORCE]):
        partner = partner_row(m, m[m[s.FORCE_AT] + position])
        emit(m, _DISMISSED, m[partner + s.DENSE], _NOBODY, 0, 0, 0)
        m[partner + s.GONE] = 1
    m[s.FORCE] = 0


@part
def _count_stocks(m: IntArray, month: int) -> None:
    oldest = max(0, m[s.TODAY] - 90)
    waiting = active = activated = 0
    for position in range(m[s.FORCE]):
        partner = partner_row(m, m[m[s.FORCE_AT] + position])
        waiting += m[partner + s.WAITS]
        active += 1 if m[partner + s.LAST_ACTIVITY] >= oldest else 0
        activated += 1 if m[partner + s.LAST_WON] >= 0 else 0
    m[m[s.STOCKS_AT] + SIGNED * m[s.MONTHS] + month - 1] = m[s.FORCE]
    m[m[s.STOCKS_AT] + WAITING * m[s.MONTHS] + month - 1] = waiting
    m[m[s.STOCKS_AT] + ACTIVE * m[s.MONTHS] + month - 1] = active
    m[m[s.STOCKS_AT] + ACTIVATED * m[s.MONTHS] + month - 1] = activated
    m[m[s.STOCKS_AT] + LOAD * m[s.MONTHS] + month - 1] = m[s.LOAD_BPS]
    phase = max(0, m[s.PHASE_NOW])
    m[m[s.STOCKS_AT] + PHASE * m[s.MONTHS] + month - 1] = m[s.PHASES] if m[s.IS_SUNSET] == 1 else phase


# Month opening


@part
def open_month(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    """Phase entry, candidates, capacity, contacts, opportunities."""
    _enter_phase(m, month)
    _list_candidates(m, x, key, month)
    _read_capacity(m, x, key, month)
    phase = m[s.PHASE_NOW]
    if phase >= 0 and m[s.IS_SUNSET] == 0:
        _contact_candidates(m, x, key, month, phase)
    _bring_opportunities(m, x, key, month)


@part
def _enter_phase(m: IntArray, month: int) -> None:
    following = m[s.PHASE_NOW] + 1
    if m[s.IS_SUNSET] == 1 or following == m[s.PHASES]:
        return
    share = m[phase_row(m, following) + p.ENTRY_SHARE_BPS]
    if may_enter_phase(
        month, m[phase_row(m, following) + p.EARLIEST_MONTH],
        m[s.PARTNERS_WON], m[phase_row(m, following) + p.ENTRY_PARTNERS_WON],
        m[s.ACTIVE_NOW], m[phase_row(m, following) + p.ENTRY_ACTIVE],
        share == 0 or _window_reaches(m, month - 1, share),
    ):  # fmt: skip
        m[s.PHASE_NOW] = following
        emit(m, _PHASE_ENTERED, _NOBODY, _NOBODY, 0, 0, following)


@part
def _list_candidates(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    for kind in range(m[s.KINDS]):
        size = m[kind_row(m, kind) + p.CANDIDATES] if month == 1 else m[kind_row(m, kind) + p.CANDIDATES_PER_MONTH]
        for index in range(size):
            _list(m, x, key, month, kind, month - 1, index, 0)
    returned = m[m[s.RETURNING_AT] + month]
    while returned >= 0:
        kind, batch, index = _place_of(m, m[link_row(m, returned) + s.FIRST_VALUE])
        _list(m, x, key, month, kind, batch, index, m[link_row(m, returned) + s.SECOND_VALUE])
        returned = m[link_row(m, returned) + s.NEXT]


@part
def _dense(m: IntArray, kind: int, batch: int, index: int) -> int:
    row = kind_row(m, kind)
    dense: int = m[row + p.ROLL_START] + index
    if batch > 0:
        dense += m[row + p.CANDIDATES] + (batch - 1) * m[row + p.CANDIDATES_PER_MONTH]
    return dense


@part
def _place_of(m: IntArray, dense: int) -> tuple[int, int, int]:
    kind = m[s.KINDS] - 1
    while m[kind_row(m, kind) + p.ROLL_START] > dense:
        kind -= 1
    offset = dense - m[kind_row(m, kind) + p.ROLL_START]
    if offset < m[kind_row(m, kind) + p.CANDIDATES]:
        return kind, 0, offset
    offset -= m[kind_row(m, kind) + p.CANDIDATES]
    monthly = m[kind_row(m, kind) + p.CANDIDATES_PER_MONTH]
    return kind, offset // monthly + 1, offset % monthly


@part
def _list(m: IntArray, x: FloatArray, key: int, month: int, kind: int, batch: int, index: int, visit: int) -> None:
    u = uniform(key, _SCORE, m[kind_row(m, kind) + p.NAME_WORD], batch << 32 | index << 16, visit)
    score = selection_score(u, x[kind_reals(m, kind) + p.SCORE_MEAN], x[kind_reals(m, kind) + p.SCORE_SD])
    dense = _dense(m, kind, batch, index)
    if score < m[p.MINIMUM_SCORE]:
        link(m, m[s.RETURNING_AT], month + m[p.REVISIT_MONTHS], dense, visit + 1)
    else:
        push_candidate(m, kind, score, dense, visit)


@part
def _contact_candidates(m: IntArray, x: FloatArray, key: int, month: int, phase: int) -> None:
    for kind in range(m[s.KINDS]):
        m[m[s.CARRY_AT] + kind] += contact_quota(
            x[phase_reals(m, phase) + p.CONTACTS],
            x[kind_reals(m, kind) + p.MIX_SHARE],
            x[readiness_row(m, month) + p.CAPACITY],
        )
        contacts = m[m[s.CARRY_AT] + kind] // MILLION
        m[m[s.CARRY_AT] + kind] -= contacts * MILLION
        for _ in range(min(contacts, m[m[s.POOL_SIZE_AT] + kind])):
            score, dense, visit = pop_candidate(m, kind)
            _, batch, index = _place_of(m, dense)
            contact(m, x, key, kind, dense, batch, index, score, visit)


@part
def _read_capacity(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    phase, managers, in_care = m[s.PHASE_NOW], 0.0, 0
    for position in range(m[s.FORCE]):
        in_care += m[partner_row(m, m[m[s.FORCE_AT] + position]) + s.ONBOARDED]
    if phase >= 0 and m[s.IS_SUNSET] == 0:
        managers = x[phase_reals(m, phase) + p.MANAGERS]
        in_care += m[p.ROSTER_PARTNERS]
    capacity = x[readiness_row(m, month) + p.CAPACITY]
    load = manager_load_bps(in_care, managers, x[p.PARTNERS_PER_MANAGER], capacity)
    m[s.LOAD_BPS] = load
    if phase >= 0:
        emit(m, _MANAGER_LOAD, _NOBODY, _NOBODY, in_care, 0, load)
    m[s.SLOTS_NOW] = onboarding_slots(managers, x[p.ONBOARDING_SLOTS], capacity, overload(load))
    serve(m, x, key)


@part
def _bring_opportunities(m: IntArray, x: FloatArray, key: int, month: int) -> None:
    shared = (
        x[readiness_row(m, month) + p.EFFORT]
        * x[m[s.SEASON_AT] + month]
        * overload_effort(overload(m[s.LOAD_BPS]), x[p.OVERLOAD_EFFORT])
    )
    for position in range(m[s.FORCE]):
        slot = m[m[s.FORCE_AT] + position]
        partner = partner_row(m, slot)
        if month <= m[partner + s.FIRST_MONTH] or m[partner + s.QUALIFIED_COUNT] >= m[partner + s.ACCOUNTS]:
            continue
        kind = m[partner + s.KIND_OF]
        rate = (
            x[kind_reals(m, kind) + p.RATE_PER_MONTH]
            * x[m[s.SIZES_AT] + slot]
            * ramp_share(month - m[partner + s.FIRST_MONTH], m[kind_row(m, kind) + p.RAMP_MONTHS])
            * x[kind_reals(m, kind) + p.PAY_EFFORT]
            * shared
            * untouched_share(m[partner + s.ACCOUNTS], m[partner + s.QUALIFIED_COUNT])
        )
        _begin_deals(m, x, key, month, slot, rate)


@part
def _begin_deals(m: IntArray, x: FloatArray, key: int, month: int, slot: int, rate: float) -> None:
    partner = partner_row(m, slot)
    kind = m[partner + s.KIND_OF]
    name, place, gate = (
        m[kind_row(m, kind) + p.NAME_WORD],
        m[partner + s.PLACE] | month << 8,
        x[kind_reals(m, kind) + p.QUALIFICATION],
    )
    if m[p.EVEN_ARRIVALS]:
        count = min(even_opportunities(rate, gate), MAX_K)
    else:
        count = min(raw_opportunities(uniform(key, _OPPORTUNITIES, name, place, 0), rate, gate), MAX_K)
    for k in range(count):
        if m[p.EVEN_ARRIVALS]:
            day = even_day(k, count, month)
        else:
            day = opportunity_day(uniform(key, _OPPORTUNITY_DAY, name, place | k, 0), month)
        new_deal(m, slot, month, k, day, 0)
