"""``trace --partners``: each figure of each partner again, from the raw rows and by other code."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.trace.partners import PartnerLine, partners_of
from sim.analysis.trace.trace import Trace, trace
from sim.experiment.replication import ledger_of
from sim.ledger import Row
from sim.report.trace.partners import partner_objects, partner_table
from sim.report.words.rounding import plain_money
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

from ...scenario.started import written

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SMALL = Path(__file__).parents[2] / "scenario" / "small.toml"
THERE = "archetypes.reseller.established={ partners=6, age_months=30, customers=2.0, arr_median=20000.0 }"
ON = [
    "archetypes.reseller.ladder=metal", "archetypes.referral.ladder=metal", "archetypes.referral.fixed_tier=gold",
    "ladders.metal={ order=['tin', 'gold'], promotion_months=1, review_months=3, "
    "tiers={ tin={}, gold={ needs={ deals=1 } } } }",
]  # fmt: skip
CLASSES = ("registered", "unregistered", "influenced", "only fulfilled", "routed to direct sales")
SIGNED, STARTED, TIER_CHANGED, WON, REVENUE, MARGIN, DISTRIBUTOR = 14, 98, 24, 32, 45, 46, 56
ENDS = {19: "failed pilot", 20: "left", 21: "removed", 22: "program ended"}
OF_CLOSE = {20, 21, 22, 45, 46, 48, 49, 52, 102, 103, 104}
EARNED = {47, 49, 50, 51, 52, 53, 101, 102, 104}
PAID = {48, 103}


def scenario_of(name: str, folder: Path) -> Scenario:
    if name == "running":
        return load_scenario(written(folder), ["months=24", "gate.month=24"])
    if name == "there on day 0":
        return load_scenario(SMALL, [THERE, *ON])
    return load_scenario(BENCHMARKS / f"{name}.toml")


def month(row: Row) -> int:
    """A row of a close is of the month that ends on its day, any other of the month in which its day lies."""
    return row[0] // 30 if row[1] in OF_CLOSE else row[0] // 30 + 1


def again(rows: list[Row], *, is_gross: bool) -> dict[str, Any]:
    """The figures of a partner, each by a loop of its own."""
    kinds = [row[1] for row in rows]
    ends = [row for row in rows if row[1] in ENDS]
    margin = sum(row[4] for row in rows if row[1] == MARGIN)
    billed = sum(row[5] - row[4] for row in rows if row[1] == REVENUE)
    billed -= sum(row[4] for row in rows if row[1] == DISTRIBUTOR)
    return {
        "joined": None if STARTED in kinds else min(month(row) for row in rows if row[1] == SIGNED),
        "left": month(ends[0]) if ends else None,
        "end": ENDS[ends[0][1]] if ends else None,
        "won": kinds.count(WON),
        "revenue": sum(row[4] for row in rows if row[1] == REVENUE),
        "fees": sum(row[4] for row in rows if row[1] in EARNED),
        "paid": sum(row[4] for row in rows if row[1] in PAID),
        "margin": margin if is_gross else billed,
    }


def rows_by_name(scenario: Scenario, traced: Trace) -> dict[str, list[Row]]:
    """The rows of the partners that had an agreement, of an engine's own run."""
    ledger, _, _ = ledger_of(scenario, 1, 0, 0, "compiled")
    found = defaultdict[str, list[Row]](list)
    for row in ledger.rows:
        if row[2] >= 0:
            found[traced.roll.name(row[2])].append(row)
    return {name: its for name, its in found.items() if any(row[1] in (SIGNED, STARTED) for row in its)}


@pytest.mark.parametrize("name", ["claims", "pay", "running", "there on day 0"])
def test_each_figure_is_that_of_the_rows(name: str, tmp_path: Path) -> None:
    scenario = scenario_of(name, tmp_path)
    traced = trace(scenario, 1, 0, 0, "compiled")
    lines = {one.partner: one for one in partners_of(traced)}
    raw = rows_by_name(scenario, traced)
    assert set(lines) == set(raw)
    assert len(lines) > 1
    is_gross = scenario.vendor.resale_booking == "gross"
    for partner, one in lines.items():
        told = again(raw[partner], is_gross=is_gross)
        assert one.kind == partner.partition("/")[0]
        assert (one.joined_month, one.left_month, one.won) == (told["joined"], told["left"], told["won"])
        assert (one.revenue_cents, one.fees_cents, one.paid_cents) == (told["revenue"], told["fees"], told["paid"])
        if any(row[1] == MARGIN for row in raw[partner]) or not is_gross:
            assert one.margin_cents == told["margin"]
        assert one.pay_cents == one.fees_cents + one.margin_cents
        assert partner_objects([one])[0]["status"] == (told["end"] or "in force")
    if name != "running":
        assert any(one.won for one in lines.values())
        assert any(one.pay_cents for one in lines.values())
    totals = {(month.revenue_cents, month.recruited_cents) for month in traced.months}
    assert sum(one.revenue_cents for one in lines.values()) == sum(recruited for _, recruited in totals)


