"""A running program by hand: a scenario with a start state, and its tables."""

from pathlib import Path

from sim.scenario.start.columns import TABLES

SCENARIO = """\
extends = "coach"
start_month = 10
[start]
as_of = "2026-09-30"
month = 12
phase = "pilot"
phase_age_months = 12
partners = "partners.csv"
customers = "customers.csv"
opportunities = "opportunities.csv"
[start.arr]
direct = 7500000.25
inbound = 2500000
"""
ROWS = {
    "partners": [
        "b,reseller,2026-01-31,,,,,,,,",
        "a,reseller,2026-01-30,2026-02-28,,yes,2026-03-31,2026-05-01,2026-05-01,2,0.75",
    ],
    "customers": ["C1,a,,1200.00,2026-05-31,2026-05-31,"],
    "opportunities": ["O1,a,2026-05-01,"],
}  # fmt: skip


def table_text(table: str, rows: list[str]) -> str:
    """The text of a table with these lines."""
    return "\n".join([",".join(column.name for column in TABLES[table]), *rows, ""])


def written(folder: Path, scenario: str = SCENARIO, **rows: list[str]) -> Path:
    """The scenario file of a start state in a folder, without a digest."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, lines in {**ROWS, **rows}.items():
        (folder / f"{table}.csv").write_text(table_text(table, lines), encoding="utf-8")
    path = folder / "scenario.toml"
    path.write_text(scenario, encoding="utf-8")
    return path
