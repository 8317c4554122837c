"""A line a month: each count and amount is computed again from ledger rows (18.18)."""

import re
from collections import defaultdict

import pytest

from sim.analysis.trace.trace import Trace, trace
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.report.trace.months import COMPANY_HEADS, PARTNER_HEADS, month_lines
from sim.report.words.rounding import plain_money
from sim.scenario.schema import Scenario

from .conftest import FUTURES, SEED

OF_CLOSE = {
    *(Kind.CHANNEL_REVENUE, Kind.REVENUE, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED),
    *(kind for kind in Kind if kind.name.startswith("COST_")),
}
"""Kinds of the table that a close writes; all others happen within the month of their day."""
COLUMNS = {
    "contacts": {Kind.CONTACTED},
    "signed": {Kind.SIGNED},
    "left": {Kind.PILOT_FAILED, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED},
    "qualified": {Kind.QUALIFIED},
    "won": {Kind.WON},
    "lost": {Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER},
    "revenue": {Kind.REVENUE, Kind.CHANNEL_REVENUE},
    "recruited": {Kind.REVENUE},
    "cost": {Kind.FEE_ACCRUED, *(kind for kind in Kind if kind.name.startswith("COST_"))},
}
MONEY = {"revenue", "recruited", "cost", "fees"}


def expected(rows: list[tuple[int, ...]], kinds: set[Kind], *, is_money: bool) -> dict[int, str]:
    """Column of a table by month, as it is printed."""
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        if row[1] in kinds:
            found[row[0] // 30 + (Kind(row[1]) not in OF_CLOSE)] += row[4] if is_money else 1
    return {month: plain_money(value / 100) if is_money else f"{value:,}" for month, value in found.items()}


def test_every_month_is_a_line_of_counts_and_money(traced: Trace, number: int, short: Scenario) -> None:
    """18.18"""
    rows = ledger_of(short, SEED, *divmod(number, FUTURES), "auto")[0].rows
    lines = list(month_lines(traced))
    assert max(map(len, lines)) <= 80
    heads = next(line.split() for line in lines if line.startswith("month"))
    table = [line.split() for line in lines if re.match(r" *\d+ ", line)]
    assert tuple(heads) == COMPANY_HEADS
    assert [int(line[0]) for line in table] == list(range(1, short.months + 1))
    for name, kinds in COLUMNS.items():
        by_month = expected(rows, kinds, is_money=name in MONEY)
        printed = {int(line[0]): line[heads.index(name)] for line in table}
        assert printed == {month: by_month.get(month, "0") for month in range(1, short.months + 1)}, name


def test_a_partner_has_the_months_in_which_something_happened(number: int, short: Scenario) -> None:
    """18.18"""
    key = (short, SEED, *divmod(number, FUTURES), "auto")
    whole = trace(*key)
    winner = next(row[2] for row in whole.rows if row[1] == Kind.REVENUE)
    name = whole.roll.name(winner)
    rows = [row for row in whole.rows if row[2] == winner]
    lines = list(month_lines(trace(*key, partner=name)))
    assert max(map(len, lines)) <= 80
    heads = next(line.split()[: len(PARTNER_HEADS) - 1] for line in lines if line.startswith("month"))
    table = {int(line.split()[0]): line.split() for line in lines if re.match(r" *\d+ ", line)}
    months = {
        row[0] // 30 + (Kind(row[1]) not in OF_CLOSE | {Kind.RESALE_MARGIN, Kind.FEE_PAID, Kind.DISPLACED_ARR})
        for row in rows
    }
    assert set(table) == months
    columns = {"qualified", "won", "lost", "revenue"}
    for column, kinds in {
        **{column: COLUMNS[column] for column in columns}, "revenue": {Kind.REVENUE}, "fees": {Kind.FEE_ACCRUED}
    }.items():  # fmt: skip
        by_month = expected(rows, kinds, is_money=column in MONEY)
        assert {month: line[heads.index(column)] for month, line in table.items()} == {
            month: by_month.get(month, "0") for month in table
        }, column
    story = re.sub(r"\s+", " ", " ".join(lines))
    assert "candidate approached" in story
    assert "agreement signed" in story
    assert "onboarding ends" in story


def test_somebody_who_was_never_contacted(number: int, short: Scenario) -> None:
    """18.18"""
    key = (short, SEED, *divmod(number, FUTURES), "auto")
    rows = trace(*key).rows
    roll = trace(*key).roll
    contacted = {row[2] for row in rows if row[1] == Kind.CONTACTED}
    resellers = {dense for dense in contacted if roll.name(dense).startswith("reseller/")}
    never = next(
        name for index in range(160) if roll.parse(name := f"reseller/0/{index}") not in contacted
    )  # fmt: skip
    lines = " ".join(month_lines(trace(*key, partner=never)))
    assert lines == (
        f"{never} was never contacted in this future, so it has no events: {len(resellers)} candidates of reseller "
        "were, in 30 months."
    )


@pytest.mark.parametrize(
    "name", ["reseller/0/160", "reseller/30/0", "reseller/1/25", "nobody/0/1", "reseller", "reseller/0/x"]
)
def test_who_does_not_exist_is_told_who_does(name: str, short: Scenario) -> None:
    """18.18: also the list of a month after the horizon, whose number would be another archetype's."""
    with pytest.raises(ValueError, match=f"'{name}' is no partner: there are .*reseller/0/0 to reseller/0/159") as said:
        trace(short, SEED, 0, 0, "auto", partner=name)
    assert "reseller/B/0 to reseller/B/24 for B from 1 to 29" in str(said.value)


def test_the_last_list_is_there(short: Scenario) -> None:
    assert trace(short, SEED, 0, 0, "auto", partner="reseller/29/24").partner == "reseller/29/24"
