"""Differences beside the figures they are between: what is printed can be subtracted."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import isclose

from sim.analysis.figures.figure import Figure
from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.paired import Paired
from sim.report.words.outcomes import NOTHING, NUMBERS, difference_figure, difference_text, figure_text

EndText = Callable[[Figure, Outcome, str, int], str]
MOST_MORE = 1
"""Further decimals that are tried before a difference is taken from its printed ends."""
_NUMBER = re.compile(r"([+-]?)[^\d+-]?([\d,]+(?:\.\d+)?)([kMB%]?)")
_POWERS = {"": 0, "%": 0, "k": 3, "M": 6, "B": 9}


def plain_end(figure: Figure, outcome: Outcome, currency: str, more: int) -> str:
    """A figure as it stands beside a difference."""
    return figure_text(figure, outcome, currency, more=more)


def with_differences(
    figures: Sequence[Figure], changes: Sequence[Paired], outcome: Outcome, currency: str, end: EndText = plain_end
) -> tuple[list[str], list[str]]:
    """The texts of figures, the first being the base, and of the difference of each other from it.

    Each difference is that of its printed ends, to their coarsest digit. Where rounding would break this, all get
    one more decimal; where that is not enough, the difference is taken from its ends. A difference that is not that
    of both means stands as it is.
    """
    if not all(_is_between(figures[0], figure, paired) for figure, paired in zip(figures[1:], changes, strict=True)):
        return (
            [end(figure, outcome, currency, 0) for figure in figures],
            [difference_figure(paired, outcome, currency) for paired in changes],
        )
    for more in range(MOST_MORE + 1):
        ends = [end(figure, outcome, currency, more) for figure in figures]
        told = [difference_figure(paired, outcome, currency, more=more) for paired in changes]
        if all(follows(ends[0], other, change) for other, change in zip(ends[1:], told, strict=True)):
            return ends, told
    told = [
        change if follows(ends[0], other, change) else _taken(ends[0], other, paired, outcome, currency)
        for other, change, paired in zip(ends[1:], told, changes, strict=True)
    ]
    return ends, told


def _is_between(base: Figure, other: Figure, paired: Paired) -> bool:
    """Whether a difference is that of both means: not where one is unknown or pairs are left out."""
    if base.mean is None or other.mean is None or paired.difference is None:
        return False
    return isclose(
        other.mean - base.mean, paired.difference, rel_tol=1e-6, abs_tol=1e-9 * max(abs(base.mean), abs(other.mean))
    )


def follows(base: str, other: str, change: str) -> bool:
    """Whether a printed difference is that of its printed ends, within half of the coarsest digit of the three."""
    if NOTHING in (base, other, change) or not all(map(_NUMBER.search, (base, other))):
        return True
    numbers = [number_in(text) for text in (base, other, change)]
    coarsest = max(exponent for text, (_, exponent) in zip((base, other, change), numbers, strict=True) if text != "0")
    (first, _), (second, _), (difference, _) = numbers
    return abs(second - first - difference) * 2 <= Decimal(1).scaleb(coarsest)


def number_in(text: str) -> tuple[Decimal, int]:
    """The first number of a printed text, and the power of ten of its last digit."""
    found = _NUMBER.search(text)
    if found is None:
        raise ValueError(f"no number in '{text}'")
    sign, digits, letter = found.groups()
    number = Decimal(f"{sign}{digits.replace(',', '')}").scaleb(_POWERS[letter])
    exponent = number.as_tuple().exponent
    return number, exponent if isinstance(exponent, int) else 0


def _taken(base: str, other: str, paired: Paired, outcome: Outcome, currency: str) -> str:
    """The difference of two printed ends, in the form of a difference; the simulated one where the ends read alike."""
    unit = 1 if outcome.unit in ("money", *NUMBERS) else 100
    between = (number_in(other)[0] - number_in(base)[0]) / unit
    if between == 0:
        return difference_figure(paired, outcome, currency, more=MOST_MORE)
    return difference_text(float(between), paired.half_interval, outcome, currency, more=MOST_MORE)
