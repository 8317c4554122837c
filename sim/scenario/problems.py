"""The problems of a scenario, one line each: place, path, cause and remedy (DESIGN 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One problem: where it is stated, its path, what is wrong, and the value read."""

    place: str
    path: str
    what: str
    hint: str = ""
    got: str = ""

    def __str__(self) -> str:
        head = self.place if self.place == f"--set {self.path}" else f"{self.place}: {self.path}"
        line = f"{head if self.path else self.place}: {self.what}"
        if self.hint:
            line += f". Did you mean '{self.hint}'?"
        return f"{line} (got {self.got})" if self.got else line


class ScenarioError(Exception):
    """A scenario cannot be used; ``problems`` has every reason, ``str()`` one line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: Any) -> str:
    """A value as in the file, shortened to a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of more than 60 digits"
    if isinstance(value, tuple | list):
        text = "[" + ", ".join(shown(item) for item in value[:20]) + "]"
    elif isinstance(value, float):
        text = repr(value)
    else:
        text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
