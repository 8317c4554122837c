"""Where a partner of a traced future stood on its ladder, and why: a line for each close that changed it."""

from collections.abc import Iterator
from typing import Any

from sim.analysis.trace.ladder import Condition, TierEvent
from sim.analysis.trace.trace import Trace
from sim.report.tables.columns import with_story, wrapped
from sim.report.words.rounding import known_money, plain_percent
from sim.rules.measures import NO_SHARE, UNRANKED
from sim.scenario.schema import MEASURES, measure_of
from sim.units import BPS, CENTS

_LABEL = "  month {:<4}"


def tier_lines(traced: Trace, width: int) -> Iterator[str]:
    """Nothing of a whole future, or of a partner on no ladder."""
    if not traced.tiers:
        return
    yield from wrapped("Tiers, as closes read them, with what the conditions then were of what they ask for", width)
    for event in traced.tiers:
        told = f"{_what(event)}{': ' if event.conditions else ''}{_conditions(event, traced.scenario.currency)}"
        yield from with_story(_LABEL.format(event.month), told, width)
    yield ""


def _what(event: TierEvent) -> str:
    if event.before != event.after:
        return f"{event.what} from {event.before} to {event.after}"
    if event.what == "stays":
        why = f"short of {event.of}" if event.short else f"as {event.of}, which it holds, waits for a promotion"
        return f"{event.what} at {event.before}, {why}"
    holds = f", as it holds {event.of}" if event.of != event.before else ""
    return f"{event.what} at {event.before}{holds}"


def _conditions(event: TierEvent, currency: str) -> str:
    """``deals 1 of 2 (not reached)``; those of which one suffices behind an ``or``."""
    needs = [_condition(one, currency) for one in event.conditions if not one.suffices]
    others = [_condition(one, currency) for one in event.conditions if one.suffices]
    return ", ".join([*needs, *([f"one of {' or '.join(others)}"] if others else [])])


def _condition(one: Condition, currency: str) -> str:
    of = "within" if one.measure == "top_share" else "of"
    value, asked = (_text(one.measure, number, currency) for number in (one.value, one.asked))
    return f"{one.measure} {value} {of} {asked}{'' if one.is_reached else ' (not reached)'}"


def _text(measure: str, value: int, currency: str) -> str:
    if (measure == "top_share" and value == UNRANKED) or (measure == "channel_share" and value == NO_SHARE):
        return "none"
    kind = MEASURES[measure_of(measure)]
    if kind == "money":
        return known_money(value, currency)
    return plain_percent(value / BPS) if kind == "share" else f"{value:,}"


def tier_objects(traced: Trace) -> list[dict[str, Any]]:
    """The same as JSON values, in the units of a scenario; a value that there is none of is null."""
    return [
        {
            "month": event.month,
            "event": event.what,
            "tier_before": event.before,
            "tier": event.after,
            "conditions_of": event.of,
            "conditions": [
                {
                    "measure": one.measure,
                    "suffices": one.suffices,
                    "value": _number(one.measure, one.value),
                    "asked": _number(one.measure, one.asked),
                    "is_reached": one.is_reached,
                }
                for one in event.conditions
            ],
        }
        for event in traced.tiers
    ]


def _number(measure: str, value: int) -> float | int | None:
    if (measure == "top_share" and value == UNRANKED) or (measure == "channel_share" and value == NO_SHARE):
        return None
    kind = MEASURES[measure_of(measure)]
    if kind == "money":
        return value / CENTS
    return value / BPS if kind == "share" else value
