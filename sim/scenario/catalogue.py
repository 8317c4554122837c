"""The fields of a scenario as a table: value, bounds, meaning, rule and source."""

from dataclasses import dataclass
from typing import Any

from sim.scenario.distributions import Distribution
from sim.scenario.paths import Kind, Spec, covering, leaf_paths, spec_of
from sim.scenario.schema import ReadinessPath, Scenario, Source
from sim.scenario.worlds import value_in

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

    @property
    def is_assumption(self) -> bool:
        """True where ``[sources]`` has no entry for the path or a table above it."""
        return not self.source


def field_table(scenario: Scenario) -> list[FieldRow]:
    """A row for every number and every choice of the scenario, in the order of the schema."""
    names = {
        "archetypes": {name: {"funnel": archetype.funnel} for name, archetype in scenario.archetypes.items()},
        "phases": scenario.phases,
        "mix": scenario.mix,
        "benchmarks": scenario.benchmarks,
    }
    specs = {path: spec for path in leaf_paths(names) if (spec := spec_of(path)) is not None}
    return [_row(scenario, path, spec) for path, spec in specs.items() if spec.role]


def _row(scenario: Scenario, path: str, spec: Spec) -> FieldRow:
    source = source_of(scenario, path)
    value = value_in(scenario, path)
    return FieldRow(
        path=path,
        value=value,
        kind="choice" if isinstance(value, ReadinessPath) else spec.kind,
        unit=spec.unit,
        low=float(spec.low),
        high=float(spec.high),
        role=spec.role,
        rule=spec.rule,
        meaning=spec.meaning,
        source=source.source,
        grade=source.grade,
        uncertainty=scenario.uncertainty.get(path),
    )


def source_of(scenario: Scenario, path: str) -> Source:
    """The most specific entry of ``[sources]`` that covers a path, or an empty source."""
    entry = covering(list(scenario.sources), path)
    return scenario.sources[entry] if entry else NO_SOURCE