@pytest.mark.parametrize("name", ["claims", "there on day 0"])
def test_tiers_are_those_of_the_rows_and_of_the_trace_of_the_partner(name: str, tmp_path: Path) -> None:
    """The tier from a close on is what the row of the change says; a partner by itself tells the same changes."""
    scenario = scenario_of(name, tmp_path)
    traced = trace(scenario, 1, 0, 0, "compiled")
    raw = rows_by_name(scenario, traced)
    changed = 0
    for one in partners_of(traced):
        kind = scenario.archetypes[one.kind]
        if kind.ladder is None:
            assert (one.tiers, one.tier) == ((), None)
            continue
        order = scenario.ladders[kind.ladder].order
        rows = [row for row in raw[one.partner] if row[1] == TIER_CHANGED]
        for row in rows:
            close = row[0] // 30
            assert one.tier_after(close) == order[row[6]]
            assert one.tier_after(close - 1) == order[row[4]] or close == rows[0][0] // 30
        assert one.tier == (order[rows[-1][6]] if rows else one.tiers[0][1])
        if kind.fixed_tier is not None:
            assert one.tiers == ((None, kind.fixed_tier),)
        changed += len(one.tiers) > 1
        assert all(tier != other for (_, tier), (_, other) in zip(one.tiers, one.tiers[1:], strict=False))
    assert changed > 1


def test_classes_add_up_to_deals(tmp_path: Path) -> None:
    scenario = scenario_of("claims", tmp_path)
    traced = trace(scenario, 1, 0, 0, "compiled")
    lines = partners_of(traced)
    raw = rows_by_name(scenario, traced)
    for one in lines:
        details = [row[6] for row in raw[one.partner] if row[1] == WON]
        assert one.won_by_class == tuple(sum(detail // 2 == place for detail in details) for place in range(5))
    assert all(any(one.won_by_class[place] for one in lines) for place in range(5))
    assert partner_objects([lines[0]])[0]["won_by_class"].keys() == set(CLASSES)
    plain = trace(scenario_of("pay", tmp_path), 1, 0, 0, "compiled")
    assert all(one.won_by_class == () for one in partners_of(plain))


def test_the_table_has_a_line_for_each_and_their_sum(tmp_path: Path) -> None:
    """As far as it prints: counts in full, money as it is rounded elsewhere."""
    traced = trace(scenario_of("there on day 0", tmp_path), 1, 0, 0, "compiled")
    lines = partners_of(traced)
    printed = list(partner_table(lines, "USD", 10_000))
    (head,) = (place for place, text in enumerate(printed) if text.endswith("pay  status; tiers"))
    assert all(len(text) <= 100 for text in printed[:head])
    assert len(printed[head + 1 :]) == len(lines) + 1
    for one, text in zip(lines, printed[head + 1 : -1], strict=True):
        partner, joined, won, revenue, pay, status = re.split(r" {1,}", text.replace("day 0", "0"), maxsplit=5)
        assert partner == one.partner
        assert (int(joined) or None, int(won)) == (one.joined_month, one.won)
        assert (revenue, pay) == (plain_money(one.revenue_cents / 100), plain_money(one.pay_cents / 100))
        assert status == told_of(one)
    assert printed[-1].split()[1:4] == [
        f"{sum(one.won for one in lines):,}",
        plain_money(sum(one.revenue_cents for one in lines) / 100),
        plain_money(sum(one.pay_cents for one in lines) / 100),
    ]
    assert printed[-1].endswith(f"{len(lines)} partners")
    assert [(one.kind, one.joined_month or 0) for one in lines] == sorted(
        (one.kind, one.joined_month or 0) for one in lines
    )
    assert list(partner_table([], "USD", 80)) == ["No partner had an agreement in this future."]


def test_the_head_names_what_follows_the_figures(tmp_path: Path) -> None:
    for name, ends in (("claims", "  status; tiers; deals by class"), ("pay", "  status")):
        printed = partner_table(partners_of(trace(scenario_of(name, tmp_path), 1, 0, 0, "compiled")), "USD", 10_000)
        assert sum(text.endswith(ends) for text in printed) == 1


def told_of(one: PartnerLine) -> str:
    end = "in force" if one.left_month is None else f"{ENDS[one.left_by or 0]} {one.left_month}"
    return f"{end}; {', '.join(f'{tier} {close}' if close else tier for close, tier in one.tiers)}"
