"""Growth without the program in words: its range, and how much of it could be known."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.run.cells import Sentence
from sim.report.words.rounding import odds_with_interval, percent

KNOWN = "{share} of variance can be known (rest is chance)"
IN_SHORT = "variance {share} knowable, rest chance"


def growth_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """The first year's growth; nothing where growth does not vary, or no year is whole."""
    for year in (summary["own_growth"] or ())[:1]:
        median, low, high = (percent(year[level]) for level in ("p50", "p10", "p90"))
        span = f" ({low} to {high})" if summary["runs"] >= fewest_runs(LEVELS["p10"]) else ""
        head = f"Own growth year 1: {median}{span}"
        yield Sentence("own_growth", *(f"{head}{_known(year, words)}." for words in (KNOWN, IN_SHORT)))


def _known(year: Mapping[str, Any], words: str) -> str:
    return "" if year["known_share"] is None else f"; {words.format(share=known_words(year))}"


def known_words(found: Mapping[str, Any]) -> str:
    """The part of a variance that could be known, with its interval."""
    share, low, high = (found[name] for name in ("known_share", "ci_low", "ci_high"))
    return percent(share) if low is None or high is None else odds_with_interval(share, low, high)
