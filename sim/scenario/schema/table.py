"""What the tables of a scenario file have in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sim.letters import in_words, unseen
from sim.scenario.schema.check import UnreadError, check, checks_of, known

MONEY_LIMIT = 1e13
"""Largest amount of a field, in any currency; what a scenario adds up to is checked against what can be counted.

The curve of a range depends on the bounds up to which it is drawn. ``drawn_to`` of a field is a bound for amounts in
USD; ranges that reach past it, as those in KRW may, are drawn up to this one.
"""
_NAME, _CURRENCY = r"^[a-z][a-z0-9_]{0,39}$", r"^[A-Z]{3}$"
PATTERNS = {
    _NAME: "a name starts with a lower-case letter and has only a-z, 0-9 and _, at most 40 characters",
    _CURRENCY: "must be three capital letters, such as USD",
}
"""The message for a text that does not match a pattern."""
FAULTS = "faults"
"""Type of the error that has what the checks of a table find."""


def fault_of_text(value: Any) -> str:
    """What is wrong with a text of a scenario: a character that a reader cannot see. Empty if nothing is."""
    position = unseen(value) if isinstance(value, str) else None
    if position is None:
        return ""
    return f"its character {position + 1} is {in_words(value, position)}, which cannot be seen: take it away"


def _seen(value: Any) -> Any:
    if what := fault_of_text(value):
        raise PydanticCustomError("unseen", "{what}", {"what": what})
    return value


Seen = Annotated[str, BeforeValidator(_seen)]
"""Text that people read."""
Name = Annotated[Seen, StringConstraints(pattern=_NAME)]
Currency = Annotated[Seen, StringConstraints(pattern=_CURRENCY)]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two numbers of a table that must be in order; a draw that violates it is changed (``sim.scenario.worlds``)."""

    low: str
    high: str
    moves: str
    """The one of the two that is changed."""
    cause: str
    """The message if they are not in order, starting with the key that it is about."""
    gap: float = 0
    """Minimum distance after a draw was changed; if it is not 0, the two must not be equal either."""


@dataclass(frozen=True, slots=True)
class Together:
    """Two whole numbers of a table whose sum has a limit; a draw that passes it is changed, as that of ``Ordered``."""

    first: str
    moves: str
    """The one of the two that is changed."""
    most: int
    cause: str
    """The message if their sum is larger, starting with the key that it is about."""


class Table(BaseModel):
    """A table of a scenario file: frozen, no unknown keys, no numbers in strings."""

    fixed: ClassVar[bool] = False
    """True for a part of the question: it is the same in every world."""
    lasting: ClassVar[bool] = False
    """True for a part that holds for the whole run: ``[changes]`` gives it no other value from a month on."""
    ordered: ClassVar[tuple[Ordered, ...]] = ()
    """Numbers of this table that must be in order, where both are there."""
    together: ClassVar[tuple[Together, ...]] = ()
    """Numbers of this table whose sum has a limit."""
    once: ClassVar[tuple[str, ...]] = ()
    """Lists of this table in which each name stands once."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def faults(self) -> Iterator[str]:
        """What its checks find, a line each; of a table that could not be read in full, what is known of it."""
        for name in checks_of(type(self)):
            yield from known(getattr(self, name)())

    @model_validator(mode="after")
    def _without_faults(self) -> Self:
        if lines := list(self.faults()):
            raise PydanticCustomError(FAULTS, "{lines}", {"lines": "\n".join(lines)})
        return self

    @check
    def _in_order(self) -> Iterator[str]:
        told: set[str] = set()
        for pair in self.ordered:
            for cause in known(self._out_of_order(pair)):
                yield from () if pair.moves in told else (cause,)
                told.add(pair.moves)
        for one in self.together:
            yield from known(self._too_large(one))

    @check
    def _each_once(self) -> Iterator[str]:
        for field in self.once:
            yield from known(self._named_twice(field))

    def _named_twice(self, field: str) -> Iterator[str]:
        names = getattr(self, field) or ()
        if len(set(names)) < len(names):
            yield f"{field}: each counts once (they are {', '.join(names)})"

    def _out_of_order(self, pair: Ordered) -> Iterator[str]:
        low, high = getattr(self, pair.low), getattr(self, pair.high)
        if low is not None and high is not None and (low > high or (pair.gap and low == high)):
            yield pair.cause

    def _too_large(self, one: Together) -> Iterator[str]:
        if getattr(self, one.first) + getattr(self, one.moves) > one.most:
            yield one.cause

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A field that could not be read; all others are found before this is asked."""
            if name in type(self).model_fields:
                raise UnreadError
            return super().__getattr__(name)
