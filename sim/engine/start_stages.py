"""Recruiting stages of a running program's candidates: how long each lasts, and since when a candidate may be in it.

Of a candidate are known the day of the first contact and the stage; chances are worked once a world.
"""

from sim.compilation import part
from sim.records import Table
from sim.rules.started import still_probability
from sim.scenario.parameters import Parameters


@part
def stage_place(parameters: Parameters, position: int, stage: int, day: int) -> int:
    """Place of a day in the tables of an archetype's stage."""
    state = parameters.start[0]
    return (position * (state.later_stages + 1) + stage) * (state.oldest_contact_days + 2) + day


@part
def judge_stages(parameters: Parameters, position: int, lasts: Table[float], begins: Table[float]) -> None:
    """By archetype, stage and day: chances that the stage lasts so long, and that it begins so long after the contact.

    Of candidates who pass every stage before it. Nothing for an archetype without candidates in a later stage.
    """
    state = parameters.start[0]
    last = 0
    for number in range(state.first_candidate[position], state.first_candidate[position + 1]):
        last = max(last, state.candidates[number].stage)
    if last == 0:
        return
    funnel = parameters.archetypes[position].funnel
    for stage in range(last + 1):
        first = stage_place(parameters, position, stage, 0)
        for day in range(state.oldest_contact_days + 2):
            lasts[first + day] = still_probability(day, funnel[stage].median_days, funnel[stage].sigma)
            begins[first + day] = 1.0 if stage == 0 and day == 0 else 0.0
        if stage > 0:
            _add_durations(parameters, position, stage, lasts, begins)


@part
def _add_durations(
    parameters: Parameters, position: int, stage: int, lasts: Table[float], begins: Table[float]
) -> None:
    """A stage begins when the one before it has begun and has lasted its days."""
    before = stage_place(parameters, position, stage - 1, 0)
    first = stage_place(parameters, position, stage, 0)
    for day in range(1, parameters.start[0].oldest_contact_days + 1):
        chance = 0.0
        for length in range(1, day + 1):
            chance += begins[before + day - length] * (lasts[before + length] - lasts[before + length + 1])
        begins[first + day] = chance


@part
def drawn_begin(u: float, lasts: Table[float], begins: Table[float], first: int, age: int, earliest: int) -> int:
    """Days from the contact to the begin of a stage, of one who is in it ``age`` days after the contact.

    ``first`` is the stage's place in the tables. Where no such begin is possible, the ``earliest``.
    """
    total = 0.0
    for day in range(1, age):
        total += begins[first + day] * lasts[first + age - day]
    left = u * total
    for day in range(1, age):
        left -= begins[first + day] * lasts[first + age - day]
        if left < 0.0:
            return day
    return min(age - 1, earliest)
