"""Loading scenarios: files are found, merged, checked and resolved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario.checks import about_problems
from sim.scenario.layers import (
    Layer,
    chain_of,
    file_of,
    normalised,
    overlay_file,
    ready_made_folder,
    ready_made_names,
)
from sim.scenario.merging import merged
from sim.scenario.overrides import override_layers
from sim.scenario.paths import is_rate, leaf_paths, split
from sim.scenario.problems import Problem, ScenarioError, schema_problems
from sim.scenario.resolved import input_digest, resolved_dict, resolved_toml
from sim.scenario.schema import Scenario
from sim.units import BPS, to_bps

__all__ = [
    "Problem",
    "ScenarioError",
    "changed",
    "input_digest",
    "load_scenario",
    "ready_made_folder",
    "ready_made_names",
    "resolved_dict",
    "resolved_toml",
]

OF_THE_FILE = ("name", "title", "description")
"""Keys that describe a file itself: those of an overlay do not apply to the scenario."""


def load_scenario(
    name_or_path: str | Path, overrides: Sequence[str] = (), overlays: Sequence[str | Path] = ()
) -> Scenario:
    """The scenario of a ready-made name or a file, with overlays and ``PATH=VALUE`` overrides on top.

    Raises ScenarioError with every problem found.
    """
    chain, layers = _file_layers(name_or_path, overlays)
    below = merged([*chain, *layers])
    settings, problems = override_layers(overrides, below)
    everything = [*chain, *layers, *settings]
    data = merged(everything)
    data["name"] = _name(chain[-1], settings)
    _round_rates(data)
    return _validated(data, everything, problems)


def changed(scenario: Scenario, overrides: Sequence[str]) -> Scenario:
    """The scenario as it would have been loaded with these ``PATH=VALUE`` overrides last.

    Raises ScenarioError with every problem found.
    """
    below = Layer(scenario.name, normalised(resolved_dict(scenario)))
    settings, problems = override_layers(overrides, below.data)
    everything = [below, *settings]
    data = merged(everything)
    _round_rates(data)
    return _validated(data, everything, problems)


def _file_layers(name_or_path: str | Path, overlays: Sequence[str | Path]) -> tuple[list[Layer], list[Layer]]:
    """The layers of the scenario's own files, and of the overlays."""
    problems: list[Problem] = []
    chain: list[Layer] = []
    layers: list[Layer] = []
    try:
        chain = chain_of(file_of(name_or_path))
    except LookupError as error:
        problems.append(Problem(str(name_or_path) or "scenario", "", str(error)))
    except ScenarioError as error:
        problems += error.problems
    for overlay in overlays:
        try:
            layers.append(_overlay(overlay))
        except LookupError as error:
            problems.append(Problem(f"--with {overlay}", "", str(error)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return chain, layers


def _overlay(name: str | Path) -> Layer:
    chain = chain_of(overlay_file(name))
    top = chain[-1]
    if len(chain) > 1:
        what = "an overlay is applied to a scenario and cannot extend one"
        raise ScenarioError([Problem(top.place("extends")[1], "extends", what)])
    return replace(top, data={key: value for key, value in top.data.items() if key not in OF_THE_FILE})


def _name(top: Layer, settings: Sequence[Layer]) -> Any:
    """The name set or stated in the topmost file, else one made from the file's name."""
    stated = [layer.data["name"] for layer in (top, *settings) if "name" in layer.data]
    if stated:
        return stated[-1]
    plain = re.sub(r"[^a-z0-9_]+", "_", Path(top.label).stem.lower())
    return re.sub(r"^[^a-z]+", "", plain).strip("_")[:40] or "scenario"


def _round_rates(data: dict[str, Any]) -> None:
    """Money rates and the board's threshold to whole basis points, half up, in place."""
    for path in leaf_paths(data):
        if is_rate(path):
            *above, last = split(path)
            table: Any = data
            for step in above:
                table = table.get(step) if isinstance(table, Mapping) else None
            if isinstance(table, dict) and last in table:
                table[last] = _whole_bps(table[last])


def _whole_bps(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_whole_bps(item) for item in value)
    return to_bps(value) / BPS if isinstance(value, float) and 0 <= value <= BPS else value


def _validated(data: dict[str, Any], layers: Sequence[Layer], problems: Sequence[Problem]) -> Scenario:
    def place(path: str) -> str:
        best = max(range(len(layers)), key=lambda index: (layers[index].place(path)[0], index))
        found, where = layers[best].place(path)
        return where if found else _top(layers)

    found = [*problems, *about_problems(data, place)]
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        found += schema_problems(error, data, place)
        raise ScenarioError(sorted(found, key=_by_line)) from None
    if found:
        raise ScenarioError(sorted(found, key=_by_line))
    return scenario


def _top(layers: Sequence[Layer]) -> str:
    """Where to add a missing key: the last file."""
    files = [layer for layer in layers if not layer.label.startswith("--set ")]
    return files[-1].place("")[1]


def _by_line(problem: Problem) -> tuple[str, int]:
    label, _, line = problem.place.rpartition(":")
    return (label, int(line)) if line.isdigit() else (problem.place, 0)
