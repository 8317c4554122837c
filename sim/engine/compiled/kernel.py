"""The compiled engine's entry: futures of many worlds in one call, without Python."""

import sim.engine.compiled.shared_rules  # noqa: F401  # rules must be shared before their callers are compiled
from sim.compilation import compiled, part
from sim.engine.class_chances import are_judged_alike
from sim.engine.compiled.agenda import collect
from sim.engine.compiled.changes import hold, hold_from_start
from sim.engine.compiled.customer import serve_customer
from sim.engine.compiled.deal import arrive, close_deal
from sim.engine.compiled.in_force import count_stocks, settle_in_force
from sim.engine.compiled.numbers import fill
from sim.engine.compiled.partner import end_onboarding, end_stage, judge_pilot
from sim.engine.compiled.program import close_month, end_agreements, open_month, open_twin
from sim.engine.compiled.promises import promise_fees
from sim.engine.compiled.start import begin_from_start
from sim.engine.compiled.started_rows import write_program, write_start
from sim.engine.compiled.state import World
from sim.engine.order import DayPhase, phase_of
from sim.engine.plan import plan_growth
from sim.engine.prepared import prepare
from sim.engine.start import fill_start
from sim.engine.started import PAST_MONTHS
from sim.ledger import IntArray
from sim.metrics.tallies import SLOTS, STOCKS
from sim.record_types import record_at
from sim.records import clear
from sim.units import DAYS_PER_MONTH

_CUSTOMER, _DEAL, _OPPORTUNITY = DayPhase.CUSTOMER.value, DayPhase.DEAL.value, DayPhase.OPPORTUNITY.value
_ONBOARDING, _PILOT = DayPhase.ONBOARDING.value, DayPhase.PILOT.value
_NO_ENTRY = -1

world_at = record_at(World)


@part
def run_months(w: World, with_program: bool) -> None:
    """One future. In its twin the program ends on the day on which it begins, and only the vendor opens."""
    begin(w, with_program)
    for month in range(w.start.month + 1, w.parameters.months + 1):
        if not pass_month(w, month, with_program):
            return
    promise_fees(w)


@part
def begin(w: World, with_program: bool) -> None:
    """What is there already."""
    _reset(w)
    hold_from_start(w)
    begin_from_start(w)
    write_start(w)
    if with_program:
        write_program(w)
    else:
        end_agreements(w)


@part
def pass_month(w: World, month: int, with_program: bool) -> bool:
    """A month: open, its days, close. False if there was no room for something."""
    w.run.today = DAYS_PER_MONTH * (month - 1)
    w.run.months_over = month - 1
    if with_program:
        open_month(w, month)
    else:
        open_twin(w, month)
    for day in range(DAYS_PER_MONTH * (month - 1), DAYS_PER_MONTH * month):
        w.run.today = day
        for position in range(collect(w, day)):
            entry = w.agenda[position]
            _happen(w, phase_of(entry.order), entry.entity)
        if w.run.is_full:
            return False
    w.run.today = DAYS_PER_MONTH * month
    w.run.months_over = month
    settle_in_force(w)
    close_month(w, month)
    if with_program:
        count_stocks(w, month)
    return True


@part
def _happen(w: World, phase: int, entity: int) -> None:
    if phase == _CUSTOMER:
        serve_customer(w, entity)
    elif phase == _DEAL:
        close_deal(w, entity)
    elif phase == _OPPORTUNITY:
        arrive(w, entity)
    elif phase == _ONBOARDING:
        end_onboarding(w, entity)
    elif phase == _PILOT:
        judge_pilot(w, entity)
    else:
        end_stage(w, entity)


@part
def _reset(w: World) -> None:
    """Begin a future or its twin: every counter and every list empty; all else is written before it is read."""
    months = w.parameters.months
    key = w.run.key
    rows = w.run.rows
    clear(w.run)
    w.run.key = key
    w.run.rows = rows
    fill(w.day_events, 0, DAYS_PER_MONTH * months, _NO_ENTRY)
    fill(w.returning, 0, months + 1, _NO_ENTRY)
    fill(w.result.stocks, 0, STOCKS * months, 0)
    fill(w.result.pay_due, 0, len(w.parameters.archetypes) * w.room.runoff_months, 0)
    fill(w.result.unused, 0, len(w.parameters.archetypes) * w.room.runoff_months, 0)
    fill(w.result.owed, 0, len(w.parameters.archetypes), 0)
    fill(w.displaced, 0, months + 1, _NO_ENTRY)
    for position in range(len(w.parameters.archetypes)):
        clear(w.recruiting[position])
        w.recruiting[position].pool_start = w.prepared.archetypes[position].first_index
        w.result.recruited_arr[position] = 0
        w.result.margin_locked[position] = 0
        w.supported_cents[position] = 0
    for month in range(months + PAST_MONTHS):
        clear(w.books[month])
    for position in range(months * SLOTS):
        clear(w.sums[position])


@part
def run_one(w: World, key: int, number: int, row_counts: IntArray) -> bool:
    """A future and its twin; returns whether there was room. ``row_counts`` gets the ledger's rows after each."""
    w.run.key = key
    w.run.rows = 0
    if len(w.stated.later) > 0:
        hold(w, 0)
    if not fill_start(w.parameters, w.prepared, key, w.start, w.room.deals):
        return False
    plan_growth(w.parameters, w.prepared, w.plan, key)
    for twin in range(2):
        w.result = w.results[2 * number + twin]
        w.sums = w.result.sums
        run_months(w, twin == 0)
        if w.run.is_full:
            return False
        row_counts[twin] = w.run.rows
    return True


@part
def begin_world(w: World, world: int, is_first: bool) -> None:
    """The parameters of a world, and what follows from them; ``is_first`` of those of the call."""
    judges = is_first or not are_judged_alike(w.all_parameters[world], w.stated)
    w.stated = w.all_parameters[world]
    w.parameters = w.stated
    prepare(w.parameters, w.prepared, judges)


@compiled("int64(int64, int64[:, ::1], int64[::1], int64)")
def run_worlds(address: int, keys: IntArray, row_counts: IntArray, first: int) -> int:
    """Futures of worlds from the ``first`` on: tallies of all, and the last one's ledger, into the tables.

    The address is that of a ``World`` whose tables have been set; ``keys`` is (worlds, futures). ``row_counts`` gets
    the number of rows after the run and after its twin. Returns the first future that did not fit, or -1.
    """
    w = world_at(address)
    futures = keys.shape[1]
    for world in range(first // futures, keys.shape[0]):
        begin_world(w, world, world == first // futures)
        for future in range(futures):
            number: int = world * futures + future
            if number >= first and not run_one(w, keys[world, future], number, row_counts):
                return number
    return -1
