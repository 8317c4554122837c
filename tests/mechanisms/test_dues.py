"""What partners pay us and bear: yearly fees, a monthly minimum, support (R-71, R-72)."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from sim.engine import compiled, reference
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind, Ledger
from sim.metrics.declared import metric_set_of
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.cases import FIELDS
from ..engines.started import customer, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, go_on

SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}
FEE = "archetypes.referrer.fee_per_year=1_000.01"
MINIMUM = ("archetypes.reseller.terms.minimum_per_month=1_500.0", "archetypes.reseller.terms.minimum_from_month=4")
SUPPORT = "archetypes.reseller.support_share=0.35"
LEAVE = ("archetypes.reseller.departure_new_per_year=0.9", "archetypes.referrer.departure_new_per_year=0.9")
THERE = tuple(
    f"archetypes.{name}.established={{ partners = 6, age_months = 17, customers = 2.5, arr_median = 12_000.0 }}"
    for name in ("referrer", "reseller")
)
ALL = (FEE, *MINIMUM, SUPPORT)
VARIANTS: dict[str, tuple[str, ...]] = {
    "all": (*ALL, "archetypes.reseller.fee_per_year=300.0", "archetypes.referrer.support_share=1.0"),
    "unpaid, ends": (
        *ALL, *LEAVE, "departure.pay_after_departure=false", "sunset.month=14", "sunset.sourced_share=0.9",
    ),
    "established, distributor, ramp": (
        *ALL, *THERE, "archetypes.reseller.distributor_rate=0.05", "vendor.resale_booking='gross'",
        "archetypes.reseller.usage_ramp_months=9", "archetypes.reseller.usage_start_share=0.1",
    ),
    "changes, uncertain": (
        *ALL, "vendor.reseller_delay_months=3",
        "changes.more={month=9, set={archetypes.referrer.fee_per_year=2_000.0, "
        "archetypes.reseller.terms.minimum_per_month=3_000.0, archetypes.reseller.terms.minimum_from_month=1}}",
        'uncertainty."archetypes.reseller.support_share"={low=0.0, high=1.0}',
    ),
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def run_of(*overrides: str, engine: str = "compiled") -> tuple[Ledger, dict[str, list[int]], list[str]]:
    """Ledger, metrics by month, and kinds of partners by dense index."""
    scenario = scenario_of(*overrides)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    metrics = {name: values.tolist() for name, values in ledger_metrics(scenario, run, twin, parameters).items()}
    roll = roll_of(parameters)
    most = 1 + max(row[PARTNER] for row in run.rows)
    return run, metrics, [roll.name(index).split("/")[0] for index in range(most)]


def in_force(ledger: Ledger, closes: int) -> dict[int, tuple[int, int]]:
    """Of each partner the month of its agreement, and the last close at which it is in force."""
    found: dict[int, tuple[int, int]] = {}
    for row in ledger.rows:
        if row[KIND] in (Kind.SIGNED, Kind.STARTED):
            signed = row[DAY] if row[KIND] == Kind.SIGNED else -30 * row[DETAIL]
            found[row[PARTNER]] = signed // 30 + 1, closes
        elif row[KIND] in LEAVING_KINDS and row[PARTNER] in found:
            sunset = row[KIND] == Kind.DISMISSED
            last = row[DAY] // 30 - (0 if sunset or row[DAY] % 30 else 1)
            found[row[PARTNER]] = found[row[PARTNER]][0], last
    return found


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("there", [(), THERE])
def test_a_fee_at_the_agreement_and_each_year_after(there: tuple[str, ...], engine: str) -> None:
    """Of partners in force at the close; those of 17 months pay in their 25th, 37th … month, at closes 7 and 19."""
    run, metrics, names = run_of(FEE, *there, engine=engine)
    expected = set[tuple[int, int, int, int]]()
    for index, (agreement, last) in in_force(run, 24).items():
        if names[index] == "referrer":
            closes = range(agreement, last + 1, 12)
            expected |= {(30 * close, index, 100_001, 1 + number) for number, close in enumerate(closes) if close > 0}
    found = {(row[DAY], row[PARTNER], row[AMOUNT], row[DETAIL]) for row in run.rows if row[KIND] == Kind.PARTNER_FEE}
    assert found == expected
    assert {close for close, *_ in found} >= ({210, 570} if there else set())
    assert len({detail for *_, detail in found}) > 1
    by_month = Counter[int]()
    for close, _, cents, _ in found:
        by_month[close // 30] += cents
    assert metrics["partner_fees"] == [by_month[month] for month in range(1, 25)]


@pytest.mark.parametrize("booking", ["net", "gross"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_shortfall_is_what_is_missing_up_to_the_minimum(engine: str, booking: str) -> None:
    """From the fourth month after that of the agreement on: what is owed for use and the shortfall are the minimum."""
    given = (*MINIMUM, *LEAVE, f"vendor.resale_booking={booking}", "archetypes.reseller.distributor_rate=0.05")
    run, metrics, names = run_of(*given, engine=engine)
    owed, expected = Counter[tuple[int, int]](), dict[tuple[int, int], tuple[int, int]]()
    for row in run.rows:
        if row[KIND] == Kind.REVENUE:
            owed[row[DAY], row[PARTNER]] += row[LIST] - (row[LIST] * 3_000 + 5_000) // 10_000
    for index, (agreement, last) in in_force(run, 24).items():
        if names[index] == "reseller":
            for close in range(agreement + 4, last + 1):
                used = owed[30 * close, index]
                if used < 150_000:
                    expected[30 * close, index] = (150_000 - used, used)
    found = {(row[DAY], row[PARTNER]): (row[AMOUNT], row[LIST]) for row in run.rows if row[KIND] == Kind.SHORTFALL}
    assert found == expected
    assert len(found) > 20
    assert len({used for _, used in found.values()}) > 5, "some of them use something"
    by_month = Counter[int]()
    for (close, _), (cents, _) in found.items():
        by_month[close // 30] += cents
    assert metrics["shortfall"] == [by_month[month] for month in range(1, 25)]


@pytest.mark.parametrize("engine", ENGINES)
def test_support_is_a_part_of_the_cost_of_goods_of_partners_in_force(engine: str) -> None:
    """A cost of goods of 20%, of which 35% are borne: 7% of list, by kind and month."""
    run, metrics, names = run_of(SUPPORT, "archetypes.referrer.support_share=0.5", *LEAVE, engine=engine)
    there, listed = in_force(run, 24), Counter[tuple[int, str]]()
    for row in run.rows:
        if row[KIND] == Kind.REVENUE and there[row[PARTNER]][1] >= row[DAY] // 30:
            listed[row[DAY] // 30, names[row[PARTNER]]] += row[LIST]
    rates = {"referrer": (0, 1_000), "reseller": (1, 700)}
    expected = [
        (month, rates[kind][0], (cents * rates[kind][1] + 5_000) // 10_000, cents)
        for (month, kind), cents in sorted(listed.items())
    ]
    found = [(r[DAY] // 30, r[DETAIL], r[AMOUNT], r[LIST]) for r in run.rows if r[KIND] == Kind.SUPPORT_BORNE]
    assert found == expected
    assert len(found) > 20
    sums = Counter[int]()
    for month, _, cents, _ in found:
        sums[month] += cents
    assert metrics["support_borne"] == [sums[month] for month in range(1, 25)]
    goods = [(cents * 2_000 + 5_000) // 10_000 - sums[month + 1] for month, cents in
             enumerate(metrics["recruited_list_revenue"])]  # fmt: skip
    assert metrics["partner_cost_of_goods"] == goods


@pytest.mark.parametrize(
    ("dues", "metric", "delay"),
    [((FEE,), "partner_fees", 0), (MINIMUM, "shortfall", 3), ((SUPPORT,), "support_borne", 0)],
)
def test_it_is_income_and_no_revenue(dues: tuple[str, ...], metric: str, delay: int) -> None:
    """In contribution at once; a shortfall is paid as resellers are billed; revenue and pay are what they were."""
    given = "vendor.reseller_delay_months=3", "vendor.payment_delay_months=1", "vendor.resale_booking='gross'"
    _, without, _ = run_of(*given)
    _, found, _ = run_of(*given, *dues)
    income = found[metric]
    assert sum(income) > 100_000
    for name in ("contribution", "program_contribution", "incremental_contribution", "gross_incremental_contribution"):
        moved = [new - old for new, old in zip(found[name], without[name], strict=True)]
        assert moved == income, name
    moved = [new - old for new, old in zip(found["incremental_cash"], without["incremental_cash"], strict=True)]
    assert moved == ([0] * delay + income)[:24]
    for name in ("total_revenue", "recruited_revenue", "partner_new_arr", "commissions", "resale_margin", "fees_paid",
                 "program_cost", "additional_revenue", "won_deals"):  # fmt: skip
        assert found[name] == without[name], name
    billed = [new - old for new, old in zip(found["reseller_billed"], without["reseller_billed"], strict=True)]
    assert billed == (income if metric == "shortfall" else [0] * 24)


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    """Partners of a running program: their anniversaries, minimum and support; and frozen at closes."""
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", "reseller", signed_day=-420, onboarded_day=-400),
         partner("c", "reseller", left_day=-20, last_won_day=-450)],
        [customer(0, 0, 90_000, -20, -20), customer(1, 1, 70_000, -300, -300), customer(2, 2, 70_000, -300, -300)],
    )  # fmt: skip
    dues = (
        "archetypes.referral.fee_per_year=10.0", "archetypes.reseller.fee_per_year=20.0",
        "archetypes.reseller.terms.minimum_per_month=900.0", "archetypes.reseller.support_share=0.5",
    )  # fmt: skip
    parameters = parameters_with(there, *LIVELY, *dues, "months=26")
    go_on(parameters, chance_key(SEED, 0, 1), (1, 9))
    roll = roll_of(parameters)
    for engine in ENGINES.values():
        ledger = engine(parameters, chance_key(SEED, 0, 1), True)
        paid = {
            (row[PARTNER], row[DAY] // 30, row[AMOUNT], row[DETAIL])
            for row in ledger.rows
            if row[KIND] == Kind.PARTNER_FEE
        }
        expected = {
            (index, close, 1_000 if roll.name(index).startswith("referral") else 2_000, (close - agreement) // 12 + 1)
            for index, (agreement, last) in in_force(ledger, 26).items()
            for close in range(max(1, agreement), last + 1)
            if (close - agreement) % 12 == 0
        }
        assert paid == expected
        there_before = {row[PARTNER]: row[DETAIL] for row in ledger.rows if row[KIND] == Kind.STARTED}
        assert sorted(there_before.values()) == [14, 20]
        assert any(index in there_before for index, *_ in paid)


def test_what_it_is_not_for_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f"schema_version = 1\nextends = '{FIELDS}'\narchetypes.referrer.terms.minimum_per_month = 100.0\n"
        "archetypes.reseller.support_share = 35\narchetypes.reseller.fee_per_year = -1.0\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    said = str(refused.value).splitlines()
    assert (
        said[0].startswith(
            "mine.toml:3: archetypes.referrer.terms.minimum_per_month: partners with terms of the model 'referral' owe"
        )
        or "minimum_per_month: partners with terms of the model 'referral' owe" in said[0]
    )
    assert "write 0.35 for 35%" in said[1]
    assert "must be at least 0" in said[2]
    assert len(said) == 3


def test_without_them_nothing_is_there() -> None:
    of = {"partner_fees": FEE, "shortfall": MINIMUM[0], "support_borne": SUPPORT}
    off = ("archetypes.referrer.fee_per_year=0.0", "archetypes.reseller.terms.minimum_per_month=0.0",
           "archetypes.reseller.support_share=0.0")  # fmt: skip
    assert resolved_toml(scenario_of(*off)) == resolved_toml(scenario_of())
    kinds: defaultdict[str, set[Any]] = defaultdict(set)
    for name, stated in of.items():
        declared = metric_set_of(scenario_of(stated))
        kinds[name] = {other for other in of if other in declared}
    assert kinds == {name: {name} for name in of}
    assert not any(name in metric_set_of(scenario_of(*off)) for name in of)
