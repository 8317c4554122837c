"""What cannot be true of a partner or a candidate."""

from collections.abc import Iterator, Mapping

from sim.scenario.problems import Problem, suggestion
from sim.scenario.start.columns import LEAST_SCORE, MOST_SCORE, PARTNERS
from sim.scenario.start.read_table import ReadTable, Row, Tables

MOST_LINES = 5
"""Lines of a word that are named."""
AFTER_SIGNED = ("onboarded", "left", "first_qualified", "last_qualified", "last_won")
IN_ORDER = (
    ("first_qualified", "last_qualified", "the first qualified opportunity cannot be after the last"),
    ("first_qualified", "last_won", "no deal can be won before the first opportunity was qualified"),
    ("last_qualified", "left", "a partner brings no opportunity after it has left"),
    ("onboarded", "left", "a partner is not onboarded after it has left"),
)
"""Pairs of dates, the earlier one first, and what is wrong if they are not in order."""


def partner_problems(table: ReadTable, row: Row) -> Iterator[Problem]:
    """The problems of a row of partners."""
    signed = row["signed"]
    for column in AFTER_SIGNED:
        day = row[column]
        if signed is not None and day is not None and day < signed:
            yield table.problem(row, column, f"{day} is before the agreement of {signed}", "correct one of the two")
    for earlier, later, why in IN_ORDER:
        first, second = row[earlier], row[later]
        if first is not None and second is not None and second < first:
            what = f"{second} is before {table.heads.get(earlier, earlier)} {first}"
            yield table.problem(row, later, what, f"correct one of the two, since {why}")
    yield from _qualified_problems(table, row)


def _qualified_problems(table: ReadTable, row: Row) -> Iterator[Problem]:
    """Number and dates of qualified opportunities that contradict each other."""
    if not row.has_read("first_qualified", "last_qualified", "last_won", "qualified_so_far"):
        return
    first, last, count = row["first_qualified"], row["last_qualified"], row["qualified_so_far"] or 0
    head = {name: table.heads.get(name, name) for name in ("first_qualified", "last_qualified", "qualified_so_far")}
    if (first is None) != (last is None):
        missing, there = (
            ("first_qualified", "last_qualified") if first is None else ("last_qualified", "first_qualified")
        )
        yield table.problem(row, missing, f"is empty, and {head[there]} is not", "state both, or none")
    elif (first is None) != (count == 0):
        if first is None:
            what, cure = f"is empty, and {head['qualified_so_far']} is {count:,}", "state the date, or 0"
            yield table.problem(row, "first_qualified", what, cure)
        else:
            what = f"must be at least 1, since {head['first_qualified']} has a date"
            yield table.problem(row, "qualified_so_far", what, "count decided ones too, or empty the dates")
    elif first is not None and first != last and count < 2:
        what = f"must be at least 2, since {head['first_qualified']} and {head['last_qualified']} are two dates"
        yield table.problem(row, "qualified_so_far", what, "count decided ones too")
    if row["last_won"] is not None and first is None and count == 0:
        what = "a deal was won, and no opportunity was ever qualified"
        yield table.problem(row, "last_won", what, "state when and how many")
    if row["committed"] is False and count > 0:
        what = f"is no, and the partner has {count:,} qualified"
        cure = "write yes, or leave it empty if it is not known, since one without people who sell never has any"
        yield table.problem(row, "committed", what, cure)


def candidate_problems(
    tables: Tables, table: ReadTable, stages: Mapping[str, tuple[str, ...]] | None
) -> Iterator[Problem]:
    """The problems of all candidates; ``stages`` of each archetype, if the scenario is known."""
    partners = tables.get(PARTNERS)
    by_id = {} if partners is None else partners.by_id()
    for row in table.rows:
        yield from _contact_problems(table, row)
        partner = by_id.get(row["id"])
        if partners is not None and partner is not None and partner["archetype"] == row["archetype"]:
            what = f"'{row['id']}' is a partner (line {partner.line} of {partners.label})"
            yield table.problem(row, "id", what, "leave one of the two out")
    if stages is not None:
        yield from _stage_problems(table, stages)


def _contact_problems(table: ReadTable, row: Row) -> Iterator[Problem]:
    """A score out of bounds, and a contact and a stage of which one is missing."""
    score, stage = row["score"], row["stage"]
    if score is not None and not LEAST_SCORE <= score <= MOST_SCORE:
        cure = "take it to that scale, or leave it empty"
        yield table.problem(row, "score", f"must lie between {LEAST_SCORE} and {MOST_SCORE}", cure, got=str(score))
    if row.has_read("contacted", "stage") and (row["contacted"] is None) != (stage is None):
        missing, there = ("stage", "contacted") if stage is None else ("contacted", "stage")
        what = f"is empty, and {table.heads.get(there, there)} is not"
        yield table.problem(row, missing, what, "state both, or none")


def _stage_problems(table: ReadTable, stages: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Stages that archetypes do not have, one problem for all candidates whose archetypes have the same ones.

    They are words of another system, which each stand in many rows: what is to be written instead is said once.
    """
    unknown: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        known = stages.get(row["archetype"])
        if known is not None and row["stage"] is not None and row["stage"] not in known:
            unknown.setdefault(known, []).append(row)
    for known, rows in unknown.items():
        lines: dict[str, list[int]] = {}
        for row in rows:
            lines.setdefault(row["stage"], []).append(row.line)
        kinds = sorted({row["archetype"] for row in rows})
        what = f"{_named(kinds)} no recruiting stage {_with_lines(lines)}"
        hint = suggestion(next(iter(lines)).lower(), known) if len(lines) == 1 else ""
        yield table.problem(rows[0], "stage", what, f"write one of {', '.join(known)}", hint)


def _named(kinds: list[str]) -> str:
    quoted = [f"'{kind}'" for kind in kinds]
    return f"{quoted[0]} has" if len(quoted) == 1 else f"{', '.join(quoted)} have"


def _with_lines(lines: Mapping[str, list[int]]) -> str:
    """Words with the lines that have them; a single line is that of the problem."""
    if sum(map(len, lines.values())) == 1:
        return f"'{next(iter(lines))}'"
    return ", ".join(f"'{word}' ({_lines(each)})" for word, each in lines.items())


def _lines(lines: list[int]) -> str:
    first = ", ".join(f"{line}" for line in lines[:MOST_LINES])
    more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    return f"line{'' if len(lines) == 1 else 's'} {first}{more}"
