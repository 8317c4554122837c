"""All exports of a company together: read, checked at once, and made into the files of a scenario that starts there."""

import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.exports.derived import (
    Derived,
    Told,
    arr_problems,
    derived,
    first_agreement,
    roster_problems,
    told_problems,
)
from sim.exports.export import Asked, Export, read_export
from sim.exports.heads import ALL
from sim.exports.lost import lost_problems, without_lost
from sim.exports.reconciliation import Reconciliation, reconciled
from sim.scenario.load import load_scenario
from sim.scenario.problems import MOST_PRINTED, CurableProblem, Problem, ScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.start.checks import Kind, table_problems
from sim.scenario.start.columns import MONTHS, OPPORTUNITIES, TABLES
from sim.scenario.start.read_table import ReadTable

MOST_OF_A_COLUMN = (10, 5, 2, 1)
"""Problems of one column that are told one by one: the most with which those of all columns are printed."""
LONGEST_PASTED = 1000
"""Letters of an option that a message gives whole."""


@dataclass(frozen=True, slots=True)
class Started:
    """A company as it is on the as-of date, of exports without a problem."""

    scenario: Scenario
    """The one that it is built on."""
    told: Told
    tables: Mapping[str, ReadTable]
    notes: Mapping[str, tuple[str, ...]]
    """How each file was read, where that is not plain."""
    derived: Derived
    reconciliation: Reconciliation | None
    """None without a table of months."""


def started(name: str, files: Mapping[str, Path], asked: Asked, told: Told) -> Started:
    """The company of these exports (by table), by the scenario of this name or path.

    Raises ScenarioError with every problem of the scenario and of all files.
    """
    scenario, problems = _scenario(name)
    if scenario is not None:
        asked = replace(asked, currency=scenario.currency, spelled=_words(scenario))
    exports = {table: read_export(table, files[table], asked) for table in TABLES if table in files}
    tables = {table: export.table for table, export in exports.items() if export.table is not None}
    kinds = None if scenario is None else _kinds(scenario)
    problems += [problem for export in exports.values() for problem in export.problems]
    problems += _surplus(exports)
    problems += table_problems(tables, told.as_of, kinds)
    notes = {table: export.notes for table, export in exports.items()}
    if opportunities := tables.get(OPPORTUNITIES):
        problems += lost_problems(opportunities, told.as_of)
        tables[OPPORTUNITIES], said = without_lost(opportunities)
        notes[OPPORTUNITIES] += said
    if MONTHS not in files:
        problems += arr_problems(name, tables)
    problems += told_problems(scenario, told, first_agreement(tables))
    if problems or scenario is None:
        raise ScenarioError(_shortened(_in_order(problems)))
    found = derived(tables, name, scenario, told)
    if problems := roster_problems(told, found):
        raise ScenarioError(problems)
    return Started(
        scenario=scenario,
        told=told,
        tables=tables,
        notes=notes,
        derived=found,
        reconciliation=reconciled(tables, scenario, found),
    )


def _surplus(exports: Mapping[str, Export]) -> list[Problem]:
    """The one option that leaves out all columns that are not known, where there are several."""
    names = [f"{table}.{head}" for table, export in exports.items() for head in (*export.surplus, *export.doubled)]
    again = sum(len(export.doubled) for export in exports.values())
    if len(names) < 2:
        return []
    tables = [f"{table}.{ALL}" for table, export in exports.items() if export.surplus or export.doubled]
    listed, short = shlex.quote(", ".join(names)), shlex.quote(",".join(tables))
    cure = f"leave out those that are not needed with --ignore {short}"
    if len(listed) <= LONGEST_PASTED:
        cure = (
            f"leave out those that are not needed with --ignore {listed} (or --ignore {short}, all that are not known)"
        )
    what = f"{len(names):,} columns are not known" + (f" or name again what an id names ({again:,})" if again else "")
    absent = [f"{table}.{name}" for table, export in exports.items() if export.surplus for name in export.absent]
    if absent:
        cure = f"if they hold {' or '.join(absent)}, name those with --map TABLE.COLUMN=NAME first; {cure}"
    return [CurableProblem("--ignore", "", what, cure=cure)]


def _scenario(name: str) -> tuple[Scenario | None, list[Problem]]:
    try:
        return load_scenario(name), []
    except ScenarioError as error:
        return None, error.problems


def _kinds(scenario: Scenario) -> dict[str, Kind]:
    return {
        name: Kind(kind.candidates, kind.funnel_order, tuple(sorted(kind.segments)))
        for name, kind in scenario.archetypes.items()
    }


def _words(scenario: Scenario) -> dict[str, list[str]]:
    """Words of the scenario that cells may spell in other cases."""
    stages = {stage for kind in scenario.archetypes.values() for stage in kind.funnel_order}
    return {"archetype": sorted(scenario.archetypes), "stage": sorted(stages)}


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Problems by file and line, files as they first occur."""

    def place(problem: Problem) -> tuple[str, int]:
        file, _, line = problem.place.rpartition(":")
        return (file, int(line)) if line.isdecimal() else (problem.place, 0)

    files = list(dict.fromkeys(place(problem)[0] for problem in problems))
    return sorted(problems, key=lambda problem: (files.index(place(problem)[0]), place(problem)[1]))


def _shortened(problems: list[Problem]) -> list[Problem]:
    """Problems in order; of the many of one column the first and their number, so that those of others are seen."""
    short = (_told(problems, most) for most in MOST_OF_A_COLUMN)
    return next((told for told in short if len(told) <= MOST_PRINTED), _told(problems, MOST_OF_A_COLUMN[-1]))


def _told(problems: list[Problem], most: int) -> list[Problem]:
    """Of each column this many, and how many more; of one more than that, it instead of the number."""
    columns = Counter((problem.place.rpartition(":")[0], problem.path) for problem in problems)
    seen: Counter[tuple[str, str]] = Counter()
    told = []
    for problem in problems:
        column = problem.place.rpartition(":")[0], problem.path
        seen[column] += 1
        more = columns[column] - most
        if seen[column] <= most or more == 1:
            told.append(problem)
        elif seen[column] == most + 1:
            what = f"and {more:,} more cells of this column from here on"
            told.append(CurableProblem(problem.place, problem.path, what, cure="mend them as those above"))
    return told
