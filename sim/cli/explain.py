"""``partnersim explain``: value, unit, bounds, rule, source and grade of a scenario's fields."""

from collections.abc import Iterator
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import json_option, load, months_option, options, scenario_argument, set_option, with_option
from sim.cli.output import line_width, page_width, print_json, print_lines
from sim.cli.status import DONE, Refusal
from sim.report.tables.columns import with_story

if TYPE_CHECKING:
    from sim.analysis.agreement.breakeven import Breakeven
    from sim.analysis.agreement.ladder import TierReturn
    from sim.scenario.catalogue import FieldRow
    from sim.scenario.schema import Scenario
    from sim.scenario.unstated_fields import UnstatedField

ROLES = {"lever": "lever: the company decides it", "uncertainty": "uncertainty: outside the company's control"}
NO_SOURCE = {True: "none: an assumption", False: "none: acts as if it were not stated"}


@click.command("explain", short_help="Where a number comes from.")
@options(
    scenario_argument, click.argument("query", required=False, metavar="[PATH|RULE|WORDS]"),
    click.option("--agreement", is_flag=True, help="What partners are paid, in sentences, with a worked example."),
    click.option(
        "--deal", type=click.FloatRange(0, 1e9, min_open=True), metavar="AMOUNT",
        help="With --agreement: list value a year of the example's deal (default: the median of its kind).",
    ),
    click.option(
        "--won", type=click.IntRange(1, 240), metavar="MONTH",
        help="With --agreement: month in which that deal is won (default: 3).",
    ),
    set_option, with_option, months_option, json_option,
)  # fmt: skip
def command(
    scenario: str, query: str | None, agreement: bool, deal: float | None, won: int | None,
    overrides: tuple[str, ...], overlays: tuple[str, ...], months: int | None, as_json: bool,
) -> int:  # fmt: skip
    """Show where the numbers of SCENARIO come from.

    Alone: an index of all fields, one line each. With a path, a table such as gate, or a pattern such as
    'archetypes.*.churn_per_year': all about each field, and what else the table may state. With a name such as bonuses
    or renewal_rate: the paths under which it could be stated. With a rule such as R-44, or with words such as churn: an
    index of the fields that cite it, or that have the words in name, meaning or rule.

    With --agreement: what each kind of partner is paid and when, and what a deal comes to; with the name of a kind,
    that one alone.
    """
    if not agreement and (deal is not None or won is not None):
        raise click.UsageError("--deal and --won go with --agreement")
    chosen = load(scenario, overrides, months, overlays)
    if agreement:
        return _agreement(chosen, query, deal, won, as_json=as_json)
    fields, absent, in_full = _found(chosen, query)
    if as_json:
        from sim.version import SCHEMA_VERSION

        rows = [_json_row(field) for field in fields]
        beside: dict[str, Any] = {}
        if shares := _share_objects(chosen, fields, in_full=in_full):
            beside["breakeven"] = shares
        if returns := _return_objects(chosen, fields, in_full=in_full):
            beside["tier_returns"] = returns
        if absent:
            beside["not_stated"] = [_absent_row(field) for field in absent]
        print_json({"schema_version": SCHEMA_VERSION, "scenario": chosen.name, "fields": rows, **beside})
        return DONE
    print_lines(_text(chosen, fields, absent, _heading(chosen, query, fields), in_full=in_full))
    return DONE


def _agreement(chosen: "Scenario", name: str | None, deal: float | None, won: int | None, *, as_json: bool) -> int:
    """The pay of each kind of partner in sentences."""
    from sim.analysis.figures.kinds import kinds_with_agreements
    from sim.report.agreement.page import agreement_lines, agreement_objects

    if name is not None and name not in chosen.archetypes:
        raise Refusal(
            f"{name}: there is no kind of partner of this name (there are {', '.join(sorted(chosen.archetypes))})"
        )
    kinds = kinds_with_agreements(chosen) if name is None else [name]
    if as_json:
        from sim.version import SCHEMA_VERSION

        found = agreement_objects(chosen, kinds, deal, won)
        print_json({"schema_version": SCHEMA_VERSION, "scenario": chosen.name, "agreements": found})
    else:
        print_lines(agreement_lines(chosen, kinds, deal, won, page_width()))
    return DONE


