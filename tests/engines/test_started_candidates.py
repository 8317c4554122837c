"""20.5: candidates of a running program go on from their stages in both engines, by their own names."""

from collections import Counter
from functools import cache
from statistics import fmean

import pytest

from sim.engine import compiled, reference
from sim.engine.identity import roll_of
from sim.engine.prepared import prepared_of
from sim.engine.start import start_of
from sim.ledger import Kind
from sim.names import name_word
from sim.randomness import Stream, chance_key, uniform
from sim.rules.selection import selection_score, stage_days
from sim.scenario.parameters import Parameters

from .cases import both
from .started import STAGES, candidate, listed, parameters_with, partner, state_of

SHORT = ("months=16", "gate.month=16")
ENGINES = {"reference": reference, "compiled": compiled}
KEYS = [chance_key(1, 0, future) for future in range(1200)]
OUTREACH, PITCH = STAGES["referral"]
LAWS = (
    "archetypes.referral.funnel.outreach.median_days=12", "archetypes.referral.funnel.outreach.sigma=0.5",
    "archetypes.referral.funnel.pitch.median_days=20", "archetypes.referral.funnel.pitch.sigma=0.7",
)  # fmt: skip
ALONE = (*SHORT, *LAWS, *both("candidates=0", "candidates_per_month=0"))
"""Nobody else has a score to draw, in any of many futures."""


def starts(parameters: Parameters, keys=KEYS):
    prepared = prepared_of(parameters)
    return [start_of(parameters, prepared, key) for key in keys]


def rows_of(parameters, engine="compiled", key=KEYS[0]):
    """Ledger rows with names."""
    name = roll_of(parameters).name
    rows = ENGINES[engine].simulate(parameters, key, True).rows
    return [(row[0], Kind(row[1]), name(row[2]) if row[2] >= 0 else "", *row[3:]) for row in rows]


# ---------------------------------------------------------------- Where they are


@pytest.mark.parametrize("engine", ENGINES)
def test_the_ledger_says_who_is_in_the_funnel(engine):
    early = candidate("ben", contacted_day=-9, stage=OUTREACH)
    there = (candidate("ada"), early, listed("cat"), listed("dan", score=8))
    rows = rows_of(parameters_with(state_of([partner("zoe")], candidates=there), *SHORT), engine)
    found = [row for row in rows if row[1] in (Kind.STARTED, Kind.STARTED_CANDIDATE)]
    assert found == [
        (0, Kind.STARTED, "referral/zoe", -1, 1200, 40, 20),
        (0, Kind.STARTED_CANDIDATE, "referral/ada", -1, 0, 40, 1),
        (0, Kind.STARTED_CANDIDATE, "referral/ben", -1, 0, 9, 0),
    ]
    contacted = Counter(row[2] for row in rows if row[1] == Kind.CONTACTED)
    passed = [(row[2], row[6]) for row in rows if row[1] in (Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED)]
    assert ("referral/ada", 1) in passed
    assert ("referral/ben", 0) in passed
    assert contacted["referral/cat"] == 1
    assert max(contacted.values()) == 1 or any(row[1] == Kind.POSTPONED for row in rows)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_signed_is_a_recruit(engine):
    over = [f"archetypes.referral.funnel.{stage}.pass_probability=1" for stage in (OUTREACH, PITCH)]
    there = [candidate(f"c{number}", contacted_day=-30 - number) for number in range(4)]
    rows = rows_of(parameters_with(state_of([], candidates=tuple(there)), *SHORT, *over), engine)
    signed = {row[2]: row[0] for row in rows if row[1] == Kind.SIGNED}
    assert {f"referral/c{number}" for number in range(4)} <= signed.keys()
    queued = {row[2]: row[0] for row in rows if row[1] == Kind.QUEUED}
    assert all(queued[name] == signed[name] for name in signed)


@cache
def lives():
    """Days of the outreach and of both stages, of many candidates."""
    found = []
    for number in range(20_000):
        u = [uniform(chance_key(9, 0, number), 1, 1, 0, place) for place in range(2)]
        outreach = stage_days(u[0], 12, 0.5)
        found.append((outreach, outreach + stage_days(u[1], 20, 0.7)))
    return found


def brute(age):
    """Days from day 0 to the end of the pitch, of one contacted ``age`` days ago: all lives that fit are as likely."""
    return [end - age for outreach, end in lives() if outreach < age <= end]


@pytest.mark.parametrize("age", [2, 15, 40, 90])
def test_the_rest_of_a_later_stage_is_as_in_lives_that_fit(age):
    """Contacted ``age`` days ago and in the second stage: when that began is drawn too."""
    parameters = parameters_with(state_of([], candidates=(candidate("a", contacted_day=-age),)), *ALONE)
    found = [one.events[0].day for one in starts(parameters)]
    expected = brute(age)
    if len(expected) < 200:
        assert min(found) >= 0
        return
    for power in (1, 2):
        values, others = ([min(one, 120) ** power for one in each] for each in (found, expected))
        spread = fmean((one - fmean(others)) ** 2 for one in others) ** 0.5
        error = spread * (1 / len(values) + 1 / len(others)) ** 0.5
        assert abs(fmean(values) - fmean(others)) < 4 * error
    assert abs(fmean(one == 0 for one in found) - fmean(one == 0 for one in expected)) < 0.03


