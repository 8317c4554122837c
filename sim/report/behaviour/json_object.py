"""The behaviour table as JSON values."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from sim.analysis.behaviour.rows import Behaviour


def behaviour_object(rows: Sequence[Behaviour]) -> list[dict[str, Any]]:
    """One object per row; an open end of a band is null."""
    return [{**_finite(asdict(row)), "hits": row.hits} for row in rows]


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and not isfinite(value) else value for key, value in row.items()}
