"""The program: what happens at a close and at an opening, in the order of ``sim/MODEL.md`` 3.2 and 3.3."""

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.books import close_books, promise_fees, window_reaches
from sim.engine.reference.candidate import contact_candidates, list_candidates
from sim.engine.reference.certificate import count_certified, hold_exams
from sim.engine.reference.changes import hold_from_start, read_changes
from sim.engine.reference.deal import bring_opportunities
from sim.engine.reference.dues import charge_partner_fees
from sim.engine.reference.effects import effect_of, make_effects
from sim.engine.reference.ladder import count_tiers, extra_care, read_ladders
from sim.engine.reference.measures import turn_rings
from sim.engine.reference.partner import begin_onboarding
from sim.engine.reference.replication import Replication
from sim.engine.reference.start import begin_from_start
from sim.engine.reference.started_rows import write_program, write_start
from sim.engine.reference.state import Partner, Reading
from sim.ledger import NOBODY, Kind, Ledger
from sim.randomness import Stream, draw_uniform
from sim.rules.departure import KEPT, departs, review_outcome
from sim.rules.effects import DEPARTURE
from sim.rules.onboarding import manager_load_bps, onboarding_slots, overload, overload_departure
from sim.rules.phases import is_sunset, may_enter_phase
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MONTHS_PER_QUARTER, has_come

_DEPARTURE = Stream.DEPARTURE.value


def simulate(parameters: Parameters, key: int, with_program: bool = True) -> Ledger:
    """The ledger of one replication; without a program, that of its twin: the program ends on day 0."""
    run = Replication(parameters, key, begin_onboarding)
    run.agenda.env.run(until=run.agenda.begin(program_life(run, with_program)))
    return run.ledger


def readings_of(parameters: Parameters, key: int, partner: int) -> list[Reading]:
    """What each close of a replication made of a partner on its ladder; ``partner`` is its dense index."""
    run = Replication(parameters, key, begin_onboarding)
    run.watched = partner
    run.agenda.env.run(until=run.agenda.begin(program_life(run, with_program=True)))
    return run.readings


def program_life(run: Replication, with_program: bool) -> Life:
    """A month opens; every 30 days a close, and an opening but at the horizon. A twin opens the vendor's own."""
    first, months = run.start.month + 1, run.parameters.months
    hold_from_start(run)
    begin_from_start(run)
    write_start(run)
    opening = open_month if with_program else open_twin
    if with_program:
        write_program(run)
    else:
        end_agreements(run)
    opening(run, first)
    for month in range(first, months + 1):
        yield run.agenda.at(DAYS_PER_MONTH * month, DayPhase.MONTH.value)
        close_month(run, month)
        if month < months:
            opening(run, month + 1)
    promise_fees(run)


def close_month(run: Replication, month: int) -> None:
    """The close of a month, one step per line."""
    process_departures(run, month)
    review_partners(run, month)
    count_active_partners(run, month)
    close_books(run, month)
    hold_exams(run, month)
    read_ladders(run, month)
    charge_partner_fees(run, month)
    turn_rings(run, month)
    apply_sunset(run, month)
    count_tiers(run, month)
    count_certified(run, month)


def open_month(run: Replication, month: int) -> None:
    """The opening of a month, one step per line."""
    read_changes(run, month)
    open_channels(run, month)
    enter_phase(run, month)
    list_candidates(run, month)
    read_capacity(run, month)
    contact_candidates(run, month)
    make_effects(run, month)
    bring_opportunities(run, month)


def open_twin(run: Replication, month: int) -> None:
    """The opening of a month without a program."""
    read_changes(run, month)
    open_channels(run, month)


# Steps of the close


