"""What a scenario says about its own values: correlations and sources."""

from typing import Literal

from pydantic import Field

from sim.scenario.schema.table import Name, Seen, Table


class Factor(Table):
    """A shared factor: every path loads on one normal variable."""

    paths: tuple[str, ...]
    loading: float = Field(ge=-1, le=1, allow_inf_nan=False)


class Correlation(Table):
    """Rank correlations of uncertain inputs (Gaussian copula)."""

    pairs: tuple[tuple[str, str, float], ...] = Field(
        default=(), json_schema_extra={"form": 'two paths and their rank correlation, such as ["a.b", "c.d", 0.5]'}
    )
    factors: dict[Name, Factor] = Field(default={})


class Source(Table):
    """Where a value comes from."""

    source: Seen
    grade: Literal["A", "B", "C", "judgement"] | None = None
