"""Where the program meets its limits, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.figures.intervals import half_width
from sim.report.run.cells import Sentence
from sim.report.words.counting import count
from sim.report.words.rounding import significant
from sim.rules.dealflow import MOST_RAW_OPPORTUNITIES

_LEAST_SHOWN = 0.5
"""Contacts; fewer on average are parts of a contact that are carried on."""
_LEAST_CAPPED = 0.0005
"""Share of partner-months; less moves no printed figure."""


def limit_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Planned contacts that are not made and why, and partners at the cap on opportunities; nothing where neither."""
    limits = summary["limits"]
    reasons = (("without_hours", "no hours"), ("without_names", "no names"))
    missed = [f"{_count(limits[name])} ({words})" for name, words in reasons if limits[name]["mean"] >= _LEAST_SHOWN]
    if missed:
        text = f"Contacts planned: {_count(limits['planned'])}; not made: {' and '.join(missed)}."
        yield Sentence("contacts", text, "")
    if limits["capped_share"] >= _LEAST_CAPPED:
        share = f"{significant(limits['capped_share'], 1, shift=2)}%"
        yield Sentence("capped", f"Cap of {MOST_RAW_OPPORTUNITIES} opportunities reached: {share} of partner-months.")


def _count(figure: Mapping[str, Any]) -> str:
    """A mean number with half its 95% interval, in whole contacts."""
    half = count(half_width(figure["ci_low"], figure["ci_high"]))
    return count(figure["mean"]) if half == "0" else f"{count(figure['mean'])} ± {half}"
