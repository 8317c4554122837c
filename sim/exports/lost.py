"""Opportunities that were lost: history, which is checked as the others are and counts in nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sim.exports.columns import LOST_ON, STATUS
from sim.scenario.problems import Problem
from sim.scenario.start.read_table import ReadTable, Row

_LOST = {"lost", "dead", "disqualified", "abandoned", "cancelled", "canceled", "withdrawn", "rejected", "declined"}
_WON, _CLOSED = {"won"}, {"closed"}
MOST_NAMED = 6
"""Statuses that a note names."""


def is_lost(row: Row) -> bool:
    """Whether an opportunity was lost, by its date or its status."""
    return row[LOST_ON] is not None or _says(row) == "lost"


def _says(row: Row) -> str:
    """What a status says: ``lost``, ``won``, ``closed`` (one of both, and not which), or nothing."""
    words = set(re.findall(r"[^\W\d_]+", (row[STATUS] or "").casefold()))
    lost, won = bool(words & _LOST), bool(words & _WON)
    if lost != won:
        return "lost" if lost else "won"
    return "closed" if lost or words & _CLOSED else ""


def lost_problems(table: ReadTable, as_of: date) -> Iterator[Problem]:
    """Dates and words of opportunities by which one would be lost and not lost."""
    for row in table.rows:
        yield from _date_problems(table, row, as_of)
        yield from _status_problems(table, row)


def _date_problems(table: ReadTable, row: Row, as_of: date) -> Iterator[Problem]:
    lost, qualified = row[LOST_ON], row["qualified_on"]
    if lost is None:
        return
    if lost > as_of:
        cure = "leave out what has happened since, or state a later --as-of"
        yield table.problem(row, LOST_ON, f"{lost} is after the as-of date {as_of}", cure)
    elif qualified is not None and lost < qualified:
        head = table.heads.get("qualified_on", "qualified_on")
        yield table.problem(row, LOST_ON, f"{lost} is before {head} {qualified}", "correct one of the two")
    if row["won_on"] is not None:
        head = table.heads.get("won_on", "won_on")
        yield table.problem(row, LOST_ON, f"is {lost}, and {head} is {row['won_on']}", "empty one of the two")


def _status_problems(table: ReadTable, row: Row) -> Iterator[Problem]:
    if not row.has_read("won_on", LOST_ON):
        return
    said, word, won = _says(row), row[STATUS], row["won_on"]
    heads = [table.heads.get(name, name) for name in ("won_on", LOST_ON)]
    if said == "lost" and won is not None and row[LOST_ON] is None:
        cure = f"empty {heads[0]} if it was lost: it is the date of a signature alone"
        yield table.problem(row, STATUS, f"is '{word}', and {heads[0]} is {won}", cure)
    elif said == "won" and row[LOST_ON] is not None:
        yield table.problem(row, STATUS, f"is '{word}', and {heads[1]} is {row[LOST_ON]}", "correct one of the two")
    elif said == "won" and won is None:
        cure = "state the date of signature, or leave the row out if its customer is live"
        yield table.problem(row, STATUS, f"is '{word}', and {heads[0]} is empty", cure)
    elif said == "closed" and won is None and row[LOST_ON] is None:
        cure = f"write won or lost, or the date in {heads[0]} or {heads[1]}"
        yield table.problem(row, STATUS, f"is '{word}', which says neither won nor lost", cure)


def without_lost(table: ReadTable) -> tuple[ReadTable, tuple[str, ...]]:
    """The opportunities that are not lost, and notes on the others and on how statuses were read."""
    lost: list[Row] = []
    kept: list[Row] = []
    for row in table.rows:
        (lost if is_lost(row) else kept).append(row)
    notes = []
    if lost:
        number = "1 lost one is" if len(lost) == 1 else f"{len(lost):,} lost ones are"
        notes.append(f"{number} history and left out{_words(lost)}")
    if still := _words([row for row in kept if row["won_on"] is None]):
        notes.append(f"open by their status{still}")
    return replace(table, rows=tuple(kept)), tuple(notes)


def _words(rows: list[Row]) -> str:
    """The statuses of rows, each once."""
    words = sorted({row[STATUS] for row in rows if row[STATUS] is not None})
    more = f" and {len(words) - MOST_NAMED:,} more" if len(words) > MOST_NAMED else ""
    return f": {', '.join(words[:MOST_NAMED])}{more}" if words else ""
