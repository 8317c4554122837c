"""The root of a schema: what scenarios of every model have in common."""

from typing import Literal

from pydantic import Field

from sim.scenario.distributions import Distribution
from sim.scenario.schema.about import Correlation, Source
from sim.scenario.schema.table import Name, Seen, Table


class Root(Table):
    """A whole scenario file: its name, and statements about its own values, by their paths."""

    name: Name
    title: Seen
    description: Seen = ""
    inherited_ranges: Literal["ended", "scaled"] = Field(
        "ended",
        description="what becomes of an inherited range when a value is stated on top of it",
        json_schema_extra={"neutral": True},
    )
    uncertainty: dict[str, Distribution] = Field(default={})
    correlation: Correlation = Correlation()
    sources: dict[str, Source] = Field(default={})

    def rising(self) -> tuple[tuple[str, ...], ...]:
        """Rows of paths whose values must not decrease from one to the next; a draw that would is raised."""
        return ()
