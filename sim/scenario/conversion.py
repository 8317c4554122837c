"""Conversion of tables of a scenario to parameters, by declaration.

A parameter has the name of its field, with the engine's unit as suffix if that is different: ``acv_median`` becomes
``acv_median_cents``, ``rate`` becomes ``rate_bps``. A choice between words is a bool for one of them:
``arrivals_is_even``. A table in a table is a record in a record; an optional table and a table by name are tuples of
records, sorted by name; an optional number is a tuple of one number or none. A record of a table by name may have its
``name`` and the ``name_words`` of its draws, one per archetype. Parameters that need another conversion are given
explicitly.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Literal, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

from sim.names import name_word, thing_name
from sim.scenario.grammar import Node, tree
from sim.scenario.schema import Table
from sim.scenario.unit import Engine
from sim.units import to_bps, to_cents

P = TypeVar("P")
_Convert = Callable[["Blocks", Any], Any]


class Blocks:
    """Cache of parameters by the identity of the objects that they were made from.

    A block depends on its parts and on nothing else of the scenario, so the same objects give the same block. Worlds
    share most of their tables with the scenario from which they are drawn.
    """

    def __init__(self, archetypes: Iterable[str] = ()) -> None:
        """``archetypes`` are their names, for the names of draws: worlds never differ in them."""
        self.archetypes = tuple(sorted(archetypes))
        self._known: dict[tuple[object, ...], tuple[Any, tuple[object, ...]]] = {}
        self._learns = True

    def made(self, make: Callable[..., P], *parts: object) -> P:
        """``make(self, *parts)``, or its cached result for these objects."""
        key = (make, *map(id, parts))
        known = self._known.get(key)
        block: P = make(self, *parts) if known is None else known[0]
        if known is None and self._learns:
            self._known[key] = block, parts  # the parts are kept alive, so that their identity is not reused
        return block

    def of_table(self, parameters: type[P], table: Table) -> P:
        """The parameters of a table whose fields are all converted by declaration."""
        return self.made(cast("Callable[..., P]", converted), parameters, table)

    def close(self) -> None:
        """Cache nothing more: what follows are worlds, each of which occurs once."""
        self._learns = False


def converted(blocks: Blocks, parameters: type[P], table: Table, **by_hand: Any) -> P:
    """The parameters of a table: each field by its declaration, those of ``by_hand`` as given.

    TypeError if a parameter is neither, or has another type than its field gives.
    """
    plan = _plan(cast(type, parameters), type(table), tuple(by_hand))
    values = [*plan.read(table), *by_hand.values()]
    for position, convert in plan.conversions:
        values[position] = convert(blocks, values[position])
    return parameters(*plan.in_order(values))


class _Plan(NamedTuple):
    read: Callable[[Table], tuple[Any, ...]]
    """The values of their fields."""
    conversions: tuple[tuple[int, _Convert], ...]
    """Conversions of the values that need one, by position."""
    in_order: Callable[[list[Any]], tuple[Any, ...]]
    """The values, those by hand behind the others, in the order of the parameters: names would take twice as long."""


@cache
def _plan(parameters: type, table: type[Table], by_hand: tuple[str, ...]) -> _Plan:
    origins, types = parameter_origins(table), get_type_hints(parameters)
    names = tuple(name for name in types if name not in by_hand)
    keys: list[str] = []
    conversions: list[tuple[int, _Convert]] = []
    for position, name in enumerate(names):
        place = f"{parameters.__name__}.{name}"
        if name not in origins:
            raise TypeError(f"{place}: no field of {table.__name__} gives it")
        key, node, word = origins[name]
        keys.append(key)
        conversion = _conversion(place, key, node, word, types[name])
        if conversion is not None:
            conversions.append((position, conversion))
    read = attrgetter(*keys)
    places = [(*names, *by_hand).index(name) for name in types]
    pick = itemgetter(*places)
    return _Plan(
        read if len(keys) > 1 else lambda one: (read(one),),
        tuple(conversions),
        pick if len(places) > 1 else lambda values: (pick(values),),
    )


class Origin(NamedTuple):
    """Where a parameter comes from."""

    key: str
    node: Node
    word: str | None = None
    """The word of a choice for which its parameter is true."""


@cache
def parameter_origins(table: type[Table]) -> dict[str, Origin]:
    """The field of a table behind each parameter that it gives, by the name of the parameter."""
    origins: dict[str, Origin] = {}
    for key, node in tree(table).keys.items():
        engine = node.spec.engine
        if get_origin(node.types[0]) is Literal:
            origins |= {f"{key}_is_{word}": Origin(key, node, word) for word in get_args(node.types[0])}
        else:
            origins[key if engine == "same" else f"{key}_{engine}"] = Origin(key, node)
    return origins


def _conversion(place: str, key: str, node: Node, word: str | None, held: Any) -> _Convert | None:
    """The conversion of a value to its parameter, or None if it needs none. TypeError if there is none."""
    stated = node.types[0]
    item = get_args(held)[0] if get_origin(held) is tuple else None
    if word is not None and held is bool:
        return lambda _, value: bool(value == word)
    if is_dataclass(item) and node.item is not None and node.item.table is not None:
        return lambda blocks, tables: blocks.made(_of_tables, item, key, tables) if tables else ()
    if is_dataclass(item) and node.table is not None and node.is_optional:
        return lambda blocks, table: () if table is None else (blocks.of_table(cast(type, item), table),)
    if is_dataclass(held) and node.table is not None and not node.is_optional:
        return lambda blocks, table: blocks.of_table(cast(type, held), table)
    if node.is_optional and not node.is_table and len(node.types) == 1 and item in (int, float):
        maybe = _number(place, stated, node.spec.engine, item)
        return lambda _, value: () if value is None else (value if maybe is None else maybe(value),)
    if node.is_table or node.is_optional or len(node.types) > 1:
        raise TypeError(f"{place}: {held} cannot represent the field")
    if get_origin(stated) is tuple and item is not None:
        one = _number(place, get_args(stated)[0], node.spec.engine, item)
        return None if one is None else lambda _, values: tuple(one(value) for value in values)
    number = _number(place, stated, node.spec.engine, held)
    return None if number is None else lambda _, value: number(value)


def _of_tables(blocks: Blocks, parameters: type[P], key: str, tables: Mapping[str, Table]) -> tuple[P, ...]:
    """The parameters of a table by name, sorted by name."""
    return tuple(blocks.made(_of_named_table, parameters, key, name, tables[name]) for name in sorted(tables))


def _of_named_table(blocks: Blocks, parameters: type[P], key: str, name: str, table: Table) -> P:
    """The parameters of a table in the table by name at ``key``; its name and those of its draws, if they have them."""
    held, named = _held_names(cast(type, parameters)), dict[str, Any]()
    if "name" in held:
        named["name"] = name
    if "name_words" in held:
        named["name_words"] = blocks.made(_name_words, key, name)
    return converted(blocks, parameters, table, **named)


@cache
def _held_names(parameters: type) -> set[str]:
    return get_type_hints(parameters).keys() & {"name", "name_words"}


def _name_words(blocks: Blocks, key: str, name: str) -> tuple[int, ...]:
    """The names under which a thing draws, an archetype each."""
    return tuple(name_word(thing_name(key, name, archetype)) for archetype in blocks.archetypes)


def _number(place: str, stated: Any, engine: Engine, held: Any) -> Callable[[Any], Any] | None:
    """The conversion of a number to its parameter, or None if it needs none."""
    if engine == "same" and held is stated and held in (int, float, bool, str):
        return None
    if engine == "same" and held is float and stated is int:
        return float
    if engine == "same" or held not in (int, float):
        raise TypeError(f"{place}: {held} cannot represent the field")
    whole = to_cents if engine == "cents" else to_bps
    return whole if held is int else lambda value: float(whole(value))
