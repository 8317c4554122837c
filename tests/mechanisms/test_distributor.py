"""A distributor's margin beside that of the partner: list is booked, kept by the partner or kept by it (R-71)."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.cases import FIELDS, HAND

SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = ("reference", "compiled")
KEPT = "archetypes.reseller.distributor_rate=0.06"
GROSS = 'vendor.resale_booking="gross"'
LEAVE = "archetypes.reseller.departure_new_per_year=0.9"
UNPAID = ("departure.pay_after_departure=false", LEAVE)
VARIANTS: dict[str, tuple[str, ...]] = {
    "net": (KEPT,),
    "gross, unpaid": (KEPT, GROSS, *UNPAID, "months=36"),
    "rates, lines, a change": (
        KEPT, "archetypes.reseller.terms={model='resale', rate=0.3, renewal_rate=0.1, fee_least=30.0}",
        "archetypes.reseller.segments={a=0.5, b=0.5}", "archetypes.reseller.terms.lines={b={rate=0.2}}",
        "changes.more={month=9, set={archetypes.reseller.distributor_rate=0.12}}",
        "archetypes.reseller.established={ partners = 6, age_months = 17, customers = 2.5, arr_median = 12_000.0 }",
    ),
    "uncertain, ends": (
        'uncertainty."archetypes.reseller.distributor_rate"={low=0.0, high=0.3}', "sunset.month=12",
        "sunset.sourced_share=0.9",
    ),
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def metrics_of(*overrides: str) -> dict[str, list[int]]:
    scenario = scenario_of(*overrides)
    found = ledger_metrics(scenario, *ledger_of(scenario, SEED, 0, 0, "compiled"))
    return {name: values.tolist() for name, values in found.items()}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@pytest.mark.parametrize("booking", ["net", "gross"])
@pytest.mark.parametrize("engine", ENGINES)
def test_list_is_booked_or_kept(engine: str, booking: str) -> None:
    """Booked, the partner's 30% and the distributor's 6% add up to list; neither is kept of a departed partner's."""
    scenario = scenario_of(KEPT, *UNPAID, f"vendor.resale_booking={booking}")
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    roll, kept = roll_of(parameters), defaultdict[tuple[int, int, int], Counter[int]](Counter)
    left = {row[PARTNER]: row[DAY] for row in run.rows if row[KIND] in (Kind.DEPARTED, Kind.REMOVED, Kind.PILOT_FAILED)}
    by_month, kinds = Counter[int](), Counter[str]()
    for row in run.rows:
        if row[KIND] in (Kind.RESALE_MARGIN, Kind.DISTRIBUTOR_MARGIN):
            kept[row[DAY], row[PARTNER], row[DEAL]][row[KIND]] += row[AMOUNT]
    for row in run.rows:
        if row[KIND] != Kind.REVENUE:
            continue
        found, listed = kept.pop((row[DAY], row[PARTNER], row[DEAL]), Counter()), row[LIST]
        resells = roll.name(row[PARTNER]).startswith("reseller") and left.get(row[PARTNER], 1 << 30) > row[DAY]
        margin, distributor = ((listed * bps + 5_000) // 10_000 if resells else 0 for bps in (3_000, 600))
        assert found[Kind.DISTRIBUTOR_MARGIN] == distributor
        assert found[Kind.RESALE_MARGIN] == (margin if booking == "gross" else 0)
        assert row[AMOUNT] == (listed if booking == "gross" else listed - margin - distributor)
        by_month[row[DAY] // 30] += distributor
        kinds["kept" if distributor else "not kept"] += 1
    assert not kept
    assert min(kinds["kept"], kinds["not kept"]) > 20
    metrics = ledger_metrics(scenario, run, twin, parameters)
    assert metrics["distributor_margin"].tolist() == [by_month[month] for month in range(1, 25)]


@pytest.mark.parametrize("booking", ["net", "gross"])
def test_it_is_missing_where_it_should_be_and_nowhere_else(booking: str) -> None:
    """In contribution at once, in cash with the delay of what resellers are billed; not in the partner's margin."""
    given = f"vendor.resale_booking={booking}", "vendor.reseller_delay_months=3", "vendor.payment_delay_months=1"
    without, kept = metrics_of(*given), metrics_of(*given, KEPT)
    margin = kept["distributor_margin"]
    for name, sign, delay in (
        ("contribution", -1, 0), ("program_contribution", -1, 0), ("incremental_contribution", -1, 0),
        ("gross_incremental_contribution", -1, 0), ("reseller_billed", -1, 0), ("incremental_cash", -1, 3),
        ("resale_margin", 0, 0), ("commissions", 0, 0), ("recruited_list_revenue", 0, 0), ("program_cost", 0, 0),
        ("recruited_revenue", -1 if booking == "net" else 0, 0), ("partner_arr", 0, 0),
    ):  # fmt: skip
        moved = [new - old for new, old in zip(kept[name], without[name], strict=True)]
        assert moved == [sign * cents for cents in ([0] * delay + margin)[:24]], name
    assert sum(margin) > 100_000


def test_a_deal_is_booked_without_it() -> None:
    for booking, kept in (("net", 3_600), ("gross", 0)):
        run = ledger_of(scenario_of(KEPT, f"vendor.resale_booking={booking}"), SEED, 0, 0, "compiled")[0]
        won = [row for row in run.rows if row[KIND] == Kind.WON and row[AMOUNT] != row[LIST]]
        for row in won:
            parts = [(row[LIST] * bps + 5_000) // 10_000 for bps in (3_000, 600)]
            assert row[AMOUNT] == row[LIST] - sum(parts)
        assert bool(won) == (kept > 0)


Q10 = HAND.parent / "q10.toml"
OF = "archetypes.referral"
ONE = (
    f"{OF}.terms.later_rates=[]", f"{OF}.pay_elasticity=0.0", "finance.discount_rate=0.1", f"{OF}.terms.model=resale",
    f"{OF}.acv_median=24_000.0", "finance.runoff_months=30", "months=10", "gate.month=10",
    "vendor.payment_delay_months=2",
)  # fmt: skip


@pytest.mark.parametrize("ramp", [(), (f"{OF}.usage_ramp_months=8", f"{OF}.usage_start_share=0.5")])
@pytest.mark.parametrize("booking", ["net", "gross"])
def test_the_run_off_counts_it_as_a_margin(booking: str, ramp: tuple[str, ...]) -> None:
    """25% and 5% of even amounts are worth what 30% is, before the horizon and after it."""
    totals = [
        simulate(load_scenario(Q10, (*ONE, *ramp, f"vendor.resale_booking={booking}", *rates)), runs=1, futures=1,
                 workers=1).totals
        for rates in ((f"{OF}.terms.rate=0.25", f"{OF}.distributor_rate=0.05"), (f"{OF}.terms.rate=0.30",),
                      (f"{OF}.terms.rate=0.25",))
    ]  # fmt: skip
    for name in ("npv", "npv_of_runoff"):
        both, one, less = (int(found[name][0]) for found in totals)
        assert both == pytest.approx(one, abs=60 if ramp else 2)
        assert less - both > 20_000


def test_what_it_is_not_for_is_refused(tmp_path: Path) -> None:
    """Without resale, and where nothing of the price is left: both at once, with file and line."""
    file = tmp_path / "mine.toml"
    file.write_text(
        f"schema_version = 1\nextends = '{FIELDS}'\n"
        "archetypes.referrer.distributor_rate = 0.05\n"
        "archetypes.reseller.terms.rate = 0.55\narchetypes.reseller.terms.registered_rate = 0.05\n"
        "archetypes.reseller.distributor_rate = 0.4\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    said = str(refused.value).splitlines()
    assert "mine.toml:3: archetypes.referrer.distributor_rate: terms of the model 'referral' have no margin" in said[0]
    assert "mine.toml:6: archetypes.reseller.distributor_rate: with 0.4 for the distributor" in said[1]
    assert len(said) == 2
    with pytest.raises(ScenarioError, match=r"write 0\.15 for 15%"):
        scenario_of("archetypes.reseller.distributor_rate=15")
    steps = "bands={measure='sold', steps={a={from=0.0, rate=0.1}, b={from=9e5, rate=0.6}}}"
    banded = f"archetypes.reseller.terms={{model='resale', rate=false, {steps}}}"
    with pytest.raises(ScenarioError, match=r"the highest rate, with its points, is 0\.6"):
        scenario_of(banded, "archetypes.reseller.distributor_rate=0.4")
    most = scenario_of("archetypes.reseller.terms.rate=0.5", "archetypes.reseller.distributor_rate=0.499")
    assert most.archetypes["reseller"].distributor_rate == 0.499


def test_without_one_nothing_of_it_is_there() -> None:
    off = scenario_of("archetypes.reseller.distributor_rate=0.0")
    assert "distributor_margin" not in metric_set_of(off)
    assert "distributor" not in resolved_toml(off)
    for overrides in VARIANTS.values():
        assert "distributor_margin" in metric_set_of(scenario_of(*overrides))
    later = "changes.more={month=9, set={archetypes.reseller.distributor_rate=0.12}}"
    assert "distributor_margin" in metric_set_of(scenario_of(later))
    assert sum(metrics_of(later)["distributor_margin"][:8]) == 0 < sum(metrics_of(later)["distributor_margin"])
