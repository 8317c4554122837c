"""A partner's life, compiled: funnel, agreement, onboarding line, pilot, first opportunity (R-20 … R-38)."""

from sim.compilation import part
from sim.engine.compiled.agenda import link, schedule
from sim.engine.compiled.certificate import begin_certificates
from sim.engine.compiled.collision import note_active
from sim.engine.compiled.deal import new_deal
from sim.engine.compiled.effects import begin_effects, effect_of, make_effects_of
from sim.engine.compiled.ladder import step_on_ladder
from sim.engine.compiled.measures import begin_measures
from sim.engine.compiled.replication import archetype_of, draw, draw_at, emit_partner, month_readiness
from sim.engine.compiled.state import OPEN_END, Partner, World
from sim.engine.order import DayPhase
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.activation import (
    PILOT_EXTENDED,
    PILOT_PASSED,
    first_opportunity_days,
    has_committed_reps,
    partner_size,
    pilot_outcome,
)
from sim.rules.dealflow import partner_accounts
from sim.rules.effects import ACTIVATION, ONBOARDING
from sim.rules.onboarding import onboarding_days
from sim.rules.selection import says_later, stage_days, stage_is_passed
from sim.scenario.parameters import UNKNOWN, YES
from sim.units import NEVER_YET, month_of, round_half_up

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
_THOUSANDTHS = 1000
_YES, _UNKNOWN = YES, UNKNOWN


@part
def contact(w: World, archetype: int, index: int, name_word: int, place: int, score: int, visit: int) -> None:
    """Approach a candidate: its funnel begins."""
    slot = w.run.partners
    if not new_partner(w, archetype, index, name_word, place):
        return
    partner = w.partners[slot]
    partner.score = score
    partner.visit = visit
    emit_partner(w, _CONTACTED, partner, score)
    _begin_stage(w, slot, 0)


@part
def new_partner(w: World, archetype: int, index: int, name_word: int, place: int) -> bool:
    """A partner to whom nothing has happened yet, in the next slot; False if there is none."""
    if w.run.partners == w.room.partners:
        w.run.is_full = True
        return False
    partner = w.partners[w.run.partners]
    w.used_cents[w.run.partners] = 0
    w.run.partners += 1
    partner.index = index
    partner.archetype = archetype
    partner.name_word = name_word
    partner.place = place
    _begin(partner)
    return True


@part
def begin_agreement(w: World, slot: int) -> None:
    """A partner with an agreement has done nothing yet; of candidates, who are many, nothing of this is kept."""
    begin_measures(w, slot)
    begin_certificates(w, slot)
    begin_effects(w, slot)
    note_active(w, slot, False)


@part
def _begin(partner: Partner) -> None:
    """Nothing has happened yet."""
    partner.score = 0
    partner.visit = 0
    partner.signed_day = NEVER_YET
    partner.wait_start_day = NEVER_YET
    partner.flow_day = NEVER_YET
    partner.waits = False
    partner.onboarded = False
    partner.has_reps = False
    partner.commitment = _UNKNOWN
    partner.pilot_is_extended = False
    partner.gone = False
    partner.is_recruited = True
    partner.size = 0.0
    partner.accounts = 0
    partner.qualified = 0
    partner.first_month = OPEN_END
    partner.last_qualified_day = NEVER_YET
    partner.last_won_day = NEVER_YET
    partner.last_activity_day = NEVER_YET


@part
def _begin_stage(w: World, slot: int, stage: int) -> None:
    partner = w.partners[slot]
    stated = archetype_of(w, partner).funnel[stage]
    u = draw_at(w, _FUNNEL_TIME, partner, stage, partner.visit)
    days = stage_days(u, stated.median_days, stated.sigma)
    partner.stage = stage
    schedule(w, w.run.today + days, _FUNNEL, partner.index, 0, slot)


@part
def end_stage(w: World, slot: int) -> None:
    """A funnel stage ends: refused, later, the next stage, or the agreement (R-20, R-23)."""
    partner = w.partners[slot]
    stage = partner.stage
    funnel = archetype_of(w, partner).funnel
    if w.run.is_sunset:
        emit_partner(w, _REFUSED, partner, stage)
        return
    u = draw_at(w, _FUNNEL_PASS, partner, stage, partner.visit)
    if stage_is_passed(u, funnel[stage].pass_probability, w.prepared.score_odds[partner.score]):
        emit_partner(w, _STAGE_PASSED, partner, stage)
        if stage + 1 < len(funnel):
            _begin_stage(w, slot, stage + 1)
        else:
            _sign(w, slot)
    elif says_later(draw(w, _LATER, partner, partner.visit), w.parameters.selection.later_probability):
        emit_partner(w, _POSTPONED, partner, stage)
        month = month_of(w.run.today) + w.parameters.selection.revisit_months
        link(w, w.returning, month, partner.index, partner.visit + 1)
    else:
        emit_partner(w, _REFUSED, partner, stage)


@part
def _sign(w: World, slot: int) -> None:
    """The (light) agreement: every clock 'from signature' starts here (R-38)."""
    partner = w.partners[slot]
    archetype = archetype_of(w, partner)
    partner.signed_day = w.run.today
    partner.size = partner_size(draw(w, _SIZE, partner, 0), archetype.size_sigma)
    partner.accounts = partner_accounts(archetype.accounts, partner.size)
    entry = w.in_force[w.run.in_force]  # the close puts it in order
    entry.order = partner.index
    entry.entity = slot
    w.run.in_force += 1
    begin_agreement(w, slot)
    step_on_ladder(w, slot)
    make_effects_of(w, slot)
    emit_partner(w, _SIGNED, partner, round_half_up(partner.size * _THOUSANDTHS))
    if w.parameters.program.pilot_first:
        _start_flow(w, slot)
        _expect_first_opportunity(w, slot)
        _begin_pilot(w, slot)
    else:
        queue(w, slot)


