"""What cannot be true of the months of the past."""

from collections.abc import Iterator
from datetime import date

from sim.scenario.problems import Problem
from sim.scenario.start.columns import MONTHS, TABLES, Holds
from sim.scenario.start.days import months_between
from sim.scenario.start.read_table import ReadTable, Row


def month_problems(table: ReadTable, as_of: date | None) -> Iterator[Problem]:
    """The problems of the table of months: no gap, none twice, the last is that of the as-of date."""
    rows: dict[int, Row] = {}
    for row in table.rows:
        for column in TABLES[MONTHS]:
            if column.holds is Holds.AMOUNT and row[column.name] is not None and row[column.name] < 0:
                cure = "book what was credited in the month that it belongs to, or write 0"
                yield table.problem(row, column.name, "must not be below 0", cure)
        if as_of is None or (month := row["month"]) is None:
            continue
        place = months_between(as_of, month)
        if place > 0:
            what = f"{_said(month)} is after the as-of date {as_of}"
            yield table.problem(row, "month", what, "leave it out, or state a later --as-of")
        elif place in rows:
            yield table.problem(row, "month", f"{_said(month)} is on line {rows[place].line} too", "keep one of them")
        else:
            rows[place] = row
    if as_of is None or not rows or not all(row.has_read("month") for row in table.rows):
        return
    if 0 not in rows:
        row = rows[max(rows)]
        what = f"the last month is {_said(row['month'])}, and the as-of date {as_of}"
        yield table.problem(row, "month", what, "add the months up to it")
    for place in sorted(rows):
        if place + 1 not in rows and place < max(rows):
            what = f"the month after {_said(rows[place]['month'])} is missing"
            yield table.problem(rows[place], "month", what, "add its row")


def _said(month: date) -> str:
    return f"{month:%Y-%m}"