@pytest.mark.parametrize("age", [1, 12, 60])
def test_the_rest_of_the_first_stage_is_drawn_beyond_its_age(age):
    there = (candidate("a", contacted_day=-age, stage=OUTREACH),)
    found = [one.events[0].day for one in starts(parameters_with(state_of([], candidates=there), *ALONE))]
    expected = [outreach - age for outreach, _ in lives()[:15_000] if outreach >= age]
    if len(expected) < 50:
        assert fmean(found) < 30
        return
    spread = fmean((one - fmean(expected)) ** 2 for one in expected) ** 0.5
    assert abs(fmean(found) - fmean(expected)) < 4.5 * spread * (1 / len(found) + 1 / len(expected)) ** 0.5


@pytest.mark.parametrize(
    ("stage", "contacted", "expected"),
    [(OUTREACH, -5, 7), (OUTREACH, -12, 0), (OUTREACH, -300, 0), (PITCH, -13, 19), (PITCH, -32, 0), (PITCH, -500, 0),
     (PITCH, -1, 19), (PITCH, -5000, 0)],
)  # fmt: skip
def test_stages_of_a_fixed_length(stage, contacted, expected):
    """Twelve days, then twenty; what cannot be is taken as overdue, or as just begun."""
    over = [*LAWS, *(f"archetypes.referral.funnel.{name}.sigma=0" for name in (OUTREACH, PITCH))]
    there = (candidate("a", contacted_day=contacted, stage=stage),)
    (start,) = starts(parameters_with(state_of([], candidates=there), *SHORT, *over), KEYS[:1])
    assert start.events[0].day == expected


# ---------------------------------------------------------------- Lists


def test_the_list_is_without_who_is_there():
    """20.5: partners, contacted and listed candidates are of the names that the scenario states."""
    there = (candidate("ada"), listed("cat"), listed("dan", score=8))
    plain = parameters_with(state_of([]), *SHORT)
    parameters = parameters_with(state_of([partner("a"), partner("b", left_day=-9)], candidates=there), *SHORT)
    before, after = ({one.name: one.candidates for one in each.archetypes} for each in (plain, parameters))
    assert after == {**before, "referral": before["referral"] - 5}


def score_of_bob(parameters, engine, key):
    """With which score it is first contacted; None where it is not."""
    scores = (row[6] for row in rows_of(parameters, engine, key) if row[1:3] == (Kind.CONTACTED, "referral/bob"))
    return next(scores, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_scores_are_stated_or_drawn(engine):
    """By name; a stated one decides who is contacted first, and one below the least rests until it is listed again."""
    over = (*SHORT, "selection.minimum_score=18", "selection.revisit_months=3")
    there = (listed("ann", score=35), listed("bob", score=17), listed("cyn", score=None))
    parameters = parameters_with(state_of([], candidates=there), *over)
    (start,) = starts(parameters, KEYS[:1])
    roll = roll_of(parameters)
    names = {roll.name(start.names[place].index): start.names[place].score for place in range(start.name_count)}
    returns = {roll.name(start.returns[place].index): start.returns[place] for place in range(start.return_count)}
    kind = parameters.archetypes[0]
    u = uniform(KEYS[0], Stream.SCORE.value, name_word("referral/cyn"), 255 << 32, 0)
    drawn = selection_score(u, kind.score_mean, kind.score_sd)
    assert names == {"referral/ann": 35, **({"referral/cyn": drawn} if drawn >= 18 else {})}
    u = uniform(KEYS[0], Stream.SCORE.value, name_word("referral/bob"), 255 << 32, 0)
    assert (returns["referral/bob"].month, returns["referral/bob"].visit) == (1 + int(3 * u), 1)
    assert drawn >= 18 or returns["referral/cyn"].month == 4
    expected = {}
    for key in KEYS[:60]:
        u = uniform(key, Stream.SCORE.value, name_word("referral/bob"), 255 << 32, 1)
        expected[key] = selection_score(u, kind.score_mean, kind.score_sd)
    best = max(expected, key=expected.get)
    assert score_of_bob(parameters, engine, best) == expected[best] >= 18, "its score when it is listed again"
    first = next(row for row in rows_of(parameters, engine) if row[1] == Kind.CONTACTED and "referral" in row[2])
    assert (first[2], first[6]) == ("referral/ann", 35)


def test_one_row_more_renames_nothing():
    """What a candidate does hangs on no other row: events of day 0 and later are the same."""
    few = (candidate("b"), candidate("d", contacted_day=-12, stage=OUTREACH))
    more = (candidate("a", contacted_day=-100), *few[:1], candidate("c"), *few[1:])
    found = []
    for there in (few, more):
        parameters = parameters_with(state_of([partner("p")], candidates=there), *SHORT)
        (start,) = starts(parameters, KEYS[:1])
        roll = roll_of(parameters)
        place = {roll.name(start.partners[at].index): at for at in range(start.partner_count)}
        found.append({
            name: [start.events[at].day for at in range(start.event_count) if start.events[at].partner == place[name]]
            for name in ("referral/b", "referral/d", "referral/p")
        })  # fmt: skip
    assert found[0] == found[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_is_won_over_in_the_twin(engine):
    parameters = parameters_with(state_of([], candidates=(candidate("a"),)), *SHORT)
    rows = ENGINES[engine].simulate(parameters, KEYS[0], False).rows
    assert {Kind(row[1]) for row in rows if row[2] >= 0} == {Kind.STARTED_CANDIDATE, Kind.REFUSED}


def test_the_roll_names_them():
    there = (listed("a"), candidate("b"))
    roll = roll_of(parameters_with(state_of([partner("c")], candidates=there), *SHORT))
    assert roll.ids[0] == ("c", "a", "b")
    for id_ in "abc":
        assert roll.name(roll.parse(id_)) == f"referral/{id_}"
