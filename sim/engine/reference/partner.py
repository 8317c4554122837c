"""A partner's life: funnel, agreement, onboarding and pilot in the stated order, first opportunity (R-20 … R-38)."""

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life, OpenAppointment
from sim.engine.reference.certificate import begin_certificates
from sim.engine.reference.deal import deal_life
from sim.engine.reference.effects import effect_of, make_effects_of
from sim.engine.reference.ladder import step_on_ladder
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.ledger import Kind
from sim.randomness import Stream, draw_uniform
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
from sim.units import month_of, round_half_up

_FUNNEL_PASS = Stream.FUNNEL_PASS.value
_FUNNEL_TIME = Stream.FUNNEL_TIME.value
_LATER = Stream.LATER.value
_SIZE = Stream.SIZE.value
_ONBOARDING_TIME = Stream.ONBOARDING_TIME.value
_COMMITTED_REPS = Stream.COMMITTED_REPS.value
_FIRST_OPPORTUNITY = Stream.FIRST_OPPORTUNITY.value
_PILOT_EXTENSION = Stream.PILOT_EXTENSION.value
_THOUSANDTHS = 1000


def partner_life(run: Replication, partner: Partner) -> Life:
    """From the first contact to the end of the journey; what follows is deal flow and the month close."""
    yield from from_stage(run, partner, 0, _stage_end(run, partner, 0))


def from_stage(run: Replication, partner: Partner, stage: int, day: int) -> Life:
    """The journey of a candidate whose stage of the funnel ends on a day."""
    is_won_over = yield from _funnel(run, partner, stage, day)
    if not is_won_over:
        return
    _sign(run, partner)
    if run.parameters.program.pilot_first:
        _start_flow(run, partner)
        _expect_first_opportunity(run, partner)
        yield from _pilot(run, partner)
    yield from _from_onboarding(run, partner)


def _from_onboarding(run: Replication, partner: Partner) -> Life:
    if partner.gone:
        return
    queue(run, partner)
    yield from from_queue(run, partner)


def from_queue(run: Replication, partner: Partner) -> Life:
    """The rest of the journey of a partner that waits for onboarding or is in it; then it keeps its slot to the end."""
    yield from _onboarding(run, partner)
    if run.parameters.program.pilot_first or partner.gone:
        return
    _expect_first_opportunity(run, partner)
    if run.parameters.program.has_pilot:
        yield from _pilot(run, partner)


def from_pilot(run: Replication, partner: Partner, start_day: int, before: int, day: int, *, is_extended: bool) -> Life:
    """The rest of the journey of a partner whose pilot is judged on a day, with its opportunities before it."""
    yield from _judgement(run, partner, start_day, before, day, is_extended=is_extended)
    if run.parameters.program.pilot_first:
        yield from _from_onboarding(run, partner)


def _funnel(run: Replication, partner: Partner, stage: int, day: int) -> Generator[Event, Any, bool]:
    """The stages to the agreement from one that ends on a day; True if all are passed (R-20)."""
    for position in range(stage, len(partner.archetype.funnel)):
        if position > stage:
            day = _stage_end(run, partner, position)
        yield run.agenda.at(day, DayPhase.FUNNEL.value, partner.index)
        if run.is_sunset:
            run.row(Kind.REFUSED.value, partner.index, detail=position)
            return False
        u = draw_uniform(run.key, _FUNNEL_PASS, partner.name_word, partner.place | position, partner.visit)
        chance = partner.archetype.funnel[position].pass_probability
        if not stage_is_passed(u, chance, run.prepared.score_odds[partner.score]):
            _turn_down(run, partner, position)
            return False
        run.row(Kind.STAGE_PASSED.value, partner.index, detail=position)
    return True


def _stage_end(run: Replication, partner: Partner, position: int) -> int:
    """Day on which a stage ends that begins today."""
    stage = partner.archetype.funnel[position]
    u = draw_uniform(run.key, _FUNNEL_TIME, partner.name_word, partner.place | position, partner.visit)
    return run.today + stage_days(u, stage.median_days, stage.sigma)


def _turn_down(run: Replication, partner: Partner, position: int) -> None:
    """No, or 'later': then the candidate is listed again after the revisit time (R-20, R-23)."""
    if says_later(run.draw(_LATER, partner, partner.visit), run.parameters.selection.later_probability):
        run.row(Kind.POSTPONED.value, partner.index, detail=position)
        month = month_of(run.today) + run.parameters.selection.revisit_months
        run.returning.setdefault(month, []).append((partner.index, partner.visit + 1))
    else:
        run.row(Kind.REFUSED.value, partner.index, detail=position)


