"""Fields of a scenario for people."""

from typing import Any

from sim.report.words.rounding import fixed, significant
from sim.scenario.catalogue import FieldRow

JUDGEMENT = "judgement"
"""The grade of a value that has a reason but no source."""


def stated(field: FieldRow) -> str:
    """Value of a field, with its range where it is uncertain."""
    value = plain_number(field.value)
    if field.values is None:
        return value
    low, high = map(field.values, (0.1, 0.9))
    return f"{value} ({plain_number(low)} to {plain_number(high)})"


def plain_number(value: Any) -> str:
    """A number in few characters; text and lists as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return significant(value, 4) if abs(value) < 1e4 else fixed(value, 0)
    return f"{value:,}" if isinstance(value, int) else str(value)
