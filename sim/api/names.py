"""Results by name: listed, completed by the tab key, and an unknown name says which one was likely meant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from sim.scenario.problems import suggestion

V = TypeVar("V")

MOST_LISTED = 12
"""So many names are listed even where one is suggested."""


class UnknownNameError(KeyError):
    """There is nothing of that name."""

    def __str__(self) -> str:
        return str(self.args[0])


class Named(Mapping[str, V], Generic[V]):
    """Values by name, each made when asked for."""

    def __init__(
        self, kind: str, names: Sequence[str], make: Callable[[str], V], elsewhere: Mapping[str, str] | None = None
    ) -> None:
        """``elsewhere`` says where names are that might be looked for here."""
        self._kind, self._names, self._make, self._elsewhere = kind, tuple(names), make, elsewhere or {}

    def __getitem__(self, name: str) -> V:
        if name not in self._names:
            raise UnknownNameError(self._unknown(str(name)))
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<{len(self)} by name: {', '.join(self)}>"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._names)

    def _unknown(self, name: str) -> str:
        """That there is no such name, the nearest one, and all where they are few."""
        text = f"there is no {self._kind} '{name}'"
        if name in self._elsewhere:
            return f"{text}: {self._elsewhere[name]}"
        near = suggestion(name, self._names)
        if near:
            text += f". Did you mean '{near}'?"
        if near and len(self) > MOST_LISTED:
            return text
        return f"{text}{'' if near else '.'} There are: {', '.join(self)}"
