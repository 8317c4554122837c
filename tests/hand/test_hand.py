"""The ledger worked by hand (``worked.md``, ``expected.csv``) against the engine: four partners, six deals, 24 months.

The table was worked out before it was compared (``worked.md`` names the one column settled after). Amounts are in
cents, rows as in ``expected.csv``: day, kind, partner, deal (month.position), amount, list, detail.
"""

import csv
import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from math import exp, floor
from pathlib import Path
from statistics import NormalDist

import pytest
from click.testing import CliRunner

import sim
from sim.cli.main import commands
from sim.compilation import plain
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, simulate_world
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.randomness import philox, uniform
from sim.rules.phases import reaches_share
from sim.scenario.load import load_scenario

HERE = Path(__file__).parent
ENGINES = ("reference", "compiled")
HAND, Q1, Q10 = (HERE / f"{name}.toml" for name in ("hand", "q1", "q10"))
DAYS_OF_CLOSES = range(30, 721, 30)


def table():
    with (HERE / "expected.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(int(day), kind, partner, deal, *map(int, rest)) for day, kind, partner, deal, *rest in rows]


def ledgers(scenario, seed=1, engine="reference"):
    try:
        return ledger_of(scenario, seed, 0, 0, engine)
    except ValueError as error:
        if "there is no engine" in str(error):
            pytest.skip(str(error))
        raise


def readable(ledger, parameters):
    roll = roll_of(parameters)
    return [
        (
            day,
            Kind(kind).name,
            "" if partner < 0 else roll.name(partner),
            "" if deal < 0 else f"{deal // 256}.{deal % 256}",
            amount,
            listed,
            detail,
        )
        for day, kind, partner, deal, amount, listed, detail in ledger.rows
    ]


def rows_of(path, overrides=(), seed=1, engine="reference"):
    ledger, _, parameters = ledgers(load_scenario(path, overrides), seed, engine)
    return readable(ledger, parameters)


def of_kind(rows, *kinds):
    return [row for row in rows if row[1] in kinds]


@pytest.fixture(scope="module")
def hand():
    return ledgers(load_scenario(HAND))


def metrics_of(run_and_twin):
    values = ledger_metrics(load_scenario(HAND), *run_and_twin)
    return {name: months.tolist() for name, months in values.items()}


@pytest.fixture(scope="module")
def monthly(hand):
    return metrics_of(hand)


# ---------------------------------------------------------------- The whole ledger


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_row_is_the_one_worked_by_hand(seed, engine):
    rows, expected = rows_of(HAND, seed=seed, engine=engine), table()
    for number, (found, wanted) in enumerate(zip(rows, expected, strict=False)):
        assert found == wanted, f"row {number} of {len(expected)}: engine {found}, by hand {wanted}"
    assert len(rows) == len(expected)


def test_table_has_four_partners_and_six_deals():
    rows = table()
    assert len(rows) == 581
    assert {row[2] for row in of_kind(rows, "SIGNED")} == {
        "referral/0/0",
        "referral/1/0",
        "reseller/0/0",
        "technology/0/0",
    }
    assert Counter(row[2] for row in of_kind(rows, "WON")) == {
        "referral/0/0": 1,
        "referral/1/0": 1,
        "reseller/0/0": 3,
        "technology/0/0": 1,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_program_only_the_vendor_is_left(engine):
    """Direct business stands still at 1,200,000.00; inbound and the old partner are those of the table."""
    _, twin, parameters = ledgers(load_scenario(HAND), engine=engine)
    expected = []
    for day in DAYS_OF_CLOSES:
        expected += [
            (day, "CHANNEL_CHURN", "", "", -1_200_000, 0, 0),
            (day, "CHANNEL_EXPANSION", "", "", 600_000, 0, 0),
            (day, "CHANNEL_NEW_ARR", "", "", 600_000, 0, 0),
            (day, "CHANNEL_REVENUE", "", "", 10_000_000, 10_000_000, 0),
        ]
        expected += [row for row in table() if row[0] == day and row[1].startswith("CHANNEL_") and row[6] in (1, 2)]
    assert readable(twin, parameters) == expected


# ---------------------------------------------------------------- Totals


def test_fees_accrued_are_paid_or_owed(monthly):
    accrued, paid, owed = monthly["commissions"], monthly["fees_paid"], monthly["fees_owed"]
    assert {month: cents for month, cents in enumerate(accrued, 1) if cents} == {
        4: 1_500_000,
        5: 123_457,
        7: 1_500_000,
        17: 1_000_000,
        20: 1_000_000,
    }
    assert {month: cents for month, cents in enumerate(paid, 1) if cents} == {
        7: 1_623_457,
        10: 1_500_000,
        19: 1_000_000,
        22: 1_000_000,
    }
    assert {month: cents for month, cents in enumerate(owed, 1) if cents} == {
        4: 1_500_000,
        5: 1_623_457,
        6: 1_623_457,
        7: 1_500_000,
        8: 1_500_000,
        9: 1_500_000,
        17: 1_000_000,
        18: 1_000_000,
        20: 1_000_000,
        21: 1_000_000,
    }
    for month in range(1, 25):
        assert sum(accrued[:month]) == sum(paid[:month]) + owed[month - 1]
    assert sum(accrued) == 5_123_457


def test_share_at_the_gate_in_integers(monthly):
    sourced, total = (sum(monthly[name][21:24]) for name in ("partner_revenue", "total_revenue"))
    assert (sourced, total) == (7_898_460, 51_806_250)
    assert 10_000 * sourced >= 1_000 * total
    assert reaches_share(sourced, total, 1_000)
    assert sum(monthly["twin_revenue"][21:24]) == 47_029_360
    assert sum(monthly["additional_revenue"][21:24]) == 4_776_890


def test_first_month_at_the_threshold_is_the_eighth(monthly):
    sums = {
        month: tuple(sum(monthly[name][month - 3 : month]) for name in ("partner_revenue", "total_revenue"))
        for month in (7, 8)
    }
    assert sums == {7: (4_352_886, 47_864_794), 8: (5_748_724, 49_139_093)}
    assert not reaches_share(*sums[7], 1_000)
    assert reaches_share(*sums[8], 1_000)


def test_sums_of_revenue_and_cost(monthly):
    sums = {name: sum(values) for name, values in monthly.items()}
    expected = {
        "direct_revenue": 228_024_403,
        "inbound_revenue": 115_783_599,
        "roster_revenue": 8_000_008,
        "recruited_revenue": 41_694_122,
        "recruited_list_revenue": 45_280_105,
        "resale_margin": 45_280_105 - 41_694_122,
        "manager_cost": 34_895_835,
        "staff_cost": 16_125_000,
        "owner_cost": 19_500_000,
        "infrastructure_cost": 2_025_000,
        "support_cost": 1_075_000,
        "fixed_cost": 5_250_000,
        "onboarding_cost": 600_000,
        "team_time_cost": 458_400,
        "headroom_cost": 5_660_013,
        "program_cost": 85_589_248,
        "displaced_arr": 9_000_090,
        "overload_arr": 120_000,
    }
    assert {name: sums[name] for name in expected} == expected


TAKEN_REVENUE = [0] * 7 + [
    250_003, 748_757, 745_013, 741_289, 737_582, 733_894, 730_224, 726_573, 722_941, 719_327, 715_730, 712_151,
    708_590, 705_047, 701_522, 698_015, 694_523,
]  # fmt: skip
OVERLOAD_REVENUE = [0] * 4 + [
    3_000, 9_985, 9_935, 9_885, 9_836, 9_787, 9_738, 9_689, 9_641, 9_593, 9_545, 9_497, 9_449, 9_402, 9_355, 9_308,
    9_262, 9_216, 9_169, 9_124,
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_revenue_taken_from_direct_sales(engine):
    found = metrics_of(ledgers(load_scenario(HAND), engine=engine))
    assert found["taken_revenue"] == TAKEN_REVENUE
    assert found["overload_revenue"] == OVERLOAD_REVENUE
    assert sum(found["recruited_revenue"]) == 41_694_122
    assert sum(found["additional_revenue"]) == 41_694_122 - 11_791_181 - 184_416 == 29_718_525


@pytest.mark.parametrize("engine", ENGINES)
def test_contribution_of_what_was_taken(engine):
    """Month 8 as worked by hand: cost of goods is a quarter, a unit of new ARR costs 1.00 to acquire."""
    found = metrics_of(ledgers(load_scenario(HAND), engine=engine))
    assert {month: cents for month, cents in enumerate(found["avoided_acquisition_cost"], 1) if cents} == {
        8: 3_000_030,
        9: 6_000_060,
    }
    names = ("gross_incremental", "taken", "overload", "incremental")
    assert [found[f"{name}_contribution"][7] for name in names] == [-2_299_582, 187_502, 7_414, 505_532]


def test_recurring_revenue_in_force_at_the_end(monthly):
    """Two flat contracts and three that grew; the cancelled one is gone."""
    assert monthly["partner_arr"][-1] == 2 * 10_000_000 + 3 * 3_375_034
    assert (monthly["direct_arr"][-1], monthly["inbound_arr"][-1]) == (111_556_227, 64_756_467)


def test_partners_at_each_close(monthly):
    """Active: a qualified opportunity or won deal in this month or the two before."""
    assert monthly["signed_partners"] == [0, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3] + [2] * 10
    assert monthly["waiting_partners"] == [0, 2, 1, 1] + [0] * 20
    assert monthly["active_partners"] == [0, 0, 1, 1, 3, 4, 3, 2, 2] + [0] * 15


# ----------------------------------------------------------------


def test_q1_one_fee_of_4800_dollars():
    rows = rows_of(Q1)
    assert of_kind(rows, "FEE_ACCRUED", "FEE_PAID") == [
        (85, "FEE_ACCRUED", "referral/0/0", "2.0", 480_000, 2_400_000, 1),
        (210, "FEE_PAID", "referral/0/0", "2.0", 480_000, 0, 1),
    ]
    assert of_kind(rows, "RENEWED") == [(475, "RENEWED", "referral/0/0", "2.0", 2_400_000, 0, 2)]
    assert [row[4] for row in of_kind(rows, "REVENUE")] == [200_000] * 21


def test_q1_customer_that_leaves_after_a_year_brings_twelve_months_and_the_same_fee():
    rows = rows_of(Q1, ["archetypes.referral.churn_per_year=1.0"])
    assert [row[4] for row in of_kind(rows, "FEE_ACCRUED")] == [480_000]
    assert of_kind(rows, "CHURNED", "RENEWED") == [(475, "CHURNED", "referral/0/0", "2.0", -2_400_000, 0, 0)]
    assert [(row[0], row[4]) for row in of_kind(rows, "REVENUE")] == [(30 * month, 200_000) for month in range(4, 16)]


Q10_FEES = [
    (85, "FEE_ACCRUED", "referral/0/0", "2.0", 1_500_000, 10_000_000, 1),
    (210, "FEE_PAID", "referral/0/0", "2.0", 1_500_000, 0, 1),
    (475, "FEE_ACCRUED", "referral/0/0", "2.0", 1_000_000, 10_000_000, 2),
    (570, "FEE_PAID", "referral/0/0", "2.0", 1_000_000, 0, 2),
    (835, "FEE_ACCRUED", "referral/0/0", "2.0", 500_000, 10_000_000, 3),
    (930, "FEE_PAID", "referral/0/0", "2.0", 500_000, 0, 3),
]


def test_q10_three_fees_then_nothing():
    rows = rows_of(Q10)
    assert of_kind(rows, "FEE_ACCRUED", "FEE_PAID") == Q10_FEES
    assert [(row[0], row[6]) for row in of_kind(rows, "RENEWED")] == [(475, 2), (835, 3), (1195, 4), (1555, 5)]


def test_q10_payable_from_signature_is_paid_a_quarter_earlier():
    paid = of_kind(rows_of(Q10, ["payout.trigger=signature"]), "FEE_PAID")
    assert [(row[0], row[4]) for row in paid] == [(120, 1_500_000), (570, 1_000_000), (930, 500_000)]


def test_q10_commissions_through_the_metrics():
    scenario = load_scenario(Q10)
    result = simulate_world(scenario, 1, 0, [0], "reference")
    assert result.failures == ()
    commissions = result.monthly[0, metric_set_of(scenario).position["commissions"]].tolist()
    assert {month: cents for month, cents in enumerate(commissions, 1) if cents} == {
        3: 1_500_000,
        16: 1_000_000,
        28: 500_000,
    }


# ---------------------------------------------------------------- A partner from before the start

BEFORE = HERE / "established.toml"
OLD = "referral/established/0"
DAYS = {1: (15, (4, 251), (4, 267), 300), 5: (74, (11, 47), (11, 41), 120)}
"""By seed: days since the last opportunity; month of the contract year and renewal of both customers; their payout."""
HAS_OPEN = 1
"""The seed whose partner has an open opportunity."""


def before(seed, *, with_program):
    """Its rows as worked by hand, in no order: of the run, or of what is left without the program."""
    last, *customers, payout = DAYS[seed]
    rows = [(0, "STARTED", OLD, "", 1000, last, 13)]
    for k, (month, renewal) in enumerate(customers):
        deal = f"0.{k}"
        rows += [(0, "STARTED_CUSTOMER", OLD, deal, 2_400_000, 0, month)]
        rows += [(day, "REVENUE", OLD, deal, 200_000, 200_000, 0) for day in range(30, 421, 30)]
        rows += [(renewal, "RENEWED", OLD, deal, 2_400_000, 0, 2)]
        rows += [
            (renewal, "FEE_ACCRUED", OLD, deal, 240_000, 2_400_000, 2),
            (payout, "FEE_PAID", OLD, deal, 240_000, 0, 2),
        ]
        if renewal + 360 < 420:  # the next is within the horizon, and its fee is not paid
            rows += [(renewal + 360, "RENEWED", OLD, deal, 2_400_000, 0, 3)]
            rows += [(renewal + 360, "FEE_ACCRUED", OLD, deal, 120_000, 2_400_000, 3)]
    if seed == HAS_OPEN:
        rows += [(0, "STARTED_OPPORTUNITY", OLD, "255.0", 0, 0, 15), *large_deal("255.0", 15)]
        rows += [(405, "RENEWED", OLD, "255.0", 10_000_000, 0, 2)]
        rows += [(405, "FEE_ACCRUED", OLD, "255.0", 1_000_000, 10_000_000, 2)]
    if not with_program:
        return [*rows, (0, "DISMISSED", OLD, "", 0, 0, 0)]
    return [*rows, (15, "QUALIFIED", OLD, "1.0", 0, 0, 0), *large_deal("1.0", 45), (270, "REMOVED", OLD, "", 0, 0, 1)]


def large_deal(deal, day):
    """A deal of 100,000.00: live 30 days after it is won, and its fee paid on day 120."""
    yield day, "WON", OLD, deal, 10_000_000, 10_000_000, 0
    yield day, "FEE_ACCRUED", OLD, deal, 1_500_000, 10_000_000, 1
    yield day + 30, "GO_LIVE", OLD, deal, 10_000_000, 0, 0
    yield 120, "FEE_PAID", OLD, deal, 1_500_000, 0, 1
    first = (day + 30) // 30 + 1
    for month in range(first, 15):
        cents = 833_334 if (month - first) % 3 == 2 else 833_333
        yield 30 * month, "REVENUE", OLD, deal, cents, cents, 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", DAYS)
def test_a_partner_from_before_the_start_and_its_two_customers(seed, engine):
    """20.4, 20.6: every row of the partner, with and without the program, and what it does to load and support."""
    run, twin, parameters = ledgers(load_scenario(BEFORE), seed, engine)
    rows = readable(run, parameters)
    assert sorted(row for row in rows if row[2]) == sorted(before(seed, with_program=True))
    assert sorted(row for row in readable(twin, parameters) if row[2]) == sorted(before(seed, with_program=False))
    assert [row[4:] for row in of_kind(rows, "MANAGER_LOAD")] == [(2, 0, 4000)] * 9 + [(1, 0, 2000)] * 5
    assert [row[0] for row in of_kind(rows, "COST_SUPPORT")] == list(range(30, 241, 30))
    assert [row[0] for row in of_kind(rows, "PHASE_ENTERED")] == [0]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_its_program_adds(engine):
    """Two customers and an open opportunity are there anyway: the deal of month 1 is additional, and so is its fee."""
    scenario = load_scenario(BEFORE)
    found = {
        name: sum(months.tolist()) for name, months in ledger_metrics(scenario, *ledgers(scenario, 1, engine)).items()
    }
    assert found["established_revenue"] == 2 * 14 * 200_000
    assert found["orphan_revenue"] == 5_600_000 + 10_000_000 + 833_333
    assert found["recruited_revenue"] == found["orphan_revenue"] + 10_000_000
    assert (
        found["recruited_revenue"] - found["orphan_revenue"] - found["overload_revenue"] == found["additional_revenue"]
    )
    assert found["taken_revenue"] == 0
    assert found["commissions"] == 2 * 1_500_000 + 2 * 240_000 + 1_000_000
    assert found["started_opportunities"] == 1


# ---------------------------------------------------------------- The same partner in years that shrink

SHRINKING = HERE / "shrinking.toml"


def shrinking(ledger):
    """The rows of ``shrinking.csv`` of the run, or of the twin."""
    with (HERE / "shrinking.csv").open(newline="") as file:
        rows = [row[1:] for row in csv.reader(file) if row[0] == ledger]
    return [(int(day), kind, partner, deal, *map(int, rest)) for day, kind, partner, deal, *rest in rows]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_of_a_company_that_shrinks(engine):
    """20.1, 20.4, 20.6: a fourth ledger by hand, the run's 281 rows and the twin's 171."""
    run, twin, parameters = ledgers(load_scenario(SHRINKING), engine=engine)
    assert readable(run, parameters) == shrinking("run")
    assert readable(twin, parameters) == shrinking("twin")


@pytest.mark.parametrize("engine", ENGINES)
def test_noise_has_nothing_to_act_on_where_nothing_is_sold(engine):
    """20.1: of a need below zero no noise is drawn, and what leaves is the same with any."""
    for sigma in (0, 1.5):
        assert rows_of(SHRINKING, [f"vendor.noise_sigma={sigma}"], engine=engine) == shrinking("run")
    assert not of_kind(shrinking("run"), "CHANNEL_NEW_ARR")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_program_adds_to_a_company_that_shrinks(engine):
    """20.1, 20.6: what the deal of month 1 took from direct sales shrinks by 2% a month, as direct business does."""
    scenario = load_scenario(SHRINKING)
    found = {name: months.tolist() for name, months in ledger_metrics(scenario, *ledgers(scenario, 1, engine)).items()}
    assert found["taken_revenue"] == [0] * 3 + [
        833_333, 816_666, 800_333, 784_327, 768_640, 753_268, 738_202, 723_438, 708_970, 694_790, 680_894,
    ]  # fmt: skip
    sums = {name: sum(months) for name, months in found.items()}
    assert (sums["recruited_revenue"], sums["orphan_revenue"]) == (26_433_333, 16_433_333)
    assert (sums["taken_revenue"], sums["overload_revenue"]) == (8_302_861, 0)
    assert sums["additional_revenue"] == 26_433_333 - 16_433_333 - 8_302_861 == 1_697_139
    lost = [twin - run for twin, run in zip(*(closing_arr(name) for name in ("twin", "run")), strict=True)]
    assert lost[:3] == [0, 0, 0]
    assert lost[3:] == pytest.approx([10_000_000 * 0.98**months for months in range(11)], abs=11)  # a cent a month


def closing_arr(ledger):
    """Direct ARR at each close, by the rows of the paper."""
    moves = [row for row in shrinking(ledger) if row[1] in ("CHANNEL_CHURN", "CHANNEL_EXPANSION") and row[6] == 0]
    moves += of_kind(shrinking(ledger), "DISPLACED_ARR")
    return [120_000_000 + sum(row[4] for row in moves if row[0] <= 30 * month) for month in range(1, 15)]


# ---------------------------------------------------------------- The same through the command


def test_trace_shows_every_row_and_reconciles():
    done = subprocess.run(
        [sys.executable, "-m", "sim", "trace", str(HAND), "--replication", "0", "--json"],
        cwd=Path(sim.__file__).parents[1],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result, expected = json.loads(done.stdout), table()
    assert result["reconciles"] is True
    assert result["passes"] is True
    assert result["measure_at_gate"] == pytest.approx(7_898_460 / 51_806_250, rel=1e-12)
    shown = [
        (event["day"], event["partner"], event["deal"].replace("/", "."), round(100 * (event["amount"] or 0)))
        for event in result["events"]
    ]
    assert shown == [
        (day, partner, deal, 0 if kind == "MANAGER_LOAD" else amount)
        for day, kind, partner, deal, amount, _, _ in expected
    ]


@pytest.mark.parametrize(
    ("path", "fees"),
    [(Q1, [(85, 4_800.0), (210, 4_800.0)]), (Q10, [(row[0], row[4] / 100) for row in Q10_FEES])],
)
def test_trace_shows_the_fees_of_the_tables(path, fees):
    done = CliRunner().invoke(commands, ["trace", str(path), "--replication", "0", "--json"])
    assert done.exit_code == 0, done.output
    events = [event for event in json.loads(done.stdout)["events"] if event["event"].startswith(("fee ", "paid "))]
    assert [(event["day"], event["amount"]) for event in events] == fees


# ---------------------------------------------------------------- With chance: the draws stated

CHANCE = [
    *(f"archetypes.{name}.win_probability=0.5" for name in ("referral", "reseller", "technology")),
    *(f"archetypes.{name}.acv_sigma=0.5" for name in ("referral", "reseller", "technology")),
    "phases.scale.entry_partners_won=0",
]
WIN, ACV = 21, 22
"""Numbers of the two decisions in the addresses of random numbers."""

DEALS = {
    ("referral/0/0", "3.0"): 10_000_000,
    ("referral/1/0", "6.0"): 10_000_000,
    ("reseller/0/0", "5.0"): 3_000_030,
    ("reseller/0/0", "6.0"): 3_000_030,
    ("reseller/0/0", "6.1"): 3_000_030,
    ("technology/0/0", "5.0"): 1_234_567,
}
"""Median contract value of each deal, in cents."""

DRAWS = {
    1: {
        ("referral/0/0", "3.0"): (0.613917685977416, 0.5239168233951171, None),
        ("referral/1/0", "6.0"): (0.9289649133776787, 0.4292618013442071, None),
        ("reseller/0/0", "5.0"): (0.3273587182588885, 0.30006007425789194, 2_308_293),
        ("reseller/0/0", "6.0"): (0.3241747999986203, 0.9579012117647943, 7_113_818),
        ("reseller/0/0", "6.1"): (0.4345388390355911, 0.9131784187075637, 5_923_441),
        ("technology/0/0", "5.0"): (0.8248349960260093, 0.958394692856949, None),
    },
    2: {
        ("referral/0/0", "3.0"): (0.24882236992312168, 0.8993793598953964, 18_946_072),
        ("referral/1/0", "6.0"): (0.32152939349965215, 0.6640651031847555, 12_358_903),
        ("reseller/0/0", "5.0"): (0.8677357902563402, 0.1014908415464606, None),
        ("reseller/0/0", "6.0"): (0.6484067425874629, 0.451808899938714, None),
        ("reseller/0/0", "6.1"): (0.03915718506927446, 0.018836605553520847, 1_061_227),
        ("technology/0/0", "5.0"): (0.6940320369457268, 0.3301706831971527, None),
    },
}
"""By seed, first future of the first world: uniform of WIN, uniform of ACV, list ACV in cents if won."""

CHANCE_ROWS = [
    (115, "WON", "referral/0/0", "3.0", 18_946_072, 18_946_072, 0),
    (115, "FEE_ACCRUED", "referral/0/0", "3.0", 2_841_911, 18_946_072, 1),
    (145, "GO_LIVE", "referral/0/0", "3.0", 18_946_072, 0, 0),
    (145, "LOST", "technology/0/0", "5.0", 0, 0, 0),
    (155, "LOST", "reseller/0/0", "5.0", 0, 0, 0),
    (182, "LOST", "reseller/0/0", "6.0", 0, 0, 0),
    (190, "WON", "referral/1/0", "6.0", 12_358_903, 12_358_903, 0),
    (190, "FEE_ACCRUED", "referral/1/0", "6.0", 1_853_835, 12_358_903, 1),
    (197, "WON", "reseller/0/0", "6.1", 795_920, 1_061_227, 1),
    (202, "GO_LIVE", "reseller/0/0", "6.1", 1_061_227, 0, 0),
    (210, "FEE_PAID", "referral/0/0", "3.0", 2_841_911, 0, 1),
    (220, "GO_LIVE", "referral/1/0", "6.0", 12_358_903, 0, 0),
    (270, "DISPLACED_ARR", "reseller/0/0", "6.1", -1_061_227, 0, 0),
    (300, "FEE_PAID", "referral/1/0", "6.0", 1_853_835, 0, 1),
    (505, "RENEWED", "referral/0/0", "3.0", 18_946_072, 0, 2),
    (505, "FEE_ACCRUED", "referral/0/0", "3.0", 1_894_607, 18_946_072, 2),
    (562, "RENEWED", "reseller/0/0", "6.1", 1_061_227, 0, 2),
    (562, "EXPANDED", "reseller/0/0", "6.1", 132_653, 0, 0),
    (570, "FEE_PAID", "referral/0/0", "3.0", 1_894_607, 0, 2),
    (580, "RENEWED", "referral/1/0", "6.0", 12_358_903, 0, 2),
    (580, "FEE_ACCRUED", "referral/1/0", "6.0", 1_235_890, 12_358_903, 2),
    (660, "FEE_PAID", "referral/1/0", "6.0", 1_235_890, 0, 2),
]
"""Every row of the six deals of seed 2 but those of opportunities and monthly revenue."""


def drawn(seed, stream, partner, deal):
    """The uniform at the address spelt out: key, name, place and decision by the plain Python Philox."""
    low, high, _, _ = plain(philox)(0, 0, 1, 0, seed, 0)  # world 0, future 0, domain 1: chance
    key = int.from_bytes((high << 32 | low).to_bytes(8, "big"), "big", signed=True)
    archetype, batch, index = partner.split("/")
    month, position = map(int, deal.split("."))
    name = int.from_bytes(sha256(archetype.encode()).digest()[:8], "big", signed=True)
    place = int(batch) << 32 | int(index) << 16 | month << 8 | position
    return plain(uniform)(key, stream, name, place, 0)


@pytest.mark.parametrize("seed", DRAWS)
def test_stated_draws_are_those_of_their_addresses(seed):
    for (partner, deal), (win, value, _) in DRAWS[seed].items():
        assert (drawn(seed, WIN, partner, deal), drawn(seed, ACV, partner, deal)) == (win, value)


@pytest.mark.parametrize("seed", DRAWS)
def test_stated_outcomes_follow_from_the_draws(seed):
    for deal, (win, value, acv_cents) in DRAWS[seed].items():
        assert (win < 0.5) == (acv_cents is not None)
        if acv_cents is not None:
            assert acv_cents == floor(DEALS[deal] * exp(0.5 * NormalDist().inv_cdf(value)) + 0.5)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", DRAWS)
def test_deals_with_chance_are_won_as_drawn(seed, engine):
    rows = rows_of(HAND, CHANCE, seed, engine)
    won = {row[2:4]: row[5] for row in of_kind(rows, "WON")}
    lost = {row[2:4] for row in of_kind(rows, "LOST")}
    assert won == {deal: acv for deal, (_, _, acv) in DRAWS[seed].items() if acv is not None}
    assert lost == {deal for deal, (_, _, acv) in DRAWS[seed].items() if acv is None}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_deals_with_chance(engine):
    rows = [row for row in rows_of(HAND, CHANCE, 2, engine) if row[3]]
    assert [row for row in rows if row[1] not in ("QUALIFIED", "REVENUE")] == CHANCE_ROWS
    assert of_kind(rows, "QUALIFIED") == of_kind(table(), "QUALIFIED")


@pytest.mark.parametrize("seed", DRAWS)
def test_first_year_of_each_customer_with_chance_sums_to_its_contract(seed):
    revenue = of_kind(rows_of(HAND, CHANCE, seed), "REVENUE")
    for deal, (_, _, acv_cents) in DRAWS[seed].items():
        assert sum([row[5] for row in revenue if row[2:4] == deal][:12]) == (acv_cents or 0)
