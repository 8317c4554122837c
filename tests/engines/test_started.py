"""20.5 and 20.6: a running program begins in both engines in the same way, with what is known of it and no more."""

from collections import Counter
from dataclasses import replace
from functools import cache
from math import erf, exp, log, sqrt
from statistics import NormalDist, fmean

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine import compiled, reference
from sim.engine.compiled import simulate_worlds
from sim.engine.identity import roll_of
from sim.engine.plan import plan_of
from sim.engine.prepared import prepared_of
from sim.engine.start import start_of
from sim.engine.started import AWAITS_CANCEL, AWAITS_RENEWAL, OPEN_END
from sim.experiment.replication import ledger_metrics, ledger_of, tallies
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind
from sim.metrics.declared import metric_set_of
from sim.names import name_word
from sim.randomness import chance_key, uniform
from sim.report.verification.lines import verification_lines
from sim.rules.customer import churns
from sim.rules.dealflow import partner_accounts
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

from ..scenario.started import SCENARIO, written
from .cases import SMALL, both
from .plain_engine import outcome_of, plain_kernel, world_of
from .started import NEVER, customer, opportunity, parameters_with, partner, state_of, states
from .test_faults import Fault, parts_of

DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = ("reference", "compiled")
JOURNEYS = ('["onboarding", "pilot"]', '["pilot", "onboarding"]', '["onboarding"]')
PILOT_FIRST = f"program.journey={JOURNEYS[1]}"
VARIED = "vendor.growth={ yearly_sigma = 0.2, persistence = 0.5, common_share = 0.6 }"
SHORT = ("months=16", "gate.month=16")
LIVELY = (
    *SHORT,
    *both(
        "cycle_median_days=20.0", "win_probability=0.6", "early_cancel_probability=0.5", "early_cancel_days=300",
        "churn_per_year=0.3", "expansion_probability=0.4", "departure_settled_per_year=0.3",
    ),
)  # fmt: skip
NEW = {
    "onboarded_day": NEVER, "first_qualified_day": NEVER, "last_qualified_day": NEVER, "qualified": 0,
    "is_committed": None,
}  # fmt: skip
UNSOLD = {**NEW, "onboarded_day": -30}
KEYS = [chance_key(1, 0, future) for future in range(400)]


def ledger(parameters, engine="compiled", key=KEYS[0], *, twin=False):
    begin = compiled.simulate if engine == "compiled" else reference.simulate
    return begin(parameters, key, not twin)


def of_kind(rows, *kinds):
    return [row for row in rows if row[KIND] in kinds]


def starts(parameters, keys=KEYS):
    """The state of day 0 of futures."""
    prepared = prepared_of(parameters)
    return [start_of(parameters, prepared, key) for key in keys]


# ---------------------------------------------------------------- The engines are equal


def compare(parameters, key):
    """Ledgers of run and twin, and the compiled engine's own sums."""
    own = simulate_worlds([parameters], np.array([[key]], dtype=np.int64))
    for with_program, tallied in ((True, own.run), (False, own.twin)):
        readable = reference.simulate(parameters, key, with_program)
        fast = compiled.simulate(parameters, key, with_program)
        for row, other in zip(readable.rows, fast.rows, strict=False):
            assert row == other
        assert len(readable.rows) == len(fast.rows)
        for name, found, expected in parts_of("", tallied, tallies(readable, parameters)):
            assert np.array_equal(found[0], expected), (name, with_program)


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    states(), st.integers(0, 2**62), st.sampled_from(JOURNEYS), st.sampled_from(["sunset.month=0", "sunset.month=20"]),
    st.sampled_from(["close", "lost"]), st.booleans(),
)  # fmt: skip
def test_generated_states(state, key, journey, sunset, open_deals, pays):
    parameters = parameters_with(
        state, *LIVELY, VARIED, f"program.journey={journey}", sunset, "sunset.sourced_share=0.6",
        f'departure.open_deals="{open_deals}"', f"departure.pay_after_departure={str(pays).lower()}",
    )  # fmt: skip
    compare(parameters, key)


# ---------------------------------------------------------------- What is there on day 0