def process_departures(run: Replication, month: int) -> None:
    """Monthly chance to leave: falls with age, rises with idleness, overload and immaturity (E-05, E-06, R-122)."""
    common = run.prepared.readiness[month].departure * overload_departure(
        overload(run.load_bps), run.parameters.program.overload_departure_elasticity
    )
    for partner in run.partners():
        archetype, age = partner.archetype, run.today - partner.signed_day
        factor = common * run.parameters.departure.idle_multiplier if _is_idle(run, partner) else common
        factor *= effect_of(run, partner, DEPARTURE)
        plan = run.prepared.archetypes[partner.archetype_position]
        u = draw_uniform(run.key, _DEPARTURE, partner.name_word, partner.place | month << 8, 0)
        if departs(u, factor, age, plan.hazard_new, plan.hazard_settled, archetype.departure_settling_months):
            run.row(Kind.DEPARTED.value, partner.index, detail=age // DAYS_PER_MONTH)
            run.leave(partner)


def _is_idle(run: Replication, partner: Partner) -> bool:
    """Deal flow began at least 90 days ago and nothing was qualified or won since."""
    oldest = run.today - DAYS_PER_QUARTER
    return has_come(partner.flow_day) and partner.flow_day <= oldest and partner.last_activity_day < oldest


def review_partners(run: Replication, month: int) -> None:
    """The quarterly review of partners whose deal flow has begun (R-130, R-131)."""
    if month % MONTHS_PER_QUARTER != 0:
        return
    review = run.parameters.review
    for partner in run.partners():
        outcome = KEPT
        if has_come(partner.flow_day) and not partner.archetype.review_exempt:
            outcome = review_outcome(
                run.today, partner.signed_day, partner.last_qualified_day, partner.last_won_day,
                review.idle_quarters, review.grace_days, review.no_deal_months,
            )  # fmt: skip
        if outcome != KEPT:
            run.row(Kind.REMOVED.value, partner.index, detail=outcome)
            run.leave(partner)


def count_active_partners(run: Replication, month: int) -> None:
    """Partners with a qualified opportunity or a won deal in the last 90 days."""
    oldest = DAYS_PER_MONTH * month - DAYS_PER_QUARTER
    run.active = [partner for partner in run.partners() if partner.last_activity_day >= oldest]


def apply_sunset(run: Replication, month: int) -> None:
    """The program ends: no new recruits, no cost, no care; agreements end and revenue runs off (R-47)."""
    sunset = run.parameters.sunset
    reached = window_reaches(run, month, sunset.sourced_share_bps)
    if run.phase_in_force is None or not is_sunset(month, sunset.month, reached):
        return
    run.row(Kind.SUNSET.value)
    end_agreements(run)


def end_agreements(run: Replication) -> None:
    """No program from now on; customers and open deals go on as those of departed partners."""
    run.is_sunset = True
    for partner in run.partners():
        run.row(Kind.DISMISSED.value, partner.index)
        run.leave(partner)
    run.active = []


# Steps of the opening


def open_channels(run: Replication, month: int) -> None:
    """The vendor's own business: the growth of the year that begins (E-30)."""
    run.vendor.open(month)


def enter_phase(run: Replication, month: int) -> None:
    """At most one phase further, on the state at the close that has just ended (R-44)."""
    following = run.phase + 1
    if run.is_sunset or following == len(run.parameters.phases):
        return
    phase = run.parameters.phases[following]
    if may_enter_phase(
        month, phase.earliest_month, run.partners_won, phase.entry_partners_won,
        sum(1 for partner in run.active if partner.is_recruited), phase.entry_active_partners,
        phase.entry_sourced_share_bps == 0 or window_reaches(run, month - 1, phase.entry_sourced_share_bps),
    ):  # fmt: skip
        run.phase = following
        run.row(Kind.PHASE_ENTERED.value, detail=following)


def read_capacity(run: Replication, month: int) -> None:
    """Managers' load by partners in care, and the onboarding slots that leaves (R-122)."""
    program, phase = run.parameters.program, run.phase_in_force
    managers = phase.managers if phase is not None else 0.0
    in_care = 0
    if phase is not None:
        onboarded = sum(1 for partner in run.in_force.values() if partner.onboarded)
        in_care = onboarded + run.parameters.vendor.roster_partners
    capacity = run.prepared.readiness[month].capacity
    cared = in_care + (extra_care(run) if phase is not None else 0.0)
    run.load_bps = manager_load_bps(cared, managers, program.partners_per_manager, capacity)
    if run.phase != NOBODY:
        run.row(Kind.MANAGER_LOAD.value, amount=in_care, detail=run.load_bps)
    run.onboarding.resize(onboarding_slots(managers, program.onboarding_slots, capacity, overload(run.load_bps)))
