"""What the tables of a scenario file have in common."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

MONEY_LIMIT = 1e9
_NAME, _CURRENCY = r"^[a-z][a-z0-9_]{0,39}$", r"^[A-Z]{3}$"
PATTERNS = {
    _NAME: "a name starts with a small letter and has only a-z, 0-9 and _, at most 40 of them",
    _CURRENCY: "must be three capital letters, such as USD",
}
"""What is wrong with a text that does not match a pattern."""

Name = Annotated[str, StringConstraints(pattern=_NAME)]
Currency = Annotated[str, StringConstraints(pattern=_CURRENCY)]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two numbers of a table that must stand in an order; a draw that breaks it is moved (``sim.scenario.worlds``)."""

    low: str
    high: str
    moves: str
    """The one of them that gives way to the other."""
    cause: str
    """What is wrong where it is not so, with the key that it concerns in front."""
    gap: float = 0
    """Least distance of a draw that was moved; where there is one, the two may not be equal either."""


class Table(BaseModel):
    """A table of a scenario file: frozen, no unknown keys, no numbers in strings."""

    fixed: ClassVar[bool] = False
    """True for a part of the question: one world may not have it different from another."""
    ordered: ClassVar[tuple[Ordered, ...]] = ()
    """Numbers of this table that must stand in an order."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for pair in self.ordered:
            low, high = getattr(self, pair.low), getattr(self, pair.high)
            if low > high or (pair.gap and low == high):
                raise ValueError(pair.cause)
        return self
