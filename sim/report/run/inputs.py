"""What the page says about the inputs: assumptions without a source, grades, red flags, benchmarks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.metrics.declared import every_metric
from sim.report.tables.grid import add_heads, grid
from sim.report.words.fields import JUDGEMENT, plain_number, stated
from sim.report.words.rounding import in_unit, plain_percent
from sim.scenario.catalogue import FieldRow

ASSUMPTIONS_SHOWN = 8
METRIC_LABELS = {
    "active_partners": "active partners",
    "sourced_share": "sourced share",
    "agreements": "agreements",
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """Fields of one meaning (the same key of several archetypes or phases) that rest on no source."""

    path: str
    value: str
    spread: float
    """Widest range, p10 to p90, over the middle value; 0 where the value is taken as certain."""


def assumptions(fields: Sequence[FieldRow]) -> list[Assumption]:
    """The numbers without a source, widest range first; the same key of several tables counts once."""
    grouped: dict[str, list[FieldRow]] = {}
    for field in fields:
        if field.is_assumption and field.kind != "choice":
            grouped.setdefault(_pattern(field.path), []).append(field)
    found = [_assumption(pattern, group) for pattern, group in grouped.items()]
    return sorted(found, key=lambda assumption: (-assumption.spread, assumption.path))


def _assumption(pattern: str, group: Sequence[FieldRow]) -> Assumption:
    values = list(dict.fromkeys(stated(field) for field in group))
    spread = max(_relative_spread(field) for field in group)
    if len(values) == 1:
        return Assumption(group[0].path if len(group) == 1 else pattern, values[0], spread)
    numbers = sorted(field.value for field in group)
    text = f"{plain_number(numbers[0])} to {plain_number(numbers[-1])}, {len(group)} values"
    return Assumption(pattern, text, spread)


def _pattern(path: str) -> str:
    """The path with ``*`` for the name of an archetype, phase, funnel stage or readiness."""
    steps = path.split(".")
    if steps[0] in ("archetypes", "phases", "readiness"):
        steps[1] = "*"
        if steps[2:3] == ["funnel"]:
            steps[3] = "*"
    return ".".join(steps)


def _relative_spread(field: FieldRow) -> float:
    if field.uncertainty is None:
        return 0.0
    low, middle, high = (field.uncertainty.quantile(level, field.low, field.high) for level in (0.1, 0.5, 0.9))
    return (high - low) / abs(middle) if middle else high - low


def assumption_table(found: Sequence[Assumption]) -> Table:
    """The first assumptions with their values."""
    table = grid("left", "left")
    table.columns[0].no_wrap = True
    for assumption in found[:ASSUMPTIONS_SHOWN]:
        table.add_row(Text(f"  {assumption.path}"), Text(assumption.value))
    return table


def grades_line(fields: Sequence[FieldRow]) -> str:
    """How many values there are, and on what they rest."""
    grades = Counter(field.grade or "ungraded" for field in fields if not field.is_assumption)
    sourced = ", ".join(f"{grades[grade]} {grade}" for grade in ("A", "B", "C", "ungraded") if grades[grade])
    without = sum(field.is_assumption for field in fields)
    return (
        f"{len(fields)} inputs: {sum(grades.values()) - grades[JUDGEMENT]} with a source ({sourced or 'none'}; "
        f"A is measured, B surveyed, C a rule of thumb), {grades[JUDGEMENT]} graded as judgement, "
        f"{without} assumptions without a source."
    )


def benchmark_table(lines: Sequence[Mapping[str, Any]], currency: str) -> Table:
    """Where futures lie against the bands of the sources."""
    table = grid("left", "right", "right", "right", "right")
    add_heads(table, ["Benchmark", "band", "below", "inside", "above"])
    for line in lines:
        unit = every_metric()[line["metric"]].unit.name
        band = " to ".join(in_unit(line[edge], 0.0, unit, currency) for edge in ("low", "high"))
        first, last = line["from_month"], line["month"]
        when = f"month {last}" if first == last else f"months {first}-{last}"
        label = f"{METRIC_LABELS.get(line['metric'], line['metric'])}, {when} ({line['rule']})"
        shares = (plain_percent(round(line[side], 2)) for side in ("below", "inside", "above"))
        table.add_row(label, band, *shares)
    return table