def _sign(run: Replication, partner: Partner) -> None:
    """The (light) agreement: every clock 'from signature' starts here (R-38)."""
    partner.signed_day = run.today
    partner.size = partner_size(run.draw(_SIZE, partner), partner.archetype.size_sigma)
    partner.accounts = partner_accounts(partner.archetype.accounts, partner.size)
    run.in_force[partner.index] = partner
    step_on_ladder(run, partner)
    begin_certificates(run, partner)
    make_effects_of(run, partner)
    run.row(Kind.SIGNED.value, partner.index, detail=round_half_up(partner.size * _THOUSANDTHS))


def queue(run: Replication, partner: Partner) -> None:
    """Wait for an onboarding slot (R-32, R-122)."""
    partner.wait_start_day = run.today
    run.row(Kind.QUEUED.value, partner.index)
    expect_onboarding(run, partner)
    run.onboarding.join(partner)


def expect_onboarding(run: Replication, partner: Partner) -> OpenAppointment:
    """The end of an onboarding, whose day is fixed as it begins."""
    partner.onboarding_end = run.agenda.open(DayPhase.ONBOARDING.value, partner.index)
    return partner.onboarding_end


def _onboarding(run: Replication, partner: Partner) -> Life:
    """To the end of an onboarding that a partner waits for."""
    assert partner.onboarding_end is not None
    yield partner.onboarding_end
    if not partner.gone:
        partner.onboarded = True
        if not run.parameters.program.pilot_first:
            _start_flow(run, partner)
        run.row(Kind.ONBOARDING_ENDED.value, partner.index, detail=int(partner.has_reps))
    run.onboarding.release()


def begin_onboarding(run: Replication, partner: Partner) -> bool:
    """Start a waiting partner's onboarding, unless it has left; fixes the day on which it ends."""
    if partner.gone or partner.onboarding_end is None:
        return False
    archetype = partner.archetype
    u = run.draw(_ONBOARDING_TIME, partner)
    median = archetype.onboarding_median_days * effect_of(run, partner, ONBOARDING)
    days = onboarding_days(u, median, archetype.onboarding_sigma)
    run.onboardings_begun += 1
    run.row(Kind.ONBOARDING_STARTED.value, partner.index, detail=run.today - partner.wait_start_day)
    partner.onboarding_end.fix(run.today + days)
    return True


def _start_flow(run: Replication, partner: Partner) -> None:
    """Deal flow begins: the partner has committed reps or never sells (R-27)."""
    partner.flow_day = run.today
    partner.has_reps = partner.commitment == YES
    if partner.commitment == UNKNOWN:
        partner.has_reps = has_committed_reps(
            run.draw(_COMMITTED_REPS, partner),
            partner.archetype.committed_reps_probability,
            run.month_readiness().activation_odds
            * run.prepared.score_odds[partner.score]
            * effect_of(run, partner, ACTIVATION),
        )


def _expect_first_opportunity(run: Replication, partner: Partner) -> None:
    """A partner with committed reps has a first qualified opportunity (R-27, R-33, E-03)."""
    if not partner.has_reps:
        return
    archetype = partner.archetype
    day = run.today + first_opportunity_days(
        run.draw(_FIRST_OPPORTUNITY, partner),
        archetype.first_opportunity_median_days,
        archetype.first_opportunity_sigma,
    )
    partner.first_month = month_of(day)
    if partner.first_month <= run.parameters.months:
        run.agenda.begin(deal_life(run, Deal(partner, partner.first_month, 0), day, is_first=True))


def _pilot(run: Replication, partner: Partner) -> Life:
    """The partner pilot (R-30)."""
    day = _judgement_day(run, run.today, is_extended=False)
    yield from _judgement(run, partner, run.today, partner.qualified, day, is_extended=False)


def _judgement_day(run: Replication, start_day: int, *, is_extended: bool) -> int:
    """The day on which a pilot is judged, after today."""
    program = run.parameters.program
    days = program.pilot_extended_days if is_extended else program.pilot_days
    return max(start_day + days, run.today + 1)


def _judgement(run: Replication, partner: Partner, start_day: int, before: int, day: int, *, is_extended: bool) -> Life:
    """A pilot is judged by its own qualified opportunities, once extended at most (R-30, R-31, R-180)."""
    outcome = PILOT_EXTENDED
    while outcome == PILOT_EXTENDED:
        yield run.agenda.at(day, DayPhase.PILOT.value, partner.index)
        if partner.gone:
            return
        brought, program = partner.qualified - before, run.parameters.program
        u = run.draw(_PILOT_EXTENSION, partner)
        outcome = pilot_outcome(
            brought, program.pilot_opportunities, not is_extended, u, program.pilot_extension_probability
        )
        if outcome == PILOT_PASSED:
            run.row(Kind.PILOT_PASSED.value, partner.index, detail=brought)
        elif outcome == PILOT_EXTENDED:
            run.row(Kind.PILOT_EXTENDED.value, partner.index, detail=brought)
            is_extended, day = True, _judgement_day(run, start_day, is_extended=True)
        else:
            run.row(Kind.PILOT_FAILED.value, partner.index, detail=brought)
            run.leave(partner)
