"""A warning about a scenario."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["red flag", "warning"]


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning: its rule, what in the scenario causes it and what to do, and its severity."""

    rule: str
    """A rule such as R-12, or the reason in two words where no document has one."""
    message: str
    severity: Severity
    clause: str = ""
    """Why the verdict may mean little, short enough for its sentence; empty where the verdict stands."""

    @property
    def questions_verdict(self) -> bool:
        """Whether the verdict must not be read without this flag."""
        return bool(self.clause)