def _text(
    chosen: "Scenario", fields: "list[FieldRow]", absent: "list[UnstatedField]", heading: str, *, in_full: bool
) -> Iterator[str]:
    if heading:
        yield heading
    if absent and not in_full:
        yield from _absent_lines(absent)
    if heading and not fields and not absent:
        yield f"no field of {chosen.name} cites it"
    for position, field in enumerate(fields):
        if not in_full:
            yield _index_line(field)
            continue
        if position:
            yield ""
        yield from _field_lines(field)
    if in_full:
        yield from _share_lines(chosen, fields)
        yield from _return_lines(chosen, fields)
        if absent:
            yield ""
            yield from _absent_lines(absent)


def _absent_lines(absent: "list[UnstatedField]") -> Iterator[str]:
    """What can be stated beside, a line each."""
    yield "not stated here:"
    for field in absent:
        about = ", ".join(part for part in (field.spec.meaning, field.spec.unit, _bounds(field)) if part)
        yield from with_story("  ", f"{field.path}: {about}", line_width())


def _bounds(field: "UnstatedField") -> str:
    from sim.scenario.problems import bounds_text

    return bounds_text(field.spec.low, field.spec.high) if field.spec.numeric else ""


def _absent_row(field: "UnstatedField") -> dict[str, Any]:
    spec = field.spec
    return {
        "path": field.path,
        "meaning": spec.meaning,
        "unit": spec.unit,
        "low": spec.low if isfinite(spec.low) else None,
        "high": spec.high if isfinite(spec.high) else None,
        "rule": spec.rule,
    }


def _shares(chosen: "Scenario", fields: "list[FieldRow]") -> "list[Breakeven]":
    """What the shares come to whose terms are among the fields."""
    from sim.analysis.agreement.breakeven import breakevens
    from sim.scenario.paths import split

    kinds = {split(field.path)[1] for field in fields if split(field.path)[::2][:2] == ("archetypes", "terms")}
    return [one for one in breakevens(chosen) if one.archetype in kinds] if kinds else []


def _share_lines(chosen: "Scenario", fields: "list[FieldRow]") -> Iterator[str]:
    from sim.report.agreement.breakeven import breakeven_lines

    for found in _shares(chosen, fields):
        yield ""
        line = f", product line {found.line}" if found.line else ""
        line += f", tier {found.tier}" if found.tier else ""
        yield f"archetypes.{found.archetype}.terms: the share beside a fee once{line}"
        for about, said in breakeven_lines(found, chosen.currency):
            yield from with_story(f"  {about:<8}", said, line_width())


def _share_objects(chosen: "Scenario", fields: "list[FieldRow]", *, in_full: bool) -> list[dict[str, Any]]:
    from sim.report.agreement.breakeven import breakeven_object

    return [breakeven_object(found) for found in _shares(chosen, fields)] if in_full else []


def _returns(chosen: "Scenario", fields: "list[FieldRow]") -> "list[TierReturn]":
    """What the tiers return whose ladders are among the fields."""
    from sim.analysis.agreement.ladder import tier_returns
    from sim.scenario.paths import split

    ladders = {split(field.path)[1] for field in fields if split(field.path)[0] == "ladders"}
    return [one for one in tier_returns(chosen) if one.ladder in ladders] if ladders else []


def _return_lines(chosen: "Scenario", fields: "list[FieldRow]") -> Iterator[str]:
    from sim.report.agreement.tier_return import return_line

    for place, found in enumerate(_returns(chosen, fields)):
        if not place:
            yield ""
            yield "what a tier returns on its cost"
        yield from with_story(f"  {found.tier:<8}", return_line(found, chosen.currency), line_width())


def _return_objects(chosen: "Scenario", fields: "list[FieldRow]", *, in_full: bool) -> list[dict[str, Any]]:
    from sim.report.agreement.tier_return import return_object

    return [return_object(found) for found in _returns(chosen, fields)] if in_full else []


