"""The columns of exports: those of a start state, and those that only say which rows are history."""

from sim.scenario.start.columns import NOTHING, OPPORTUNITIES, TABLES, Column, Holds

LOST_ON, STATUS = "lost_on", "status"
HISTORY: dict[str, tuple[Column, ...]] = {
    OPPORTUNITIES: (
        Column(LOST_ON, Holds.DATE, NOTHING, "date on which it was lost, so that it counts in nothing; may be absent"),
        Column(STATUS, Holds.TEXT, NOTHING, "the system's word, lost where it says so (Closed Lost); may be absent"),
    ),
}
"""Read and checked, and not stored: no run needs them."""
COLUMNS: dict[str, tuple[Column, ...]] = {
    table: (*columns, *HISTORY.get(table, ())) for table, columns in TABLES.items()
}


def column_of(table: str, name: str) -> Column | None:
    """A column of an export by its name."""
    return next((column for column in COLUMNS[table] if column.name == name), None)