EVERYTHING = state_of(
    [
        partner("ann"), partner("bob", last_won_day=-70), partner("cat", left_day=-20, last_won_day=-450),
        partner("dan", signed_day=-50, **NEW), partner("eve", "reseller", signed_day=-80, **NEW),
        partner("fay", "reseller", **{**UNSOLD, "is_committed": True}, size_thousandths=None),
        partner("gus", "reseller", **{**UNSOLD, "is_committed": False}),
        partner("hal", "reseller", size_thousandths=None, qualified=9, last_won_day=-15),
        partner("ivy", "reseller", **UNSOLD),
    ],
    [customer(2, 0, live=-400), customer(7, 0, 500_000, live=-100, term=-100), customer(7, 2, 70_000, -9, -9)],
    [opportunity(0, 0, qualified=-90), opportunity(0, 1, qualified=-40), opportunity(7, 1, -60, won=-15),
     opportunity(2, 1, qualified=-25)],
    month=30, growth_last_year=(0.5, None, -0.2),
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_the_ledger_begins_with_what_is_known(engine):
    """Partners by archetype and id, their deals, then whose onboarding is under way, and the phase of day 0."""
    parameters = parameters_with(EVERYTHING, *SHORT)
    rows, name = ledger(parameters, engine).rows, roll_of(parameters).name
    first = [(Kind(row[KIND]).name, name(row[PARTNER]) if row[PARTNER] >= 0 else "", *row[DEAL:]) for row in rows[:23]]
    sizes = {row[1]: row[3] for row in first if row[0] == "STARTED"}
    arr = next(row for row in first if row[0] == "STARTED_DEAL")[4]
    assert first == [
        ("STARTED", "referral/ann", -1, 1200, 40, 20),
        ("STARTED", "referral/bob", -1, 1200, 40, 20),
        ("STARTED_WIN", "referral/bob", -1, 0, 0, 70),
        ("STARTED", "referral/dan", -1, 1200, 0, 1),
        ("STARTED", "reseller/eve", -1, 1200, 0, 2),
        ("STARTED", "reseller/fay", -1, sizes["reseller/fay"], 0, 20),
        ("STARTED", "reseller/gus", -1, 1200, 0, 20),
        ("STARTED", "reseller/hal", -1, sizes["reseller/hal"], 15, 20),
        ("STARTED", "reseller/ivy", -1, 1200, 0, 20),
        ("STARTED_CUSTOMER", "referral/cat", 0, 1_200_000, 0, 2),
        ("STARTED_CUSTOMER", "reseller/hal", 0, 500_000, 0, 4),
        ("STARTED_CUSTOMER", "reseller/hal", 2, 70_000, 0, 1),
        ("STARTED_OPPORTUNITY", "referral/ann", 0, 0, 0, 90),
        ("STARTED_OPPORTUNITY", "referral/ann", 1, 0, 0, 40),
        ("STARTED_OPPORTUNITY", "referral/cat", 1, 0, 0, 25),
        ("STARTED_DEAL", "reseller/hal", 1, 0, arr, 15),
        ("STARTED_ONBOARDING", "referral/dan", -1, 0, 0, 30),
        ("STARTED_ONBOARDING", "reseller/eve", -1, 0, 0, 30),
        ("STARTED_PROGRAM", "", -1, 30, 0, 0),
        *first[19:],
    ]
    assert {row[DAY] for row in rows[:19]} == {0}
    assert sizes["reseller/hal"] != sizes["reseller/fay"]
    assert arr > 0


def test_names_are_read_and_said():
    parameters = parameters_with(EVERYTHING, *SHORT)
    roll = roll_of(parameters)
    there = [row[PARTNER] for row in of_kind(ledger(parameters).rows, Kind.STARTED)]
    assert [roll.parse(roll.name(dense)) for dense in there] == there
    assert roll.parse("hal") == roll.parse("reseller/hal")
    assert roll.name(roll.parse("referral/0/7")) == "referral/0/7"
    assert roll.dense(0, 255, 0) == 130 - 4 + 30 * 16, "after the last batch; four of the list are there"
    for none in ("nobody", "reseller/ann", "referral/established/0"):
        with pytest.raises(ValueError, match="4 of day 0 by id, referral/ann to referral/dan"):
            roll.parse(none)


def test_an_archetype_has_no_second_kind_of_partners_of_day_0():
    established = "archetypes.referral.established={ partners = 2, age_months = 9, customers = 1.0, arr_median = 9e3 }"
    with pytest.raises(ValueError, match="referral: it has established partners and names in the start state"):
        roll_of(parameters_with(EVERYTHING, established))
    parameters = parameters_with(state_of([partner("x", "reseller")]), established, *SHORT)
    compare(parameters, KEYS[0])
    assert [roll_of(parameters).name(row[PARTNER]) for row in of_kind(ledger(parameters).rows, Kind.STARTED)] == [
        "referral/established/0", "referral/established/1", "reseller/x",
    ]  # fmt: skip


def test_more_rows_rename_nothing():
    """Partners that do not crowd each other: one more, and a customer and an opportunity more, move no other's row."""
    calm = (
        *LIVELY, "program.overload_effort_elasticity=0", "program.overload_departure_elasticity=0",
        "phases.pilot.managers=50", "phases.scale.managers=50", "phases.scale.entry_partners_won=100",
    )  # fmt: skip
    there = [partner("m"), partner("n", "reseller", last_won_day=-90, qualified=9), partner("o", signed_day=-60, **NEW)]
    deals = [customer(1, 0, live=-300)], [opportunity(1, 1), opportunity(0, 0)]
    before = parameters_with(state_of(there, *deals), *calm)
    more = [*there, partner("a"), partner("zz", "reseller")]
    after = parameters_with(
        state_of(more, [*deals[0], customer(1, 2, live=-20)], [*deals[1], opportunity(1, 3), opportunity(3, 0)]), *calm
    )

    def named(parameters):
        name = roll_of(parameters).name
        return Counter(
            (*row[:PARTNER], name(row[PARTNER]), *row[DEAL:])
            for row in ledger(parameters).rows
            if row[PARTNER] >= 0
        )  # fmt: skip

    missing = named(before) - named(after)
    assert not missing
    assert len(named(after)) > len(named(before)) + 20


def test_a_partner_draws_under_its_name():
    """The ARR of a deal that was won, from its address."""
    there = parameters_with(EVERYTHING, *SHORT)
    archetype, place = there.archetypes[1], 255 << 32
    for key in KEYS[:5]:
        row = of_kind(ledger(there, key=key).rows, Kind.STARTED_DEAL)[0]
        u = uniform(key, 22, name_word("reseller/hal"), place | 1, 0)
        arr = archetype.acv_median_cents * exp(archetype.acv_sigma * NormalDist().inv_cdf(u))
        assert row[LIST] == round(arr)


# ---------------------------------------------------------------- What happens to it


def test_a_deal_that_was_won_goes_live_on_its_day_and_earns_no_fee_of_its_first_year():
    state = state_of(
        [partner("a", last_won_day=-10, qualified=2)],
        (),
        [opportunity(0, 0, -60, won=-10), opportunity(0, 1, -80, won=-50)],
    )
    parameters = parameters_with(state, *SHORT, *both("early_cancel_probability=0.0", "churn_per_year=0.0"))
    rows = [row for row in ledger(parameters).rows if row[DEAL] in (0, 1) and row[PARTNER] >= 0]
    live = {row[DEAL]: (row[DAY], row[AMOUNT]) for row in of_kind(rows, Kind.GO_LIVE)}
    arr = {row[DEAL]: row[LIST] for row in of_kind(rows, Kind.STARTED_DEAL)}
    assert live == {0: (20, arr[0]), 1: (0, arr[1])}
    assert not of_kind(rows, Kind.WON)
    assert {(row[DEAL], row[DAY], row[DETAIL]) for row in of_kind(rows, Kind.FEE_ACCRUED)} == {(0, 380, 2), (1, 360, 2)}


def test_customers_of_who_left_churn_as_orphans():
    state = state_of([partner("a", left_day=-20, last_won_day=-450, qualified=40)], [customer(0, n) for n in range(40)])
    parameters = parameters_with(state, *SHORT, *both("churn_per_year=0.4"))
    odds, place = parameters.departure.orphan_churn_odds_multiplier, 255 << 32
    assert odds > 1
    rows = ledger(parameters).rows
    assert not of_kind(rows, Kind.STARTED)
    decided = [row for row in of_kind(rows, Kind.CHURNED, Kind.RENEWED) if row[DEAL] < 40]
    assert len(decided) == 40
    assert {row[DAY] for row in decided} == {320}
    for row in decided:
        u = uniform(KEYS[0], 26, name_word("referral/a"), place | row[DEAL], 1)
        assert (row[KIND] == Kind.CHURNED) == churns(u, 0.4, odds)


def test_terms_go_on():
    """A customer 400 days live is in its second year, and renews into the third 320 days later."""
    state = state_of(
        [partner("a", last_won_day=-450, qualified=3)], [customer(0, 0), customer(0, 1, live=-40, term=-40)]
    )
    parameters = parameters_with(
        state, *SHORT, *both("churn_per_year=0.0", "expansion_probability=0.0", "early_cancel_probability=0")
    )
    rows = [row for row in ledger(parameters).rows if row[DEAL] in (0, 1) and row[PARTNER] >= 0]
    assert [(row[DAY], row[DEAL], row[DETAIL]) for row in of_kind(rows, Kind.RENEWED)] == [(320, 0, 3), (320, 1, 2)]
    billed = [row[AMOUNT] for row in of_kind(rows, Kind.REVENUE) if row[DEAL] == 1]
    assert sum(billed[:10]) == 1_000_000, "two months were billed before day 0"


def test_who_is_young_may_cancel_early_yet():
    """Of customers 100 days live with a window of 300, as many as the rest of the window has, within the window."""
    state = state_of([partner("a", last_won_day=-120)], [customer(0, 0, live=-101, term=-101)])
    parameters = parameters_with(state, *SHORT, *both("early_cancel_probability=0.5", "early_cancel_days=300"))
    odds = prepared_of(parameters).readiness[0].early_cancel_odds
    chance = 0.5 * odds / (0.5 + 0.5 * odds)
    there = starts(parameters)
    later = [one.events[0].day for one in there if one.deals[0].awaits == AWAITS_CANCEL]
    expected = chance * 200 / 300 / (1 - chance / 3)
    assert len(later) / len(there) == pytest.approx(expected, abs=3 * sqrt(expected * (1 - expected) / len(there)))
    assert {one.events[0].day for one in there if one.deals[0].awaits == AWAITS_RENEWAL} == {259}
    assert min(later) >= 0
    assert max(later) <= 199
    assert fmean(later) == pytest.approx(99.5, abs=3 * 58 / sqrt(len(later)))
    old = parameters_with(state_of([partner("a", last_won_day=-450)], [customer(0, 0)]), *LIVELY)
    assert {one.deals[0].awaits for one in starts(old, KEYS[:50])} == {AWAITS_RENEWAL}


def test_the_rest_of_a_cycle_is_drawn_beyond_its_age():
    """Days to the decision of an opportunity of 90 days against the conditional lognormal: Kolmogorov's distance."""
    parameters = parameters_with(state_of([partner("a")], (), [opportunity(0, 0, qualified=-90)]), *SHORT)
    median = 50.0 * prepared_of(parameters).readiness[0].cycle
    days = sorted(one.events[0].day for one in starts(parameters))

    def below(length):
        return 0.5 * (1.0 + erf(log(length / median) / 0.6 / sqrt(2.0)))

    reached = [(below(90 + day + 0.5) - below(89.5)) / (1.0 - below(89.5)) for day in days]
    ends = [sum(one <= day for one in days) / len(days) for day in days]
    assert max(abs(one - other) for one, other in zip(reached, ends, strict=True)) < 1.63 / sqrt(len(days))
    assert days[0] >= 0


# ---------------------------------------------------------------- What is not known


def posterior_mean(archetype, effort, qualified, first_month):
    """Mean size of a partner with so many opportunities, by a fine grid of the binomial."""
    months = sum(min(1.0, n / archetype.ramp_months) for n in range(1, -first_month + 1))
    weights, total = 0.0, 0.0
    for step in range(-4000, 4001):
        z = step / 1000
        size = exp(archetype.size_sigma * z - archetype.size_sigma**2 / 2)
        n = max(qualified, partner_accounts(archetype.accounts, size))
        hit = 1 - exp(-archetype.opportunities_per_month * effort * size * months / n)
        ways = sum(log(n - k) for k in range(1, qualified))
        weight = exp(-z * z / 2 + ways + (qualified - 1) * log(hit) + (n - qualified) * log(1 - hit) - 200)
        weights += weight
        total += weight * size
    return total / weights


@pytest.mark.parametrize("qualified", [1, 8, 50])
def test_an_unknown_size_is_judged_by_what_it_brought(qualified):
    state = state_of([partner("a", size_thousandths=None, qualified=qualified, first_qualified_day=-320)])
    parameters = parameters_with(state, *SHORT)
    prepared = prepared_of(parameters)
    effort = prepared.pay[0].effort * prepared.readiness[0].effort
    sizes = [one.partners[0].size for one in starts(parameters)]
    expected = posterior_mean(parameters.archetypes[0], effort, qualified, -10)
    error = np.std(sizes) / sqrt(len(sizes))
    assert fmean(sizes) == pytest.approx(expected, abs=3 * error + 0.004)
    assert len(set(sizes)) == len(sizes)


def test_an_unknown_size_of_who_has_brought_nothing_is_that_of_anybody():
    parameters = parameters_with(state_of([partner("a", **UNSOLD, size_thousandths=None)]), *SHORT)
    key = KEYS[0]
    u = uniform(key, 10, name_word("referral/a"), 255 << 32, 0)
    (start,) = starts(parameters, [key])
    assert start.partners[0].size == pytest.approx(exp(0.8 * NormalDist().inv_cdf(u) - 0.32))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("committed", "sells"), [(True, True), (False, False)])
