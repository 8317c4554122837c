"""What the page says about the inputs: on what they rest, red flags, benchmarks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from sim.metrics.declared import every_metric
from sim.report.run.cells import Sentence
from sim.report.tables.grid import add_heads, grid
from sim.report.words.counting import counted
from sim.report.words.fields import JUDGEMENT
from sim.report.words.rounding import in_unit, percent
from sim.scenario.assumptions import UNGRADED, basis_of, tuning_of
from sim.scenario.lint import Flag
from sim.scenario.schema import Scenario

FLAGS_SHOWN = 3
METRIC_LABELS = {
    "active_partners": "active partners",
    "sourced_share": "sourced share",
    "agreements": "agreements",
}


def basis_sentence(scenario: Scenario) -> Sentence:
    """What the defaults were tuned to, and how many values are taken as they are without a source."""
    tuning, fixed = tuning_of(scenario), basis_of(scenario).unsourced_fixed
    text = f"{counted(fixed, 'value')} without a source were held fixed"
    if tuning is None:
        return Sentence("basis", f"{text}.", "")
    kept = "Tuned" if tuning.kept == tuning.values else f"{tuning.kept} of {tuning.values} defaults as tuned"
    return Sentence("basis", f"{kept} to {tuning.targets} targets ({tuning.judgement} judgement); {text}.", "")


def loss_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """The first inputs that are drawn otherwise than stated, and how many there are beyond them."""
    losses = summary["lost_mass"]
    for loss in losses[:FLAGS_SHOWN]:
        yield Sentence("lost mass", f"{loss['path']}: {loss['text']}.")
    if len(losses) > FLAGS_SHOWN:
        more = counted(len(losses) - FLAGS_SHOWN, "more input")
        yield Sentence("lost mass", f"{more} drawn otherwise than stated: partnersim validate")


def flag_sentences(flags: Sequence[Flag], shown: int = FLAGS_SHOWN) -> Iterator[Sentence]:
    """The first flags, and how many there are beyond them."""
    for flag in flags[:shown]:
        yield Sentence(flag.severity, f"{flag.severity.capitalize()} {flag.rule}: {flag.message}")
    more = len(flags) - shown
    if more > 0:
        yield Sentence("more flags", f"{counted(more, 'more flag')}: partnersim validate (with the same options)")


def grades_line(scenario: Scenario) -> str:
    """How many values there are, and on what they rest."""
    basis = basis_of(scenario)
    grades = basis.by_grade
    sourced = ", ".join(f"{grades[grade]} {grade}" for grade in ("A", "B", "C", UNGRADED) if grades.get(grade))
    judged = grades.get(JUDGEMENT, 0)
    return (
        f"{basis.values} inputs: {sum(grades.values()) - judged} with a source ({sourced or 'none'}; "
        f"A is measured, B surveyed, C a rule of thumb), {judged} graded as judgement, "
        f"{basis.unsourced} without a source, of which {basis.unsourced_fixed} were held fixed."
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
        shares = (percent(line[side]) for side in ("below", "inside", "above"))
        table.add_row(label, band, *shares)
    return table
