"""Relative changes of a number: added, multiplied, or its odds multiplied.

A file states one as a table, ``{ times = 0.7 }``; ``--set PATH*=0.7`` and ``PATH+=1`` are read as the same table.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

PLUS, TIMES, ODDS_TIMES = "plus", "times", "odds_times"
CHANGES = (PLUS, TIMES, ODDS_TIMES)
DIGITS = 12
"""Significant digits of a changed number: enough for any input, and free of rounding errors of the arithmetic."""


class Change(BaseModel):
    """One relative change; exactly one of its keys is stated."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    plus: float | None = None
    times: float | None = None
    odds_times: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, name) is not None for name in CHANGES) != 1:
            raise ValueError(f"a relative change has one of the keys {', '.join(CHANGES)}")
        if self.plus is None and self.amount <= 0:
            raise ValueError(f"{self.name} must be above 0 (got {self.amount:g}): state the value itself instead")
        return self

    @property
    def name(self) -> str:
        """Which of the changes it is."""
        return next(name for name in CHANGES if getattr(self, name) is not None)

    @property
    def amount(self) -> float:
        """What is added or multiplied."""
        return float(getattr(self, self.name))

    @property
    def table(self) -> dict[str, float]:
        """As a file states it."""
        return {self.name: self.amount}

    @property
    def inverse(self) -> "Change":
        """The change that undoes this one."""
        return Change(plus=-self.amount) if self.plus is not None else Change(**{self.name: 1.0 / self.amount})

    def of(self, value: float) -> float:
        """A number after the change, in plain arithmetic."""
        if self.plus is not None:
            return value + self.amount
        if self.times is not None:
            return value * self.amount
        return self.amount * value / (1.0 - value + self.amount * value)

    def stated(self, value: float) -> float:
        """A stated number after the change, in decimal arithmetic: 0.58 times 0.7 is 0.406."""
        if self.odds_times is not None:
            return float(f"{self.of(value):.{DIGITS}g}")
        first, second = Decimal(repr(value)), Decimal(repr(self.amount))
        exact = first + second if self.plus is not None else first * second
        return float(f"{exact:.{DIGITS}g}")

    def __str__(self) -> str:
        return f"{'odds times' if self.odds_times is not None else self.name} {self.amount:.6g}"


def is_change(value: Any) -> bool:
    """Whether a table states a relative change, or tries to; a line or tier may be called ``plus``, and has a table."""
    if not isinstance(value, Mapping) or not value or not set(value) <= set(CHANGES):
        return False
    return not any(isinstance(one, Mapping) for one in value.values())


def is_number(value: Any) -> bool:
    """Whether a value read from a file is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
