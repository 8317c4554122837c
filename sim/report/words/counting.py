"""Numbers of things, and lists of words."""

from collections.abc import Sequence

from sim.report.words.rounding import fixed


def counted(number: int, thing: str) -> str:
    """``1 run``, ``1,000 runs``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def count(value: float) -> str:
    """A number of things, such as partners: whole, with thousands apart."""
    return fixed(value, 0)


def listed(words: Sequence[str]) -> str:
    """``a, b and c``; at least one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
