"""The tables that the merged values of a scenario name under ``[start]``: read, checked, and put in their place.

From here on a scenario has its tables as text in one form, so that it is whole in memory, in a folder of results and
in other processes, and its digest is that of the values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sim.scenario.merging import Merged
from sim.scenario.other_names import DIGEST
from sim.scenario.problems import CurableProblem, Problem
from sim.scenario.start.checks import Kind, table_problems
from sim.scenario.start.columns import CUSTOMERS, TABLES
from sim.scenario.start.read_table import ReadTable, Row
from sim.scenario.start.start_table import START
from sim.scenario.start.stored import canonical_rows, file_text, table_of, written
from sim.scenario.start.table_text import digest_of

BREAK = "\n"
"""A text with one is a table, and without one the name of its file."""


def in_folder(tables: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The tables of a scenario file, in which those of a start are named from the working folder."""
    start = tables.get(START)
    if not isinstance(start, Mapping):
        return dict(tables)
    files = {
        name: str(folder / start[name])
        for name in TABLES
        if isinstance(start.get(name), str) and start[name] and BREAK not in start[name]
    }
    return {**tables, START: {**start, **files}}


def with_tables(merged: Merged) -> Merged:
    """The merged values with the tables of their start, and the problems of these."""
    start = merged.data.get(START)
    if not isinstance(start, Mapping):
        return merged
    problems: list[Problem] = []
    tables = {name: _table(name, text, merged, problems) for name, text in _stated(start)}
    read = {name: table for name, table in tables.items() if table is not None}
    as_of = _as_of(start)
    problems += table_problems(read, as_of, _kinds(merged.data))
    if customers := read.get(CUSTOMERS):
        problems += customers.each(lambda row: _of_channels(customers, row))
    rows = {name: canonical_rows(table) if not problems else [] for name, table in read.items()}
    digest = digest_of(rows)
    if not problems and start.get(DIGEST) not in ("", None, digest):
        what, cure = (
            "is not that of the tables, which were changed",
            "make them again with 'start', or remove the digest",
        )
        problems.append(CurableProblem(merged.place(f"{START}.{DIGEST}"), f"{START}.{DIGEST}", what, cure=cure))
    texts = {name: written(name, rows.get(name, [])) for name in tables}
    data = {**merged.data, START: {**start, **texts, DIGEST: digest}}
    return replace(merged, data=data, problems=[*merged.problems, *problems])


def _stated(start: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is stated of each table, if it is a text; what is not is a problem of the schema."""
    yield from ((name, start[name]) for name in TABLES if isinstance(start.get(name), str))


def _table(name: str, stated: str, merged: Merged, problems: list[Problem]) -> ReadTable | None:
    """The table that a text names or is."""
    path = f"{START}.{name}"
    place = merged.place(path)
    if BREAK in stated:
        label, text = f"{place} {name}", stated
    else:
        label = stated
        try:
            text = file_text(Path(stated))
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or error
            what, cure = f"{stated or 'the file'} cannot be read: {said}", "name the table's file, beside the scenario"
            problems.append(CurableProblem(place, path, what, cure=cure))
            return None
    table, found = table_of(name, label, text)
    problems += found
    return table


def _as_of(start: Mapping[str, Any]) -> date | None:
    """The as-of date; None where the schema refuses it."""
    stated = start.get("as_of")
    try:
        return stated if type(stated) is date else date.fromisoformat(stated if isinstance(stated, str) else "")
    except ValueError:
        return None


def _of_channels(table: ReadTable, row: Row) -> Iterator[Problem]:
    if row["channel"] is not None:
        what, cure = "a start has the customers of partners alone", "add the ARR of all others to start.arr"
        yield table.problem(row, "channel", what, cure)


def _kinds(data: Mapping[str, Any]) -> dict[str, Kind] | None:
    """The archetypes, as far as a start state is checked against them; None where there are none."""
    archetypes = data.get("archetypes")
    if not isinstance(archetypes, Mapping):
        return None
    kinds = {}
    for name, kind in archetypes.items():
        stated = kind if isinstance(kind, Mapping) else {}
        candidates, stages, segments = stated.get("candidates"), stated.get("funnel_order"), stated.get("segments")
        kinds[name] = Kind(
            candidates if isinstance(candidates, int) else None,
            tuple(map(str, stages)) if isinstance(stages, tuple) else None,
            tuple(sorted(map(str, segments))) if isinstance(segments, Mapping) else (),
        )
    return kinds
