"""The fields of a scenario as a table: value, bounds, meaning, rule and source."""

from collections.abc import Callable
from csv import reader
from dataclasses import dataclass
from io import StringIO
from typing import Any

from sim.scenario.distributions import Distribution
from sim.scenario.grammar import Kind, Spec, node_at
from sim.scenario.paths import covering, leaf_paths, spec_of, split, value_at
from sim.scenario.schema import Root, Source, Table
from sim.scenario.values import drawn_to, values_of

NO_SOURCE = Source(source="")


@dataclass(frozen=True)
class FieldRow:
    """One field of one scenario. ``kind`` is "choice" for what is not a number: switches, names and lists."""

    path: str
    value: Any
    kind: Kind
    unit: str
    low: float
    high: float
    role: str
    rule: str
    meaning: str
    source: str
    grade: str | None
    uncertainty: Distribution | None
    drawn_to: float
    """The largest value that is drawn; ``high`` where the field is certain."""
    values: Callable[[float], float] | None
    """What is drawn at a probability, where the field is uncertain."""
    is_neutral: bool
    """True at a default that acts as if the field did not exist, without a range: no value of the scenario."""

    @property
    def is_assumption(self) -> bool:
        """True where ``[sources]`` has no entry for the path or a table above it."""
        return not self.source and not self.is_neutral


def field_table(scenario: Root) -> list[FieldRow]:
    """One row for every number and every choice of the scenario, in the order of the schema."""
    return [_row(scenario, path, spec) for path, spec in _specs(scenario).items()]


def stated_values(scenario: Root) -> dict[str, tuple[Any, Distribution | None]]:
    """The value and the range of every number and every choice of the scenario, by path."""
    return {
        path: (_value(scenario, path), scenario.uncertainty.get(path))
        for path in _specs(scenario)
        if not _is_neutral(scenario, path)
    }


def _specs(scenario: Root) -> dict[str, Spec]:
    root = type(scenario)
    specs = {path: spec_of(path, root) for path in leaf_paths(scenario, root)}
    return {path: spec for path, spec in specs.items() if spec is not None and spec.role}


def _is_neutral(scenario: Root, path: str) -> bool:
    if path in scenario.uncertainty:
        return False
    node = node_at(split(path), type(scenario))
    return node is not None and node.is_neutral and bool(value_at(scenario, path) == node.default)


def _value(scenario: Root, path: str) -> Any:
    """The value at a path; of a table that is a text, its size."""
    value = value_at(scenario, path)
    if not isinstance(value, str) or "\n" not in value:
        return value
    rows = len(list(reader(StringIO(value)))) - 1
    return f"a table of {rows:,} {'row' if rows == 1 else 'rows'}"


def _row(scenario: Root, path: str, spec: Spec) -> FieldRow:
    source = source_of(scenario, path)
    value, drawn = _value(scenario, path), scenario.uncertainty.get(path)
    return FieldRow(
        path=path,
        value=value,
        kind="choice" if isinstance(value, Table) else spec.kind,
        unit=spec.unit,
        low=float(spec.low),
        high=float(spec.high),
        role=spec.role,
        rule=spec.rule,
        meaning=spec.meaning,
        source=source.source,
        grade=source.grade,
        uncertainty=drawn,
        drawn_to=float(spec.high) if drawn is None or drawn.moved else drawn_to(drawn, spec),
        values=None if drawn is None else values_of(drawn, spec),
        is_neutral=_is_neutral(scenario, path),
    )


def source_of(scenario: Root, path: str) -> Source:
    """The most specific entry of ``[sources]`` that covers a path, or an empty source."""
    entry = covering(scenario.sources, path)
    return scenario.sources[entry] if entry else NO_SOURCE