def test_commitment_that_is_known_acts_before_the_flow_begins(engine, committed, sells):
    state = state_of([partner("a", **{**NEW, "is_committed": committed})])
    parameters = parameters_with(state, "phases.pilot.managers=20", *SHORT)
    for key in KEYS[:8]:
        rows = ledger(parameters, engine, key).rows
        dense = of_kind(rows, Kind.STARTED)[0][PARTNER]
        ended = [row[DETAIL] for row in of_kind(rows, Kind.ONBOARDING_ENDED) if row[PARTNER] == dense]
        assert set(ended) <= {int(sells)}
        if ended:
            break
    assert ended


def test_commitment_that_is_not_known_falls_with_the_wait():
    """Who was onboarded 120 days ago and has brought nothing: Bayes, and its first opportunity comes after day 0."""
    parameters = parameters_with(state_of([partner("a", **{**UNSOLD, "onboarded_day": -120})]), *SHORT)
    archetype, prepared = parameters.archetypes[0], prepared_of(parameters)
    over = NormalDist().cdf(log(119.5 / archetype.first_opportunity_median_days) / archetype.first_opportunity_sigma)
    table = starts(parameters)
    chances = []
    for one in table:
        odds = prepared.readiness[0].activation_odds * prepared.score_odds[one.partners[0].score]
        prior = 0.6 * odds / (0.4 + 0.6 * odds)
        chances.append(prior * (1 - over) / (1 - prior * over))
    found = fmean(one.partners[0].has_reps for one in table)
    assert found == pytest.approx(fmean(chances), abs=3 * sqrt(found * (1 - found) / len(table)))
    assert 0.02 < found < 0.5
    for one in table:
        assert (1 <= one.partners[0].first_month < OPEN_END) == one.partners[0].has_reps
        of_deals = [event for event in (one.events[place] for place in range(one.event_count)) if event.deal >= 0]
        assert [event.day >= 0 for event in of_deals] == [True] * one.deal_count
        assert one.deal_count == (one.partners[0].has_reps and one.partners[0].first_month <= parameters.months)
        assert one.partners[0].score >= parameters.selection.minimum_score


