"""Onboarding of a running program's partners: who holds a slot on day 0, since when, and who waits for one.

Partners take slots in the order of their agreements. When an onboarding began follows from the slots of day 0 and from
the days on which the onboardings before it ended, both worked once a world.
"""

from sim.compilation import part
from sim.engine.start_unknown import is_in_pilot
from sim.records import Table
from sim.rules.onboarding import manager_load_bps, onboarding_slots, overload
from sim.rules.started import passed_probability
from sim.scenario.parameters import Parameters
from sim.units import NEVER_YET, has_come


@part
def judge_onboarding(parameters: Parameters, capacity: float, began: Table[int], passed: Table[float]) -> None:
    """For each partner in the line: the day on which its onboarding began, and the chance that it would be over.

    ``NEVER_YET`` for those that wait, and for those whose pilot comes first and is under way.
    """
    state = parameters.start[0]
    slots = _slots(parameters, capacity)
    busy = 0
    for place in range(len(state.waiting)):
        began[place] = NEVER_YET
        passed[place] = 0.0
        number = state.waiting[place]
        if busy < slots and not is_in_pilot(parameters, state.partners[number]):
            began[place] = _began(parameters, number, slots - busy)
            busy += 1
            archetype = parameters.archetypes[state.archetype_of[number]]
            median, sigma = archetype.onboarding_median_days, archetype.onboarding_sigma
            passed[place] = passed_probability(-began[place], median, sigma)


@part
def _slots(parameters: Parameters, capacity: float) -> int:
    """Onboarding slots of day 0, by the managers of its phase and the partners in their care (R-122)."""
    state = parameters.start[0]
    program = parameters.program
    managers = parameters.phases[state.phase].managers
    in_care = parameters.vendor.roster_partners
    for number in range(len(state.partners)):
        partner = state.partners[number]
        in_care += 1 if has_come(partner.onboarded_day) and not has_come(partner.left_day) else 0
    load = manager_load_bps(in_care, managers, program.partners_per_manager, capacity)
    return onboarding_slots(managers, program.onboarding_slots, capacity, overload(load))


@part
def _began(parameters: Parameters, number: int, free: int) -> int:
    """Day on which a partner's onboarding began, if all slots but ``free`` are held by partners before it.

    When it joined the line, if one of these was free then; else the day on which the last of them became free.
    """
    partners = parameters.start[0].partners
    joined = _joined(parameters, number)
    day = 0
    while free > 0:
        latest = joined
        count = 0
        for other in range(len(partners)):
            ended = partners[other].onboarded_day
            if latest <= ended < day and ended > joined and _is_before(parameters, other, number):
                count = count + 1 if ended == latest else 1
                latest = ended
        if count == 0:
            return joined
        free -= count
        day = latest
    return day


@part
def _is_before(parameters: Parameters, other: int, number: int) -> bool:
    """Whether a partner's agreement is before that of another, or of the same day and listed before it."""
    first = parameters.start[0].partners[other].signed_day
    second = parameters.start[0].partners[number].signed_day
    return first < second or (first == second and other < number)


@part
def _joined(parameters: Parameters, number: int) -> int:
    """Day on which a partner began to wait for onboarding; the day before day 0 at the latest."""
    day = parameters.start[0].partners[number].signed_day
    return min(-1, day + parameters.program.pilot_days) if parameters.program.pilot_first else day
