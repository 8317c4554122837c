"""The candidates of a running program on day 0: contacted ones go on in their stages, the others are on the list.

A candidate draws under its own name, before and after its agreement.
"""

from sim.compilation import part
from sim.engine.identity import STARTED_BATCH
from sim.engine.order import DayPhase
from sim.engine.prepared import Prepared
from sim.engine.start_measures import begin_measures
from sim.engine.start_stages import drawn_begin, stage_place
from sim.engine.started import BATCH_PLACE, Start
from sim.engine.started_new import add_name, add_return, expect, next_partner
from sim.randomness import Stream, uniform
from sim.rules.selection import selection_score
from sim.rules.started import day_after_today, passed_probability
from sim.scenario.parameters import Parameters
from sim.units import has_come

_FUNNEL_TIME, _SCORE = Stream.FUNNEL_TIME.value, Stream.SCORE.value
_FUNNEL = DayPhase.FUNNEL.value
_PLACE = STARTED_BATCH << BATCH_PLACE


@part
def add_candidates(parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int) -> None:
    """Add the candidates of an archetype: dense indices follow those of its started partners, by id."""
    state = parameters.start[0]
    index = prepared.archetypes[position].started_index
    index += state.first_partner[position + 1] - state.first_partner[position]
    for number in range(state.first_candidate[position], state.first_candidate[position + 1]):
        known = state.candidates[number]
        score = known.score
        u = uniform(key, _SCORE, known.name_word, _PLACE, 0)
        if score == 0:
            archetype = parameters.archetypes[position]
            score = selection_score(u, archetype.score_mean, archetype.score_sd)
        if has_come(known.contacted_day):
            _add_contacted(parameters, prepared, key, start, position, number)
            contacted = start.partners[start.partner_count - 1]
            contacted.index = index
            contacted.score = score if known.score > 0 else max(score, parameters.selection.minimum_score)
        elif score < parameters.selection.minimum_score:
            _add_resting(parameters, start, known.score, u, index)
        else:
            add_name(start, index, score, 0)
        index += 1


@part
def _add_resting(parameters: Parameters, start: Start, known_score: int, u: float, index: int) -> None:
    """A candidate who is not ready: listed again within the months of a rest, one with a known score since some time.

    A score that is drawn is that of a first visit.
    """
    months = parameters.selection.revisit_months
    add_return(start, 1 + (int(u * months) if known_score > 0 else months), index, 1)


@part
def _add_contacted(
    parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int, number: int
) -> None:
    """A candidate in a stage of the funnel, the rest of which is drawn beyond its age."""
    known = parameters.start[0].candidates[number]
    partner = next_partner(start)
    begin_measures(parameters, start)
    partner.archetype = position
    partner.name_word = known.name_word
    partner.place = _PLACE
    partner.stage = known.stage
    partner.contacted_day = known.contacted_day
    begun_day = known.contacted_day
    if known.stage > 0:
        age = min(-known.contacted_day, parameters.start[0].oldest_contact_days)
        first = stage_place(parameters, position, known.stage, 0)
        u = uniform(key, _FUNNEL_TIME, known.name_word, _PLACE, 0)
        begun_day = drawn_begin(u, prepared.stage_lasts, prepared.stage_begins, first, age, known.stage) - age
    stage = parameters.archetypes[position].funnel[known.stage]
    passed = passed_probability(-begun_day, stage.median_days, stage.sigma)
    u = uniform(key, _FUNNEL_TIME, known.name_word, _PLACE | known.stage, 0)
    expect(start, day_after_today(u, passed, begun_day, stage.median_days, stage.sigma), _FUNNEL)
