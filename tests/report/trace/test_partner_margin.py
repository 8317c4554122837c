"""What a reseller keeps, as ``trace --partner`` prints it by month, and its sum in the reconciliation of a future."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from sim.analysis.trace.trace import trace
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.report.trace.lines import reconciliation_lines
from sim.report.trace.months import MARGIN_HEADS, month_lines
from sim.report.words.rounding import plain_money
from sim.scenario.load import load_scenario

from .test_partner_pay import amounts_below

RATE = Decimal("0.3")
BOOKING = pytest.mark.parametrize("booking", ["net", "gross"])


def scenario_of(booking: str):
    over = [
        f"vendor.resale_booking={booking}", f"archetypes.reseller.terms.rate={RATE}", "months=30",
        "archetypes.reseller.distributor_rate=0.05",
    ]  # fmt: skip
    return load_scenario("coach_ready", over)


def margins(booking: str) -> dict[str, Counter[int]]:
    """By reseller and month: 30% of each list price, half a cent up."""
    ledger, _, parameters = ledger_of(scenario_of(booking), 1, 0, 0, "reference")
    roll, found = roll_of(parameters), dict[str, Counter[int]]()
    for day, kind, partner, _, _, listed, _ in ledger.rows:
        if kind == Kind.REVENUE and (name := roll.name(partner)).startswith("reseller/"):
            kept = (listed * RATE).quantize(Decimal(1), ROUND_HALF_UP)
            found.setdefault(name, Counter())[day // 30] += int(kept)
    return found


@BOOKING
def test_a_reseller_sees_its_margin_month_by_month(booking: str) -> None:
    found = margins(booking)
    name = max(found, key=lambda each: found[each].total())
    lines = list(month_lines(trace(scenario_of(booking), 1, 0, 0, "reference", name), 200))
    assert "the margin that it keeps" in " ".join(lines)
    table = {int(cells[0]): cells for line in lines if (cells := line.split()) and re.match(r" *\d+ ", line)}
    column = MARGIN_HEADS.index("margin")
    assert {month: cells[column] for month, cells in table.items() if cells[column] != "0"} == {
        month: plain_money(cents / 100) for month, cents in found[name].items()
    }
    assert len(found[name]) > 6


@BOOKING
def test_the_margin_of_all_resellers_adds_up(booking: str) -> None:
    traced = trace(scenario_of(booking), 1, 0, 0, "reference", "reseller/0/0")
    printed = amounts_below(list(reconciliation_lines(traced, 80)), "margin of resellers")
    total = sum(each.total() for each in margins(booking).values())
    assert printed["= sum of the rows"] == printed["reported as resale_margin"] == total > 0
    assert ("margin on revenue booked at list" in printed) == (booking == "gross")
    assert ("less distributors' margin" in printed) == (booking == "net")
    assert traced.reconciles


@BOOKING
def test_the_whole_future_has_the_margin_of_resellers(booking: str) -> None:
    """Without a partner too: each margin is recomputed from the list price of a customer's month."""
    traced = trace(scenario_of(booking), 1, 0, 0, "reference")
    printed = amounts_below(list(reconciliation_lines(traced, 80)), "margin of resellers")
    total = sum(each.total() for each in margins(booking).values())
    assert printed["= sum of the rows"] == printed["reported as resale_margin"] == total > 0
    assert "margin of the partner" not in " ".join(reconciliation_lines(traced, 80))
    assert traced.reconciles


@BOOKING
def test_the_margin_of_a_partner_is_told_by_customer(booking: str) -> None:
    """30% of each list price, half a cent up, by the deal as its events name it; all the others together."""
    ledger, _, parameters = ledger_of(scenario_of(booking), 1, 0, 0, "reference")
    roll, kept = roll_of(parameters), margins(booking)
    name = max(kept, key=lambda each: kept[each].total())
    by_deal = Counter[str]()
    for _, kind, partner, deal, _, listed, _ in ledger.rows:
        if kind == Kind.REVENUE and roll.name(partner) == name:
            by_deal[f"customer {deal >> 8}/{deal & 255}"] += int((listed * RATE).quantize(Decimal(1), ROUND_HALF_UP))
    traced = trace(scenario_of(booking), 1, 0, 0, "reference", name)
    printed = amounts_below(list(reconciliation_lines(traced, 80)), "margin of the partner, by customer")
    others = sum(each.total() for each in kept.values()) - kept[name].total()
    totals = dict.fromkeys(("= sum of the rows", "reported as resale_margin"), others + kept[name].total())
    assert printed == {**by_deal, "all other partners": others, **totals}
    assert len(by_deal) > 1


def test_a_partner_without_margin_has_no_column_for_it() -> None:
    scenario = load_scenario("coach_ready", ["months=30", *(f"mix.{name}={float(name == 'referral')}" for name in (
        "alliance", "referral", "reseller", "technology"))])  # fmt: skip
    traced = trace(scenario, 1, 0, 0, "reference", "referral/0/3")
    assert "margin" not in " ".join(month_lines(traced, 80))
    assert "margin of resellers" not in " ".join(reconciliation_lines(traced, 80))
