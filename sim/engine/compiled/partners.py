"""A partner's life, compiled: funnel, agreement, onboarding line, pilot, first opportunity."""

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.agenda import link, schedule
from sim.engine.compiled.books import emit
from sim.engine.compiled.deals import new_deal
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.state import kind_reals, kind_row, partner_row, readiness_row, stage_row
from sim.engine.order import DayPhase
from sim.ledger import NOBODY, IntArray, Kind
from sim.randomness import Stream, uniform
from sim.rules.activation import (
    PILOT_EXTENDED,
    PILOT_PASSED,
    first_opportunity_days,
    has_committed_reps,
    partner_size,
    pilot_outcome,
)
from sim.rules.dealflow import partner_accounts
from sim.rules.onboarding import onboarding_days
from sim.rules.selection import says_later, stage_days, stage_is_passed
from sim.units import round_half_up

_FUNNEL, _ONBOARDING, _PILOT = DayPhase.FUNNEL.value, DayPhase.ONBOARDING.value, DayPhase.PILOT.value
_FUNNEL_PASS, _FUNNEL_TIME, _LATER = Stream.FUNNEL_PASS.value, Stream.FUNNEL_TIME.value, Stream.LATER.value
_SIZE, _ONBOARDING_TIME = Stream.SIZE.value, Stream.ONBOARDING_TIME.value
_COMMITTED_REPS, _FIRST_OPPORTUNITY = Stream.COMMITTED_REPS.value, Stream.FIRST_OPPORTUNITY.value
_PILOT_EXTENSION = Stream.PILOT_EXTENSION.value
_CONTACTED, _STAGE_PASSED, _REFUSED = Kind.CONTACTED.value, Kind.STAGE_PASSED.value, Kind.REFUSED.value
_POSTPONED, _SIGNED, _QUEUED = Kind.POSTPONED.value, Kind.SIGNED.value, Kind.QUEUED.value
_ONBOARDING_STARTED, _ONBOARDING_ENDED = Kind.ONBOARDING_STARTED.value, Kind.ONBOARDING_ENDED.value
_PASSED_ROW, _EXTENDED_ROW, _FAILED_ROW = (
    Kind.PILOT_PASSED.value, Kind.PILOT_EXTENDED.value, Kind.PILOT_FAILED.value,
)  # fmt: skip
_NOBODY = NOBODY


@part
def draw(m: IntArray, key: int, stream: int, slot: int, ordinal: int) -> float:
    """A partner's uniform for a decision."""
    name = m[kind_row(m, m[partner_row(m, slot) + s.KIND_OF]) + p.NAME_WORD]
    return uniform(key, stream, name, m[partner_row(m, slot) + s.PLACE], ordinal)


@part
def contact(
    m: IntArray, x: FloatArray, key: int, kind: int, dense: int, batch: int, index: int, score: int, visit: int
) -> None:
    """Approach a candidate: its funnel begins."""
    slot = m[s.PARTNERS]
    if slot == m[s.PARTNER_ROOM]:
        m[s.IS_FULL] = 1
        return
    m[s.PARTNERS] = slot + 1
    partner = partner_row(m, slot)
    for column in range(s.PARTNER_COLUMNS):
        m[partner + column] = 0
    m[partner + s.DENSE] = dense
    m[partner + s.KIND_OF] = kind
    m[partner + s.PLACE] = batch << 32 | index << 16
    m[partner + s.SCORE] = score
    m[partner + s.VISIT] = visit
    m[partner + s.SIGNED_DAY] = s.NEVER_YET
    m[partner + s.FLOW_DAY] = s.NEVER_YET
    m[partner + s.FIRST_MONTH] = s.OPEN_END
    m[partner + s.LAST_QUALIFIED] = s.NEVER_YET
    m[partner + s.LAST_WON] = s.NEVER_YET
    m[partner + s.LAST_ACTIVITY] = s.NEVER_YET
    emit(m, _CONTACTED, dense, _NOBODY, 0, 0, score)
    _begin_stage(m, x, key, slot, 0)


