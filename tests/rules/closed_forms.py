"""Means of many draws against closed forms."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

STANDARD_ERRORS = 4.0


def agrees(values: Sequence[float], expected: float, off: float) -> None:
    """The mean is within four standard errors of the closed form, and not of a value that is off."""
    error = stdev(values) / sqrt(len(values))
    mean = fmean(values)
    assert abs(mean - expected) <= STANDARD_ERRORS * error, f"{mean:g}, expected {expected:g}, error {error:g}"
    assert abs(mean - off) > STANDARD_ERRORS * error, f"{mean:g} agrees with {off:g} too, error {error:g}"
