"""The grammar of paths: what a schema has at each place, from the types of its root.

A node is a table whose keys the schema knows, a table by name (any name is a key), or a value. It comes from the types,
so it is also available for an invalid scenario. A field typed ``X | None`` may be absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.change import is_number
from sim.scenario.schema import Table
from sim.scenario.unit import Engine
from sim.units import BPS, CENTS, to_bps, to_cents

Kind = Literal["int", "float", "readiness", "choice", "table"]
"""A readiness is a number, or a table over months."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What the schema declares for a field: kind, bounds, unit, role, rule and meaning."""

    kind: Kind
    low: float = float("-inf")
    high: float = float("inf")
    drawn_to: float = float("inf")
    """Ranges that fit below this are drawn up to it instead of up to ``high``."""
    unit: str = ""
    engine: Engine = "same"
    """Its unit in the engines."""
    is_fraction: bool = False
    is_rate: bool = False
    """The scenario rounds it to whole basis points."""
    is_fixed: bool = False
    """It is the same in every world."""
    is_lasting: bool = False
    """It holds for the whole run."""
    role: str = ""
    rule: str = ""
    meaning: str = ""

    @property
    def numeric(self) -> bool:
        """True for a number, a readiness included."""
        return self.kind in ("int", "float", "readiness")

    @property
    def may_change(self) -> bool:
        """Whether a month may bring it another value: a number that the company decides and that does not last."""
        return self.numeric and self.role == "lever" and not self.is_lasting

    def lost(self, value: Any) -> str:
        """Why a value would act as 0 though it is not: it is smaller than half of what is counted. Empty if it acts."""
        if self.engine == "same" or not is_number(value) or not 0 < abs(value) < 1:
            return ""
        unit, step = ("cents", 1 / CENTS) if self.engine == "cents" else ("basis points", 1 / BPS)
        convert = to_cents if self.engine == "cents" else to_bps
        if convert(value) != 0:
            return ""
        return f"is counted in whole {unit} ({step:g}), which makes it 0: write 0, or at least {step:g}"

    def held(self, value: Any) -> Any:
        """A value as the scenario has it: what is counted in basis points, also in lists, is rounded to whole ones."""
        if not self.is_rate and self.engine != "bps":
            return value
        if isinstance(value, tuple):
            return tuple(self.held(item) for item in value)
        return to_bps(value) / BPS if isinstance(value, float) and 0 <= value <= BPS else value


