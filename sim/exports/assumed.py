"""What a start takes to be so because no export and no option says it, and how the user says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.exports.started import Started
from sim.scenario.start.columns import CHANNELS, CUSTOMERS, PARTNERS
from sim.scenario.start.days import months_before
from sim.scenario.start.read_table import Row

MARK = "assumed"
"""The beginning of an entry of ``[sources]`` that is no source."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that is assumed."""

    path: str
    """Its field; empty where a table has it."""
    what: str
    cure: str
    """What states it instead."""


def assumptions(found: Started) -> list[Assumption]:
    """Every assumption of a start, those of the program first."""
    return [*_program(found), *_cells(found), *_arr(found)]


def _program(found: Started) -> Iterator[Assumption]:
    whole, order = found.derived, found.scenario.phase_order
    if whole.first_agreement is not None:
        what = f"the program began in {whole.first_agreement:%Y-%m}, with its first agreement"
        yield Assumption("start.month", what, "--program-began DATE")
    if not whole.phase_is_told:
        after = order[order.index(whole.phase) + 1 :]
        why = f"the conditions of {after[0]} do not hold" if after else "the conditions of all phases hold"
        yield Assumption("start.phase", f"the program is in phase {whole.phase}, since {why}", "--phase NAME")
    if not whole.age_is_told:
        yield Assumption("start.phase_age_months", _began(found), "--phase-began DATE")


def _began(found: Started) -> str:
    whole = found.derived
    if not whole.phase_age_months:
        return f"phase {whole.phase} begins now, before its earliest month"
    month = f"{months_before(found.told.as_of, whole.phase_age_months - 1):%Y-%m}"
    if whole.phase == found.scenario.phase_order[0]:
        return f"phase {whole.phase} began in {month}, with the program"
    return f"phase {whole.phase} began in {month}, its earliest month, though its conditions may have been met later"


def _cells(found: Started) -> Iterator[Assumption]:
    """What is drawn or derived where a cell is empty."""
    partners, heads = found.tables[PARTNERS].rows, found.tables[PARTNERS].heads
    for column, what in (("size", "size"), ("committed", "commitment (has people who sell)")):
        if lacking := sum(row[column] is None for row in partners):
            what = f"{what} of {_counted(lacking, 'partner')}: drawn, given what has been qualified"
            yield Assumption("", what, f"the column {heads.get(column, column)} of {PARTNERS}")
    if lacking := sum(_lacks_term(row) for row in found.tables[CUSTOMERS].rows):
        head = found.tables[CUSTOMERS].heads.get("term_begins", "term_begins")
        what = f"running year of {_counted(lacking, 'customer')} of partners: from the last anniversary of the go-live"
        yield Assumption("", what, f"the column {head} of {CUSTOMERS}")


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _lacks_term(row: Row) -> bool:
    return row["partner"] is not None and row["term_begins"] is None


def _arr(found: Started) -> Iterator[Assumption]:
    said = {"months": "is twelve times the last month's revenue", "scenario": f"is that of '{found.scenario.name}'"}
    for channel in CHANNELS:
        arr = found.derived.arr[channel]
        if arr.source in said and (arr.cents or arr.source == "scenario"):
            what = f"ARR of {channel} business {said[arr.source]}"
            yield Assumption(f"start.arr.{channel}", what, f"rows of {channel} in {CUSTOMERS}")
