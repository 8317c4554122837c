"""What distributions have in common: the numbers that state them, and relative changes by which they are moved."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from sim.scenario.change import DIGITS, Change, is_number

MOVED = "moved"
"""Key of the relative changes that a distribution has been moved by."""

SPREADS = ("sd", "sigma")
"""Keys that state how wide a distribution is; the others are places on the field's scale."""

_ROUNDING = 1e-10
"""Part of a bound by which undoing a change may miss it."""


class Points(BaseModel, ABC):
    """A distribution stated by a few numbers.

    ``moved`` are the relative changes that it has been moved by. Its numbers are then those after the changes, and its
    quantiles are those of the distribution before them, changed and cut to the field's bounds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    moved: tuple[Change, ...] | None = None

    @property
    def numbers(self) -> dict[str, float]:
        """The numbers that state it, by key."""
        return {key: value for key, value in self if key != MOVED}

    @property
    def unmoved(self) -> Self:
        """The distribution before it was moved."""
        if not self.moved:
            return self
        numbers = self.numbers
        for change in reversed(self.moved or ()):
            numbers = _moved_numbers(numbers, change.inverse)
        return type(self).model_validate(numbers)

    def bounds_problem(self, low: float, high: float) -> str:
        """The problem with the field's bounds, or an empty string; a moved distribution had to fit before it moved."""
        slack = _ROUNDING * max(abs(bound) for bound in (low, high, 1.0) if math.isfinite(bound)) if self.moved else 0.0
        located = self.unmoved._located()
        outside = [f"{key} = {value:g}" for key, value in located if not low - slack <= value <= high + slack]
        if not outside:
            return ""
        return f"{', '.join(outside)} lies outside the field's bounds of {low:g} to {high:g}"

    def quantile(self, u: float, low: float, high: float) -> float:
        """Value at probability ``u`` in a field from ``low`` to ``high``."""
        return self.between(low, high)(u)

    def between(self, low: float, high: float) -> Callable[[float], float]:
        """``quantile`` in a field from ``low`` to ``high``, for many probabilities."""
        if not self.moved:
            return self._between(low, high)
        moved = self.uncut(low, high)
        return lambda u: min(max(moved(u), low), high)

    def uncut(self, low: float, high: float) -> Callable[[float], float]:
        """The values before they are cut to the bounds: those of the distribution before it was moved, changed."""
        curve, changes = self.unmoved._between(low, high), self.moved or ()

        def value(u: float) -> float:
            moved = curve(u)
            for change in changes:
                moved = change.of(moved)
            return moved

        return value

    @abstractmethod
    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The quantiles of a distribution that was not moved."""

    def _located(self) -> list[tuple[str, float]]:
        """The numbers that must lie within the bounds, by key."""
        return [(key, value) for key, value in self.numbers.items() if key not in SPREADS]


def moved_by(change: Change, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a distribution, as a file states them, after a relative change: its numbers, and ``moved``."""
    earlier = stated.get(MOVED) or ()
    numbers = _moved_numbers({key: value for key, value in stated.items() if key != MOVED}, change)
    rounded = {key: float(f"{value:.{DIGITS}g}") if is_number(value) else value for key, value in numbers.items()}
    return {**rounded, MOVED: (*earlier, change.table)}


def _moved_numbers(numbers: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The numbers after a change; a standard deviation is only multiplied, that of a logarithm stays."""

    def moved(key: str, value: Any) -> Any:
        if not is_number(value) or key == "sigma" or (key == "sd" and change.times is None):
            return value
        return change.of(value)

    return {key: moved(key, value) for key, value in numbers.items()}
