"""The changes of levers in words: from which month, and what they were and are."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.run.cells import Sentence
from sim.report.words.rounding import in_full, percent_in_full

MOST_SHOWN = 3
"""Levers of a change that the page names; of more, their number."""


def change_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """A sentence a change; nothing where levers stay as they are."""
    for change in summary.get("changes", ()):
        levers = change["levers"]
        said = [_moved(lever) for lever in levers[:MOST_SHOWN]]
        more = [f"and {len(levers) - MOST_SHOWN} more"] if len(levers) > MOST_SHOWN else []
        also = " (also for deals won before)" if change["retroactive"] else ""
        text = f"From month {change['month']}, change '{change['name']}'{also}: {', '.join([*said, *more])}."
        yield Sentence("change", text)


def _moved(lever: Mapping[str, Any]) -> str:
    before, after = (_value(lever[side], lever["unit"]) for side in ("before", "after"))
    return f"{lever['path']} {before} to {after}"


def _value(value: float, unit: str) -> str:
    """A stated value with all its digits; a fraction in percent."""
    if "fraction of 1" in unit or unit == "probability":
        return percent_in_full(value)
    return in_full(value)
