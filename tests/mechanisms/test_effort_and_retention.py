"""Effort and retention follow pay: waiting, services, and renewals that pay nothing (R-72, R-77, R-90, R-94)."""

from statistics import mean

import pytest

from sim.engine import compiled, reference
from sim.engine.prepared import prepared_of
from sim.experiment.replication import ledger_metrics, ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.randomness import Stream, chance_key, draw_uniform
from sim.report.verification.lines import verification_lines
from sim.rules.readiness import multiply_odds
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.cases import FIELDS
from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, SETTLED, go_on

SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}
SERVICES = (
    "archetypes.referrer.services_share=1.5", "archetypes.referrer.services_margin_share=0.2",
    "archetypes.referrer.terms.services_rate=0.1",
)  # fmt: skip
WAITS = ("payout.pay_delay_aversion=0.1", "payout.market_pay_months=2.0")
CARELESS = tuple(f"archetypes.{name}.indifference_odds_multiplier=4.0" for name in ("referrer", "reseller"))
THERE = tuple(
    f"archetypes.{name}.established={{ partners = 6, age_months = 17, customers = 2.5, arr_median = 12_000.0 }}"
    for name in ("referrer", "reseller")
)
SHARED = 'archetypes.referrer.terms={model="share", rate=0.2, later_rates=[], share_months=12, flat_fee=200.0}'
VARIANTS: dict[str, tuple[str, ...]] = {
    "all": (*SERVICES, *WAITS, *CARELESS, "months=30"),
    "months of a share": (SHARED, *CARELESS, "archetypes.referrer.churn_basis='month'", "months=36", *THERE),
    "unpaid, taken back": (
        *SERVICES, *CARELESS, "departure.pay_after_departure=false", "archetypes.referrer.departure_new_per_year=0.9",
        "clawback={full_days=30, partial_days=90, end_days=180}", "archetypes.referrer.early_cancel_probability=0.3",
    ),
    "changes": (
        *CARELESS, *SERVICES, "changes.cut={month=9, set={archetypes.referrer.terms.rate=0.3, "
        "archetypes.referrer.terms.services_rate=0.2}}",
        'uncertainty."payout.pay_delay_aversion"={low=0.0, high=0.2}',
        'uncertainty."archetypes.referrer.indifference_odds_multiplier"={low=1.0, high=9.0}',
    ),
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def metrics_of(*overrides: str) -> dict[str, list[int]]:
    scenario = scenario_of(*overrides)
    found = ledger_metrics(scenario, *ledger_of(scenario, SEED, 0, 0, "compiled"))
    return {name: values.tolist() for name, values in found.items()}


def effort(*overrides: str, position: int = 0) -> float:
    """Pay effort of referrers, or of resellers."""
    parameters = world_parameters(scenario_of(*overrides), SEED, 0)[1]
    prepared = prepared_of(parameters)
    return prepared.pay[prepared.archetypes[position].first_pay].effort


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450)],
        [customer(0, 0, 90_000, -20, -20), customer(0, 1, 90_000, -420, -60), customer(1, 2, 70_000, -300, -300)],
        [opportunity(0, 3)],
    )
    given = (
        "archetypes.referral.indifference_odds_multiplier=5.0", "archetypes.referral.services_share=2.0",
        "archetypes.referral.terms.services_rate=0.1", "payout.pay_delay_aversion=0.05",
    )  # fmt: skip
    parameters = parameters_with(there, *LIVELY, *SETTLED, *given, "months=26")
    go_on(parameters, chance_key(SEED, 0, 1), (1, 9))


# Waiting


def test_who_waits_longer_than_usual_does_less() -> None:
    """Quarterly, a month later, from go-live after 15 days: .5 + 1.5 + 1 months; 10% a month beside the usual wait."""
    base = effort()
    for usual, factor in ((3.0, 1.0), (2.0, 0.9), (5.0, 1.2), (0.0, 0.7)):
        given = "payout.pay_delay_aversion=0.1", f"payout.market_pay_months={usual}"
        assert effort(*given) == pytest.approx(base * factor, rel=1e-12)
        assert effort(*given, position=1) == effort(position=1), "a margin is kept and does not wait"
    waits = "payout.pay_delay_aversion=0.1", "payout.holdback_days=45", "payout.late_months=2", "payout.every_months=1"
    assert effort(*waits) == pytest.approx(base * (1 - 0.1 * (0.5 + 1.5 + 0.5 + 3 - 3)), rel=1e-12)
    first_payment = "payout.pay_delay_aversion=0.1", "payout.trigger=first_payment", "vendor.payment_delay_months=4"
    assert effort(*first_payment) == pytest.approx(base * (1 - 0.1 * 4), rel=1e-12)
    assert effort("payout.pay_delay_aversion=1.0", "payout.late_months=9") == 0.0
    own = "archetypes.referrer.payout={every_months=3, lag_months=1, pay_delay_aversion=0.2, market_pay_months=2.0}"
    assert effort(own) == pytest.approx(base * 0.8, rel=1e-12)