@part
def leave(partner: Partner) -> None:
    """End an agreement outside a month close, which takes the partner off the list."""
    partner.gone = True


@part
def _start_flow(w: World, slot: int) -> None:
    """Deal flow begins: the partner has committed reps or never sells (R-27)."""
    partner = w.partners[slot]
    partner.flow_day = w.run.today
    partner.has_reps = partner.commitment == _YES
    if partner.commitment == _UNKNOWN:
        partner.has_reps = has_committed_reps(
            draw(w, _COMMITTED_REPS, partner, 0),
            archetype_of(w, partner).committed_reps_probability,
            month_readiness(w).activation_odds * w.prepared.score_odds[partner.score] * effect_of(w, slot, ACTIVATION),
        )


@part
def _expect_first_opportunity(w: World, slot: int) -> None:
    """A partner with committed reps has a first qualified opportunity (R-27, R-33, E-03)."""
    partner = w.partners[slot]
    if not partner.has_reps:
        return
    archetype = archetype_of(w, partner)
    u = draw(w, _FIRST_OPPORTUNITY, partner, 0)
    day = w.run.today + first_opportunity_days(
        u, archetype.first_opportunity_median_days, archetype.first_opportunity_sigma
    )
    partner.first_month = month_of(day)
    if partner.first_month <= w.parameters.months:
        new_deal(w, slot, partner.first_month, 0, day, True)


@part
def queue(w: World, slot: int) -> None:
    """Wait for an onboarding slot (R-32, R-122)."""
    partner = w.partners[slot]
    partner.wait_start_day = w.run.today
    emit_partner(w, _QUEUED, partner, 0)
    stand_in_line(w, slot)
    serve(w)


@part
def stand_in_line(w: World, slot: int) -> None:
    """Wait behind all others."""
    w.partners[slot].waits = True
    w.waiting[w.run.waiting_end] = slot
    w.run.waiting_end += 1


@part
def serve(w: World) -> None:
    """Begin the onboarding of whoever waits longest while slots are free."""
    while w.run.waiting_first < w.run.waiting_end and w.run.busy < w.run.slots:
        slot = w.waiting[w.run.waiting_first]
        w.run.waiting_first += 1
        if not w.partners[slot].gone:
            _begin_onboarding(w, slot)
            w.run.busy += 1


@part
def _begin_onboarding(w: World, slot: int) -> None:
    partner = w.partners[slot]
    archetype = archetype_of(w, partner)
    u = draw(w, _ONBOARDING_TIME, partner, 0)
    median = archetype.onboarding_median_days * effect_of(w, slot, ONBOARDING)
    days = onboarding_days(u, median, archetype.onboarding_sigma)
    w.run.onboardings_begun += 1
    partner.waits = False
    emit_partner(w, _ONBOARDING_STARTED, partner, w.run.today - partner.wait_start_day)
    schedule(w, w.run.today + days, _ONBOARDING, partner.index, 0, slot)


@part
def end_onboarding(w: World, slot: int) -> None:
    """Onboarding ends: deal flow begins unless it has, the slot is free, a pilot begins if it comes second."""
    partner = w.partners[slot]
    program = w.parameters.program
    if not partner.gone:
        partner.onboarded = True
        if not program.pilot_first:
            _start_flow(w, slot)
        emit_partner(w, _ONBOARDING_ENDED, partner, 1 if partner.has_reps else 0)
    w.run.busy -= 1
    serve(w)
    if not partner.gone and not program.pilot_first:
        _expect_first_opportunity(w, slot)
        if program.has_pilot:
            _begin_pilot(w, slot)


@part
def _begin_pilot(w: World, slot: int) -> None:
    partner = w.partners[slot]
    partner.pilot_start_day = w.run.today
    partner.qualified_before_pilot = partner.qualified
    _schedule_pilot(w, slot)


@part
def _schedule_pilot(w: World, slot: int) -> None:
    """The day on which a pilot is judged, after today."""
    partner = w.partners[slot]
    program = w.parameters.program
    days = program.pilot_extended_days if partner.pilot_is_extended else program.pilot_days
    schedule(w, max(partner.pilot_start_day + days, w.run.today + 1), _PILOT, partner.index, 0, slot)


@part
def judge_pilot(w: World, slot: int) -> None:
    """A pilot is passed, extended once, or failed (R-30, R-31, R-180)."""
    partner = w.partners[slot]
    program = w.parameters.program
    if partner.gone:
        return
    brought = partner.qualified - partner.qualified_before_pilot
    outcome = pilot_outcome(
        brought, program.pilot_opportunities, not partner.pilot_is_extended,
        draw(w, _PILOT_EXTENSION, partner, 0), program.pilot_extension_probability,
    )  # fmt: skip
    if outcome == PILOT_PASSED:
        emit_partner(w, _PASSED_ROW, partner, brought)
        if program.pilot_first:
            queue(w, slot)
    elif outcome == PILOT_EXTENDED:
        emit_partner(w, _EXTENDED_ROW, partner, brought)
        partner.pilot_is_extended = True
        _schedule_pilot(w, slot)
    else:
        emit_partner(w, _FAILED_ROW, partner, brought)
        leave(partner)
