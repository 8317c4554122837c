"""The files of a company that starts as it is: a scenario and the tables that it names."""

import re
from collections.abc import Iterator
from pathlib import Path

from sim.exports.assumed import MARK, assumptions
from sim.exports.roster_growth import RosterGrowth
from sim.exports.started import Started
from sim.ledger import Channel
from sim.letters import visible
from sim.scenario.start.columns import CHANNELS, TABLES
from sim.scenario.start.start_table import ARR, GROWTH, START
from sim.scenario.start.stored import written
from sim.scenario.start.table_text import digest_of, row_texts
from sim.scenario.starting_file.toml import toml_text
from sim.units import CENTS, MONTHS_PER_YEAR

SCENARIO_FILE = "scenario.toml"
MADE_BY = "'partnersim start'"
WIDTH = 44
HEAD = """\
# {title}
# Made by 'partnersim start' from exports of the company on {as_of}:
{files}
# Make the tables again rather than edit them.
#
# Assumed, since no export says it; state it instead as it is said in brackets:
{assumed}
#
# Everything that is not stated here is as in '{parent}', such as
{inherited}
# 'partnersim explain' says what each is and where it comes from. To change one, state it in this file below the others
# (its table, or its path in quotes before the first table), or try it with --set PATH=VALUE.

extends = {extends}
name = {name}
title = {quoted}
"""
_ORDER = {"partners": (1, 0), "customers": (1, 4, 0), "opportunities": (1, 2, 0), "candidates": (1, 0), "months": (0,)}
"""Positions of the columns by which a table is sorted."""
_ROSTER = CHANNELS[Channel.ROSTER]
_ROSTER_BASIS = f"vendor.{_ROSTER}.growth_basis"
_ROSTER_GROWTH = f"vendor.{_ROSTER}.arr_growth_per_year"
_HOW = {
    "month": "months of the program that are over: ",
    "phase": "the phase in force: ",
    "phase_age_months": "for how many months: ",
}
INHERITED = {
    "growth": "vendor.direct.arr_growth_per_year, vendor.inbound.arr_growth_per_year, vendor.growth",
    "churn, expansion": "vendor.*.churn_per_year, vendor.*.expansion_per_year",
    "staff and cost": "phases.*.managers, phases.*.staff, phases.*.fixed_cost_per_month",
    "recruiting pace": "phases.*.contacts_per_month, archetypes.*.candidates_per_month",
    "partners' pay": "archetypes.*.terms",
    "the board's rule": "gate",
}
WIDEST = 17
"""Letters of what is inherited."""
_SOURCES = {
    "customers": "sum of its customers",
    "months": "twelve times the revenue of the last month",
    "scenario": "as in the scenario: no export has it",
    "nothing": "it has no customers",
}


def files_of(found: Started, name: str, extends: str) -> dict[str, str]:
    """The text of each file by its name; ``extends`` is the scenario as a file in their folder names it."""
    texts = {table: _sorted_rows(found, table) for table in TABLES if table in found.tables}
    files = {f"{table}.csv": written(table, rows) for table, rows in texts.items()}
    return {SCENARIO_FILE: _scenario(found, name, extends, digest_of(texts)), **files}


def names_of_all() -> tuple[str, ...]:
    """The names of all files that a start can write."""
    return (SCENARIO_FILE, *(f"{table}.csv" for table in TABLES))


def is_of_a_start(folder: Path) -> bool:
    """Whether the scenario file of a folder was written by a start."""
    try:
        return MADE_BY in (folder / SCENARIO_FILE).read_text("utf-8")
    except (OSError, ValueError):
        return False


def name_of(folder: Path) -> str:
    """The name of a scenario that is in a folder, made from the folder's name."""
    plain = re.sub(r"[^a-z0-9_]+", "_", folder.absolute().name.lower())
    return re.sub(r"^[^a-z]+", "", plain).strip("_")[:40].rstrip("_") or "started"


def _sorted_rows(found: Started, table: str) -> list[list[str]]:
    """The rows that a start state has, in order: of customers, those of partners alone."""
    rows = [row_texts(table, row) for row in found.tables[table].rows if table != "customers" or row["partner"]]
    keys = {
        "partners": (1, 0),
        "customers": (1, 4, 0),
        "opportunities": (1, 2, 0),
        "candidates": (1, 0),
        "months": (0,),
    }
    return sorted(rows, key=lambda cells: [cells[place] for place in keys[table]])


