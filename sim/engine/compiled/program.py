"""The program, compiled: month close and month opening (event order in ``sim/MODEL.md``)."""

from sim.compilation import part
from sim.engine.compiled.agenda import link, merge_in_order
from sim.engine.compiled.books import close_books, window_reaches
from sim.engine.compiled.deal import new_deal
from sim.engine.compiled.partner import contact, serve
from sim.engine.compiled.pool import pop_candidate, push_candidate
from sim.engine.compiled.replication import archetype_of, draw_at, emit, emit_partner
from sim.engine.compiled.state import Partner, World
from sim.ledger import NOBODY, Kind
from sim.metrics.tallies import ACTIVATED, ACTIVE, CAPPED, LOAD, PHASE, PLANNED, SELLING, SIGNED, STAFFED, WAITING
from sim.randomness import Stream, uniform
from sim.rules.activation import ramp_share
from sim.rules.dealflow import (
    MOST_RAW_OPPORTUNITIES,
    even_day,
    even_opportunities,
    is_capped,
    opportunity_day,
    raw_opportunities,
    raw_rate,
    untouched_share,
)
from sim.rules.departure import KEPT, departs, review_outcome
from sim.rules.onboarding import manager_load_bps, onboarding_slots, overload, overload_departure, overload_effort
from sim.rules.phases import is_sunset, may_enter_phase
from sim.rules.selection import contact_quota, selection_score, staffed_quota
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MILLION, MONTHS_PER_QUARTER, has_come

_SCORE, _DEPARTURE = Stream.SCORE.value, Stream.DEPARTURE.value
_OPPORTUNITIES, _OPPORTUNITY_DAY = Stream.OPPORTUNITIES.value, Stream.OPPORTUNITY_DAY.value
_DEPARTED, _REMOVED, _DISMISSED = Kind.DEPARTED.value, Kind.REMOVED.value, Kind.DISMISSED.value
_SUNSET, _PHASE_ENTERED, _MANAGER_LOAD = Kind.SUNSET.value, Kind.PHASE_ENTERED.value, Kind.MANAGER_LOAD.value
_NOBODY = NOBODY
_BATCH_PLACE, _INDEX_PLACE, _MONTH_PLACE = 32, 16, 8


# Month close


@part
def close_month(w: World, month: int) -> None:
    """Departures, review, books, sunset; then the stocks of the close."""
    _settle_in_force(w)
    _departures(w, month)
    if month % MONTHS_PER_QUARTER == 0:
        _review(w)
    _count_active(w)
    close_books(w, month)
    _sunset(w, month)
    _count_stocks(w, month)
    w.run.in_force_in_order = w.run.in_force


@part
def _settle_in_force(w: World) -> None:
    """Partners that left since the last close go, those that signed take their places in identity order."""
    kept = 0
    kept_in_order = 0
    for position in range(w.run.in_force):
        if not w.partners[w.in_force[position].entity].gone:
            w.in_force[kept] = w.in_force[position]
            kept += 1
            if position < w.run.in_force_in_order:
                kept_in_order += 1
    w.run.in_force = kept
    merge_in_order(w, w.in_force, kept_in_order, kept)


@part
def _departures(w: World, month: int) -> None:
    """Monthly chance to leave: falls with age, rises with idleness, overload and immaturity (E-05, E-06, R-122)."""
    departure = w.parameters.departure
    common = w.prepared.readiness[month].departure * overload_departure(
        overload(w.run.load_bps), w.parameters.program.overload_departure_elasticity
    )
    kept = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        factor = common * departure.idle_multiplier if _is_idle(w, partner) else common
        if _departs(w, month, partner, factor):
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
def _review(w: World) -> None:
    """The quarterly review of partners whose deal flow has begun (R-130, R-131)."""
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
def _count_active(w: World) -> None:
    """Partners with a qualified opportunity or a won deal in the last 90 days, by archetype and in all."""
    oldest = w.run.today - DAYS_PER_QUARTER
    for archetype in range(len(w.parameters.archetypes)):
        w.recruiting[archetype].active = 0
    w.run.active = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        if partner.last_activity_day >= oldest:
            w.recruiting[partner.archetype].active += 1
            w.run.active += 1


