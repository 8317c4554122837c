"""An engine frozen at a close with all its state, and opened again, goes on as if nothing had happened (20, Proof).

So whatever an engine keeps in mind is in the start table: what was forgotten there shows in the ledger.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.engine.started import NO_DEAL, OPEN_END, UNDECIDED
from sim.experiment.replication import world_parameters
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.parameters import UNKNOWN
from sim.units import NEVER_YET

from .cases import FIELDS, SMALL, TIES, VARIANTS, both
from .frozen import COUNTS, Compiled, fields_of_start, pass_reference, start_table
from .started import STAGES, candidate, customer, listed, opportunity, parameters_with, partner, past, state_of, states
from .test_generated import overrides

CLOSES = (1, 12, 23)
ESTABLISHED = (
    "archetypes.referral.established={ partners = 9, age_months = 14, customers = 2.5, arr_median = 12_000.0 }",
)
LIVELY = both(
    "cycle_median_days=20.0", "win_probability=0.6", "early_cancel_probability=0.4", "early_cancel_days=300",
    "churn_per_year=0.3", "expansion_probability=0.4", "cannibalised_probability=0.4",
    "departure_settled_per_year=0.2", "influence_probability=0.05",
)  # fmt: skip
VARIED = "vendor.growth={ yearly_sigma = 0.2, persistence = 0.5, common_share = 0.6 }"
SETTLED = (
    "clawback={ full_days = 60, partial_days = 120, end_days = 300 }",
    "payout={ every_months = 1, minimum = 500.0, holdback_days = 45, dispute_probability = 0.4, dispute_days = 40 }",
    *both(
        "churn_basis='month'", "early_cancel_first_day=10", "downgrade_probability=0.5", "downgrade_share=0.3",
    ),
)  # fmt: skip
"""Pay waits, is disputed and taken back; customers take less and leave in any month."""
MEASURED = (
    *both("terms.rate=false"),
    "archetypes.referral.terms.bands={ measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=2e4, rate=0.3 } } }",
    "archetypes.reseller.terms.bands={ measure='live_arr', steps={ a={ from=0, rate=0.1 }, b={ from=9000, rate=0.3 }}}",
    "archetypes.referral.terms.cap_per_year=7000",
    "archetypes.referral.terms.rebates={r={ base='sold', paid='month', fund_share=0.3, steps={ a={from=0, rate=0.1}}}}",
    "archetypes.reseller.terms.rebates={ g={ base='growth', period='quarter', steps={ a={ from=0, rate=0.1 }}}, "
    "d={ base='billed', measure='deals', steps={ a={ from=0, rate=0.1 }, b={ from=3, rate=0.2 } } } }",
    "bonuses.some={ amount=500, most_per_partner=3, probability=0.7 }",
)
"""Bands, a cap, rebates and a bonus with a limit, for which partners are measured."""
NEW = {"first_qualified_day": NEVER_YET, "last_qualified_day": NEVER_YET, "qualified": 0, "is_committed": None}
WAITING = {**NEW, "onboarded_day": NEVER_YET, "signed_day": -40}
RUNNING = state_of(
    [
        partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450), partner("c", **WAITING),
        partner("d", "reseller", **WAITING), partner("e", "reseller", **{**NEW, "onboarded_day": -30}),
        partner("f", "reseller", size_thousandths=None, qualified=9, last_won_day=-15),
    ],
    [customer(1, 0), customer(5, 0, 500_000, live=-100, term=-100), customer(0, 2, 70_000, -9, -9)],
    [opportunity(0, 1), opportunity(5, 1, -60, won=-15), opportunity(1, 1, qualified=-25)],
    candidates=(
        candidate("u"), candidate("v", contacted_day=-9, stage=STAGES["referral"][0]), listed("w"),
        listed("x", score=8), candidate("y", "reseller", score=None), listed("z", "reseller", None),
    ),
    month=12, growth_last_year=(0.5, None, -0.2), months=past((900, 100), (500, 600), owed=7_654_321),
)  # fmt: skip
LINED = (
    "archetypes.reseller.segments={ core=0.5, plus=0.5 }",
    "archetypes.reseller.terms={ model='share', rate=0.1, later_rates=[], lines={ plus={ rate=0.25 } } }",
    "departure.pay_after_departure=true", "months=26",
)  # fmt: skip
TIERED = (
    "archetypes.referral.ladder='metal'",
    "archetypes.reseller.ladder='metal'",
    "ladders.metal={ order=['bronze', 'silver', 'gold'], promotion_months=1, review_at='fiscal', review_months=2, "
    "falls='qualified', lowest='removed', provisional_tier='silver', provisional_score=20, provisional_months=5, "
    "tiers={ bronze={ needs={ opportunities=1 }, grace_months=2 }, "
    "silver={ needs={ live_customers=1, retention=0.9 }, one_of={ live_arr=9_000.0, net_new=6_000.0, months=12 }, "
    "grace_months=1, cost_per_month=120.5 }, gold={ needs={ deals=2, months=4 }, care_weight=2.25 } }, "
    "windows={ net_new=4, opportunities=6 }, near_share=0.3, near_multiplier=4.0 }",
    "archetypes.referral.terms.by_tier={ silver={ rate=0.3, renewal_rate=0.2 }, gold={ renewal_rate=0.4 } }",
)
"""Tiers that partners gain and lose, a provisional one, measures that ladders alone read, and pay by tier."""
CLAIMED = (
    "registration={ valid_days=40, renewals=1, approval_days=2, least_acv=4_000.0 }",
    "attribution={ test='rules', unregistered_pay_share=0.5, unregistered_credit_share=0.3, none_pay_share=0.1 }",
    "conflict={ engagement_from_days=-20, engagement_to_days=25, unprotected_odds_multiplier=2.0, settlement='split', "
    "split_share=0.7, direct_credit_share=0.5, direct_commission_rate=0.1, engaged_cannibalised_odds_multiplier=3.0 }",
    "archetypes.referral.segments={ a=0.7, b=0.3 }",
    "segments={ a={ effects={ cycle_multiplier=1.4 } }, b={ sold_by=['reseller'] } }",
    "archetypes.reseller.segments={ b=1.0 }",
    *both("partner_overlap_probability=0.2", "registration_probability=0.7", "registration_delay_days=12",
          "first_contact_days=5", "direct_overlap_probability=0.4", "support_probability=0.6",
          "mention_probability=0.1"),
    "changes.other={ month=8, set={ registration={ valid_days=1, renewals=0 }, conflict.split_share=0.1 } }",
)  # fmt: skip
"""Deals of all classes; what was agreed on claims changes."""
EFFECTIVE = (
    *TIERED,
    "ladders.metal.tiers.bronze.effects={ opportunity_multiplier=1.7, onboarding_multiplier=0.6, "
    "departure_multiplier=2.5, churn_odds_multiplier=3.0 }",
    "ladders.metal.tiers.silver.effects={ activation_odds_multiplier=2.5, win_odds_multiplier=1.6, "
    "cycle_multiplier=0.7, acv_multiplier=1.3, conflict_odds_multiplier=0.5, early_cancel_odds_multiplier=0.4, "
    "churn_odds_multiplier=0.3, expansion_odds_multiplier=2.2 }",
    "ladders.metal.tiers.gold.effects={ opportunity_multiplier=0.4, expansion_odds_multiplier=0.3 }",
    "sunset.month=17",
    "sunset.sourced_share=0.9",
)
"""Tiers that act on all drivers, also after they ended."""
CERTIFIED = (
    *both("reps=3.0", "delivers=true", "accreditation_days=40", "segments={ main=0.6, small=0.4 }", "ladder='metal'"),
    "certificates.a={ pass_probability=0.3, renewal_probability=0.4, valid_months=5, cost=90.0, "
    "effects={ opportunity_multiplier=1.5, churn_odds_multiplier=0.2 } }",
    "certificates.b={ pass_probability=0.6, requires='a', valid_months=6, partner_cost=50.0, may_deliver=true, "
    "renewal_probability=0.5, effects={ acv_multiplier=1.2 } }",
    "vendor.delivery_cost_rate=0.15",
    "ladders.metal={ order=['bronze', 'silver', 'gold'], promotion_months=1, review_at='fiscal', review_months=2, "
    "tiers={ bronze={ effects={ churn_odds_multiplier=4.0 } }, silver={ needs={ certified={ a=1 }, months=1 } }, "
    "gold={ needs={ certified={ a=2 }, points=90 }, cost_per_month=50.0 } }, points={ live_customers={ main=50 }, "
    "live_arr={ small=1 }, certified={ b=20 } }, per={ live_arr={ small=1_000 } } }",
    "sunset.month=17",
    "sunset.sourced_share=0.9",
)
"""Certificates with an effect, a right, a tier that asks for them; and points for what is live of a product line."""
OF_SMALL = {
    "established": (*ESTABLISHED, *LIVELY, VARIED, "months=30"),
    "ties": TIES,
    "sunset": (*ESTABLISHED, *LIVELY, "sunset.month=9", "sunset.sourced_share=0.9", "months=26"),
    "by share": (
        *LIVELY, "phases.scale.entry_sourced_share=0.02", "phases.scale.earliest_month=11", "gate.window_months=12",
        "months=28",
    ),
    "settled": (*ESTABLISHED, *LIVELY, *SETTLED, "months=26"),
    "measured": (*ESTABLISHED, *LIVELY, *MEASURED, "months=30"),
    **{
        name: VARIANTS[name]
        for name in ("changes", "pilot_first", "paid_late", "few_slots", "always_later", "shares", "rate_card")
    },
    "tiered": (*ESTABLISHED, *LIVELY, *TIERED, "months=26"),
    "claimed": (*ESTABLISHED, *LIVELY, *CLAIMED, *TIERED, "months=26", "clawback={ full_days=300 }",
                "ladders.metal.tiers.gold.needs={ sourced=30_000.0, involved=31_000.0, registrations=4 }"),
    "effects": (*ESTABLISHED, *LIVELY, *EFFECTIVE, "months=26"),
    "certified": (*ESTABLISHED, *LIVELY, *CERTIFIED, "months=26"),
    "use ramps": VARIANTS["use_ramps"],
    "deals lost, unpaid": (*LIVELY, 'departure.open_deals="lost"', "departure.pay_after_departure=false", "months=26"),
}  # fmt: skip
FILES = ("coach", "coach_ready", "coach_unready")
ALL = (*FILES, "fields", "start", "lines", *OF_SMALL)


@cache
def parameters_of(case, world):
    if case == "start":
        return parameters_with(RUNNING, *LIVELY, VARIED, "months=26", "program.pilot_days=90")
    if case == "lines":
        lined = [replace(one, line="core") for one in RUNNING.customers]
        return parameters_with(replace(RUNNING, customers=tuple(lined)), *LIVELY, *LINED)
    if case == "fields":
        scenario = load_scenario(FIELDS)
    else:
        scenario = load_scenario(case) if case in FILES else load_scenario(SMALL, OF_SMALL[case])
    return world_parameters(scenario, 7, world)[1]


def go_on(parameters, key, closes, *, with_program=True):
    """Both engines frozen at closes are the same table, and opened again write what they would have written."""
    closes = [close for close in closes if close < parameters.months]
    written, tables = pass_reference(parameters, key, with_program=with_program, closes=closes)
    engine = Compiled(parameters)
    for close in closes:
        table = engine.freeze(key, close, with_program=with_program)
        first = len(engine.rows())
        assert table.numbers == tables[close].numbers
        for name, records in table.tables.items():
            assert records == tables[close].tables[name], (name, close)
        engine.run(key, with_program=with_program)
        whole = engine.passed(first, close)
        assert whole.rows == written[close].rows

        first = engine.run(key, with_program=with_program, start=table)
        found = engine.passed(first, close)
        assert_rows(found.rows, whole.rows)
        assert found.pay_due == whole.pay_due
        assert found.unused == whole.unused
        assert np.array_equal(found.recruited_arr, whole.recruited_arr)
        assert np.array_equal(found.stocks, whole.stocks)
        assert np.array_equal(without_opening(engine, found, first, close), whole.sums)

        later = [one for one in closes if one > close]
        opened, again = pass_reference(
            parameters, key, with_program=with_program, start=start_table(table), closes=later
        )
        for one in later:
            assert again[one] == tables[one], "frozen again, it is the same state"
        assert_rows(opened[close].rows, written[close].rows)
        assert opened[close].counted == written[close].counted
        assert opened[close].pay_due == written[close].pay_due
        assert opened[close].unused == written[close].unused
    return tables


def assert_rows(found, expected):
    for place, (row, other) in enumerate(zip(found, expected, strict=False)):
        assert row == other, place
    assert len(found) == len(expected)


def without_opening(engine, passed, first, close):
    """The sums of months after a close, without the rows that say what was there."""
    sums = passed.sums.copy()
    for _, kind, _, _, amount, list_amount, _ in engine.rows()[:first]:
        if kind != Kind.DISMISSED:
            slot = sums[0][engine.slot(kind)]
            slot["amount"] -= amount
            slot["listed"] -= list_amount
            slot["count"] -= 1
    assert len(sums) == engine.parameters.months - close
    return sums


@pytest.mark.parametrize("world", [0, *(pytest.param(world, marks=pytest.mark.full) for world in (1, 2))])
@pytest.mark.parametrize("case", ALL)
def test_an_engine_that_was_frozen_goes_on(case, world):
    go_on(parameters_of(case, world), chance_key(7, world, 0), CLOSES)


@pytest.mark.parametrize("case", ["coach", "established", "start"])
def test_so_does_a_twin(case):
    go_on(parameters_of(case, 0), chance_key(7, 0, 1), CLOSES, with_program=False)


def test_every_close_can_be_the_last_before():
    go_on(parameters_of("start", 0), chance_key(7, 0, 0), range(1, 26))


def test_the_sunset_has_come():
    tables = go_on(parameters_of("sunset", 0), chance_key(7, 0, 0), (8, 9, 12))
    assert [tables[close].numbers["is_sunset"] for close in (8, 9, 12)] == [False, True, True]
    assert any(one["gone"] for one in tables[12].tables["partners"])


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(overrides(), st.integers(0, 2**62), st.lists(st.integers(1, 19), min_size=1, max_size=3, unique=True))
def test_generated_scenarios(over, key, closes):
    try:
        scenario = load_scenario(SMALL, over)
    except ScenarioError:
        assume(False)
    go_on(world_parameters(scenario, key % 1000, 0)[1], key, closes)


@settings(derandomize=True, max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(states(), st.integers(0, 2**62), st.lists(st.integers(1, 15), min_size=1, max_size=3, unique=True))
def test_generated_states(state, key, closes):
    go_on(parameters_with(state, *LIVELY, VARIED, "months=16", "gate.month=16"), key, closes)


# ---------------------------------------------------------------- What is left out is found

NOTHING = {
    "signed_day": NEVER_YET, "wait_start_day": NEVER_YET, "flow_day": NEVER_YET, "last_qualified_day": NEVER_YET,
    "last_won_day": NEVER_YET, "pilot_start_day": NEVER_YET, "qualified_day": NEVER_YET, "won_day": NEVER_YET,
    "first_month": OPEN_END, "term_month": OPEN_END, "last_month": OPEN_END, "commitment": UNKNOWN,
    "go_live_day": NEVER_YET, "leave_day": OPEN_END, "is_recruited": True, "contract_year": 1, "phase": -1,
    "line": UNKNOWN, "contact_day": NEVER_YET, "submission": NEVER_YET, "approval_day": NEVER_YET,
    "engaged_day": NEVER_YET, "deal_class": UNDECIDED, "other_class": UNDECIDED, "effects": 1.0,
}  # fmt: skip
"""What a field says if nothing has happened; of the others, that is 0 or False."""
FREEZES = (
    ("fields", 9), ("established", 9), ("established", 12), ("start", 0), ("start", 1), ("start", 9),
    ("sunset", 9), ("by share", 10), ("pilot_first", 5), ("paid_late", 12), ("few_slots", 9), ("coach", 12),
    ("committed", 0), ("committed", 5), ("entry", 5), ("settled", 9), ("settled", 14), ("settled", 20),
    ("rate_card", 30), ("lines", 0), ("lines", 4), ("changes", 18), ("measured", 12), ("measured", 20),
    ("claimed", 5), ("claimed", 9), ("claimed", 12),
    ("tiered", 3), ("tiered", 5), ("tiered", 9), ("tiered", 10), ("tiered", 15), ("effects", 9),
    ("effects", 17), ("certified", 3), ("certified", 5), ("certified", 9), ("certified", 17),
)  # fmt: skip


@cache
def blanked_parameters(case):
    """Those of a case; two more are for what seldom matters."""
    if case == "committed":
        there = [
            partner(f"p{place}", **{**WAITING, "is_committed": place % 2 == 0, "signed_day": -40 - place})
            for place in range(6)
        ]  # fmt: skip
        there += [partner(f"q{place}", onboarded_day=NEVER_YET, signed_day=-30 - place) for place in range(3)]
        over = ("months=14", "gate.month=14", "program.onboarding_slots=4", "program.pilot_opportunities=6")
        return parameters_with(state_of(there), *LIVELY, *over)
    if case == "entry":
        over = (*ESTABLISHED, *LIVELY, "months=14", "gate.month=14", "phases.scale.earliest_month=6",
                "phases.scale.entry_sourced_share=0.0", "phases.scale.entry_active_partners=5",
                "phases.scale.entry_partners_won=0")  # fmt: skip
        return world_parameters(load_scenario(SMALL, over), 7, 0)[1]
    return parameters_of(case, 0)


@cache
def frozen(case, close):
    parameters, key = blanked_parameters(case), chance_key(7, 0, 0)
    return Compiled(parameters).freeze(key, close)


@cache
def opened(case, close):
    return opened_rows(case, frozen(case, close))


def opened_rows(case, table):
    """All rows of the readable engine, with those that say what is there, and what it counts."""
    parameters, key = blanked_parameters(case), chance_key(7, 0, 0)
    try:
        return ledger_of(parameters, key, start_table(table))
    except (IndexError, KeyError, ValueError, ZeroDivisionError, AssertionError) as error:
        return str(error)


def ledger_of(parameters, key, start):
    written, _ = pass_reference(parameters, key, start=start)
    first = min(written)
    return written[first].opening + written[first].rows, written[first].counted


def blanked(table, name, field):
    """The table with a field of all its records as if nothing had happened, or with a number or table of them blank."""
    other = replace(table, numbers={**table.numbers}, tables={**table.tables})
    nothing = NOTHING.get(field or name, 0)
    if not name:
        other.numbers[field] = type(other.numbers[field])(nothing)
    elif not field:
        other.tables[name] = [] if name in COUNTS else [nothing] * len(other.tables[name])
    else:
        blank = [{**record, field: type(record[field])(nothing)} for record in table.tables[name]]
        other.tables[name] = blank
    return other


@pytest.mark.parametrize("case", ["committed", "entry"])
def test_what_seldom_matters_goes_on_too(case):
    """Opportunities before a pilot, commitment of who waits, and who counts where a phase asks for partners."""
    go_on(blanked_parameters(case), chance_key(7, 0, 0), range(1, 14))


@pytest.mark.parametrize(("name", "field"), fields_of_start())
def test_no_field_is_dead(name, field):
    """Each field of each record alone changes what a run writes, in one of the cases at least."""
    assert is_alive(name, field)


@pytest.mark.parametrize("name", ["events", "names", "returns", "fees", "displacements", "books", "waiting"])
def test_no_table_is_dead(name):
    assert is_alive(name, "")


def is_alive(name, field):
    """Whether a run writes something else without it; where it says nothing there is nothing to try."""
    for case, close in FREEZES:
        table = frozen(case, close)
        other = blanked(table, name, field)
        changes = (other.numbers, other.tables) != (table.numbers, table.tables)
        if changes and opened_rows(case, other) != opened(case, close):
            return True
    return False


def test_what_is_frozen_has_everything():
    """The cases freeze candidates, onboardings, pilots, first opportunities, cycles, go-lives, ends of customers."""
    tables = [frozen(case, close).tables for case, close in FREEZES]
    phases = {event["phase"] for one in tables for event in one["events"]}
    assert phases == {2, 3, 4, 5, 6, 7}
    assert {one["awaits"] for table in tables for one in table["deals"]} == {0, 1, 2, 3, 4}
    assert any(one["is_first"] for table in tables for one in table["deals"])
    assert any(event["deal"] == NO_DEAL for table in tables for event in table["events"])
