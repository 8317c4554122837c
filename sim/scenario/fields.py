"""Declarations of scenario fields: bounds, unit, meaning, lever or uncertainty, rule.

``lever`` and ``uncertainty`` make a numeric pydantic field whose declaration is part of the schema, so that
validation, ``partnersim explain`` and the tests have one source. Units are part of the key name (DESIGN 4);
``unit`` overrides it where the contract exempts a key.
"""

from typing import Any, Literal

from pydantic import Field

Role = Literal["lever", "uncertainty"]

_UNITS = (
    ("_per_month", "a month"),
    ("_per_year", "a year (360 days)"),
    ("_days", "days"),
    ("_months", "months"),
    ("_month", "month of the program"),
    ("_quarters", "quarters"),
    ("_hours", "hours"),
    ("_probability", "probability"),
    ("_share", "share (fraction of 1)"),
    ("_rate", "money rate (fraction of 1)"),
    ("_sigma", "standard deviation of the logarithm"),
    ("_multiplier", "factor"),
    ("_elasticity", "elasticity"),
)


def unit_of(name: str) -> str:
    """The unit in a key's name, or an empty string."""
    return next((unit for suffix, unit in _UNITS if name.endswith(suffix)), "")


def _declare(
    role: Role,
    meaning: str,
    *,
    rule: str,
    low: float,
    high: float,
    unit: str | None = None,
    default: Any = ...,
) -> Any:
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        allow_inf_nan=False,
        json_schema_extra={"role": role, "rule": rule, "unit": unit or ""},
    )


def lever(meaning: str, **declaration: Any) -> Any:
    """A numeric field that the company decides."""
    return _declare("lever", meaning, **declaration)


def uncertainty(meaning: str, **declaration: Any) -> Any:
    """A numeric field outside the company's control."""
    return _declare("uncertainty", meaning, **declaration)


def choice(meaning: str, *, rule: str, default: Any = ...) -> Any:
    """A field that is not a number: a switch, a name or a list, chosen by the company."""
    return Field(default, description=meaning, json_schema_extra={"role": "lever", "rule": rule, "unit": ""})