@part
def _sunset(w: World, month: int) -> None:
    """The program ends: no new recruits, no cost, no care; agreements end and revenue runs off (R-47)."""
    sunset = w.parameters.sunset
    reached = window_reaches(w, month, sunset.sourced_share_bps)
    runs = w.run.phase >= 0 and not w.run.is_sunset
    if not runs or not is_sunset(month, sunset.month, reached):
        return
    w.run.is_sunset = True
    emit(w, _SUNSET, _NOBODY, _NOBODY, 0, 0, 0)
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        emit_partner(w, _DISMISSED, partner, 0)
        partner.gone = True
    w.run.in_force = 0
    w.run.active = 0


@part
def _count_stocks(w: World, month: int) -> None:
    waiting = 0
    activated = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        waiting += 1 if partner.waits else 0
        activated += 1 if has_come(partner.last_won_day) else 0
    _keep_stock(w, month, SIGNED, w.run.in_force)
    _keep_stock(w, month, WAITING, waiting)
    _keep_stock(w, month, ACTIVE, w.run.active)
    _keep_stock(w, month, ACTIVATED, activated)
    _keep_stock(w, month, LOAD, w.run.load_bps)
    _keep_stock(w, month, PHASE, len(w.parameters.phases) if w.run.is_sunset else max(0, w.run.phase))


@part
def _keep_stock(w: World, month: int, stock: int, value: int) -> None:
    w.result.stocks[stock * w.parameters.months + month - 1] = value


# Month opening


@part
def open_month(w: World, month: int) -> None:
    """Phase entry, candidates, capacity, contacts, opportunities."""
    _enter_phase(w, month)
    _list_candidates(w, month)
    _read_capacity(w, month)
    if w.run.phase >= 0 and not w.run.is_sunset:
        _contact_candidates(w, month)
    _bring_opportunities(w, month)


@part
def _enter_phase(w: World, month: int) -> None:
    """At most one phase further, on the state at the close that has just ended (R-44)."""
    following = w.run.phase + 1
    if w.run.is_sunset or following == len(w.parameters.phases):
        return
    phase = w.parameters.phases[following]
    if may_enter_phase(
        month, phase.earliest_month, w.run.partners_won, phase.entry_partners_won, w.run.active,
        phase.entry_active_partners,
        phase.entry_sourced_share_bps == 0 or window_reaches(w, month - 1, phase.entry_sourced_share_bps),
    ):  # fmt: skip
        w.run.phase = following
        emit(w, _PHASE_ENTERED, _NOBODY, _NOBODY, 0, 0, following)


@part
def _list_candidates(w: World, month: int) -> None:
    """New names and returning candidates get a score; those not ready rest until their next visit (R-20, R-23)."""
    for position in range(len(w.parameters.archetypes)):
        archetype = w.parameters.archetypes[position]
        size = archetype.candidates if month == 1 else archetype.candidates_per_month
        for number in range(size):
            _list(w, month, position, _index_of(w, position, month - 1, number), 0)
    returned = w.returning[month]
    while returned >= 0:
        candidate = w.links[returned]
        _list(w, month, _archetype_at(w, candidate.first), candidate.first, candidate.second)
        returned = candidate.next


@part
def _index_of(w: World, position: int, batch: int, number: int) -> int:
    """Dense index of a candidate."""
    archetype = w.parameters.archetypes[position]
    index = w.prepared.archetypes[position].first_index + number
    if batch > 0:
        index += archetype.candidates + (batch - 1) * archetype.candidates_per_month
    return index


@part
def _archetype_at(w: World, index: int) -> int:
    """Position of the archetype of a dense index."""
    position = len(w.parameters.archetypes) - 1
    while w.prepared.archetypes[position].first_index > index:
        position -= 1
    return position


@part
def _place_of(w: World, position: int, index: int) -> int:
    """Place of a candidate in the address of a random number: its batch and its index in it."""
    archetype = w.parameters.archetypes[position]
    number = index - w.prepared.archetypes[position].first_index
    if number < archetype.candidates:
        return number << _INDEX_PLACE
    number -= archetype.candidates
    batch = number // archetype.candidates_per_month + 1
    return batch << _BATCH_PLACE | number % archetype.candidates_per_month << _INDEX_PLACE


