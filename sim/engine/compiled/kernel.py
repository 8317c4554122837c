"""The compiled engine's entry: futures of many worlds in one call, without Python."""

import sim.engine.compiled.shared_rules  # noqa: F401  # rules must be shared before their callers are compiled
from sim.compilation import compiled, float64_pointer, int64_pointer, part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.agenda import PHASE_SHIFT, collect
from sim.engine.compiled.books import close_vendor
from sim.engine.compiled.deals import arrive, close_deal, serve_customer
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.partners import end_onboarding, end_stage, judge_pilot
from sim.engine.compiled.plan import plan_world
from sim.engine.compiled.program import close_month, open_month
from sim.engine.compiled.state import channel_row, kind_row
from sim.engine.order import DayPhase
from sim.ledger import Channel, IntArray
from sim.metrics.tallies import SLOTS, STOCKS

_CUSTOMER, _DEAL, _OPPORTUNITY = DayPhase.CUSTOMER.value, DayPhase.DEAL.value, DayPhase.OPPORTUNITY.value
_ONBOARDING, _PILOT = DayPhase.ONBOARDING.value, DayPhase.PILOT.value
_CHANNELS = len(Channel)
_SUMS = s.SUM_COLUMNS * SLOTS


@part
def _run(m: IntArray, x: FloatArray, key: int) -> None:
    """One future: open, the days of the month, close."""
    _reset(m)
    for month in range(1, m[s.MONTHS] + 1):
        m[s.TODAY] = 30 * (month - 1)
        open_month(m, x, key, month)
        for day in range(30 * (month - 1), 30 * month):
            m[s.TODAY] = day
            for position in range(collect(m, day)):
                phase = m[m[s.AGENDA_KEY_AT] + position] >> PHASE_SHIFT
                _happen(m, x, key, phase, m[m[s.AGENDA_AT] + position])
            if m[s.IS_FULL] == 1:
                return
        m[s.TODAY] = 30 * month
        close_month(m, x, key, month)


@part
def _happen(m: IntArray, x: FloatArray, key: int, phase: int, entity: int) -> None:
    if phase == _CUSTOMER:
        serve_customer(m, x, key, entity)
    elif phase == _DEAL:
        close_deal(m, x, key, entity)
    elif phase == _OPPORTUNITY:
        arrive(m, x, key, entity)
    elif phase == _ONBOARDING:
        end_onboarding(m, x, key, entity)
    elif phase == _PILOT:
        judge_pilot(m, x, key, entity)
    else:
        end_stage(m, x, key, entity)


@part
def _run_twin(m: IntArray, x: FloatArray, key: int) -> None:
    """The same months without a program."""
    _reset_vendor(m)
    for month in range(1, m[s.MONTHS] + 1):
        m[s.TODAY] = 30 * month
        close_vendor(m, x, key, month, 0.0, 0.0)


@part
def _fill(m: IntArray, at: int, size: int, value: int) -> None:
    for position in range(at, at + size):
        m[position] = value


@part
def _reset(m: IntArray) -> None:
    """Begin a future: every counter and every list empty; all else is written before it is read."""
    months, kinds = m[s.MONTHS], m[s.KINDS]
    _fill(m, 0, s.COUNTERS, 0)
    m[s.PHASE_NOW] = -1
    _fill(m, m[s.DAY_HEAD_AT], 30 * months, -1)
    _fill(m, m[s.RETURNING_AT], months + 1, -1)
    _fill(m, m[s.CARRY_AT], kinds, 0)
    _fill(m, m[s.ACTIVE_BY_KIND_AT], kinds, 0)
    _fill(m, m[s.STOCKS_AT], STOCKS * months, 0)
    _fill(m, m[s.RECRUITED_AT], kinds, 0)
    start = m[s.POOL_AT]
    for kind in range(kinds):
        m[m[s.POOL_SIZE_AT] + kind] = 0
        m[m[s.POOL_START_AT] + kind] = start
        start += m[kind_row(m, kind) + p.CANDIDATES] + m[kind_row(m, kind) + p.CANDIDATES_PER_MONTH] * months
    _reset_vendor(m)


@part
def _reset_vendor(m: IntArray) -> None:
    months = m[s.MONTHS]
    m[s.INFLUENCED] = 0
    _fill(m, m[s.DISPLACED_AT], months + 1, -1)
    _fill(m, m[s.SOURCED_AT], months + 1, 0)
    _fill(m, m[s.TOTAL_AT], months + 1, 0)
    _fill(m, m[s.SUMS_AT], _SUMS * months, 0)
    for channel in range(_CHANNELS):
        m[m[s.CHANNEL_ARR_AT] + channel] = m[channel_row(m, channel) + p.STARTING_ARR]


@part
def _place_results(m: IntArray, future: int) -> None:
    """Where this future's tallies go: those of the run, those of its twin, stocks and recruited ARR."""
    sums, stocks = _SUMS * m[s.MONTHS], STOCKS * m[s.MONTHS]
    m[s.SUMS_AT] = m[s.RESULTS_AT] + future * (2 * sums + stocks + m[s.KINDS])
    m[s.STOCKS_AT] = m[s.SUMS_AT] + 2 * sums
    m[s.RECRUITED_AT] = m[s.STOCKS_AT] + stocks


@compiled("int64(int64, int64, int64[:, ::1], float64[:, ::1], int64[:, ::1], int64[::1], int64)")
def run_worlds(
    m_address: int,
    x_address: int,
    whole: IntArray,
    real: FloatArray,
    keys: IntArray,
    row_counts: IntArray,
    first: int,
) -> int:
    """Futures of worlds from the ``first`` on: tallies of all, and the last one's ledger, into the first memory.

    The addresses are those of the two arrays of memory, the first with its places set; ``whole`` and ``real`` hold a
    world a row, ``keys`` is (worlds, futures). ``row_counts`` gets the number of rows after the run and after its
    twin. Returns the first future that did not fit the room, or -1.
    """
    m, x = int64_pointer(m_address), float64_pointer(x_address)
    futures = keys.shape[1]
    for world in range(first // futures, keys.shape[0]):
        for position in range(whole.shape[1]):
            m[p.WHOLE_AT + position] = whole[world, position]
        for position in range(real.shape[1]):
            x[position] = real[world, position]
        plan_world(m, x)
        for future in range(futures):
            number: int = world * futures + future
            if number < first:
                continue
            _place_results(m, number)
            _run(m, x, keys[world, future])
            row_counts[0] = m[s.ROWS]
            if m[s.IS_FULL] == 1:
                return number
            m[s.SUMS_AT] += _SUMS * m[s.MONTHS]
            _run_twin(m, x, keys[world, future])
            row_counts[1] = m[s.ROWS]
            if m[s.IS_FULL] == 1:
                return number
    return -1