def _scenario(found: Started, name: str, extends: str, digest: str) -> str:
    title = f"{name.replace('_', ' ').capitalize()} on {found.told.as_of}, after {found.scenario.name}"
    said = {"title": title, "parent": found.scenario.name, "quoted": toml_text(title), "as_of": found.told.as_of}
    notes = {
        "files": _block(_files(found)),
        "assumed": _block([f"{each.what} ({each.cure})" for each in assumptions(found)]) or "#   nothing",
        "inherited": _block([f"{what:<{WIDEST}} {paths}" for what, paths in INHERITED.items()]),
    }
    head = HEAD.format(extends=toml_text(extends), name=toml_text(name), **said, **notes)
    first = found.told.as_of.month % MONTHS_PER_YEAR + 1
    lines = [
        *head.splitlines(),
        _line(f"start_month = {first}", "calendar month of the first month that is simulated"),
        *(
            _line(f"archetypes.{kind}.established = false", "its partners are those of the table")
            for kind, stated in sorted(found.scenario.archetypes.items())
            if stated.established is not None
        ),
        "",
        *_start(found, digest),
        "",
        f"[start.{ARR}]",
        *(_line(f"{channel} = {_amount(found, channel)}", _source(found, channel)) for channel in CHANNELS),
    ]
    roster = found.derived.roster
    growth = {name: one for name, one in found.derived.growth.items() if roster is None or name != _ROSTER}
    if growth:
        lines += ["", f"[start.{GROWTH}]"]
        lines += [f"{channel} = {one!r}" for channel, one in growth.items()]
    if roster is not None:
        lines += ["", *_roster(roster)]
    lines += ["", "[sources]", *_sources(found)]
    return "\n".join(lines) + "\n"


def _roster(roster: RosterGrowth) -> Iterator[str]:
    """Growth of existing partners, by their share of revenue."""
    yield f"[vendor.{_ROSTER}]"
    yield _line('growth_basis = "relative"', "as direct and inbound grow in each year, and beyond it")
    low, middle, high = roster.points
    if roster.shares is None or roster.is_usual:
        how = "the usual change of a share of revenue (E-35)"
    else:
        how = "most of the last change of their share, {:.2%} to {:.2%} (E-35)".format(*roster.shares)
    yield _line(f"arr_growth_per_year = {middle!r}", how)
    yield ""
    yield "[uncertainty]"
    yield f'"{_ROSTER_GROWTH}" = {{ p10 = {low!r}, p50 = {middle!r}, p90 = {high!r} }}'


def _files(found: Started) -> list[str]:
    """Each table, and the export that it is from."""
    return [
        f"{f'{name}.csv':<18} from {_visible(Path(table.label).name)} ({len(table.rows):,} rows)"
        for name, table in found.tables.items()
    ]


def _block(lines: list[str]) -> str:
    return "\n".join(f"#   {_visible(line)}" for line in lines)


def _visible(text: str) -> str:
    """A text for one line of a comment."""
    return visible(text, keep="")


def _start(found: Started, digest: str) -> Iterator[str]:
    whole = found.derived
    yield "[start]"
    yield _line(f"as_of = {toml_text(str(found.told.as_of))}", "day 0 begins when this day is over")
    assumed = {each.path for each in assumptions(found)}
    values = {"month": whole.month, "phase": toml_text(whole.phase), "phase_age_months": whole.phase_age_months}
    for key, value in values.items():
        yield _line(f"{key} = {value}", _HOW[key] + ("assumed" if f"{START}.{key}" in assumed else "as stated"))
    for table in TABLES:
        if table in found.tables:
            yield f"{table} = {toml_text(f'{table}.csv')}"
    yield f"digest = {toml_text(digest)}"


def _sources(found: Started) -> Iterator[str]:
    """What the exports say, so that it is no assumption."""
    said = toml_text(f"exports on {found.told.as_of}")
    yield f"start = {said}"
    yield f"start_month = {said}"
    assumed = {each.path: each.what for each in assumptions(found)}
    for path in (f"{START}.{key}" for key in _HOW):
        if path in assumed:
            yield f'"{path}" = {{ source = {toml_text(f"{MARK}: {assumed[path]}")}, grade = "judgement" }}'
        else:
            yield f'"{path}" = "stated to \'start\'"'
    known = [channel for channel in CHANNELS if found.derived.arr[channel].source in ("customers", "months")]
    yield from (f'"start.{ARR}.{channel}" = {said}' for channel in known)
    if (roster := found.derived.roster) is not None:
        of = "" if roster.is_usual else ", as stated" if roster.is_told else f", exports on {found.told.as_of}"
        for path in (_ROSTER_BASIS, _ROSTER_GROWTH):
            yield f'"{path}" = {{ source = {toml_text(f"E-35{of}")}, grade = "B" }}'


def _amount(found: Started, channel: str) -> str:
    whole, part = divmod(found.derived.arr[channel].cents, CENTS)
    return f"{whole:_}.{part:02}"


def _source(found: Started, channel: str) -> str:
    return _SOURCES[found.derived.arr[channel].source]


def _line(stated: str, comment: str) -> str:
    return f"{stated:<{WIDTH - 1}} # {comment}"
