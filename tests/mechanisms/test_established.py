"""Partners that are there on day 0, in both engines: what they begin with, what they change, what stays as it was."""

import json
import re
from collections import Counter, defaultdict
from importlib import import_module
from math import exp, sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.api.ensemble import Ensemble
from sim.cli.main import commands
from sim.compilation import plain
from sim.engine import reference
from sim.engine.identity import roll_of
from sim.engine.prepared import prepared_of
from sim.engine.start import fill_start, start_of
from sim.experiment.replication import ledger_metrics, ledger_of, tallies, world_parameters
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind
from sim.metrics.declared import metric_set_of
from sim.names import name_word
from sim.randomness import chance_key, uniform
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.starting_file import starting_file
from sim.units import NEVER_YET

from ..engines.plain_engine import outcome_of, plain_kernel, world_of

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"
ENGINES = ("reference", "compiled")
SEED = 7
OLD = "archetypes.referral.established={ partners = 12, age_months = 30, customers = 3.0, arr_median = 20000.0 }"
YOUNG = "archetypes.reseller.established={ partners = 5, age_months = 2, customers = 2.0, arr_median = 30000.0 }"
DRAWN = (
    'uncertainty."archetypes.referral.established.partners"={ low = 0, high = 20 }',
    'uncertainty."archetypes.referral.established.customers"={ low = 0.0, high = 6.0 }',
    'uncertainty."archetypes.reseller.established.age_months"={ low = 1, high = 70 }',
)
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ARR = (Kind.STARTED_CUSTOMER, Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED)


def scenario_of(*overrides):
    return load_scenario(SMALL, overrides)


def rows_of(*overrides, engine="compiled", world=0, twin=False):
    return ledger_of(scenario_of(*overrides), SEED, world, 0, engine)[int(twin)].rows


def of_kind(rows, *kinds):
    return [row for row in rows if row[KIND] in kinds]


def named(scenario, world=0):
    """The rows of a replication with partners by name."""
    run, _, parameters = ledger_of(scenario, SEED, world, 0, "compiled")
    name = roll_of(parameters).name
    return [(*row[:PARTNER], name(row[PARTNER]) if row[PARTNER] >= 0 else "", *row[DEAL:]) for row in run.rows]


# ---------------------------------------------------------------- The engines are equal


@pytest.mark.parametrize(
    "overrides",
    [
        (OLD, YOUNG),
        (OLD, YOUNG, *DRAWN),
        (OLD, "sunset.month=9", "sunset.sourced_share=0.9", 'program.journey=["pilot", "onboarding"]'),
        (YOUNG, "departure.pay_after_departure=false", 'vendor.resale_booking="gross"', 'departure.open_deals="lost"'),
        (OLD, "phases.pilot.earliest_month=24", "phases.scale.earliest_month=24"),
        (OLD, YOUNG, "months=1", "gate.month=1"),
        (OLD.replace("12", "0"), YOUNG.replace("2.0", "0.0")),
        (OLD.replace("3.0", "60.0"), "months=6", "gate.month=6", "archetypes.referral.size_sigma=1.5"),
    ],
    ids=["both", "drawn", "sunset", "unpaid", "no_program", "a_month", "nobody", "many_customers"],
)
def test_the_engines_are_equal(overrides):
    """20.4: row for row, run and twin, and in their own sums."""
    found = verify(scenario_of(*overrides), 4, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@settings(derandomize=True, max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 30), st.integers(1, 480), st.floats(0, 20), st.floats(1, 1e6), st.integers(0, 2**63 - 1),
    st.sampled_from(["churn_per_year=0.12", "churn_per_year=1.0", "opportunities_per_month=0"]),
)  # fmt: skip
def test_generated_scenarios(partners, age, customers, arr, seed, more):
    stated = f"{{ partners = {partners}, age_months = {age}, customers = {customers!r}, arr_median = {arr!r} }}"
    scenario = scenario_of(
        f"archetypes.referral.established={stated}", "months=14", "gate.month=14", f"archetypes.referral.{more}"
    )
    found = verify(scenario, 1, seed)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_nothing_is_read_or_written_outside_its_table():
    parameters = world_parameters(scenario_of(OLD, YOUNG, "months=8", "gate.month=8"), SEED, 0)[1]
    with plain_kernel() as kernel:
        found = outcome_of(kernel, world_of([parameters], 1024, 8192), 0, chance_key(SEED, 0, 0))
    assert found is not None
    ledgers = ledger_of(scenario_of(OLD, YOUNG, "months=8", "gate.month=8"), SEED, 0, 0, "compiled")
    assert np.array_equal(found.ledger, ledgers[0].array())
    assert np.array_equal(found.twin_ledger, ledgers[1].array())


