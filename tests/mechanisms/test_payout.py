"""Settlement in both engines: what pay waits for, whom a payout pays, what is disputed; nothing where it is absent."""

from collections import Counter
from pathlib import Path

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import Kind, Ledger
from sim.metrics.declared import metric_set_of
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.test_frozen import go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, _, DETAIL = range(7)
OWN = (
    "archetypes.referrer.payout={every_months=1, lag_months=0, trigger='trial_end', trial_days=45, holdback_days=30, "
    "minimum=3000.0, dispute_probability=0.3, dispute_days=50}",
)
TWO = (
    'payout.trigger="first_payment"', "payout.late_months=2", "payout.minimum=8000.0",
    "archetypes.reseller.payout={every_months=6, trigger='signature', holdback_days=10}",
    "archetypes.reseller.terms={model='referral', rate=0.1, later_rates=[0.05]}",
)  # fmt: skip
UNCERTAIN = (*OWN, 'uncertainty."archetypes.referrer.payout.dispute_probability"={low=0.1, high=0.9}')


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def run_of(*overrides: str, engine: str = "compiled", world: int = 0) -> Ledger:
    return ledger_of(scenario_of(*overrides), SEED, world, 0, engine)[0]


def of_kind(ledger: Ledger, *kinds: Kind) -> list[tuple[int, ...]]:
    return [row for row in ledger.rows if row[KIND] in kinds]


@pytest.mark.parametrize("overrides", [OWN, TWO, UNCERTAIN])
def test_the_engines_are_equal(overrides: tuple[str, ...]) -> None:
    found = verify(scenario_of(*overrides), 4, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@pytest.mark.parametrize("overrides", [OWN, TWO])
def test_an_engine_that_was_frozen_goes_on(overrides: tuple[str, ...]) -> None:
    parameters = world_parameters(scenario_of(*overrides), SEED, 0)[1]
    tables = go_on(parameters, chance_key(SEED, 0, 0), (9, 14, 19))
    assert any(fee["amount_cents"] for fee in tables[19].tables["fees"])
    if overrides is OWN:
        assert {fee["has_been_due"] for close in (9, 14, 19) for fee in tables[close].tables["fees"]} == {False, True}


def payouts(ledger: Ledger) -> Counter[tuple[int, int]]:
    """Sums paid by partner and day."""
    sums: Counter[tuple[int, int]] = Counter()
    for row in of_kind(ledger, Kind.FEE_PAID):
        sums[row[PARTNER], row[DAY]] += row[AMOUNT]
    return sums


@pytest.mark.parametrize("engine", ENGINES)
def test_a_partner_below_its_minimum_waits(engine: str) -> None:
    """Every sum paid to a partner in force is at least 3,000; some partners are paid less as they leave."""
    small, large = 0, 0
    for world in range(4):
        ledger = run_of(*OWN, engine=engine, world=world)
        leaves = {row[PARTNER]: row[DAY] for row in of_kind(ledger, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED)}
        for (partner, day), cents in payouts(ledger).items():
            assert cents >= 300_000 or leaves[partner] <= day
            small, large = small + (cents < 300_000), large + (cents >= 300_000)
    assert small > 0
    assert large > 10


def test_when_each_fee_is_payable() -> None:
    """Of a referrer: a trial of 45 days, 30 held back, disputes of 50; paid at the first close after, or it waits."""
    for world in range(4):
        ledger = run_of(*OWN, world=world)
        live = {(row[PARTNER], row[DEAL]): row[DAY] for row in of_kind(ledger, Kind.GO_LIVE)}
        disputed = {(row[PARTNER], row[DEAL], row[DETAIL]): row[DAY] for row in of_kind(ledger, Kind.DISPUTED)}
        accrued = {(row[PARTNER], row[DEAL], row[DETAIL]): row[DAY] for row in of_kind(ledger, Kind.FEE_ACCRUED)}
        for row in of_kind(ledger, Kind.FEE_PAID):
            entry = row[PARTNER], row[DEAL], row[DETAIL]
            start = live[entry[:2]] + 45 if row[DETAIL] == 1 else accrued[entry]
            payable = start + 30
            if entry in disputed:
                assert disputed[entry] == 30 * (payable // 30 + 1), "it is asked as it falls due"
                payable += 50
            assert row[DAY] % 30 == 0
            assert payable < row[DAY]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_accrued_is_paid_or_owed(engine: str) -> None:
    for overrides in ((), OWN, TWO):
        scenario = scenario_of(*overrides)
        run, twin, parameters = ledger_of(scenario, SEED, 1, 0, engine)
        accrued, paid = (Counter[tuple[int, ...]](), Counter[tuple[int, ...]]())
        for row in run.rows:
            of = {Kind.FEE_ACCRUED: accrued, Kind.FEE_PAID: paid}.get(Kind(row[KIND]))
            if of is not None:
                of[row[PARTNER], row[DEAL], row[DETAIL], row[AMOUNT]] += 1
        assert not paid - accrued, "each is paid once, in full"
        owed = sum(entry[-1] * number for entry, number in (accrued - paid).items())
        assert sum(run.owed.values()) == owed == ledger_metrics(scenario, run, twin, parameters)["fees_owed"][-1]


def test_archetypes_have_payouts_of_their_own() -> None:
    """Referrers at closes 6, 9, 12 … (three months, a lag of one, two late); resellers at 7, 13, 19."""
    days = {"referrer": set[int](), "reseller": set[int]()}
    for world in range(4):
        ledger, _, parameters = ledger_of(scenario_of(*TWO), SEED, world, 0, "compiled")
        roll = roll_of(parameters)
        for row in of_kind(ledger, Kind.FEE_PAID):
            days[roll.names[roll.place(row[PARTNER])[0]]].add(row[DAY] // 30)
    assert days["referrer"] <= {6, 9, 12, 15, 18, 21, 24}
    assert days["reseller"] <= {7, 13, 19}
    assert min(len(days["referrer"]), len(days["reseller"])) >= 2


def test_disputes_have_a_metric_where_they_are_stated() -> None:
    scenario = scenario_of(*OWN)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, "reference")
    metric = ledger_metrics(scenario, run, twin, parameters)["disputed_fees"]
    assert metric.sum() == sum(row[AMOUNT] for row in of_kind(run, Kind.DISPUTED)) > 0
    assert "disputed_fees" not in metric_set_of(scenario_of())
    assert "disputed_fees" in metric_set_of(scenario_of('uncertainty."payout.dispute_probability"={low=0.0, high=0.4}'))


def test_absent_and_neutral_settings_are_not_in_the_resolved_form() -> None:
    neutral = ("payout.holdback_days=0", "payout.minimum=0.0", "payout.dispute_probability=0.0")
    assert resolved_toml(scenario_of(*neutral)) == resolved_toml(scenario_of())
    same = "archetypes.referrer.payout={every_months=3, lag_months=1, trigger='go_live'}"
    assert run_of(same).rows == run_of().rows
    assert "referrer.payout" not in resolved_toml(scenario_of(same, "archetypes.referrer.payout=false"))


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("payout.dispute_probability=15", "15"),
        ("payout.holdback_days=-1", "holdback_days"),
        ("payout.minimum=-1.0", "minimum"),
        ("payout.trigger='never'", "trigger"),
        ("archetypes.referrer.payout.late_months=25", "late_months"),
        ('uncertainty."payout.minimum"={low=0.0, high=9.0}', "payout.minimum"),
    ],
)
def test_bad_input_is_refused(override: str, words: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_of(*OWN, override)
    assert words in str(error.value)