def _found(scenario: "Scenario", query: str | None) -> "tuple[list[FieldRow], list[UnstatedField], bool]":
    """The fields that a query means, those that could be stated beside, and whether they are to be shown in full."""
    from sim.scenario.catalogue import field_table
    from sim.scenario.finding import at_path, citing, rule_of, with_words
    from sim.scenario.other_names import field_of
    from sim.scenario.unstated_fields import unstated_at, unstated_below, unstated_named

    fields = field_table(scenario)
    if query is None:
        return fields, [], False
    if found := at_path(fields, field_of(query)):
        return found, unstated_below(scenario, query), True
    rule = rule_of(query)
    found = citing(fields, rule) if rule else with_words(fields, query)
    absent = unstated_named(scenario, query) or unstated_at(scenario, query)
    if not found and not _listed(query) and not absent:
        raise Refusal(_nothing(scenario, query, [field.path for field in fields]))
    return found, absent, False


def _heading(scenario: "Scenario", query: str | None, fields: "list[FieldRow]") -> str:
    """The rule that a query names, with its text; or that the part is not stated which it names."""
    from sim.scenario.absence import absence

    if query is None or fields:
        return _listed(query)
    return _listed(query) or absence(query, scenario, type(scenario))


def _listed(query: str | None) -> str:
    """The rule or figure that a query names, with its text; empty if it names none that is listed."""
    from sim.scenario.finding import rule_of
    from sim.sources import SOURCES

    rule = rule_of(query or "")
    return f"{rule}: {SOURCES[rule]}" if rule in SOURCES else ""


def _nothing(scenario: "Scenario", query: str, known: list[str]) -> str:
    """What to say where a query finds nothing."""
    from sim.scenario.absence import absence

    tables = {".".join(name.split(".")[:length]) for name in known for length in range(1, name.count(".") + 1)}
    near = get_close_matches(query, [*known, *sorted(tables)], n=1, cutoff=0.4)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    missing = f"there is no such field.{hint}" if hint else "no field has these words in name, meaning or rule"
    return f"{query}: {absence(query, scenario, type(scenario)) or missing}"


def _index_line(field: "FieldRow") -> str:
    """Path, value, range and unit."""
    from sim.report.words.fields import stated

    return f"{field.path} = {stated(field)} {field.unit}".rstrip()


def _field_lines(field: "FieldRow") -> Iterator[str]:
    from sim.report.words.fields import stated

    yield f"{field.path} = {stated(field)}"
    for name, said in _lines(field):
        yield from with_story(f"  {name:<8}", said, line_width())


def _lines(field: "FieldRow") -> Iterator[tuple[str, str]]:
    from sim.scenario.problems import bounds_text
    from sim.sources import SOURCES, cited

    if field.meaning:
        yield "meaning", field.meaning
    if field.unit:
        yield "unit", field.unit
    if isfinite(field.low) or isfinite(field.high):
        yield "bounds", bounds_text(field.low, field.high)
    yield "role", ROLES[field.role]
    if field.rule:
        yield "rule", f"{field.rule}: {SOURCES.get(field.rule, 'not listed')}"
    grade = f" (grade {field.grade})" if field.grade else ""
    yield "source", f"{field.source}{grade}" if field.source else NO_SOURCE[field.is_assumption]
    for name in cited(field.source):
        if name != field.rule and name in SOURCES:
            yield "", f"{name}: {SOURCES[name]}"
    yield "drawn", _distribution(field)


def _distribution(field: "FieldRow") -> str:
    if field.uncertainty is None or field.values is None:
        return "no: the same value in every world"
    from sim.report.words.rounding import significant
    from sim.scenario.points import Ended
    from sim.scenario.problems import without_exponent

    low, middle, high = map(field.values, (0.1, 0.5, 0.9))
    stated = ", ".join(f"{key} = {value:g}" for key, value in field.uncertainty.numbers.items())
    if field.kind == "int":
        quantiles = f"whole numbers with 10th percentile {low:,}, median {middle:,} and 90th percentile {high:,}"
    else:
        ends = [significant(value, 4, apart="") for value in (low, middle, high)]
        quantiles = f"one in ten below {ends[0]}, half below {ends[1]}, one in ten above {ends[2]}"
    moved = ", ".join(str(change) for change in field.uncertainty.moved or ())
    has_tail = field.drawn_to < field.high and not isinstance(field.uncertainty, Ended)
    most = f", none above {without_exponent(field.drawn_to)}" if has_tail else ""
    return f"once per world, {{ {stated} }}{f' (moved: {moved})' if moved else ''}: {quantiles}{most}"


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
        "uncertainty": drawn.model_dump(mode="json", exclude_none=True) if drawn is not None else None,
    }