# ---------------------------------------------------------------- Onboarding and pilots


@cache
def begun(overrides, signed, onboarded, qualified):
    flow = signed if PILOT_FIRST in overrides else onboarded
    sold = {"first_qualified_day": flow, "last_qualified_day": flow, "qualified": qualified, "is_committed": True}
    known = {**NEW, "signed_day": signed, "onboarded_day": onboarded, **(sold if qualified else {})}
    parameters = parameters_with(
        state_of([partner("a", **known)]), *overrides, *SHORT, "program.pilot_days=90",
        "program.pilot_extended_days=150", "program.pilot_opportunities=2",
    )  # fmt: skip
    (start,) = starts(parameters, KEYS[:1])
    one = start.partners[0]
    pilot = None if one.pilot_start_day == NEVER else (one.pilot_start_day, one.pilot_is_extended)
    return pilot, bool(start.busy), [row for row in ledger(parameters).rows if row[PARTNER] == one.index]


@pytest.mark.parametrize(
    ("overrides", "signed", "onboarded", "qualified", "pilot", "trains"),
    [
        ((), -40, NEVER, 0, None, True),
        ((), -90, -50, 0, (-50, False), False),
        ((), -130, -90, 1, (-90, False), False),
        ((), -131, -91, 1, (-91, True), False),
        ((), -131, -91, 2, None, False),
        ((), -191, -151, 1, None, False),
        ((PILOT_FIRST,), -50, NEVER, 0, (-50, False), False),
        ((PILOT_FIRST,), -100, NEVER, 1, (-100, True), False),
        ((PILOT_FIRST,), -100, NEVER, 2, None, True),
        ((PILOT_FIRST,), -100, -10, 0, None, False),
        ((f"program.journey={JOURNEYS[2]}",), -90, -50, 0, None, False),
    ],
)
def test_where_a_partner_is_between_its_agreement_and_its_flow(overrides, signed, onboarded, qualified, pilot, trains):
    found = begun(overrides, signed, onboarded, qualified)
    assert found[:2] == (pilot, trains)
    judged = of_kind(found[2], Kind.PILOT_PASSED, Kind.PILOT_EXTENDED, Kind.PILOT_FAILED)
    if pilot is not None:
        assert judged[0][DAY] == pilot[0] + (150 if pilot[1] else 90)
        assert judged[0][DETAIL] >= qualified
    assert bool(of_kind(found[2], Kind.STARTED_ONBOARDING)) == trains


