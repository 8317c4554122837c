"""``partnersim validate``: errors of scenario files, red flags, and assumptions without a source."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import load, load_noted, months_option, options, set_option, with_option
from sim.cli.output import line_width, print_json, print_lines, talk
from sim.cli.status import DONE, FAILED, USAGE, Refusal
from sim.report.tables.columns import with_story

if TYPE_CHECKING:
    from sim.analysis.behaviour.rows import Behaviour
    from sim.scenario.load import Loaded
    from sim.scenario.schema import Scenario


@click.command("validate", short_help="Check scenario files.")
@options(
    click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO..."),
    set_option,
    with_option,
    months_option,
    click.option("--resolved", is_flag=True, help="Print the complete scenario with all defaults and settings."),
    click.option("--behaviour", is_flag=True, help="Simulate the ready-made scenarios and compare with evidence."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text."),
)
def command(
    scenarios: tuple[str, ...], overrides: tuple[str, ...], overlays: tuple[str, ...], months: int | None,
    resolved: bool, behaviour: bool, as_json: bool,
) -> int:  # fmt: skip
    """Check SCENARIO files or ready-made names: every error at once, red flags, assumptions without a source."""
    if resolved and (len(scenarios) > 1 or as_json or behaviour):
        raise click.UsageError("--resolved prints one scenario and can be used with --set, --with and --months only")
    if resolved:
        from sim.scenario.load import resolved_toml

        click.echo(resolved_toml(load(scenarios[0], overrides, months, overlays)), nl=False)
        return DONE
    reports = [_report(name, overrides, overlays, months) for name in scenarios]
    valid = all(report["valid"] for report in reports)
    if as_json:
        rows = _behaviour() if behaviour and valid else None
        print_json(_json_object(reports, rows))
    else:
        from sim.report.behaviour.lines import behaviour_lines

        for report in reports:
            _print_report(report)
        rows = _behaviour() if behaviour and valid else None
        print_lines(behaviour_lines(rows or []))
    if not valid:
        return USAGE
    return FAILED if any(row.tuned and not row.hits for row in rows or ()) else DONE


def _report(name: str, overrides: tuple[str, ...], overlays: tuple[str, ...], months: int | None) -> dict[str, Any]:
    """The findings about one scenario as JSON values."""
    try:
        found = load_noted(name, overrides, months, overlays)
    except Refusal as error:
        return {"scenario": name, "valid": False, "problems": error.message.splitlines()}
    return {"scenario": name, "valid": True, "problems": [], **_findings(found.scenario), **_noted(found)}


def _noted(found: "Loaded[Scenario]") -> dict[str, Any]:
    """Ranges that stated values ended or that lose mass at bounds, as JSON, and a line for every note."""
    from sim.scenario.load import ended_ranges
    from sim.scenario.losses import losses_of
    from sim.scenario.notes import note_lines

    ended = [{"path": note.path, "place": note.place, "reason": note.what or None} for note in ended_ranges(found)]
    lost = [loss.to_dict() for loss in losses_of(found.scenario)]
    return {"ended_ranges": ended, "lost_mass": lost, "notes": note_lines(found.notes)}


def _findings(scenario: "Scenario") -> dict[str, Any]:
    from sim.report.words.fields import JUDGEMENT, stated
    from sim.scenario.assumptions import TUNED, basis_of
    from sim.scenario.catalogue import field_table
    from sim.scenario.lint import red_flags
    from sim.scenario.unstated import unstated_inputs

    fields, basis = field_table(scenario), basis_of(scenario)
    return {
        "title": scenario.title,
        "fields": basis.values,
        "unused": len(fields) - basis.values,
        "uncertain": sum(field.uncertainty is not None for field in fields),
        "judgement": sum(field.grade == JUDGEMENT for field in fields),
        "flags": [
            {"rule": flag.rule, "severity": flag.severity, "message": flag.message} for flag in red_flags(scenario)
        ],
        "inherited": {
            "from": TUNED,
            "inputs": [
                {"path": row.path, "value": row.value, "stated": stated(row)} for row in unstated_inputs(scenario)
            ],
        },
        "held_fixed": basis.unsourced_fixed,
        "assumptions": [{"path": field.path, "value": _plain(field.value)} for field in fields if field.is_assumption],
    }


def _plain(value: Any) -> Any:
    """A value as plain JSON."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def _print_report(report: dict[str, Any]) -> None:
    """Findings on stdout; problems, which prevent all else, on stderr."""
    if not report["valid"]:
        for problem in report["problems"]:
            talk(problem)
        return
    print_lines(_lines(report))


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{report['scenario']}: valid ({report['fields']} inputs, {report['uncertain']} of them uncertain; "
        f"{report['unused']} more that could be stated and do nothing as they are)"
    )
    for flag in report["flags"]:
        yield f"  {flag['severity']} {flag['rule']}: {flag['message']}"
    yield from _inherited(report["inherited"])
    for line in report["notes"]:
        yield f"  {line}"
    assumed = report["assumptions"]
    yield (
        f"  {len(assumed)} assumptions without a source ({report['held_fixed']} held fixed), {report['judgement']} "
        "values graded as judgement"
    )
    width = max((len(item["path"]) for item in assumed), default=0)
    for item in assumed:
        yield from with_story(f"    {item['path']:<{width}}", str(item["value"]), line_width())


def _inherited(inherited: dict[str, Any]) -> Iterator[str]:
    """What a running program has from elsewhere, with how to state it; nothing of a new one."""
    rows = inherited["inputs"]
    if rows:
        yield f"  as in {inherited['from']}, without a source of your own: state them in your file, or with --set"
        width = max(len(row["path"]) for row in rows)
        yield from (f"    {row['path']:<{width}}  {row['stated']}" for row in rows)


def _behaviour() -> "list[Behaviour]":
    from sim.analysis.behaviour.table import behaviour_table
    from sim.engine.preparation import prepare

    prepare("compiled")
    return behaviour_table(progress=talk)


def _json_object(reports: list[dict[str, Any]], rows: "list[Behaviour] | None") -> dict[str, Any]:
    from sim.report.behaviour.json_object import behaviour_object
    from sim.version import SCHEMA_VERSION

    result: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "scenarios": reports}
    if rows is not None:
        result["behaviour"] = behaviour_object(rows)
    return result