@part
def _list(w: World, month: int, position: int, index: int, visit: int) -> None:
    archetype = w.parameters.archetypes[position]
    selection = w.parameters.selection
    u = uniform(w.run.key, _SCORE, w.prepared.name_words[position], _place_of(w, position, index), visit)
    score = selection_score(u, archetype.score_mean, archetype.score_sd)
    if score < selection.minimum_score:
        link(w, w.returning, month + selection.revisit_months, index, visit + 1)
    else:
        push_candidate(w, position, score, index, visit)


@part
def _contact_candidates(w: World, month: int) -> None:
    """The month's contacts go to archetypes by mix and to the best scores first (R-25, R-28)."""
    capacity = w.prepared.readiness[month].capacity
    phase = w.parameters.phases[w.run.phase]
    heads = phase.managers + phase.staff
    per_head = w.parameters.program.contacts_per_head_month
    all_planned = 0
    all_staffed = 0
    for position in range(len(w.parameters.archetypes)):
        recruiting = w.recruiting[position]
        share = w.parameters.archetypes[position].mix_share
        quota = staffed_quota(phase.contacts_per_month, share, capacity, heads, per_head)
        all_planned += contact_quota(phase.contacts_per_month, share, capacity)
        all_staffed += quota
        recruiting.contact_carry += quota
        contacts = recruiting.contact_carry // MILLION
        recruiting.contact_carry -= contacts * MILLION
        for _ in range(min(contacts, recruiting.pool_size)):
            score, index, visit = pop_candidate(w, position)
            contact(w, position, index, _place_of(w, position, index), score, visit)
    _keep_stock(w, month, PLANNED, all_planned)
    _keep_stock(w, month, STAFFED, all_staffed)


@part
def _read_capacity(w: World, month: int) -> None:
    """Managers' load by partners in care, and the onboarding slots that leaves (R-122)."""
    program = w.parameters.program
    managers = 0.0
    in_care = 0
    for position in range(w.run.in_force):
        in_care += 1 if w.partners[w.in_force[position].entity].onboarded else 0
    if w.run.phase >= 0 and not w.run.is_sunset:
        managers = w.parameters.phases[w.run.phase].managers
        in_care += w.parameters.vendor.roster_partners
    capacity = w.prepared.readiness[month].capacity
    load = manager_load_bps(in_care, managers, program.partners_per_manager, capacity)
    w.run.load_bps = load
    if w.run.phase >= 0:
        emit(w, _MANAGER_LOAD, _NOBODY, _NOBODY, in_care, 0, load)
    w.run.slots = onboarding_slots(managers, program.onboarding_slots, capacity, overload(load))
    serve(w)


@part
def _bring_opportunities(w: World, month: int) -> None:
    """The month's raw opportunities of every partner past its first opportunity (DESIGN 2.5)."""
    shared = (
        w.prepared.readiness[month].effort
        * w.parameters.vendor.season[month]
        * overload_effort(overload(w.run.load_bps), w.parameters.program.overload_effort_elasticity)
    )
    selling = 0
    capped = 0
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        partner = w.partners[slot]
        if month > partner.first_month and partner.qualified < partner.accounts:
            archetype = archetype_of(w, partner)
            rate = (
                archetype.opportunities_per_month
                * partner.size
                * ramp_share(month - partner.first_month, archetype.ramp_months)
                * w.prepared.archetypes[partner.archetype].pay_effort
                * shared
                * untouched_share(partner.accounts, partner.qualified)
            )
            selling += 1
            if _begin_deals(w, month, slot, raw_rate(rate, archetype.qualification_probability)):
                capped += 1
    _keep_stock(w, month, SELLING, selling)
    _keep_stock(w, month, CAPPED, capped)


@part
def _begin_deals(w: World, month: int, slot: int, rate: float) -> bool:
    """One life a raw opportunity of the month, each with a day of its own; whether there are more than can be."""
    partner = w.partners[slot]
    even = w.parameters.program.arrivals_is_even
    within = month << _MONTH_PLACE
    if even:
        wanted = even_opportunities(rate)
    else:
        wanted = raw_opportunities(draw_at(w, _OPPORTUNITIES, partner, within, 0), rate)
    count = min(wanted, MOST_RAW_OPPORTUNITIES)
    for k in range(count):
        if even:
            day = even_day(k, count, month)
        else:
            day = opportunity_day(draw_at(w, _OPPORTUNITY_DAY, partner, within | k, 0), month)
        new_deal(w, slot, month, k, day, False)
    return is_capped(rate, wanted)
