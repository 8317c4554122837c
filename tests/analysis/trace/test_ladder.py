"""Tiers of a traced partner: what changed and why, against its rows and measures recomputed by other code."""

import json
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner

from sim.analysis.trace.ladder import TierEvent
from sim.analysis.trace.trace import Trace, trace
from sim.cli.main import commands
from sim.engine.identity import roll_of
from sim.ledger import LEAVING_KINDS, Kind
from sim.report.trace.json_object import trace_object
from sim.report.trace.ladder import tier_lines
from sim.rules.measures import UNRANKED

from ...mechanisms.test_ladder import (
    AMOUNT,
    CASES,
    DAY,
    DETAIL,
    FIELDS,
    KIND,
    PARTNER,
    SEED,
    Told,
    month_of_row,
    run_of,
    scenario_of,
)
from ...traces import traces_of

COUNTED = ("deals", "opportunities", "months", "points", "live_customers")
SHOWN = 12
"""Partners of a future that are traced."""


def traces(name: str) -> list[tuple[int, Trace]]:
    """Partners that moved most, by dense index."""
    scenario, ledger, _, parameters = run_of(*CASES[name], engine="reference")
    roll = roll_of(parameters)
    moves = Counter(row[PARTNER] for row in ledger.rows if row[KIND] == Kind.TIER_CHANGED)
    removed = [row[PARTNER] for row in ledger.rows if row[KIND] == Kind.REMOVED and row[DETAIL] == 4]
    chosen = [*removed[:2], *(one for one, _ in moves.most_common(SHOWN))]
    partners = list(dict.fromkeys(chosen))
    found = traces_of(scenario, SEED, "reference", [roll.name(one) for one in partners])
    return list(zip(partners, found, strict=True))