# ---------------------------------------------------------------- What is there on day 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_ledger_begins_with_them(engine):
    rows = rows_of(OLD, YOUNG, engine=engine)
    started, customers = of_kind(rows, Kind.STARTED), of_kind(rows, Kind.STARTED_CUSTOMER)
    opportunities = of_kind(rows, Kind.STARTED_OPPORTUNITY)
    there = [*started, *customers, *opportunities]
    assert rows[: len(there)] == there
    assert Counter(row[DETAIL] for row in started) == {30: 12, 2: 5}
    assert {row[DAY] for row in there} == {0}
    assert started == sorted(started, key=lambda row: row[PARTNER])
    assert customers == sorted(customers, key=lambda row: (row[PARTNER], row[DEAL]))
    assert all(1 <= row[LIST] <= 900 for row in started)
    assert {row[DETAIL] for row in customers} <= set(range(1, 13))
    assert len(customers) > 20
    assert opportunities == sorted(opportunities, key=lambda row: (row[PARTNER], row[DEAL]))
    assert len(opportunities) > 5
    newest = {}
    for row in opportunities:
        newest[row[PARTNER]] = min(row[DETAIL], newest.get(row[PARTNER], row[DETAIL]))
    last = {row[PARTNER]: row[LIST] for row in started}
    assert all(1 <= last[partner] <= days for partner, days in newest.items())


def test_what_is_drawn_has_its_addresses_and_its_law():
    """Size, number of customers and ARR worked out from the addresses alone: the archetype's name, batch 255."""
    rows, key, word = rows_of(OLD), chance_key(SEED, 0, 0), name_word("referral")
    normal, sizes = NormalDist(), {}
    first = min(row[PARTNER] for row in of_kind(rows, Kind.STARTED))
    for row in of_kind(rows, Kind.STARTED):
        place = 255 << 32 | (row[PARTNER] - first) << 16
        sizes[row[PARTNER]] = exp(0.8 * normal.inv_cdf(uniform(key, 10, word, place, 0)) - 0.32)
        assert row[AMOUNT] == int(1000 * sizes[row[PARTNER]] + 0.5)
    counts = Counter(row[PARTNER] for row in of_kind(rows, Kind.STARTED_CUSTOMER))
    assert counts == {partner: n for partner, size in sizes.items() if (n := int(3.0 * size + 0.5))}
    for row in of_kind(rows, Kind.STARTED_CUSTOMER):
        assert row[DEAL] < 256
        at = 255 << 32 | (row[PARTNER] - first) << 16 | row[DEAL]
        assert row[AMOUNT] == pytest.approx(2e6 * exp(0.7 * normal.inv_cdf(uniform(key, 22, word, at, 0))), abs=0.6)


