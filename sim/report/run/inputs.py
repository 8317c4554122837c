"""What the page says about the inputs: on what they rest, red flags, benchmarks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from sim.metrics.declared import every_metric
from sim.report.run.cells import Sentence
from sim.report.tables.grid import add_heads, grid
from sim.report.words.counting import counted
from sim.report.words.fields import JUDGEMENT
from sim.report.words.rounding import in_unit, plain_percent
from sim.scenario.catalogue import FieldRow
from sim.scenario.lint import Flag

FLAGS_SHOWN = 3
METRIC_LABELS = {
    "active_partners": "active partners",
    "sourced_share": "sourced share",
    "agreements": "agreements",
}


def held_fixed(fields: Sequence[FieldRow]) -> int:
    """Values that rest on no source and have no range."""
    return sum(field.is_assumption and field.uncertainty is None for field in fields)


def basis_sentence(fields: Sequence[FieldRow]) -> Sentence:
    """How many values are taken as they are without a source."""
    fixed = held_fixed(fields)
    text = f"{fixed} of {counted(len(fields), 'value')} have no source and were held fixed (validate lists them)."
    return Sentence("basis", text)


def flag_sentences(flags: Sequence[Flag]) -> Iterator[Sentence]:
    """The first flags, and how many there are beyond them."""
    for flag in flags[:FLAGS_SHOWN]:
        yield Sentence(flag.severity, f"{flag.severity.capitalize()} {flag.rule}: {flag.message}")
    more = len(flags) - FLAGS_SHOWN
    if more > 0:
        yield Sentence("more flags", f"{counted(more, 'more flag')}: partnersim validate")


def grades_line(fields: Sequence[FieldRow]) -> str:
    """How many values there are, and on what they rest."""
    grades = Counter(field.grade or "ungraded" for field in fields if not field.is_assumption)
    sourced = ", ".join(f"{grades[grade]} {grade}" for grade in ("A", "B", "C", "ungraded") if grades[grade])
    without = sum(field.is_assumption for field in fields)
    return (
        f"{len(fields)} inputs: {sum(grades.values()) - grades[JUDGEMENT]} with a source ({sourced or 'none'}; "
        f"A is measured, B surveyed, C a rule of thumb), {grades[JUDGEMENT]} graded as judgement, "
        f"{without} without a source, of which {held_fixed(fields)} were held fixed."
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
