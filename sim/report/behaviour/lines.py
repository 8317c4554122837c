"""The behaviour table as lines of text."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.analysis.behaviour.rows import Behaviour
from sim.report.words.rounding import significant


def behaviour_lines(rows: Sequence[Behaviour]) -> Iterator[str]:
    """One line per row: hit or miss, the observed value, its target, and whether the model was tuned on it."""
    for row in rows:
        mark = "hit " if row.hits else "MISS"
        kind = "tuned" if row.tuned else "not tuned on"
        observed, low, high = (_in_unit(value, row.unit) for value in (row.observed, row.low, row.high))
        target = f"{low} to {high}" if isfinite(row.high) else f"at least {low}"
        yield f"{mark} {row.name}: {observed}, target {target} ({row.rules}; {kind})"


def _in_unit(value: float, unit: str) -> str:
    """A number of the table; those in percent and in points are fractions."""
    if unit == "%":
        return f"{significant(value, 3, shift=2)}%"
    if unit == "points":
        return f"{significant(value, 3, shift=2)} points"
    return f"{significant(value, 4)} {unit}".rstrip()
