"""Deals by class in words, and what the odds would be under the other test of attribution (R-54, R-84)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.run.cells import Sentence
from sim.report.words.counting import listed
from sim.report.words.rounding import fixed, percent_in_interval

WORDS = {
    "registered": "registered",
    "unregistered": "unregistered",
    "influenced": "influenced",
    "fulfilled": "only fulfilled",
    "routed": "routed",
}
TOUCHES = {"first": "the first touch", "last": "the last touch", "linear": "all touches alike"}


def class_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Nothing without claims."""
    found = summary.get("classes")
    if found is None:
        return
    deals = [f"{fixed(number, 1)} {WORDS[name]}" for name, number in found["deals"].items()]
    points = fixed(found["unregistered_share"], 1, shift=2)
    text = f"Deals won by month {found['month']}, in the mean: {listed(deals)}"
    yield Sentence("classes", f"{text}; {points} points of the sourced share have no claim.")
    if (other := found["other_test"]) is not None:
        odds = percent_in_interval(other["pass_probability"], other["ci_low"], other["ci_high"])
        yield Sentence(
            "other_test",
            f'With attribution.test = "{other["test"]}" the odds would be {odds}: deals of the same futures counted '
            "again, revenue and phases as they were.",
        )


def touch_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """What models of touches would credit to partners, below the short page; nothing if none is stated (R-83)."""
    found = summary.get("classes", {})
    if "touches" in found:
        shares = [f"{fixed(share, 1, shift=2)}% by {TOUCHES[name]}" for name, share in found["touches"].items()]
        said = f"Of the value of deals won by month {found['month']} touch models credit partners with {listed(shares)}"
        yield Sentence("touches", f"{said}: a report, by which nothing is paid and no share counted.")
