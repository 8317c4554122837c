"""Checks of a table: what its fields say together, one thing each, so that every fault is told at once.

A table that was read from a wrong file has no value where none could be read. A check that asks for one ends there:
nothing that it has not said yet can be known. What it said before rests on values as they are stated.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

F = TypeVar("F")
V = TypeVar("V")
_MARK = "is_check"


class UnreadError(Exception):
    """A value was asked for that could not be read."""


def check(method: Callable[[Any], Iterator[str]]) -> Callable[[Any], Iterator[str]]:
    """A method of a table that gives its faults: a line each, with the key that it is about in front, or none."""
    setattr(method, _MARK, True)
    return method


@cache
def checks_of(table: type) -> tuple[str, ...]:
    """The names of the checks of a table, those of what it is made from first."""
    members = {name: it for one in reversed(table.__mro__) for name, it in vars(one).items()}
    return tuple(name for name, it in members.items() if hasattr(it, _MARK))


def known(faults: Iterator[F]) -> Iterator[F]:
    """Faults, up to the first that rests on a value that could not be read."""
    try:
        yield from faults
    except UnreadError:
        return


def readable(*reads: Callable[[], V]) -> Iterator[V]:
    """The values that can be read: for what one of many is enough for."""
    for read in reads:
        try:
            yield read()
        except UnreadError:
            continue


def entries(values: dict[str, V]) -> Iterator[tuple[str, V]]:
    """Names and values of a table by name, those that can be read."""
    return values.read() if isinstance(values, PartlyRead) else iter(values.items())


class PartlyRead(dict[str, V]):
    """Values by name of which some could not be read, or have a name that is none."""

    def __init__(self, values: dict[str, V], *, unread: frozenset[str], has_bad_names: bool) -> None:
        super().__init__(values)
        self._unread, self._has_bad_names = unread, has_bad_names

    def __getitem__(self, name: str) -> V:
        if name in self._unread:
            raise UnreadError
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        if name in self._unread or super().__contains__(name):
            return True
        self._whole()
        return False

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        yield from self._unread
        self._whole()

    def __len__(self) -> int:
        self._whole()
        return super().__len__() + len(self._unread)

    def keys(self) -> Any:
        """The names; UnreadError behind the last, if there are bad ones."""
        return iter(self)

    def values(self) -> Any:
        """The values; UnreadError at the first that could not be read."""
        return (self[name] for name in self)

    def items(self) -> Any:
        """Names and values; UnreadError at the first value that could not be read."""
        return ((name, self[name]) for name in self)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        return self[name] if name in self else default  # noqa: SIM401  # this is what get is

    def read(self) -> Iterator[tuple[str, V]]:
        """The values that could be read."""
        return ((name, super(PartlyRead, self).__getitem__(name)) for name in super().__iter__())

    def _whole(self) -> None:
        if self._has_bad_names:
            raise UnreadError