def test_months_of_contract_years_are_even():
    """Renewals of month m are those of customers in the same month of their year: 17 partners, 60 futures."""
    months = Counter(
        row[DETAIL]
        for world in range(60)
        for row in of_kind(rows_of(OLD, "months=1", "gate.month=1", world=world), Kind.STARTED_CUSTOMER)
    )
    total = sum(months.values())
    assert total > 1500
    # a twelfth each but for the partial third year, which adds to early months: within five standard errors of the law
    days = 900 - 45 - 35 - 30
    weights = np.array([0.88 ** (day // 360) for day in range(days)])
    law = np.bincount([day % 360 // 30 for day in range(days)], weights) / weights.sum()
    for month in range(12):
        error = sqrt(law[month] * (1 - law[month]) / total)
        assert abs(months[month + 1] / total - law[month]) < 5 * error


def test_as_many_are_open_as_a_cycle_brings():
    """Little's law: of ten partners of one size, at the rate of day 0; their ages, and the rest of their cycles."""
    cycle, sigma, rate = 50.0, 0.6, 0.9
    stated = "archetypes.referral.established={ partners = 900, age_months = 60, customers = 0.0, arr_median = 1.0 }"
    over = (stated, "archetypes.referral.size_sigma=0.0", "archetypes.referral.accounts=90000", "months=12",
            "gate.month=12", "phases.pilot.contacts_per_month=0", "phases.scale.contacts_per_month=0",
            "readiness.sales_clarity=1.0")  # fmt: skip
    rows = rows_of(*over)
    ages = np.array([row[DETAIL] for row in of_kind(rows, Kind.STARTED_OPPORTUNITY)])
    mean = cycle * exp(sigma**2 / 2)
    expected = 900 * rate * mean / 30
    assert abs(len(ages) - expected) < 4 * sqrt(expected)
    second = cycle**2 * exp(2 * sigma**2)
    age = second / (2 * mean)  # of a renewal process: half the second moment over the mean
    assert ages.mean() - 0.5 == pytest.approx(age, rel=0.08)
    there = {(row[PARTNER], row[DEAL]) for row in of_kind(rows, Kind.STARTED_OPPORTUNITY)}
    ends = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT)
    decided = np.array([row[DAY] for row in of_kind(rows, *ends) if (row[PARTNER], row[DEAL]) in there])
    assert len(decided) > 0.99 * len(ages)
    assert decided.mean() + 0.5 == pytest.approx(age, rel=0.08)


def test_the_pipeline_goes_on_as_it_was():
    """A partner that is there on day 0 wins as much in months 1 and 2 as in month 12: nothing is missing at first."""
    stated = "archetypes.referral.established={ partners = 900, age_months = 60, customers = 0.0, arr_median = 1.0 }"
    over = (stated, "archetypes.referral.accounts=90000", "months=13", "gate.month=12", "readiness.positioning=1.0",
            "phases.pilot.contacts_per_month=0", "phases.scale.contacts_per_month=0",
            "archetypes.referral.departure_new_per_year=0.0",
            "archetypes.referral.departure_settled_per_year=0.0", "review.idle_quarters=0", "review.no_deal_months=0",
            "archetypes.referral.pay_elasticity=0.0", "program.overload_effort_elasticity=0.0")  # fmt: skip
    rows = rows_of(*over)
    decided = of_kind(rows, Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT)
    months = Counter(row[DAY] // 30 + 1 for row in decided)
    early, late = months[1] + months[2], months[11] + months[12]
    assert abs(early - late) < 4 * sqrt(early + late)
    opened = Counter(row[DAY] // 30 + 1 for row in of_kind(rows, Kind.QUALIFIED))
    assert len(of_kind(rows, Kind.STARTED_OPPORTUNITY)) > opened[6]


def test_a_partner_with_more_than_256_customers_names_each_of_them():
    big = "archetypes.referral.established={ partners = 1, age_months = 99, customers = 700.0, arr_median = 1000.0 }"
    over = (big, "archetypes.referral.accounts=800", "archetypes.referral.size_sigma=0.0", "months=1", "gate.month=1")
    deals = [row[DEAL] for row in of_kind(rows_of(*over), Kind.STARTED_CUSTOMER)]
    assert deals == [*range(256), *(241 * 256 + k for k in range(256)), *(242 * 256 + k for k in range(188))]
    assert verify(scenario_of(*over), 1, SEED).is_equal


@pytest.mark.parametrize("engine", ENGINES)
def test_more_customers_than_names_fail_the_replication(engine):
    big = "archetypes.referral.established={ partners = 2, age_months = 99, customers = 1000.0, arr_median = 1000.0 }"
    scenario = scenario_of(big, "archetypes.referral.accounts=90000", "archetypes.referral.size_sigma=1.5", "months=1",
                           "gate.month=1")  # fmt: skip
    failed = simulate(scenario, runs=2, seed=1, engine=engine, workers=1)
    assert any("more customers than can be identified" in failure.traceback for failure in failed.failures)
    assert failed.completed.any()


def test_renewals_fall_on_the_anniversaries_of_the_age():
    """The first renewal or churn of each customer is in the month in which its contract year ends."""
    rows = rows_of(OLD)
    months = {(row[PARTNER], row[DEAL]): row[DETAIL] for row in of_kind(rows, Kind.STARTED_CUSTOMER)}
    first = {}
    for row in of_kind(rows, Kind.RENEWED, Kind.CHURNED):
        first.setdefault((row[PARTNER], row[DEAL]), row[DAY] // 30 + 1)
    assert {name: first[name] for name in months} == {name: 13 - month for name, month in months.items()}


def test_they_sell_are_cared_for_and_leave():
    rows = rows_of(OLD, YOUNG, "phases.pilot.contacts_per_month=0")
    there = {row[PARTNER] for row in of_kind(rows, Kind.STARTED)}
    assert len({row[PARTNER] for row in of_kind(rows, Kind.QUALIFIED)} & there) > 10
    assert any(row[PARTNER] in there for row in of_kind(rows, Kind.WON))
    assert any(row[PARTNER] in there for row in of_kind(rows, *LEAVING_KINDS))
    assert of_kind(rows, Kind.MANAGER_LOAD)[0][AMOUNT] == 3 + 17
    support = of_kind(rows, Kind.COST_SUPPORT)[0]
    gone = sum(1 for row in of_kind(rows, *LEAVING_KINDS) if row[DAY] <= 30 and row[PARTNER] in there)
    assert support[DETAIL] == 17 - gone
    assert not there & {row[PARTNER] for row in of_kind(rows, Kind.CONTACTED, Kind.SIGNED, Kind.QUEUED)}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_older_partner_leaves_less_often(engine):
    """Hazard by age: 60% a year at the agreement, 12% later, among partners of which none is idle."""
    base = ("archetypes.referral.departure_new_per_year=0.6", "archetypes.referral.departure_settling_months=3.0",
            "departure.idle_multiplier=1.0", "review.idle_quarters=0", "review.no_deal_months=0", "months=3",
            "gate.month=3", "program.overload_departure_elasticity=0.0")  # fmt: skip
    left = {}
    for age in (1, 60):
        stated = f"partners = 900, age_months = {age}, customers = 0.0, arr_median = 1.0"
        rows = rows_of(f"archetypes.referral.established={{ {stated} }}", *base, engine=engine)
        left[age] = len(of_kind(rows, Kind.DEPARTED))
    assert left[60] < 0.5 * left[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_they_do_not_count_where_a_phase_asks_for_partners(engine):
    """Two dozen of them win and are active, and the phase waits for what the program recruits; its share it gets."""
    many = OLD.replace("12", "40")
    waits = (many, "phases.pilot.contacts_per_month=0", "phases.scale.entry_sourced_share=0.0")
    for wanted in ("entry_partners_won=1", "entry_active_partners=1"):
        others = ("phases.scale.entry_partners_won=0", "phases.scale.entry_active_partners=0")
        rows = rows_of(*waits, *others, f"phases.scale.{wanted}", engine=engine)
        assert len({row[PARTNER] for row in of_kind(rows, Kind.WON)}) > 10
        assert [row[DETAIL] for row in of_kind(rows, Kind.PHASE_ENTERED)] == [0]
        assert len(of_kind(rows_of(*waits, *others, engine=engine), Kind.PHASE_ENTERED)) == 2


# ---------------------------------------------------------------- Nothing else moves


@pytest.mark.parametrize(
    "more",
    ["archetypes.referral.established.partners=13", "archetypes.referral.candidates=151", YOUNG],
    ids=["one_more_partner", "longer_list", "another_archetype"],
)
def test_one_more_renames_nothing(more):
    """20.4: all rows of day 0, and all deals, of everybody that both have. No capacity binds but managers' load."""
    calm = ("program.overload_effort_elasticity=0.0", "program.overload_departure_elasticity=0.0", OLD)
    before, after = (
        {row for row in named(scenario_of(*calm, *extra)) if row[PARTNER].startswith("referral/established")}
        for extra in ((), (more,))
    )
    assert len(before) > 300
    assert before <= after


def test_another_commission_leaves_draws_and_customers_alone():
    """The same customers on day 0, of the same ARR, and the same of them leave at the same renewals."""

    def lives(rate):
        rows = rows_of(OLD, f"archetypes.referral.terms.rate={rate}", "departure.orphan_churn_odds_multiplier=1.0")
        there = {(row[PARTNER], row[DEAL]) for row in of_kind(rows, Kind.STARTED_CUSTOMER)}
        return [row for row in rows if (row[PARTNER], row[DEAL]) in there and row[KIND] in (*ARR, Kind.RENEWED)]

    assert lives(0.05) == lives(0.3)


@pytest.mark.parametrize("engine", ENGINES)
def test_absent_there_is_nothing_of_it(engine):
    scenario = scenario_of()
    assert "established_revenue" not in metric_set_of(scenario)
    assert "established" not in resolved_toml(scenario)
    assert not of_kind(rows_of(engine=engine), Kind.STARTED, Kind.STARTED_CUSTOMER)
    assert "established" not in resolved_toml(scenario_of(OLD, "archetypes.referral.established=false"))
    assert "established" in resolved_toml(scenario_of(OLD))


# ---------------------------------------------------------------- Conservation, in stocks and money


@pytest.mark.parametrize("engine", ENGINES)
def test_arr_is_conserved(engine):
    """ARR of day 0 + gone live + expanded - cancelled - churned is that in force: which is billed at the horizon."""
    scenario = scenario_of(OLD, YOUNG)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    metrics = ledger_metrics(scenario, run, twin, parameters)
    by_customer = defaultdict(int)
    for row in of_kind(run.rows, *ARR):
        by_customer[row[PARTNER], row[DEAL]] += row[AMOUNT]
    assert sum(by_customer.values()) == metrics["partner_arr"][-1]
    assert set(by_customer.values()) >= {0}
    billed = defaultdict(int)
    for row in of_kind(run.rows, Kind.REVENUE):
        billed[row[PARTNER], row[DEAL]] += row[LIST]
    for row in of_kind(run.rows, Kind.STARTED_CUSTOMER):  # the rest of the first term is billed to the cent
        arr, month, name = row[AMOUNT], row[DETAIL], (row[PARTNER], row[DEAL])
        rest = [one[LIST] for one in of_kind(run.rows, Kind.REVENUE) if (one[PARTNER], one[DEAL]) == name]
        assert sum(rest[: 12 - month]) == arr - arr * month // 12


def test_stocks_begin_from_the_rows():
    scenario = scenario_of(OLD, YOUNG, "phases.pilot.contacts_per_month=0", "phases.scale.contacts_per_month=0")
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, "reference")
    metrics, rows = ledger_metrics(scenario, run, twin, parameters), run.rows
    left = [sum(1 for row in of_kind(rows, *LEAVING_KINDS) if row[DAY] <= 30 * month) for month in range(1, 25)]
    assert metrics["signed_partners"].tolist() == [17 - gone for gone in left]
    assert metrics["signed_ever"].sum() == 0
    gone = {row[PARTNER]: -(-row[DAY] // 30) for row in of_kind(rows, *LEAVING_KINDS)}
    days = defaultdict(list)
    for row in of_kind(rows, Kind.STARTED):
        days[row[PARTNER]].append(-row[LIST])
    for row in of_kind(rows, Kind.QUALIFIED, Kind.WON):
        days[row[PARTNER]].append(row[DAY])
    for month in range(1, 25):
        active = sum(
            1 for partner, when in days.items()
            if gone.get(partner, 99) > month and any(30 * month - 90 <= day < 30 * month for day in when)
        )  # fmt: skip
        assert metrics["active_partners"][month - 1] == active


@pytest.mark.parametrize("engine", ENGINES)
def test_established_revenue_is_that_of_their_customers(engine):
    scenario = scenario_of(OLD, YOUNG)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    metrics = ledger_metrics(scenario, run, twin, parameters)
    there = {(row[PARTNER], row[DEAL]) for row in of_kind(run.rows, Kind.STARTED_CUSTOMER)}
    found = np.zeros(24, dtype=int)
    for row in of_kind(run.rows, Kind.REVENUE):
        if (row[PARTNER], row[DEAL]) in there:
            found[row[DAY] // 30 - 1] += row[AMOUNT]
    assert metrics["established_revenue"].tolist() == found.tolist()
    assert (found < metrics["recruited_revenue"]).any()
    assert (found > 0).all()


# ---------------------------------------------------------------- The twin: the program ends on day 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_twin_dismisses_them_and_keeps_their_customers(engine):
    """20.6: no partner acts; customers go on as orphans."""
    run, twin = (rows_of(OLD, YOUNG, engine=engine, twin=which) for which in (False, True))
    assert of_kind(twin, Kind.STARTED_CUSTOMER) == of_kind(run, Kind.STARTED_CUSTOMER)
    dismissed = of_kind(twin, Kind.DISMISSED)
    assert [row[PARTNER] for row in dismissed] == [row[PARTNER] for row in of_kind(twin, Kind.STARTED)]
    assert {row[DAY] for row in dismissed} == {0}
    acts = {Kind(row[KIND]).name for row in twin} - {"STARTED", "STARTED_CUSTOMER", "DISMISSED"}
    of_customers = (
        "REVENUE", "RENEWED", "EXPANDED", "CHURNED", "FEE_ACCRUED", "FEE_PAID", "COST_HEADROOM", "STARTED_OPPORTUNITY",
        "WON", "LOST", "LOST_TO_CONFLICT", "GO_LIVE", "CANCELLED", "DISPLACED_ARR",
    )  # fmt: skip
    assert acts <= {f"CHANNEL_{name}" for name in ("CHURN", "EXPANSION", "NEW_ARR", "REVENUE")} | {*of_customers}
    assert "REVENUE" in acts


@pytest.mark.parametrize("engine", ENGINES)
def test_the_twin_is_a_program_that_sunset_ends_on_day_0(engine):
    """Every customer of the twin churns by the orphans' odds, of the same draws: worked out from the addresses."""
    twin, key, word = rows_of(OLD, engine=engine, twin=True), chance_key(SEED, 0, 0), name_word("referral")
    orphan = 1.5 * 0.12 / (1 - 0.12 + 1.5 * 0.12)
    scenario = scenario_of(OLD)
    assert scenario.archetypes["referral"].churn_per_year == 0.12
    assert scenario.departure.orphan_churn_odds_multiplier == 1.5
    prepared = world_parameters(scenario, SEED, 0)[1]
    start = start_of(prepared, prepared_of(prepared), key)
    years = {}
    for number in range(start.deal_count):
        customer = start.deals[number]
        partner = start.partners[customer.partner]
        years[partner.index, customer.month * 256 + customer.k] = customer.contract_year, partner.place
    decided = of_kind(twin, Kind.RENEWED, Kind.CHURNED)
    seen = Counter()
    for row in decided:
        name = row[PARTNER], row[DEAL]
        year, place = years[name]
        u = uniform(key, 26, word, place | row[DEAL], year - 1 + seen[name])
        seen[name] += 1
        assert (row[KIND] == Kind.CHURNED) == (u < orphan)
    assert len(decided) > 40


def test_unpaid_after_departure_the_twin_owes_no_fee_and_keeps_the_margin():
    over = (OLD, YOUNG, "departure.pay_after_departure=false")
    assert of_kind(
        rows_of(OLD, "archetypes.referral.terms.later_rates=[0.1, 0.1, 0.1, 0.1]", twin=True), Kind.FEE_ACCRUED
    )
    twin = rows_of(*over, "archetypes.referral.terms.later_rates=[0.1, 0.1, 0.1, 0.1]", twin=True)
    assert not of_kind(twin, Kind.FEE_ACCRUED)
    assert all(row[AMOUNT] == row[LIST] for row in of_kind(twin, Kind.REVENUE))


MORE = ("vendor.partner_opportunity_hours=30", "archetypes.referral.cannibalised_probability=0.4",
        "archetypes.referral.terms.later_rates=[0.1, 0.05]", "readiness.margin_headroom=0.3")  # fmt: skip


@pytest.mark.parametrize("booking", ["net", "gross"])
def test_additional_revenue_and_contribution_to_the_cent(booking):
    """20.6: the two lines, in every future and month, against additional revenue worked from the rows alone."""
    scenario = scenario_of(OLD, YOUNG, *MORE, f'vendor.resale_booking="{booking}"')
    ensemble = simulate(scenario, runs=10, seed=SEED, workers=1, engine="compiled")
    found = {name: ensemble.monthly[name] for name in metric_set_of(scenario).position}
    lost = found["orphan_revenue"] + found["taken_revenue"] + found["overload_revenue"]
    np.testing.assert_array_equal(found["recruited_revenue"] - lost, found["additional_revenue"])
    np.testing.assert_array_equal(
        found["gross_incremental_contribution"] - found["orphan_contribution"] - found["taken_contribution"]
        + found["avoided_acquisition_cost"] - found["overload_contribution"],
        found["incremental_contribution"],
    )  # fmt: skip
    assert (np.abs(found["gross_incremental_contribution"] - found["program_contribution"]) <= 2).all()
    for name in ("orphan_revenue", "taken_revenue", "overload_revenue", "orphan_contribution"):
        assert found[name].any(axis=1).all(), name
    run, twin, _ = ledger_of(scenario, SEED, 0, 0, "reference")
    kinds = (Kind.CHANNEL_REVENUE, Kind.REVENUE)
    revenue = [sum(row[AMOUNT] for row in of_kind(rows, *kinds)) for rows in (run.rows, twin.rows)]
    assert found["additional_revenue"][0].sum() == revenue[0] - revenue[1]
    assert found["orphan_revenue"][0].sum() == sum(row[AMOUNT] for row in of_kind(twin.rows, Kind.REVENUE))


def test_without_direct_losses_what_is_not_additional_would_have_stayed():
    none = [f"archetypes.{name}.cannibalised_probability=0.0" for name in ("referral", "reseller")]
    scenario = scenario_of(OLD, YOUNG, *none, "vendor.partner_opportunity_hours=0")
    ensemble = simulate(scenario, runs=6, seed=SEED, workers=1, engine="compiled")
    for name in ("taken_revenue", "overload_revenue", "taken_contribution", "overload_contribution"):
        assert not ensemble.monthly[name].any(), name
    recruited, orphan = ensemble.monthly["recruited_revenue"], ensemble.monthly["orphan_revenue"]
    np.testing.assert_array_equal(recruited - orphan, ensemble.monthly["additional_revenue"])


def test_a_program_that_does_nothing_more_is_worth_what_it_keeps():
    """Nobody is recruited, nothing is sold, orphans churn as others do: not a cent is additional, and the run-off of
    what is there on day 0 is worth nothing, for the twin has it too."""
    idle = ("phases.pilot.contacts_per_month=0", "phases.scale.contacts_per_month=0", "vendor.noise_sigma=0.0",
            "archetypes.referral.opportunities_per_month=0", "departure.orphan_churn_odds_multiplier=1.0",
            "finance.runoff_cost_share=0.0", "archetypes.referral.terms.later_rates=[0.1, 0.1, 0.1, 0.1]",
            "archetypes.referral.influence_probability=0.0", "finance.runoff_months=36")  # fmt: skip
    ensemble = simulate(scenario_of(OLD, *idle), runs=4, seed=SEED, workers=1, engine="compiled")
    assert ensemble.monthly["established_revenue"].any()
    assert not ensemble.monthly["additional_revenue"].any()
    assert not ensemble.totals["npv_of_runoff"].any()


# ---------------------------------------------------------------- Bad input, lints and commands


def said(command, *arguments):
    done = CliRunner().invoke(import_module(f"sim.cli.{command}").command, [str(SMALL), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (
            OLD.replace("customers = 3.0", "customers = 61.0"),
            "a partner of size 1 has 60 accounts, its customers among them",
        ),
        (OLD.replace("arr_median = 20000.0", "arr_median = 0.0"), "arr_median"),
        (OLD.replace(", arr_median = 20000.0", ""), "arr_median"),
        (OLD.replace("age_months = 30", "age_months = 0"), "age_months"),
        (OLD.replace("arr_median = 20000.0", "arr_median = 1e8"), ""),
    ],
)
def test_bad_input(stated, words):
    done = CliRunner().invoke(commands, ["validate", str(SMALL), "--set", stated])
    assert done.exit_code == (2 if words else 0), done.output
    assert words in done.output


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (OLD.replace("12", "131"), "131 partners, more than the 130 names on their first target list"),
        (OLD.replace("3.0", "9.0"), "9 a partner of size 1, which by its rate and odds has won 7.5 deals at most"),
        (OLD.replace("20000.0", "200000.0"), "of the company's direct and inbound ARR"),
        (OLD.replace("12", "40"), "43 partners need care from the start, and phases.pilot.managers hold 20"),
        (OLD.replace("12", "40"), "partners bring about 25.7% of revenue on day 0, and the rule asks for 10.0%"),
    ],
)
def test_validate_flags_what_hardly_can_be(stated, words):
    assert words in " ".join(said("validate", "--set", stated).split())
    assert words not in " ".join(said("validate", "--set", OLD).split())


def test_commands_work_on_such_scenarios(tmp_path):
    """20.7"""
    assert "customers in force of such a partner of size 1" in said(
        "explain", "archetypes.referral.established.customers", "--set", OLD
    )
    traced = said("trace", "--replication", "0", "--events", "--quiet", "--set", OLD)
    assert "partner from before the start (age 30 months)" in traced
    partner = json.loads(
        said("trace", "--replication", "0", "--json", "--partner", "referral/established/3", "--set", OLD)
    )
    assert partner["reconciles"] is True
    assert {event["partner"] for event in partner["events"]} == {"referral/established/3"}
    assert "referral/established/0 to referral/established/11" in said(
        "trace", "--replication", "0", "--partner", "referral/established/12", "--set", OLD
    )
    said("run", "--runs", "8", "--quiet", "--json", "--out", str(tmp_path), "--set", OLD)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["metrics"]["established_revenue"]["unit"] == "money"
    assert "established_share" in summary["metrics"]


# ---------------------------------------------------------------- The page


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A run's folder, its page with all tables, and its raw months."""
    folder = tmp_path_factory.mktemp("page")
    done = CliRunner().invoke(
        commands,
        ["run", str(SMALL), "--runs", "40", "--full", "--quiet", "--out", str(folder), "--set", OLD, "--set", YOUNG],
        env={"COLUMNS": "100"},
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    months = pq.read_table(folder / "monthly.parquet").to_pandas()
    return " ".join(done.stdout.split()), months, json.loads((folder / "summary.json").read_text("utf-8"))


def test_the_page_says_the_established_part_of_the_share(page):
    """20.6: on a line of its own, from the raw months; and what the twin is."""
    text, months, _ = page
    window = months[months["month"].between(22, 24)].groupby("replication").sum()
    share = (window["established_revenue_cents"] / window["total_revenue_cents"]).median()
    said_share = re.search(r"Customers there on day 0 bring [^%]+ in all; ([\d.]+)% ", text)
    assert said_share, text
    assert float(said_share[1]) == pytest.approx(100 * share, abs=0.06)
    (line,) = re.findall(r"- there on day 0 [\d.]+% [\d.]+% ([\d.]+)%", text)
    assert line == said_share[1]
    assert "Partners that are there then are dismissed, and their customers stay, but leave at renewals as" in text
    assert "the same future whose program ends on day 0" in text


def test_the_page_says_how_much_would_be_there_anyway(page):
    text, months, summary = page
    orphan = months["orphan_revenue_cents"].sum() / months["recruited_revenue_cents"].sum()
    (said_orphan,) = set(re.findall(r"\$(0\.\d\d?) would be there without the program", text))
    assert float(said_orphan) == pytest.approx(orphan, abs=0.051 if len(said_orphan) == 3 else 0.0051)
    parts = summary["additional_or_taken"]["horizon"]["of_recruited"]
    assert parts["orphan"]["share"] == pytest.approx(orphan)
    assert sum(part["share"] for part in parts.values()) == pytest.approx(1)
    money = {name: one["mean"] for name, one in summary["additional_or_taken"]["horizon"]["money"].items()}
    lost = money["orphan_revenue"] + money["taken_revenue"] + money["overload_revenue"]
    assert money["recruited_revenue"] - lost == pytest.approx(money["additional_revenue"])
    runs = len(months) / 24
    assert money["orphan_revenue"] == pytest.approx(months["orphan_revenue_cents"].sum() / 100 / runs)
    for label in ("less there without it",):
        assert text.count(label) == 2, "a line of revenue and one of contribution"


def test_a_page_without_them_says_nothing_of_it(tmp_path):
    text = " ".join(said("run", "--runs", "12", "--full", "--quiet", "--out", str(tmp_path)).split())
    for words in ("Established partners", "there on day 0", "less there without it", "would be there"):
        assert words not in text


def test_a_comparison_shows_what_would_be_there_anyway():
    """20.7: a commission more, and a scenario without any."""
    done = CliRunner().invoke(
        commands,
        ["compare", str(SMALL), f"{SMALL}:archetypes.referral.terms.rate=0.2", "--set", OLD, "--runs", "12", "--json"],
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert "orphan_revenue" in found["differences"][0]["outcomes"]
    plain = CliRunner().invoke(
        commands, ["compare", str(SMALL), f"{SMALL}:archetypes.referral.terms.rate=0.2", "--runs", "12", "--json"]
    )
    assert "orphan_revenue" not in json.loads(plain.stdout)["differences"][0]["outcomes"]


def test_a_sweep_over_their_number_moves_the_share():
    done = CliRunner().invoke(
        commands,
        ["sweep", str(SMALL), "--over", "archetypes.referral.established.partners=0:40:2", "--set", OLD, "--runs", "40",
         "--json"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    none, many = (point["gate"]["pass_probability"] for point in json.loads(done.stdout)["points"])
    assert many > none


# ---------------------------------------------------------------- Whatever fills the table


def filled_otherwise(fill):
    """``fill``, and then: every third partner has left, every other one counts as recruited, and one never sold."""

    def filled(parameters, prepared, key, start, room):
        if not fill(parameters, prepared, key, start, room):
            return False
        for place in range(start.partner_count):
            partner = start.partners[place]
            partner.gone = place % 3 == 0
            partner.is_recruited = place % 2 == 0
            if place == 1:
                partner.has_reps, partner.first_month, partner.qualified = False, 1 << 30, 0
                partner.last_qualified_day = partner.last_won_day = NEVER_YET
            start.partners_won += partner.is_recruited and partner.last_won_day != NEVER_YET
        return True

    return filled


def test_both_engines_begin_from_the_records_alone(monkeypatch):
    """20.5: partners that have left or count as recruited, as the files of a running program have them."""
    over = (OLD, YOUNG, "months=15", "gate.month=15", "phases.scale.earliest_month=2",
            "phases.scale.entry_sourced_share=0", "phases.scale.entry_partners_won=4",
            "phases.scale.entry_active_partners=2",
            "departure.pay_after_departure=false")  # fmt: skip
    parameters, key = world_parameters(scenario_of(*over), SEED, 0)[1], chance_key(SEED, 0, 0)
    monkeypatch.setattr("sim.engine.start._fill_plainly", filled_otherwise(plain(fill_start)))
    expected = [reference.simulate(parameters, key, with_program) for with_program in (True, False)]
    with plain_kernel() as kernel:
        kernel.fill_start = filled_otherwise(kernel.fill_start)
        found = outcome_of(kernel, world_of([parameters], 2048, 16384), 0, key)
    assert found is not None
    assert np.array_equal(found.ledger, expected[0].array())
    assert np.array_equal(found.twin_ledger, expected[1].array())
    assert np.array_equal(found.tallies.sums, tallies(expected[0], parameters).sums)
    rows = expected[0].rows
    assert len(of_kind(rows, Kind.STARTED)) == 17 - 6
    there = {row[PARTNER] for row in of_kind(rows, Kind.STARTED)}
    orphans = [row for row in of_kind(rows, Kind.STARTED_CUSTOMER) if row[PARTNER] not in there]
    assert orphans, "customers of partners that have left"
    gone = {(row[PARTNER], row[DEAL]) for row in orphans}
    margins = [row for row in of_kind(rows, Kind.REVENUE) if (row[PARTNER], row[DEAL]) in gone]
    assert all(row[AMOUNT] == row[LIST] for row in margins)
    entered = [row[DAY] for row in of_kind(rows, Kind.PHASE_ENTERED)]
    assert entered == [0, 30], "those that won before day 0 count, for they are recruited"


def test_a_notebook_shows_the_share_where_there_is_one():
    assert "there on day 0" in Ensemble.of(simulate(scenario_of(OLD), runs=4, seed=SEED, workers=1))._repr_html_()
    assert "there on day 0" not in Ensemble.of(simulate(scenario_of(), runs=4, seed=SEED, workers=1))._repr_html_()


def test_an_own_kind_of_a_starting_file_has_none_of_its_parents_partners():
    text = starting_file(scenario_of(OLD), "small.toml", "mine.toml", "mine")
    assert "established" not in text.partition("A kind of partner of your own")[2]


def test_the_month_of_the_share_has_its_calendar_label(tmp_path):
    over = ["--set", OLD, "--set", "fiscal_year_month=2", "--runs", "40", "--quiet", "--out", str(tmp_path)]
    assert "of revenue at month 24 (Dec FY3)." in " ".join(said("run", *over).split())


def test_the_readme_states_some_that_are_valid(tmp_path):
    """20.4: the lines as they stand, on top of ``coach``."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    lines = re.findall(r"```toml\n(\[archetypes\.reseller\.established\]\n.*?)```", readme, re.DOTALL)
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "coach"\ntitle = "mine"\nvendor.roster.partners = 0\n{lines[0]}', "utf-8")
    established = load_scenario(file).archetypes["reseller"].established
    assert established is not None
    assert (established.partners, established.age_months, established.customers, established.arr_median) == (
        12,
        30,
        3,
        2e4,
    )
    found = verify(load_scenario(file), 1, SEED)
    assert found.is_equal
