"""The partners of a start state by id, for the tables that name them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.problems import Problem, meant, suggestion
from sim.scenario.start.columns import PARTNERS
from sim.scenario.start.read_table import ReadTable, Row, Tables


@dataclass(frozen=True, slots=True)
class KnownPartners:
    """A table of partners, its rows by id, and whether every row has one."""

    table: ReadTable
    rows: Mapping[str, Row]
    is_whole: bool

    def unknown(self, table: ReadTable, row: Row) -> Iterator[Problem]:
        """The problem of a row that names a partner not in the table; none where an id of the table cannot be read."""
        name = row["partner"]
        if self.is_whole:
            what, cure = f"'{name}' is not in {self.table.label}", "add the partner there"
            yield table.problem(row, "partner", what, cure, lambda: meant(self._near(name)))

    def _near(self, name: str) -> str:
        same = [known for known in self.rows if known.casefold() == name.casefold()]
        return same[0] if same else suggestion(name, list(self.rows))


def known_partners(tables: Tables) -> KnownPartners | None:
    """The partners; None where their table could not be read."""
    table = tables.get(PARTNERS)
    if table is None:
        return None
    return KnownPartners(table, table.by_id(), all(row.has_read("id") for row in table.rows))