# Services


def test_own_services_count_on_both_sides_and_the_fee_on_one() -> None:
    """Fees of 15% and 5% against 12% and 4% over two years; services of 150% of the ACV that leave a fifth: 30%."""

    def ratio(fee: float, services: float) -> float:
        return ((0.15 + fee + services + 0.05) / (0.12 + services + 0.04)) ** 0.8

    assert effort() == pytest.approx(ratio(0, 0), rel=1e-12)
    assert effort(*SERVICES[:2]) == pytest.approx(ratio(0, 0.3), rel=1e-12)
    assert effort(*SERVICES) == pytest.approx(ratio(0.15, 0.3), rel=1e-12)
    nothing = 'archetypes.referrer.terms={model="referral", rate=0.0, later_rates=[]}'
    assert effort(nothing) == 0.0
    assert effort(nothing, *SERVICES[:2]) == pytest.approx((0.3 / 0.46) ** 0.8, rel=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fee_on_services_is_an_entry_of_pay(engine: str) -> None:
    """15% of the ACV at each win, payable and settled as the fee; not of a departed partner that is not paid."""
    given = (*SERVICES, "departure.pay_after_departure=false", "archetypes.referrer.departure_new_per_year=0.9")
    scenario = scenario_of(*given)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    fees = {
        (row[PARTNER], row[DEAL], row[DAY]) for row in run.rows if row[KIND] == Kind.FEE_ACCRUED and row[DETAIL] == 1
    }
    services = {(row[PARTNER], row[DEAL], row[DAY]): row for row in run.rows if row[KIND] == Kind.SERVICES_FEE_ACCRUED}
    assert services.keys() == fees
    assert len(services) > 4
    for row in services.values():
        sold = (row[LIST] * 15_000 + 5_000) // 10_000
        assert row[AMOUNT] == (sold * 1_000 + 5_000) // 10_000
    metrics = ledger_metrics(scenario, run, twin, parameters)
    accrued = sum(row[AMOUNT] for row in services.values())
    assert metrics["services_fees"].sum() == accrued
    fees_alone = sum(row[AMOUNT] for row in run.rows if row[KIND] == Kind.FEE_ACCRUED)
    assert metrics["commissions"].sum() == fees_alone
    assert metrics["fees_owed"][-1] == fees_alone + accrued - metrics["fees_paid"].sum() == sum(run.owed.values())
    paid = sum(row[AMOUNT] for row in run.rows if row[KIND] == Kind.FEE_PAID)
    assert paid == metrics["fees_paid"].sum() > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cap_that_is_never_near_changes_nothing(engine: str) -> None:
    """Effort near a cap is worked out by partner and month: own services and waiting are in it too."""
    given = (*SERVICES, *WAITS)
    capped = scenario_of(*given, "archetypes.referrer.terms.cap_per_year=1_000_000_000.0")
    rows = [ledger_of(one, SEED, 0, 0, engine)[0].rows for one in (capped, scenario_of(*given))]
    assert rows[0] == rows[1]


def test_a_cap_cuts_fees_on_services() -> None:
    capped = metrics_of(*SERVICES, "archetypes.referrer.terms.cap_per_year=5_000.0")
    assert 0 < sum(capped["services_fees"]) < sum(metrics_of(*SERVICES)["services_fees"])
    assert sum(capped["fees_cut"]) > 0


# Renewals that pay nothing


def test_odds_of_churn_by_what_renewals_pay() -> None:
    """15%, 5%, 3%, nothing: odds times 4^(1 - w), w a third, a fifth, 0; a margin of one rate leaves them alone."""
    parameters = world_parameters(scenario_of(*CARELESS), SEED, 0)[1]
    odds = prepared_of(parameters).retention_odds
    found = [odds[year] for year in range(20)]
    assert found[:4] == pytest.approx([4 ** (2 / 3), 4 ** (4 / 5), 4, 4], rel=1e-12)
    assert found[4:] == [found[3]] * 16
    assert [odds[20 + year] for year in range(20)] == [1.0] * 20
    shared = world_parameters(scenario_of(*CARELESS, SHARED), SEED, 0)[1]
    assert prepared_of(shared).retention_odds[0] == pytest.approx(4, rel=1e-12)
    half = 'archetypes.referrer.terms={model="share", rate=0.2, later_rates=[], share_months=18}'
    shared = world_parameters(scenario_of(*CARELESS, half), SEED, 0)[1]
    assert prepared_of(shared).retention_odds[0] == pytest.approx(2, rel=1e-12)
    raised = 'archetypes.referrer.terms={model="referral", rate=0.1, later_rates=[0.3], flat_fee=1_000.0}'
    first = world_parameters(scenario_of(*CARELESS, raised), SEED, 0)[1]
    assert prepared_of(first).retention_odds[0] == 1.0, "they care no more than they did"
    assert [prepared_of(world_parameters(scenario_of(), SEED, 0)[1]).retention_odds[year] for year in range(40)] == [
        1.0
    ] * 40


@pytest.mark.parametrize("engine", ENGINES)
def test_customers_leave_by_these_odds(engine: str) -> None:
    """Each renewal and each early cancellation by its own draw, of partners in force; orphans by theirs."""
    given = (*CARELESS, "archetypes.referrer.early_cancel_probability=0.2", "months=40",
             *(f"readiness.{name}=1.0" for name in ("product_maturity", "sales_clarity")))  # fmt: skip
    run, _, parameters = ledger_of(scenario_of(*given), SEED, 0, 0, engine)
    from sim.engine.identity import roll_of

    roll, key = roll_of(parameters), chance_key(SEED, 0, 0)
    left = {row[PARTNER]: row[DAY] for row in run.rows if row[KIND] in (Kind.DEPARTED, Kind.REMOVED, Kind.PILOT_FAILED)}
    years: dict[tuple[int, int], int] = {}
    seen = {"renewal": 0, "orphan": 0, "early": 0}
    factors = {0: [4 ** (2 / 3), 4**0.8, 4.0], 1: [1.0, 1.0, 1.0]}
    for row in run.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] not in (Kind.GO_LIVE, Kind.CANCELLED, Kind.RENEWED, Kind.CHURNED):
            continue
        position, batch, index = roll.place(row[PARTNER])
        archetype = parameters.archetypes[position]
        place = batch << 32 | index << 16 | row[DEAL] // 256 << 8 | row[DEAL] % 256
        gone = left.get(row[PARTNER], 1 << 30) <= row[DAY]
        if row[KIND] == Kind.GO_LIVE:
            years[deal] = 1
            u = draw_uniform(key, Stream.EARLY_CANCEL.value, archetype.name_word, place, 0)
            chance = multiply_odds(archetype.early_cancel_probability, 1.0 if gone else factors[position][0])
            cancels = any(other[KIND] == Kind.CANCELLED and (other[PARTNER], other[DEAL]) == deal for other in run.rows)
            if row[DAY] < 1_200 - 100:
                assert cancels == (u < chance)
                seen["early"] += cancels
        elif row[KIND] in (Kind.RENEWED, Kind.CHURNED):
            year = years[deal]
            u = draw_uniform(key, Stream.RENEWAL.value, archetype.name_word, place, year - 1)
            odds = 2.0 if gone else factors[position][year - 1]
            assert (u < multiply_odds(archetype.churn_per_year, odds)) == (row[KIND] == Kind.CHURNED)
            years[deal] += 1
            seen["orphan" if gone else "renewal"] += 1
    assert min(seen.values()) > 5, seen