@pytest.mark.parametrize("engine", ENGINES)
def test_who_waits_longest_is_onboarded_first(engine):
    there = [partner(f"p{n}", signed_day=-10 * (1 + n * 7 % 5), **NEW) for n in range(5)]
    rows = ledger(parameters_with(state_of(there), "program.onboarding_slots=1", *SHORT), engine).rows
    signed = {row[PARTNER]: one.signed_day for row, one in zip(of_kind(rows, Kind.STARTED), there, strict=True)}
    begun_in_order = [signed[row[PARTNER]] for row in of_kind(rows, Kind.ONBOARDING_STARTED) if row[PARTNER] in signed]
    assert len(begun_in_order) >= 3
    assert begun_in_order == sorted(begun_in_order)


# ---------------------------------------------------------------- Time


def test_months_of_the_program_count_from_its_beginning():
    """Phase, owner, sunset and a readiness path; each at the month of the program that the scenario states."""
    over = (
        "months=12", "gate.month=12", "phases.scale.earliest_month=34", "phases.scale.entry_partners_won=0",
        "phases.scale.entry_active_partners=0", "phases.scale.entry_sourced_share=0.0",
        "phases.pilot.owner_start_month=32", "phases.scale.owner_start_month=32",
        "sunset.month=39", "sunset.sourced_share=1",
    )  # fmt: skip
    rows = ledger(parameters_with(EVERYTHING, *over)).rows
    assert [row[DAY] // 30 + 1 for row in of_kind(rows, Kind.PHASE_ENTERED)] == [34 - 30]
    assert min(row[DAY] for row in of_kind(rows, Kind.COST_OWNER)) == 30 * (32 - 30)
    assert [row[DAY] for row in of_kind(rows, Kind.SUNSET)] == [30 * (39 - 30)]
    late = ledger(parameters_with(EVERYTHING, *over[:-2], "sunset.month=7", "sunset.sourced_share=1")).rows
    assert [row[DAY] for row in of_kind(late, Kind.SUNSET)] == [30], "at the first close, if its month has passed"


def test_growth_goes_on_from_that_of_last_year():
    """x(0) of a channel whose last year is known: mean phi x, variance sigma² (1 - phi²); as before where it is not."""
    parameters = parameters_with(EVERYTHING, *SHORT, VARIED)
    prepared, years = prepared_of(parameters), 2
    plans = [plan_of(parameters, prepared, key) for key in KEYS]
    for channel, (last, level) in enumerate([(0.5, 0.3), (None, 0.3), (-0.2, 0.0)]):
        found = [plan.growth[channel * years] * 1e-14 - log(1 + level) for plan in plans]
        mean = 0.0 if last is None else 0.5 * (log(1 + last) - log(1 + level))
        sd = 0.2 if last is None else 0.2 * sqrt(1 - 0.25)
        assert fmean(found) == pytest.approx(mean, abs=3 * sd / sqrt(len(found)))
        assert np.std(found) == pytest.approx(sd, abs=3 * sd / sqrt(2 * len(found)))


# ---------------------------------------------------------------- The twin


@pytest.mark.parametrize("engine", ENGINES)
def test_the_twin_ends_the_program_on_day_0(engine):
    parameters = parameters_with(EVERYTHING, *LIVELY)
    run, twin = (ledger(parameters, engine, twin=which).rows for which in (False, True))
    assert twin[:18] == run[:18]
    assert [row[PARTNER] for row in of_kind(twin, Kind.DISMISSED)] == [
        row[PARTNER] for row in of_kind(twin, Kind.STARTED)
    ]
    acts = {Kind(row[KIND]) for row in twin}
    assert not acts & {
        Kind.STARTED_PROGRAM,
        Kind.ONBOARDING_STARTED,
        Kind.QUALIFIED,
        Kind.PILOT_FAILED,
        Kind.COST_OWNER,
    }
    assert acts >= {Kind.GO_LIVE, Kind.REVENUE}


def test_without_a_start_nothing_is_there():
    scenario = load_scenario(SMALL, SHORT)
    parameters = parameters_of(scenario)
    assert parameters.start == ()
    assert not [row for row in ledger(parameters).rows if 93 <= row[KIND] <= 99]


# ---------------------------------------------------------------- Faults of the compiled engine

FAULTS = (
    Fault("a deal that was won is open", "started_rows", "if has_come(started.won_day):\n", "if deal.arr_cents < 0:\n"),
    Fault("its ARR is lost", "start", "    deal.arr_cents = started.arr_cents\n", ""),
    Fault("nobody waits", "start", "        stand_in_line(w, w.start.waiting[place])\n", "        pass\n"),
    Fault("the phase is the first", "start", "    w.run.phase = w.start.phase\n", "    w.run.phase = 0\n"),
    Fault("nobody cancels early", "start", "= started.awaits\n", "= 2 * (started.awaits > 0)\n"),
    Fault("no first one is taken up", "start", "    deal.is_first = started.is_first\n", ""),
    Fault("a pilot is never judged", "start", "schedule(w, event.day,", "schedule(w, event.day + 900,"),
    Fault("a pilot is taken for extended", "start", "= started.pilot_is_extended\n", "= True\n"),
    Fault("commitment is not known", "start", "    partner.commitment = started.commitment\n", ""),
    Fault("the score is not known", "start", "    partner.score = started.score\n", ""),
    Fault("who left is dismissed in the twin", "start", "    partner.gone = started.gone\n", ""),
    Fault("a win without a customer has no row", "started_rows", "[slot].customers == 0:\n", "[slot].customers < 0:\n"),
    Fault("who won does not count", "start", "    w.run.partners_won = w.start.partners_won\n", ""),
    Fault("the twin has a program", "kernel", "    if with_program:\n        write", "    if True:\n        write"),
)  # fmt: skip
FAULTY = state_of(
    [
        *(partner(f"r{n}", signed_day=-20 - n, **NEW) for n in range(4)),
        partner("s", "reseller", signed_day=-20, **{**NEW, "is_committed": False}),
        partner("t", "reseller", last_won_day=-15, qualified=5), partner("u", left_day=-9, last_won_day=-20),
        partner("v", **{**UNSOLD, "is_committed": True}, signed_day=-160), partner("w", last_won_day=-200),
        partner("x", **{**UNSOLD, "onboarded_day": -125}, signed_day=-160),
        partner("y", **{**UNSOLD, "onboarded_day": -20}),
    ],
    [customer(5, 0, live=-50, term=-50), customer(6, 0)], [opportunity(5, 1, -60, won=-15), opportunity(6, 1)],
    phase="scale", month=12,
)  # fmt: skip
FAULTY_OVER = (
    *LIVELY, "months=14", "gate.month=14", "phases.pilot.contacts_per_month=4", "phases.scale.contacts_per_month=4",
    *both("early_cancel_probability=0.95", "committed_reps_probability=0.5"), "phases.scale.managers=6",
    "program.onboarding_slots=0.5",
)  # fmt: skip


@cache
def faulty():
    """The parameters, with a third phase that two partners' wins open; and what the reference engine gives."""
    parameters = parameters_with(FAULTY, *FAULTY_OVER)
    third = replace(
        parameters.phases[1], earliest_month=2, entry_partners_won=3, entry_active_partners=0, entry_sourced_share_bps=0
    )
    parameters = replace(parameters, phases=(*parameters.phases, third))
    return parameters, [
        (run, twin, tallies(run, parameters), tallies(twin, parameters))
        for run, twin in ([reference.simulate(parameters, key, which) for which in (True, False)] for key in KEYS[:2])
    ]


def differences(kernel):
    parameters, expected = faulty()
    for key, (run, twin, sums, twin_sums) in zip(KEYS[:2], expected, strict=True):
        found = outcome_of(kernel, world_of([parameters], 4096, 16384), 0, key)
        assert found is not None
        pairs = [("run", found.ledger, run.array()), ("twin", found.twin_ledger, twin.array())]
        pairs += parts_of("", found.tallies, sums) + parts_of(" twin", found.twin_tallies, twin_sums)
        yield from (name for name, one, other in pairs if not np.array_equal(one, other))


def test_without_a_fault_nothing_differs():
    with plain_kernel() as kernel:
        assert list(differences(kernel)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_fault_is_found(fault):
    with plain_kernel({fault.module: (fault.old, fault.new)}) as kernel:
        assert next(differences(kernel), None) is not None


# ---------------------------------------------------------------- To the cent

TABLES = {
    "partners": [
        "b,reseller,2026-01-31,,,,,,,,",
        "a,reseller,2025-06-30,2025-08-31,,yes,2025-09-30,2026-09-01,2026-09-10,9,1.50",
        "d,referral,2025-01-31,2025-03-31,,,2025-06-30,2026-08-15,2026-06-30,12,",
        "c,referral,2025-06-30,2025-08-31,2026-06-30,yes,2025-09-30,2026-05-01,2025-10-31,2,1.00",
    ],
    "customers": [
        "C1,a,,120000.00,2025-11-30,2025-11-30,", "C2,a,,90000.01,2026-07-31,,", "C3,c,,45000.00,2025-12-31,,",
        "C4,d,,30000.00,2025-09-30,,", "C5,d,,61000.10,2026-07-31,,",
    ],
    "opportunities": [
        "O1,a,2026-09-01,", "O2,a,2026-06-01,2026-09-10", "O3,d,2026-08-15,", "O4,d,2026-07-15,", "O5,c,2026-05-01,",
    ],
}  # fmt: skip
PROGRAM = SCENARIO.replace('extends = "coach"', f'extends = "{SMALL}"').replace("month = 12", "month = 20")
CENTS = (
    "months=24", "gate.month=24", "vendor.partner_opportunity_hours=30", "readiness.margin_headroom=0.3",
    *both("cannibalised_probability=0.5", "win_probability=0.9"), "archetypes.referral.terms.later_rates=[0.1, 0.05]",
)  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A scenario with a running program, read from its tables."""
    path = written(tmp_path_factory.mktemp("program"), PROGRAM, **TABLES)
    scenario = load_scenario(path, CENTS)
    assert scenario.start is not None
    return scenario


def test_additional_revenue_and_contribution_to_the_cent(program):
    """20.6: recruited - the twin's orphans - taken - overload is what is additional, and so for contribution."""
    ensemble = simulate(program, runs=10, seed=3, workers=1, engine="compiled")
    found = {name: ensemble.monthly[name] for name in metric_set_of(program).position}
    lost = found["orphan_revenue"] + found["taken_revenue"] + found["overload_revenue"]
    np.testing.assert_array_equal(found["recruited_revenue"] - lost, found["additional_revenue"])
    np.testing.assert_array_equal(
        found["gross_incremental_contribution"] - found["orphan_contribution"] - found["taken_contribution"]
        + found["avoided_acquisition_cost"] - found["overload_contribution"],
        found["incremental_contribution"],
    )  # fmt: skip
    for name in ("orphan_revenue", "taken_revenue", "overload_revenue", "established_revenue"):
        assert found[name].any(axis=1).all(), name


def test_metrics_are_those_of_the_rows(program):
    """ARR, revenue, partners, opportunities and the phase by month, recomputed from the ledger of a future."""
    run, twin, parameters = ledger_of(program, 3, 0, 0, "reference")
    metrics, rows = ledger_metrics(program, run, twin, parameters), run.rows
    arr = (Kind.STARTED_CUSTOMER, Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED)
    opened = (Kind.STARTED_OPPORTUNITY, Kind.QUALIFIED)
    closed = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER)
    at_a_close = set(LEAVING_KINDS) - {Kind.PILOT_FAILED}
    there = {(row[PARTNER], row[DEAL]) for row in of_kind(rows, Kind.STARTED_CUSTOMER)}
    assert len(there) == 5
    for month in range(1, 25):
        so_far = [row for row in rows if row[DAY] < 30 * month]
        assert metrics["partner_arr"][month - 1] == sum(row[AMOUNT] for row in of_kind(so_far, *arr))
        still_open = len(of_kind(so_far, *opened)) - len(of_kind(so_far, *closed))
        assert metrics["open_opportunities"][month - 1] == still_open
        billed = [row for row in of_kind(rows, Kind.REVENUE) if row[DAY] == 30 * month]
        assert metrics["recruited_revenue"][month - 1] == sum(row[AMOUNT] for row in billed)
        own = sum(row[AMOUNT] for row in billed if (row[PARTNER], row[DEAL]) in there)
        assert metrics["established_revenue"][month - 1] == own
        left = {row[PARTNER] for row in of_kind(rows, *at_a_close) if row[DAY] <= 30 * month}
        left |= {row[PARTNER] for row in of_kind(so_far, Kind.PILOT_FAILED)}
        signed = {row[PARTNER] for row in of_kind(so_far, Kind.STARTED, Kind.SIGNED)}
        assert metrics["signed_partners"][month - 1] == len(signed - left)
        phases = of_kind(so_far, Kind.STARTED_PROGRAM, Kind.PHASE_ENTERED)
        assert metrics["phase"][month - 1] == phases[-1][DETAIL]


def test_the_engines_are_equal_on_a_scenario(program):
    found = verify(program, 4, 3)
    assert found.is_equal, "\n".join(verification_lines(found))


# ---------------------------------------------------------------- Product lines of customers

LINED = (
    *SHORT, *both("churn_per_year=0.0", "expansion_probability=0.0", "early_cancel_probability=0.0"),
    "archetypes.reseller.segments={ core=0.5, plus=0.5 }",
    "archetypes.reseller.terms={ model='share', rate=0.1, later_rates=[], lines={ plus={ rate=0.25 } } }",
)  # fmt: skip
OF_LINES = state_of(
    [partner("hal", "reseller", left_day=-5)],
    [customer(0, 0, 1_200_000, line="core"), customer(0, 1, 1_200_000, line="plus"), customer(0, 2, 2_400_000)],
)
"""A partner that left, so that nothing else is paid; its third customer's line is not known."""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_is_paid_by_the_line_that_the_table_states(engine):
    """20.5, R-170: 10% of 1,000.00 a month for core, 25% for plus; 200.00 or 500.00 where the line is drawn."""
    parameters = parameters_with(OF_LINES, *LINED, "departure.pay_after_departure=true")
    drawn = set()
    for key in KEYS[:24]:
        rows = ledger(parameters, engine, key).rows
        hal = of_kind(rows, Kind.STARTED_CUSTOMER)[0][PARTNER]
        months = [row for row in of_kind(rows, Kind.SHARE_ACCRUED) if row[PARTNER] == hal]
        by_deal = {deal: {row[AMOUNT] for row in months if row[DEAL] == deal} for deal in range(3)}
        assert (by_deal[0], by_deal[1]) == ({10_000}, {25_000})
        assert by_deal[2] in ({20_000}, {50_000})
        drawn |= by_deal[2]
    assert drawn == {20_000, 50_000}


def test_the_engines_are_equal_where_lines_are_known():
    for key in KEYS[:8]:
        compare(parameters_with(OF_LINES, *LINED, "departure.pay_after_departure=true"), key)


def test_a_kind_without_lines_reads_none():
    """Its customers' column is told not to act (``sim.scenario.lint.start``)."""
    blank = state_of(OF_LINES.partners, [replace(one, line="") for one in OF_LINES.customers])
    for engine in ENGINES:
        assert (
            ledger(parameters_with(OF_LINES, *SHORT), engine).rows
            == ledger(parameters_with(blank, *SHORT), engine).rows
        )
