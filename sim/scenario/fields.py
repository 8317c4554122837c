"""Declarations of scenario fields: bounds, unit, meaning, lever or uncertainty, rule.

``lever`` and ``uncertainty`` make a numeric pydantic field, ``choice`` any other, whose declaration is part of the
schema: validation, the conversion to parameters, ``partnersim explain`` and the tests have one source.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from sim.scenario.unit import Engine, Unit

Role = Literal["lever", "uncertainty"]


def lever(meaning: str, **declaration: Any) -> Any:
    """A numeric field that the company decides."""
    return _number("lever", meaning, **declaration)


def uncertainty(meaning: str, **declaration: Any) -> Any:
    """A numeric field outside the company's control."""
    return _number("uncertainty", meaning, **declaration)


def _number(
    role: Role,
    meaning: str,
    *,
    rule: str,
    unit: Unit,
    low: float | None = None,
    high: float | None = None,
    drawn_to: float | None = None,
    engine: Engine | None = None,
    default: Any = ...,
    fixed: bool = False,
    lasting: bool = False,
    neutral: bool = False,
) -> Any:
    """A numeric field. ``low`` and ``high`` are omitted if the type has them (a number, or a table in its place).

    ``drawn_to``: ranges that fit below this are drawn up to it instead of up to ``high``.
    ``fixed``: it is the same in every world, because it is part of the question.
    ``lasting``: it holds for the whole run; ``[changes]`` gives it no other value from a month on.
    ``neutral``: the default acts as if the field did not exist, and is in no resolved form and no digest.
    """
    declared = _declared(role, rule, unit, engine, default, fixed=fixed, lasting=lasting, neutral=neutral)
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        allow_inf_nan=None if low is None else False,
        json_schema_extra=declared if drawn_to is None else {**declared, "drawn_to": drawn_to},
    )


def choice(
    meaning: str,
    *,
    rule: str,
    unit: Unit | None = None,
    engine: Engine | None = None,
    default: Any = ...,
    fixed: bool = False,
    neutral: bool = False,
    of_levers: bool = False,
    named: Mapping[str, Mapping[str, Any]] | None = None,
) -> Any:
    """A field that is not a number: a choice, a name, a list or a table, decided by the company.

    ``of_levers``: a table of other values of the root's own levers, each at its own path.
    ``named``: of a table by name, what is declared otherwise for the entry of a name, and for what is below it.
    """
    declared = _declared("lever", rule, unit or Unit(""), engine, default, fixed=fixed, neutral=neutral)
    declared |= {"of_levers": True} if of_levers else {}
    declared |= {"named": {name: dict(its) for name, its in named.items()}} if named else {}
    return Field(default, description=meaning, json_schema_extra=declared)


def _declared(
    role: Role,
    rule: str,
    unit: Unit,
    engine: Engine | None,
    default: Any,
    *,
    fixed: bool,
    neutral: bool,
    lasting: bool = False,
) -> dict[str, Any]:
    """The declaration of a field in addition to bounds and meaning.

    TypeError if neither unit nor field states the engine's unit, or if a neutral field has no default.
    """
    held = engine or unit.engine
    if held is None:
        raise TypeError(f"{unit.words}: state the unit of the engines (engine='bps' or 'same')")
    if neutral and default is ...:
        raise TypeError("only a field with a default can be neutral at it")
    return {
        "role": role,
        "rule": rule,
        "unit": unit.words,
        "engine": held,
        "is_fraction": unit.is_fraction,
        "is_rate": unit.is_rate,
        "fixed": fixed,
        "lasting": lasting,
        "neutral": neutral,
    }