def test_without_them_nothing_is_there() -> None:
    off = (
        "payout.pay_delay_aversion=0.0", "payout.market_pay_months=3.0", "archetypes.referrer.services_share=0.0",
        "archetypes.referrer.services_margin_share=0.0", "archetypes.referrer.terms.services_rate=0.0",
        "archetypes.referrer.indifference_odds_multiplier=1.0",
    )  # fmt: skip
    assert resolved_toml(scenario_of(*off)) == resolved_toml(scenario_of())
    assert "services_fees" not in metric_set_of(scenario_of(*off))
    assert "services_fees" in metric_set_of(scenario_of(*SERVICES))


def test_slow_pay_costs_deals_and_careless_partners_customers() -> None:
    """In the mean over futures the stated metrics move as they should."""

    def over(metric: str, *overrides: str) -> float:
        scenario = scenario_of(*overrides)
        return mean(
            float(ledger_metrics(scenario, *ledger_of(scenario, SEED, world, 0, "compiled"))[metric].sum())
            for world in range(6)
        )

    assert over("raw_opportunities", "payout.pay_delay_aversion=0.1", "payout.market_pay_months=0.0") < over(
        "raw_opportunities"
    )
    alone = "months=36", "mix={referrer=1.0, reseller=0.0}"
    assert over("churned_arr", *alone, *CARELESS) > 1.2 * over("churned_arr", *alone)
