"""The program, compiled: what happens at a close and at an opening, in the order of ``sim/MODEL.md`` 3.2 and 3.3."""

from sim.compilation import part
from sim.engine.compiled.books import close_books, window_reaches
from sim.engine.compiled.candidate import contact_candidates, list_candidates
from sim.engine.compiled.certificate import count_certified, hold_exams
from sim.engine.compiled.changes import read_changes
from sim.engine.compiled.collision import note_active
from sim.engine.compiled.deal import bring_opportunities
from sim.engine.compiled.dues import charge_partner_fees
from sim.engine.compiled.effects import effect_of, make_effects
from sim.engine.compiled.ladder import count_tiers, extra_care, read_ladders
from sim.engine.compiled.measures import turn_rings
from sim.engine.compiled.partner import serve
from sim.engine.compiled.replication import archetype_of, draw_at, emit, emit_partner, has_phase
from sim.engine.compiled.state import Partner, World
from sim.engine.compiled.vendor import open_channels
from sim.ledger import NOBODY, Kind
from sim.randomness import Stream
from sim.rules.departure import KEPT, departs, review_outcome
from sim.rules.effects import DEPARTURE
from sim.rules.onboarding import manager_load_bps, onboarding_slots, overload, overload_departure
from sim.rules.phases import is_sunset, may_enter_phase
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MONTHS_PER_QUARTER, has_come

_DEPARTURE = Stream.DEPARTURE.value
_DEPARTED, _REMOVED, _DISMISSED = Kind.DEPARTED.value, Kind.REMOVED.value, Kind.DISMISSED.value
_SUNSET, _PHASE_ENTERED, _MANAGER_LOAD = Kind.SUNSET.value, Kind.PHASE_ENTERED.value, Kind.MANAGER_LOAD.value
_NOBODY = NOBODY
_MONTH_PLACE = 8


@part
def close_month(w: World, month: int) -> None:
    """The close of a month, one step per line."""
    process_departures(w, month)
    review_partners(w, month)
    count_active_partners(w, month)
    close_books(w, month)
    hold_exams(w, month)
    read_ladders(w, month)
    charge_partner_fees(w, month)
    turn_rings(w, month)
    apply_sunset(w, month)
    count_tiers(w, month)
    count_certified(w, month)


@part
def open_month(w: World, month: int) -> None:
    """The opening of a month, one step per line."""
    read_changes(w, month)
    open_channels(w, month)
    enter_phase(w, month)
    list_candidates(w, month)
    read_capacity(w, month)
    contact_candidates(w, month)
    make_effects(w, month)
    bring_opportunities(w, month)


@part
def open_twin(w: World, month: int) -> None:
    """The opening of a month without a program."""
    read_changes(w, month)
    open_channels(w, month)


# Steps of the close


