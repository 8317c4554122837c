"""``partnersim start``: a company as it is, from its exports, becomes a scenario."""

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.folder import PathToWrite
from sim.cli.new_folder import check_new_folder, write_new_folder
from sim.cli.options import json_option, options
from sim.cli.output import print_json, print_lines, talk
from sim.cli.scenarios import seen_from
from sim.cli.status import DONE, Refusal

if TYPE_CHECKING:
    from sim.exports.derived import Told
    from sim.exports.export import Asked
    from sim.exports.heads import Naming

REQUIRED = ("partners", "customers", "opportunities")
EXAMPLE_FOLDER = Path("start-example")
FILE = click.Path(path_type=Path)


@click.command("start", short_help="A scenario that begins with your company as it is.")
@options(
    click.argument("scenario", required=False),
    click.option("--partners", type=FILE, metavar="CSV", help="Partners of the program, those that left too."),
    click.option("--customers", type=FILE, metavar="CSV", help="Live customers of partners and channels."),
    click.option("--opportunities", type=FILE, metavar="CSV", help="Partners' open deals, and won ones not live yet."),
    click.option("--candidates", type=FILE, metavar="CSV", help="Candidates on the list or being recruited."),
    click.option("--months", type=FILE, metavar="CSV", help="Revenue of the last 12 months (13 or more for growth)."),
    click.option("--as-of", metavar="DATE", help="Day of the exports: the last of its month, such as 2025-12-31."),
    click.option("-o", "--out", type=PathToWrite(), metavar="FOLDER", help="New folder for scenario and tables."),
    click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Dates have the day first, or the month."),
    click.option("--decimal", type=click.Choice(["point", "comma"]), help="What stands before decimals."),
    click.option(
        "--map", "mapped", multiple=True, metavar="TABLE.COLUMN=NAME",
        help="What the file calls a column: 'customers.arr=Annual value' (may be repeated).",
    ),
    click.option(
        "--ignore", "ignored", multiple=True, metavar="TABLE.NAME[,...]",
        help="Columns of files that are not needed: 'customers.Region,partners.Tier'; 'customers.*' is each that is "
        "not known (may be repeated).",
    ),
    click.option("--program-began", metavar="DATE", help="Default: month of the first agreement."),
    click.option("--phase", default="", metavar="NAME", help="Phase now (default: by its entry conditions)."),
    click.option("--phase-began", metavar="DATE", help="Default: the earliest month that the scenario allows it."),
    click.option(
        "--roster-shares", nargs=2, type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="BEFORE LAST",
        help="Informal partners' share of revenue in the year before last and last year: 0.034 0.041.",
    ),
    click.option("--force", is_flag=True, help="Replace the files of an earlier start in the folder."),
    click.option("--example", is_flag=True, help="Write the layouts of the files, with a few rows, and explain them."),
    json_option,
)  # fmt: skip
def command(
    scenario: str | None, partners: Path | None, customers: Path | None, opportunities: Path | None,
    candidates: Path | None, months: Path | None, as_of: str | None, out: Path | None, dates: str | None,
    decimal: str | None, mapped: tuple[str, ...], ignored: tuple[str, ...], program_began: str | None, phase: str,
    phase_began: str | None, roster_shares: tuple[float, float] | None, force: bool, example: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Make a scenario that extends SCENARIO and begins with a company as it is, from its exports.

    Exports are read as they are: any encoding and delimiter, N/A for what is not known, a row of totals at the end.
    Every problem is told at once, with file, line, column and cure, and nothing is written. --example has the layouts.
    """
    if example and as_json:
        raise click.UsageError("--json goes with exports, and --example reads none")
    if example:
        return _write_example(out or EXAMPLE_FOLDER)
    files = {
        "partners": partners, "customers": customers, "opportunities": opportunities, "candidates": candidates,
        "months": months,
    }  # fmt: skip
    named = {table: file for table, file in files.items() if file is not None}
    missing = [f"--{table}" for table in REQUIRED if table not in named]
    missing += ["SCENARIO"] * (scenario is None) + ["--as-of"] * (as_of is None) + ["--out"] * (out is None)
    if missing or scenario is None or as_of is None or out is None:
        raise click.UsageError(f"also needed: {', '.join(missing)} (--example writes the layouts of the files)")
    from sim.exports.derived import Told
    from sim.exports.export import Asked

    problems: list[str] = []
    days = [_day(*each, problems) for each in (("--program-began", program_began), ("--phase-began", phase_began))]
    day, naming = _as_of(as_of, problems), _naming(mapped, ignored, problems)
    if problems or day is None:
        raise Refusal("\n".join(problems))
    asked, told = Asked(dates=dates, decimal=decimal, naming=naming), Told(day, days[0], phase, days[1], roster_shares)
    return _start(scenario, named, asked, told, out, force=force, as_json=as_json)


def _start(
    scenario: str, files: dict[str, Path], asked: "Asked", told: "Told", out: Path, *, force: bool, as_json: bool
) -> int:
    from sim.exports.scenario_file import SCENARIO_FILE, files_of, name_of
    from sim.exports.started import started
    from sim.report.start.json_object import start_object
    from sim.report.start.lines import start_lines
    from sim.scenario.lint.start import start_flags
    from sim.scenario.load import load_scenario
    from sim.scenario.problems import ScenarioError

    replaces = _earlier(out, tuple(files.values())) if force else ()
    problems: list[str] = []
    try:
        check_new_folder(out, [SCENARIO_FILE, *(f"{table}.csv" for table in files)], replaces)
    except Refusal as error:
        problems.append(error.message)
    try:
        found = started(scenario, files, asked, told)
    except ScenarioError as error:
        problems.insert(0, str(error))
    if problems:
        raise Refusal("\n".join(problems))
    path = out / SCENARIO_FILE
    written = files_of(found, name_of(out), seen_from(path, scenario))
    write_new_folder(out, written, replaces)
    flags = [flag.message for flag in start_flags(load_scenario(path))]
    if as_json:
        print_json(start_object(found, path, flags))
    else:
        print_lines([*start_lines(found), *flags])
        click.echo(path)
    typed = shlex.quote(str(path))
    talk(f"Next: 'partnersim validate {typed}', 'partnersim run {typed}', 'partnersim trace {typed} --like p50'.")
    return DONE


def _earlier(folder: Path, exports: tuple[Path, ...]) -> tuple[str, ...]:
    """The files of an earlier start in a folder, without the exports that are read now."""
    from sim.exports.scenario_file import is_of_a_start, names_of_all

    if not is_of_a_start(folder):
        return ()
    read = {export.resolve() for export in exports}
    return tuple(name for name in names_of_all() if (folder / name).resolve() not in read)


def _as_of(stated: str, problems: list[str]) -> date | None:
    """The as-of date; None where it is no date, or not the last of a month."""
    from sim.scenario.start.days import is_month_end, month_ends_near

    day = _day("--as-of", stated, problems, month_ends_near)
    if day is not None and not is_month_end(day):
        cure = " or ".join(f"--as-of {near}" for near in month_ends_near(day))
        problems.append(f"--as-of {stated}: must be the last day of a month: type {cure}")
    return day


def _day(
    option: str, stated: str | None, problems: list[str], near: Callable[[date], list[date]] = lambda day: [day]
) -> date | None:
    """The date of an option, which is typed in one form alone; None where it is not stated or is none.

    ``near`` are the dates that are told in place of one that was meant.
    """
    if stated is None:
        return None
    from sim.exports.dates import LIKE, date_readings, month_readings, what_else

    text = stated.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and (found := set(date_readings(text).values())):
        day: date = found.pop()
        return day
    read = {**(date_readings(text) or month_readings(text))}
    meant = sorted({str(each) for day in read.values() for each in near(day)}) or [LIKE]
    what = "is a date in another form" if read else what_else(text)[0]
    problems.append(f"{option} {stated}: {what}: type {' or '.join(f'{option} {each}' for each in meant)}")
    return None


def _naming(mapped: tuple[str, ...], ignored: tuple[str, ...], problems: list[str]) -> "dict[str, Naming]":
    """Names of columns by table; a table or column that there is not is a problem."""
    from sim.exports.heads import Naming

    heads: dict[str, dict[str, str]] = {}
    without: dict[str, set[str]] = {}
    problems += [*_read_map(mapped, heads), *_read_ignore(ignored, without)]
    tables = {*heads, *without}
    return {table: Naming(heads.get(table, {}), frozenset(without.get(table, ()))) for table in tables}


def _read_map(mapped: tuple[str, ...], heads: dict[str, dict[str, str]]) -> Iterator[str]:
    from sim.exports.columns import COLUMNS, column_of

    for text in mapped:
        path, equals, name = text.partition("=")
        table, _, column = path.strip().partition(".")
        if not equals or not name.strip() or table not in COLUMNS:
            yield f"--map {text}: must be TABLE.COLUMN=NAME, where TABLE is one of {', '.join(COLUMNS)}"
        elif column_of(table, column) is None:
            there = ", ".join(each.name for each in COLUMNS[table])
            yield f"--map {text}: {table} has no column '{column}' (it has {there})"
        elif column in heads.get(table, {}):
            yield f"--map {text}: {table}.{column} is named twice: keep one"
        else:
            heads.setdefault(table, {})[column] = name.strip()


def _read_ignore(ignored: tuple[str, ...], without: dict[str, set[str]]) -> Iterator[str]:
    from sim.scenario.start.columns import TABLES

    each = re.compile(rf",\s*(?=(?:{'|'.join(TABLES)})\.)")
    """A comma before the next table; another one is part of a column's name."""
    for text in (part for stated in ignored for part in each.split(stated)):
        table, dot, name = text.strip().partition(".")
        if not dot or not name.strip() or table not in TABLES:
            yield f"--ignore {text}: must be TABLE.NAME or TABLE.*, where TABLE is one of {', '.join(TABLES)}"
        else:
            without.setdefault(table, set()).add(name.strip())


def _write_example(out: Path) -> int:
    from sim.exports.columns import COLUMNS
    from sim.exports.example import AS_OF, example_files
    from sim.scenario.start.columns import REQUIRED as NEEDED

    write_new_folder(out, example_files())
    for table, columns in COLUMNS.items():
        width = max(len(column.name) for column in columns)
        print_lines([f"{out / f'{table}.csv'}{'' if table in NEEDED else ' (may be absent)'}"])
        print_lines(f"  {column.name:<{width}}  {column.meaning}" for column in columns)
    files = " ".join(f"--{table} {out / f'{table}.csv'}" for table in COLUMNS)
    talk(f"Next: put your rows in their place, then 'partnersim start {files} --as-of {AS_OF} coach -o mine'.")
    return DONE
