"""What distributions have in common: the numbers that state them, and relative changes by which they are moved."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from sim.scenario.change import DIGITS, Change, is_number
from sim.scenario.problems import bounds_text
from sim.units import round_half_up

MOVED = "moved"
"""Key of the relative changes that a distribution has been moved by."""

SPREADS = ("sd", "sigma")
"""Keys that state how wide a distribution is; the others are places on the field's scale."""

HALF = 0.5
"""A whole number n stands for n - 1/2 to n + 1/2 of a continuous form."""

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

    def bounds_problem(self, low: float, high: float, *, whole: bool = False) -> str:  # noqa: ARG002
        """The problem with the field's bounds, or an empty string; a moved distribution had to fit before it moved.

        ``whole``: of a field of whole numbers.
        """
        slack = _ROUNDING * max(abs(bound) for bound in (low, high, 1.0) if math.isfinite(bound)) if self.moved else 0.0
        located = self.unmoved._located()
        outside = [f"{key} = {value:g}" for key, value in located if not low - slack <= value <= high + slack]
        if not outside:
            return ""
        return f"{', '.join(outside)} lies outside the field's bounds of {bounds_text(low, high)}"

    def outside(self, low: float, high: float) -> float:  # noqa: ARG002
        """The share of the form that lies outside of bounds at which it is truncated."""
        return 0.0

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
        if not changes:
            return curve

        def value(u: float) -> float:
            moved = curve(u)
            for change in changes:
                moved = change.of(moved)
            return moved

        return value

    def uncut_whole(self, low: float, high: float) -> Callable[[float], int]:
        """The whole numbers before they are cut to the bounds: values of the form, rounded half up.

        Each whole number has the probability of the half unit on either side of it, those at the bounds too.
        """
        wide = self.uncut(low - HALF, high + HALF)
        return lambda u: round_half_up(wide(u))

    @abstractmethod
    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The quantiles of a distribution that was not moved."""

    def _located(self) -> list[tuple[str, float]]:
        """The numbers that must lie within the bounds, by key."""
        return [(key, value) for key, value in self.numbers.items() if key not in SPREADS]


class Ended(Points):
    """A distribution that has a smallest and a largest value of its own."""

    @property
    @abstractmethod
    def ends(self) -> tuple[float, float]:
        """Its smallest and its largest value."""

    @abstractmethod
    def with_ends(self, first: float, last: float) -> Points:
        """The same form with other ends, not moved."""

    def bounds_problem(self, low: float, high: float, *, whole: bool = False) -> str:
        """As for every distribution; in a field of whole numbers the ends are whole, too."""
        ends = self.unmoved.ends if whole else ()
        broken = [f"{end:g}" for end in ends if abs(end - round_half_up(end)) > _ROUNDING * max(abs(end), 1.0)]
        if broken:
            return f"this field has whole numbers: the ends must be whole (got {' and '.join(broken)})"
        return super().bounds_problem(low, high)

    def uncut_whole(self, low: float, high: float) -> Callable[[float], int]:  # noqa: ARG002
        """As for every distribution: the ends are widened by a half unit, so that they have their full share.

        Whole numbers are moved by sums and products only, which give the same form with moved ends, rounded here.
        """
        first, last = (round_half_up(end) for end in self.ends)
        curve = self.with_ends(first - HALF, last + HALF).uncut(-math.inf, math.inf)
        return lambda u: min(max(round_half_up(curve(u)), first), last)


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