@pytest.mark.parametrize("name", ["flows", "stocks", "ranks"])
def test_changes_are_those_of_the_rows_and_values_those_of_the_measures(name: str) -> None:
    scenario, ledger, _, _ = run_of(*CASES[name], engine="reference")
    ladder, told, seen = scenario.ladders["metal"], Told(scenario, ledger), Counter[str]()
    compared = {month: told.compared(month) for month in range(1, 25)} if name == "ranks" else {}
    for partner, traced in traces(name):
        rows = [row for row in ledger.rows if row[PARTNER] == partner]
        first = month_of_row(next(row for row in rows if row[KIND] == Kind.SIGNED))
        changes = [
            (row[DAY] // 30, ladder.order[row[AMOUNT]], ladder.order[row[DETAIL]])
            for row in rows if row[KIND] == Kind.TIER_CHANGED and row[DAY] // 30 > first
        ]  # fmt: skip
        found = [(one.month, one.before, one.after) for one in traced.tiers if one.before != one.after]
        assert [one for one in found if one[0] > first] == changes
        for event in traced.tiers:
            seen[event.what] += 1
            if event.what == "stays":
                assert (event.before, event.of) == (event.after, ladder.order[ladder.order.index(event.after) + 1])
            elif event.what != "is warned no longer":
                assert event.of == (event.after if event.what == "rises" else event.before)
            _check(event, ladder.tiers[event.of], told, partner, compared)
        gone = [row[DAY] // 30 for row in rows if row[KIND] == Kind.REMOVED and row[DETAIL] == 4]
        assert [one.month for one in traced.tiers if one.what == "is removed"] == gone
    assert seen["rises"] > 5
    assert seen["falls"] > 3
    assert seen["stays"] > 10
    assert name == "ranks" or seen["is warned"] > 0
    assert bool(seen["is removed"]) == (name == "stocks")


def _check(event: TierEvent, tier: Any, told: Told, partner: int, compared: dict[int, Any]) -> None:
    """Each condition of the tier, in order, with its value from the rows."""
    asked = [*sorted(tier.needs.items()), *sorted(tier.one_of.items())]
    assert [one.measure for one in event.conditions] == [measure for measure, _ in asked]
    assert [one.suffices for one in event.conditions] == [False] * len(tier.needs) + [True] * len(tier.one_of)
    for one, (measure, threshold) in zip(event.conditions, asked, strict=True):
        if measure in ("top_share", "channel_share"):
            _check_compared(one, compared[event.month][partner][measure], threshold)
            continue
        value, share = told.value(measure, partner, event.month), measure in ("retention", "growth_rate")
        unit = (
            10_000
            if share
            else 1
            if measure in ("deals", "opportunities", "months", "points", "live_customers")
            else 100
        )
        assert one.value == Fraction(value) * unit // 1
        assert one.asked == Fraction(str(threshold)) * unit
        assert one.is_reached == (value >= Fraction(str(threshold)))
    needs = all(one.is_reached for one in event.conditions if not one.suffices)
    chosen = [one.is_reached for one in event.conditions if one.suffices]
    held = needs and (not chosen or any(chosen))
    assert held == (not event.short)
    assert event.what == "stays" or held == (event.what in ("rises", "is warned no longer"))


def _check_compared(one: Any, value: Any, threshold: float) -> None:
    if one.measure == "channel_share":
        assert one.value == (-1 if value is None else Fraction(value) * 10_000 // 1)
        return
    if value is None:
        assert one.value == UNRANKED
    else:
        place, number = value
        assert one.value == 10_000 * (place - 1) // number + 1
        assert one.is_reached == (place <= -(-int(threshold * 10_000) * number // 10_000))


def test_the_lines_say_it() -> None:
    _, traced = next(
        (one, found) for one, found in traces("stocks") if any(e.what == "is removed" for e in found.tiers)
    )
    lines = " ".join(" ".join(tier_lines(traced, 80)).split())
    assert lines.startswith("Tiers, as closes read them, with what the conditions then were of what they ask for")
    for event, said in zip(traced.tiers, trace_object(traced, 0)["tiers"], strict=True):
        assert f"month {event.month} {event.what}" in lines
        assert (said["month"], said["event"], said["tier"]) == (event.month, event.what, event.after)
    assert "is removed at bronze: opportunities 0 of 1 (not reached)" in lines


def test_only_a_partner_on_a_ladder_has_them() -> None:
    plain = trace(scenario_of(), SEED, 0, 0, "reference", "reseller/0/1")
    assert plain.tiers == ()
    assert "tiers" not in trace_object(plain, 0)
    assert list(tier_lines(plain, 80)) == []
    given = [part for one in CASES["flows"] for part in ("--set", one)]
    command = ["trace", str(FIELDS), "--replication", "0", "--partner", "referrer/0/0", "--engine", "reference"]
    done = CliRunner().invoke(commands, [*command, *given, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["partner"] == "referrer/0/0"


@pytest.mark.parametrize("name", ["flows", "stocks", "ranks"])
def test_what_the_next_tier_is_short_of_is_told_at_every_close_that_changes_it(name: str) -> None:
    """By the measures of every close, and the conditions that then are not reached, recomputed from the rows."""
    scenario, ledger, _, _ = run_of(*CASES[name], engine="reference")
    ladder, told = scenario.ladders["metal"], Told(scenario, ledger)
    compared = {month: told.compared(month) for month in range(1, 25)} if name == "ranks" else {}
    checked = 0
    for partner, traced in traces(name)[:5]:
        stays = {one.month: one.short for one in traced.tiers if one.what == "stays"}
        moved = {one.month for one in traced.tiers if one.what != "stays"}
        assert moved >= {one.month for one in traced.tiers if one.before != one.after}
        last: frozenset[str] | None = None
        tiers = {one.month: one.after for one in traced.tiers}
        begins = min(stays, default=25)
        for month in range(begins, 25):
            at = next(tiers[one] for one in sorted(tiers, reverse=True) if one <= month)
            above = ladder.order[ladder.order.index(at) + 1 :]
            if not above or (partner, month) in gone(ledger.rows):
                break
            now = missed(ladder.tiers[above[0]], told, partner, month, compared)
            assert (month in stays) == (now != last or month in moved), (partner, month)
            last, checked = now, checked + 1
    assert checked > 20


def gone(rows: Any) -> set[tuple[int, int]]:
    """Partners and the months from which they are there no more."""
    leaving = {row[PARTNER]: row[DAY] // 30 for row in rows if row[KIND] in LEAVING_KINDS}
    return {(partner, month) for partner, left in leaving.items() for month in range(left, 26)}


def missed(tier: Any, told: Told, partner: int, month: int, compared: dict[int, Any]) -> frozenset[str]:
    """The needs that are not reached; all of those of which one suffices, if none is."""

    def is_reached(measure: str, threshold: float) -> bool:
        if measure not in ("top_share", "channel_share"):
            return bool(told.value(measure, partner, month) >= Fraction(str(threshold)))
        value = compared[month][partner][measure]
        if value is None or measure == "channel_share":
            return value is not None and Fraction(value) * 10_000 // 1 >= Fraction(str(threshold)) * 10_000
        place, number = value
        return bool(place <= -(-int(threshold * 10_000) * number // 10_000))

    needs = [one for one, threshold in tier.needs.items() if not is_reached(one, threshold)]
    others = [one for one, threshold in tier.one_of.items() if is_reached(one, threshold)]
    return frozenset([*needs, *([] if others else tier.one_of)])