class Node:
    """What the schema has at one place."""

    def __init__(
        self,
        field: FieldInfo,
        above: "Node | None" = None,
        root: Any = None,
        *,
        is_item: bool = False,
        otherwise: Mapping[str, Any] | None = None,
    ) -> None:
        self._field = field
        self._root: Any = root if above is None else above._root
        self._is_stated_alone: bool = above is not None and (above._is_stated_alone or above.is_of_levers)
        """It is below a table of levers, which has only what is stated."""
        self.types = _alternatives(field.annotation)
        """Its type, or its alternative types, without None."""
        self.is_optional = self._is_stated_alone or NoneType in _union(field.annotation)
        extra = field.json_schema_extra
        self._declared: dict[str, Any] = extra if isinstance(extra, dict) else {}
        self.table = next((one for one in self.types if isinstance(one, type) and issubclass(one, BaseModel)), None)
        """The model whose fields are the keys here, if there is one."""
        self._is_item = is_item
        self._otherwise: Mapping[str, Any] = otherwise or {}
        """What is declared otherwise for the name that it stands at."""
        self._fixed: bool = self._is_declared("fixed", above is not None and (above._fixed or above.is_of_levers))
        self._lasting: bool = self._is_declared("lasting", above is not None and above._lasting)

    def _is_declared(self, what: str, is_above: bool) -> bool:
        """Whether the field, its table or what it is part of declares it."""
        return is_above or bool(self._declared.get(what)) or bool(getattr(self.table, what, False))

    @cached_property
    def keys(self) -> "dict[str, Node]":
        """The node of each key that the schema knows; empty for a table by name and for a value."""
        table = self._root if self.is_of_levers else self.table
        return {} if table is None else {name: Node(field, self) for name, field in table.model_fields.items()}

    @cached_property
    def item(self) -> "Node | None":
        """The node under each name of a table by name."""
        return self._named(self._otherwise)

    def _named(self, otherwise: Mapping[str, Any]) -> "Node | None":
        by_name = next((one for one in self.types if get_origin(one) is dict), None)
        if by_name is None or self.is_of_levers:
            return None
        field = FieldInfo.from_annotation(get_args(by_name)[1])
        return Node(field, self, is_item=True, otherwise=otherwise)

    @cached_property
    def _named_otherwise(self) -> "dict[str, Node | None]":
        """The nodes of names for which something is declared otherwise."""
        return {name: self._named(its) for name, its in self._declared.get("named", {}).items()}

    def child(self, step: str) -> "Node | None":
        """The node at a key or name."""
        return self.keys.get(step) or self._named_otherwise.get(step) or self.item

    @cached_property
    def default(self) -> Any:
        """The default value; pydantic's ``PydanticUndefined`` if a value is required."""
        return self._field.get_default(call_default_factory=True)

    @property
    def form(self) -> str:
        """What an entry of a list is, with an example; empty if that needs no words."""
        return str(self._declared.get("form", ""))

    @property
    def is_of_levers(self) -> bool:
        """Whether it is a table of other values of the root's levers, whose keys are those of the root."""
        return bool(self._declared.get("of_levers"))

    @property
    def is_neutral(self) -> bool:
        """Whether the default acts as if the field did not exist."""
        return bool(self._declared.get("neutral")) and not self._is_stated_alone

    @property
    def is_table(self) -> bool:
        """Whether only a table is allowed here."""
        return self.spec.kind == "table"

    def is_table_of(self, value: Any) -> bool:
        """Whether a value here is a table whose keys have nodes: always, or where a number could stand too."""
        return self.is_table or (self.item is not None and isinstance(value, Mapping))

    @property
    def is_off_by_default(self) -> bool:
        """Whether it is a table that need not be stated, and then acts on nothing: by name, or with neutral keys."""
        if not self.is_table or self._field.is_required() or self.is_optional:
            return False
        return self.is_neutral or (self.item is not None and not self.default)

    @property
    def may_be_taken_away(self) -> bool:
        """Whether ``false`` in a later layer removes it: an optional part, an entry by name, or such a table."""
        return (self.is_optional or self._is_item or self.is_off_by_default) and bool not in self.types

    @property
    def needs(self) -> list[str]:
        """Keys of a table that have no default."""
        if self.table is None or self._is_stated_alone:
            return []
        return [name for name, field in self.table.model_fields.items() if field.is_required()]

    @cached_property
    def spec(self) -> Spec:
        """The declaration here."""
        parts = [*(FieldInfo.from_annotation(one) for one in self.types), self._field]
        constraints = [entry for part in parts for entry in part.metadata]
        said = self._declared
        spec = Spec(
            kind=self._kind(),
            low=next((entry.ge for entry in constraints if getattr(entry, "ge", None) is not None), float("-inf")),
            high=next((entry.le for entry in constraints if getattr(entry, "le", None) is not None), float("inf")),
            drawn_to=said.get("drawn_to", float("inf")),
            unit=said.get("unit", ""),
            engine=said.get("engine", "same"),
            is_fraction=said.get("is_fraction", False),
            is_rate=said.get("is_rate", False),
            is_fixed=self._fixed,
            is_lasting=self._lasting,
            role=said.get("role", ""),
            rule=said.get("rule", ""),
            meaning=self._field.description or "",
        )
        return replace(spec, **self._otherwise) if spec.numeric else spec

    def read(self, stated: Any) -> Any:
        """The value here of what a file states. ValidationError if it has none."""
        return self._adapter.validate_python(stated)

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        kind, said = self._field.annotation, self._field.metadata
        return _adapter_of(Annotated[kind, *said] if said else kind)

    @cached_property
    def _names(self) -> TypeAdapter[Any]:
        return _adapter_of(get_args(next(one for one in self.types if get_origin(one) is dict))[0])

    def is_name(self, stated: Any) -> bool:
        """Whether a table by name can have this name."""
        try:
            self._names.validate_python(stated)
        except ValidationError:
            return False
        return True

    def _kind(self) -> Kind:
        bare = [get_args(one)[0] if get_origin(one) is Annotated else one for one in self.types]
        number = next((one for one in bare if one in (int, float)), None)
        if self.table is not None and number is not None:
            return "readiness"
        if number is None and (self.table is not None or self.item is not None or self.is_of_levers):
            return "table"
        return "int" if number is int else "float" if number is float else "choice"


def _union(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return tuple(one for one in _union(annotation) if one is not NoneType)


def _adapter_of(kind: Any) -> TypeAdapter[Any]:
    """Reads a value that is no table as tables read theirs."""
    return TypeAdapter(kind, config=Table.model_config)


@cache
def tree(root: type[Table]) -> Node:
    """The node of a schema's root, or of one of its tables."""
    return Node(FieldInfo.from_annotation(root), root=root)


def node_at(steps: tuple[str, ...], root: type[Table]) -> Node | None:
    """The node at ``steps``, or None where the schema has none; a table by name accepts any name."""
    node: Node | None = tree(root)
    for step in steps:
        node = None if node is None else node.child(step)
    return node