@part
def process_departures(w: World, month: int) -> None:
    """Monthly chance to leave: falls with age, rises with idleness, overload and immaturity (E-05, E-06, R-122)."""
    departure = w.parameters.departure
    common = w.prepared.readiness[month].departure * overload_departure(
        overload(w.run.load_bps), w.parameters.program.overload_departure_elasticity
    )
    kept = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        factor = common * departure.idle_multiplier if _is_idle(w, partner) else common
        if _departs(w, month, partner, factor * effect_of(w, w.in_force[position].entity, DEPARTURE)):
            emit_partner(w, _DEPARTED, partner, (w.run.today - partner.signed_day) // DAYS_PER_MONTH)
            partner.gone = True
        else:
            w.in_force[kept] = w.in_force[position]
            kept += 1
    w.run.in_force = kept


@part
def _departs(w: World, month: int, partner: Partner, factor: float) -> bool:
    plan = w.prepared.archetypes[partner.archetype]
    u = draw_at(w, _DEPARTURE, partner, month << _MONTH_PLACE, 0)
    age = w.run.today - partner.signed_day
    settling = archetype_of(w, partner).departure_settling_months
    return departs(u, factor, age, plan.hazard_new, plan.hazard_settled, settling)


@part
def _is_idle(w: World, partner: Partner) -> bool:
    """Deal flow began at least 90 days ago and nothing was qualified or won since."""
    oldest = w.run.today - DAYS_PER_QUARTER
    return has_come(partner.flow_day) and partner.flow_day <= oldest and partner.last_activity_day < oldest


@part
def review_partners(w: World, month: int) -> None:
    """The quarterly review of partners whose deal flow has begun (R-130, R-131)."""
    if month % MONTHS_PER_QUARTER != 0:
        return
    review = w.parameters.review
    kept = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        outcome = KEPT
        if has_come(partner.flow_day) and not archetype_of(w, partner).review_exempt:
            outcome = review_outcome(
                w.run.today, partner.signed_day, partner.last_qualified_day, partner.last_won_day,
                review.idle_quarters, review.grace_days, review.no_deal_months,
            )  # fmt: skip
        if outcome == KEPT:
            w.in_force[kept] = w.in_force[position]
            kept += 1
        else:
            emit_partner(w, _REMOVED, partner, outcome)
            partner.gone = True
    w.run.in_force = kept


@part
def count_active_partners(w: World, month: int) -> None:
    """Partners with a qualified opportunity or a won deal in the last 90 days, by archetype and in all."""
    oldest = DAYS_PER_MONTH * month - DAYS_PER_QUARTER
    for archetype in range(len(w.parameters.archetypes)):
        w.recruiting[archetype].active = 0
    w.run.active = 0
    w.run.active_recruited = 0
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        partner = w.partners[slot]
        note_active(w, slot, partner.last_activity_day >= oldest)
        if partner.last_activity_day >= oldest:
            w.recruiting[partner.archetype].active += 1
            w.run.active += 1
            w.run.active_recruited += 1 if partner.is_recruited else 0


@part
def apply_sunset(w: World, month: int) -> None:
    """The program ends: no new recruits, no cost, no care; agreements end and revenue runs off (R-47)."""
    sunset = w.parameters.sunset
    reached = window_reaches(w, month, sunset.sourced_share_bps)
    if not has_phase(w) or not is_sunset(month, sunset.month, reached):
        return
    emit(w, _SUNSET, _NOBODY, _NOBODY, 0, 0, 0)
    end_agreements(w)


@part
def end_agreements(w: World) -> None:
    """No program from now on; customers and open deals go on as those of departed partners."""
    w.run.is_sunset = True
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        emit_partner(w, _DISMISSED, partner, 0)
        partner.gone = True
    w.run.in_force = 0
    w.run.active = 0
    w.run.active_recruited = 0


# Steps of the opening


@part
def enter_phase(w: World, month: int) -> None:
    """At most one phase further, on the state at the close that has just ended (R-44)."""
    following = w.run.phase + 1
    if w.run.is_sunset or following == len(w.parameters.phases):
        return
    phase = w.parameters.phases[following]
    if may_enter_phase(
        month, phase.earliest_month, w.run.partners_won, phase.entry_partners_won, w.run.active_recruited,
        phase.entry_active_partners,
        phase.entry_sourced_share_bps == 0 or window_reaches(w, month - 1, phase.entry_sourced_share_bps),
    ):  # fmt: skip
        w.run.phase = following
        emit(w, _PHASE_ENTERED, _NOBODY, _NOBODY, 0, 0, following)


@part
def read_capacity(w: World, month: int) -> None:
    """Managers' load by partners in care, and the onboarding slots that leaves (R-122)."""
    program = w.parameters.program
    managers = 0.0
    in_care = 0
    extra = 0.0
    if has_phase(w):
        extra = extra_care(w)
        managers = w.parameters.phases[w.run.phase].managers
        in_care = w.parameters.vendor.roster_partners
        for position in range(w.run.in_force):
            in_care += 1 if w.partners[w.in_force[position].entity].onboarded else 0
    capacity = w.prepared.readiness[month].capacity
    load = manager_load_bps(in_care + extra, managers, program.partners_per_manager, capacity)
    w.run.load_bps = load
    if w.run.phase >= 0:
        emit(w, _MANAGER_LOAD, _NOBODY, _NOBODY, in_care, 0, load)
    w.run.slots = onboarding_slots(managers, program.onboarding_slots, capacity, overload(load))
    serve(w)
