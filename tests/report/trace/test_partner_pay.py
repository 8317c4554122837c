"""A partner's pay as ``trace --partner`` prints it: earned, taken back, lost, paid and waiting, from ledger rows."""

import re
from collections import Counter, defaultdict
from pathlib import Path

from sim.analysis.trace.trace import Trace, trace
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind, Row
from sim.report.trace.lines import reconciliation_lines
from sim.report.trace.months import PARTNER_HEADS, month_lines
from sim.report.words.rounding import plain_money
from sim.scenario.load import load_scenario

FIELDS = Path(__file__).parents[2] / "fields" / "fields.toml"
SETTINGS = (
    "clawback={full_days=30, partial_days=90, end_days=180}", "archetypes.referrer.early_cancel_probability=0.4",
    "archetypes.referrer.departure_new_per_year=0.9", "payout.every_months=1", "payout.minimum=5000.0",
    "payout.dispute_probability=0.3", "payout.dispute_days=60",
)  # fmt: skip
SIGNS = {"fees accrued": 1, "less taken back": 1, "taken back and lost": 1, "less fees paid": -1}
KINDS = dict(zip(SIGNS, (Kind.FEE_ACCRUED, Kind.CLAWED_BACK, Kind.FEE_LOST, Kind.FEE_PAID), strict=True))


def partners(world: int) -> dict[str, list[Row]]:
    """The rows of each partner that was paid or had pay taken back."""
    ledger, _, parameters = ledger_of(load_scenario(FIELDS, SETTINGS), 1, world, 0, "reference")
    roll, rows = roll_of(parameters), defaultdict[str, list[Row]](list)
    for row in ledger.rows:
        if row[2] >= 0:
            rows[roll.name(row[2])].append(row)
    of_pay = (Kind.CLAWED_BACK, Kind.FEE_PAID)
    return {name: its for name, its in rows.items() if any(row[1] in of_pay for row in its)}


def traced(world: int, partner: str) -> Trace:
    return trace(load_scenario(FIELDS, SETTINGS), 1, world, 0, "reference", partner)


def amounts_below(lines: list[str], head: str) -> dict[str, int]:
    """Label and cents of the lines that follow a head."""
    found = dict[str, int]()
    for line in lines[lines.index(f"  {head}") + 1 :]:
        match = re.fullmatch(r" {4}(\S.*?) +(-?[\d,]+\.\d\d)(  equal)?", line)
        if match is None:
            break
        found[match[1]] = round(float(match[2].replace(",", "")) * 100)
    return found


def test_the_pay_of_a_partner_adds_up_as_printed() -> None:
    lost = waiting = 0
    for world, name, rows in ((at, *one) for at in (0, 2, 10) for one in partners(at).items()):
        printed = amounts_below(list(reconciliation_lines(traced(world, name), 80)), "pay of the partner")
        sums = {label: SIGNS[label] * sum(row[4] for row in rows if row[1] == kind) for label, kind in KINDS.items()}
        shown = {label for label, kind in KINDS.items() if any(row[1] == kind for row in rows)}
        assert {label: printed[label] for label in shown} == {label: sums[label] for label in shown}
        open_ = Counter((row[3], row[4]) for row in rows if row[1] in (Kind.FEE_ACCRUED, Kind.CLAWED_BACK))
        open_.subtract((row[3], row[4]) for row in rows if row[1] == Kind.FEE_PAID)
        open_.subtract((row[3], -row[4]) for row in rows if row[1] == Kind.FEE_LOST)
        owed = sum(cents * number for (_, cents), number in open_.items())
        assert printed["= sum of the rows"] == printed["reported as entries that wait"] == owed == sum(sums.values())
        lost, waiting = lost + sums["taken back and lost"], waiting + (owed != 0)
    assert waiting > 0
    assert lost > 0


def test_its_months_show_what_was_earned_and_paid() -> None:
    for name, rows in partners(2).items():
        lines = list(month_lines(traced(2, name), 200))
        table = [line.split() for line in lines if re.match(r" *\d+ ", line)]
        for column, kinds, closes in (("fees", (Kind.FEE_ACCRUED, Kind.CLAWED_BACK), 1), ("paid", (Kind.FEE_PAID,), 0)):
            months = Counter[int]()
            for row in rows:
                if row[1] in kinds:
                    months[row[0] // 30 + closes] += row[4]
                elif row[1] == Kind.FEE_LOST and column == "fees":
                    months[row[0] // 30] += row[4]
            at = PARTNER_HEADS.index(column)
            assert {int(line[0]): line[at] for line in table} == {
                int(line[0]): plain_money(months[int(line[0])] / 100) for line in table
            }
        told = sum("pay taken back" in line for line in lines)
        assert told == len({row[0] // 30 for row in rows if row[1] == Kind.CLAWED_BACK})


def test_a_partner_without_pay_has_no_such_part() -> None:
    lines = list(reconciliation_lines(trace(load_scenario(FIELDS), 1, 0, 0, "reference", "reseller/0/0"), 80))
    assert not any("pay of the partner" in line for line in lines)
