"""``partnersim explain``: value, unit, bounds, rule, source and grade of a scenario's fields."""

from collections.abc import Iterator
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import json_option, load, months_option, options, scenario_argument, set_option, with_option
from sim.cli.output import print_json
from sim.cli.status import DONE, Refusal

if TYPE_CHECKING:
    from sim.scenario.catalogue import FieldRow
    from sim.scenario.schema import Root

ROLES = {"lever": "lever: the company decides it", "uncertainty": "uncertainty: outside the company's control"}


@click.command("explain", short_help="Where a number comes from.")
@options(
    scenario_argument, click.argument("path", required=False), set_option, with_option, months_option, json_option,
)  # fmt: skip
def command(
    scenario: str,
    path: str | None,
    overrides: tuple[str, ...],
    overlays: tuple[str, ...],
    months: int | None,
    as_json: bool,
) -> int:
    """Show where the numbers of SCENARIO come from: one field, a table such as gate, or all fields."""
    chosen = load(scenario, overrides, months, overlays)
    fields = _fields(chosen, path)
    if as_json:
        from sim.version import SCHEMA_VERSION

        rows = [_json_row(field) for field in fields]
        print_json({"schema_version": SCHEMA_VERSION, "scenario": chosen.name, "fields": rows})
        return DONE
    for position, field in enumerate(fields):
        if position:
            click.echo()
        _print_field(field)
    return DONE


def _fields(scenario: "Root", path: str | None) -> "list[FieldRow]":
    """The field at ``path``, or the fields of the table there; all of them without a path."""
    from sim.scenario.absence import absence
    from sim.scenario.catalogue import field_table

    fields = field_table(scenario)
    found = [field for field in fields if path is None or f"{field.path}.".startswith(f"{path}.")]
    if path is not None and not found:
        known = [field.path for field in fields]
        tables = {".".join(name.split(".")[:length]) for name in known for length in range(1, name.count(".") + 1)}
        near = get_close_matches(path, [*known, *sorted(tables)], n=1, cutoff=0.4)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise Refusal(f"{path}: {absence(path, scenario, type(scenario)) or f'there is no such field.{hint}'}")
    return found


def _print_field(field: "FieldRow") -> None:
    from sim.report.words.fields import plain_number

    click.echo(f"{field.path} = {plain_number(field.value)}")
    for name, said in _lines(field):
        click.echo(f"  {name:<8}  {said}")


def _lines(field: "FieldRow") -> Iterator[tuple[str, str]]:
    from sim.sources import SOURCES, cited

    if field.meaning:
        yield "meaning", field.meaning
    if field.unit:
        yield "unit", field.unit
    if isfinite(field.low) or isfinite(field.high):
        yield "bounds", f"{field.low:g} to {field.high:g}"
    yield "role", ROLES[field.role]
    if field.rule:
        yield "rule", f"{field.rule}: {SOURCES.get(field.rule, 'not listed')}"
    grade = f" (grade {field.grade})" if field.grade else ""
    yield "source", f"{field.source}{grade}" if field.source else "none: an assumption"
    for name in cited(field.source):
        if name != field.rule and name in SOURCES:
            yield "", f"{name}: {SOURCES[name]}"
    yield "drawn", _distribution(field)


def _distribution(field: "FieldRow") -> str:
    if field.uncertainty is None:
        return "no: the same value in every world"
    low, middle, high = (field.uncertainty.quantile(level, field.low, field.high) for level in (0.1, 0.5, 0.9))
    stated = ", ".join(f"{key} = {value:g}" for key, value in field.uncertainty.model_dump().items())
    quantiles = f"one in ten below {low:.4g}, half below {middle:.4g}, one in ten above {high:.4g}"
    return f"once per world, {{ {stated} }}: {quantiles}"


def _json_row(field: "FieldRow") -> dict[str, Any]:
    drawn = field.uncertainty
    return {
        "path": field.path,
        "value": field.value.model_dump(mode="json") if hasattr(field.value, "model_dump") else field.value,
        "unit": field.unit,
        "low": field.low if isfinite(field.low) else None,
        "high": field.high if isfinite(field.high) else None,
        "role": field.role,
        "rule": field.rule,
        "meaning": field.meaning,
        "source": field.source or None,
        "grade": field.grade,
        "uncertainty": drawn.model_dump(mode="json") if drawn is not None else None,
    }