@part
def _begin_stage(m: IntArray, x: FloatArray, key: int, slot: int, stage: int) -> None:
    kind = m[partner_row(m, slot) + s.KIND_OF]
    name = m[kind_row(m, kind) + p.NAME_WORD]
    u = uniform(key, _FUNNEL_TIME, name, m[partner_row(m, slot) + s.PLACE] | stage, m[partner_row(m, slot) + s.VISIT])
    days = stage_days(u, x[stage_row(m, kind, stage) + p.STAGE_MEDIAN], x[stage_row(m, kind, stage) + p.STAGE_SIGMA])
    m[partner_row(m, slot) + s.STAGE] = stage
    schedule(m, m[s.TODAY] + days, _FUNNEL, m[partner_row(m, slot) + s.DENSE], 0, slot)


@part
def end_stage(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    """A funnel stage ends: refused, later, the next stage, or the agreement."""
    partner = partner_row(m, slot)
    stage, kind, dense = m[partner + s.STAGE], m[partner + s.KIND_OF], m[partner + s.DENSE]
    if m[s.IS_SUNSET] == 1:
        emit(m, _REFUSED, dense, _NOBODY, 0, 0, stage)
        return
    u = uniform(
        key, _FUNNEL_PASS, m[kind_row(m, kind) + p.NAME_WORD], m[partner + s.PLACE] | stage, m[partner + s.VISIT]
    )
    if stage_is_passed(u, x[stage_row(m, kind, stage) + p.STAGE_PASS], x[m[s.SCORE_ODDS_AT] + m[partner + s.SCORE]]):
        emit(m, _STAGE_PASSED, dense, _NOBODY, 0, 0, stage)
        if stage + 1 < m[kind_row(m, kind) + p.STAGES]:
            _begin_stage(m, x, key, slot, stage + 1)
        else:
            _sign(m, x, key, slot)
    elif says_later(draw(m, key, _LATER, slot, m[partner + s.VISIT]), x[p.LATER_PROBABILITY]):
        emit(m, _POSTPONED, dense, _NOBODY, 0, 0, stage)
        month = m[s.TODAY] // 30 + 1 + m[p.REVISIT_MONTHS]
        link(m, m[s.RETURNING_AT], month, dense, m[partner + s.VISIT] + 1)
    else:
        emit(m, _REFUSED, dense, _NOBODY, 0, 0, stage)


@part
def _sign(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    partner = partner_row(m, slot)
    kind = m[partner + s.KIND_OF]
    m[partner + s.SIGNED_DAY] = m[s.TODAY]
    size = partner_size(draw(m, key, _SIZE, slot, 0), x[kind_reals(m, kind) + p.SIZE_SIGMA])
    x[m[s.SIZES_AT] + slot] = size
    m[partner + s.ACCOUNTS] = partner_accounts(x[kind_reals(m, kind) + p.ACCOUNTS], size)
    m[m[s.FORCE_AT] + m[s.FORCE]] = slot  # the close puts it in order
    m[s.FORCE] += 1
    emit(m, _SIGNED, m[partner + s.DENSE], _NOBODY, 0, 0, round_half_up(size * 1000))
    if m[p.PILOT_FIRST]:
        _start_flow(m, x, key, slot)
        _expect_first_opportunity(m, x, key, slot)
        _begin_pilot(m, slot)
    else:
        _queue(m, x, key, slot)


@part
def leave(m: IntArray, slot: int) -> None:
    """End an agreement outside a month close, which takes the partner off the list."""
    m[partner_row(m, slot) + s.GONE] = 1


@part
def _start_flow(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    partner, today = partner_row(m, slot), m[s.TODAY]
    m[partner + s.FLOW_DAY] = today
    odds = x[readiness_row(m, today // 30 + 1) + p.ACTIVATION_ODDS] * x[m[s.SCORE_ODDS_AT] + m[partner + s.SCORE]]
    u = draw(m, key, _COMMITTED_REPS, slot, 0)
    m[partner + s.HAS_REPS] = (
        1 if has_committed_reps(u, x[kind_reals(m, m[partner + s.KIND_OF]) + p.COMMITTED_REPS], odds) else 0
    )


@part
def _expect_first_opportunity(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    partner = partner_row(m, slot)
    if m[partner + s.HAS_REPS] == 0:
        return
    kind = m[partner + s.KIND_OF]
    u = draw(m, key, _FIRST_OPPORTUNITY, slot, 0)
    day = m[s.TODAY] + first_opportunity_days(
        u, x[kind_reals(m, kind) + p.FIRST_MEDIAN], x[kind_reals(m, kind) + p.FIRST_SIGMA]
    )
    month = day // 30 + 1
    m[partner + s.FIRST_MONTH] = month
    if month < m[s.MONTHS] + 1:
        new_deal(m, slot, month, 0, day, 1)


@part
def _queue(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    m[partner_row(m, slot) + s.WAITS] = 1
    m[partner_row(m, slot) + s.WAIT_START] = m[s.TODAY]
    emit(m, _QUEUED, m[partner_row(m, slot) + s.DENSE], _NOBODY, 0, 0, 0)
    m[m[s.WAITING_AT] + m[s.WAIT_TAIL]] = slot
    m[s.WAIT_TAIL] += 1
    serve(m, x, key)


@part
def serve(m: IntArray, x: FloatArray, key: int) -> None:
    """Begin the onboarding of whoever waits longest while slots are free."""
    while m[s.WAIT_HEAD] < m[s.WAIT_TAIL] and m[s.BUSY] < m[s.SLOTS_NOW]:
        slot = m[m[s.WAITING_AT] + m[s.WAIT_HEAD]]
        m[s.WAIT_HEAD] += 1
        partner = partner_row(m, slot)
        if m[partner + s.GONE] == 0:
            kind, today = m[partner + s.KIND_OF], m[s.TODAY]
            u = draw(m, key, _ONBOARDING_TIME, slot, 0)
            days = onboarding_days(
                u, x[kind_reals(m, kind) + p.ONBOARDING_MEDIAN], x[kind_reals(m, kind) + p.ONBOARDING_SIGMA]
            )
            m[s.BEGUN] += 1
            m[partner + s.WAITS] = 0
            emit(m, _ONBOARDING_STARTED, m[partner + s.DENSE], _NOBODY, 0, 0, today - m[partner + s.WAIT_START])
            schedule(m, today + days, _ONBOARDING, m[partner + s.DENSE], 0, slot)
            m[s.BUSY] += 1


@part
def end_onboarding(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    """Onboarding ends: deal flow begins unless it has, the slot is free, a pilot begins if it comes second."""
    partner = partner_row(m, slot)
    is_second = m[p.PILOT_FIRST] == 1
    if m[partner + s.GONE] == 0:
        m[partner + s.ONBOARDED] = 1
        if not is_second:
            _start_flow(m, x, key, slot)
        emit(m, _ONBOARDING_ENDED, m[partner + s.DENSE], _NOBODY, 0, 0, m[partner + s.HAS_REPS])
    m[s.BUSY] -= 1
    serve(m, x, key)
    if m[partner + s.GONE] == 0 and not is_second:
        _expect_first_opportunity(m, x, key, slot)
        if m[p.HAS_PILOT]:
            _begin_pilot(m, slot)


@part
def _begin_pilot(m: IntArray, slot: int) -> None:
    partner, today = partner_row(m, slot), m[s.TODAY]
    m[partner + s.PILOT_START] = today
    m[partner + s.PILOT_BEFORE] = m[partner + s.QUALIFIED_COUNT]
    schedule(m, today + m[p.PILOT_DAYS], _PILOT, m[partner + s.DENSE], 0, slot)


@part
def judge_pilot(m: IntArray, x: FloatArray, key: int, slot: int) -> None:
    """A pilot is passed, extended once, or failed."""
    partner = partner_row(m, slot)
    if m[partner + s.GONE] == 1:
        return
    brought = m[partner + s.QUALIFIED_COUNT] - m[partner + s.PILOT_BEFORE]
    outcome = pilot_outcome(
        brought, m[p.PILOT_OPPORTUNITIES], m[partner + s.PILOT_IS_EXTENDED] == 0,
        draw(m, key, _PILOT_EXTENSION, slot, 0), x[p.EXTENSION_PROBABILITY],
    )  # fmt: skip
    if outcome == PILOT_PASSED:
        emit(m, _PASSED_ROW, m[partner + s.DENSE], _NOBODY, 0, 0, brought)
        if m[p.PILOT_FIRST]:
            _queue(m, x, key, slot)
    elif outcome == PILOT_EXTENDED:
        emit(m, _EXTENDED_ROW, m[partner + s.DENSE], _NOBODY, 0, 0, brought)
        m[partner + s.PILOT_IS_EXTENDED] = 1
        day = m[partner + s.PILOT_START] + m[p.PILOT_EXTENDED_DAYS]
        schedule(m, day, _PILOT, m[partner + s.DENSE], 0, slot)
    else:
        emit(m, _FAILED_ROW, m[partner + s.DENSE], _NOBODY, 0, 0, brought)
        leave(m, slot)
