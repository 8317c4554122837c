"""What a partner pays as ``trace --partner`` prints it, against its rows and what the scenario states."""

from pathlib import Path

from sim.analysis.trace.trace import trace
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.report.trace.lines import reconciliation_lines
from sim.report.trace.months import month_lines
from sim.scenario.load import load_scenario

from .test_partner_pay import amounts_below

FIELDS = Path(__file__).parents[2] / "fields" / "fields.toml"
SETTINGS = (
    "archetypes.reseller.fee_per_year=500.0", "archetypes.reseller.terms.minimum_per_month=900.0",
    "archetypes.reseller.distributor_rate=0.05",
    "changes.more={month=15, set={archetypes.reseller.fee_per_year=600.0, "
    "archetypes.reseller.terms.minimum_per_month=1_000.0}}",
)  # fmt: skip


def test_what_a_partner_pays_adds_up_as_printed() -> None:
    scenario = load_scenario(FIELDS, SETTINGS)
    ledger, _, parameters = ledger_of(scenario, 1, 0, 0, "reference")
    roll = roll_of(parameters)
    fees, short = (
        [(row[2], row[0] // 30, row[4], row[5]) for row in ledger.rows if row[1] == kind]
        for kind in (Kind.PARTNER_FEE, Kind.SHORTFALL)
    )
    late = next(index for index, month, *_ in short if month >= 15 and any(one[0] == index for one in fees))
    traced = trace(scenario, 1, 0, 0, "reference", roll.name(late))
    assert traced.reconciles
    lines = list(reconciliation_lines(traced, 80))
    own = [(month, cents) for index, month, cents, _ in fees if index == late]
    printed = amounts_below(lines, "fees that the partner pays")
    assert printed["= sum of the rows"] == sum(cents for _, cents in own)
    assert printed["reported as fee_per_year"] == sum(60_000 if month >= 15 else 50_000 for month, _ in own)
    own_short = [(month, cents, used) for index, month, cents, used in short if index == late]
    printed = amounts_below(lines, "months below its minimum")
    assert printed["owed up to its minimum"] == sum(cents for _, cents, _ in own_short)
    assert printed["owed for its customers' use"] == sum(used for *_, used in own_short)
    assert printed["reported as minimum_per_month"] == sum(
        100_000 if month >= 15 else 90_000 for month, *_ in own_short
    )
    printed = amounts_below(lines, "margins of distributors")
    kept = sum(row[4] for row in ledger.rows if row[1] == Kind.DISTRIBUTOR_MARGIN)
    assert printed["= sum of the rows"] == printed["reported as distributor_margin"] == kept > 0
    told = "\n".join(month_lines(traced, 200))
    assert "partner pays its fee (year 1)" in told
    assert "partner owes up to its minimum" in told


def test_a_partner_that_pays_nothing_has_no_such_part() -> None:
    scenario = load_scenario(FIELDS)
    ledger, _, parameters = ledger_of(scenario, 1, 0, 0, "reference")
    name = roll_of(parameters).name(next(row[2] for row in ledger.rows if row[1] == Kind.WON))
    text = "\n".join(reconciliation_lines(trace(scenario, 1, 0, 0, "reference", name), 80))
    assert "pays" not in text
    assert "minimum" not in text
