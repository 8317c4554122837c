"""Loading scenarios: files with overlays and overrides, or a scenario with some values changed.

All functions use the same steps: *read* files and options into layers (``files``, ``overrides``), *merge* the layers
into one set of values (``merging``), and *check* the values against the schema (``checks``), which *resolves* them: a
scenario has every default and is what runs (``resolved``). ``worlds`` sets the values of the worlds drawn from it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from sim.scenario.checks import checked
from sim.scenario.files import layers_of
from sim.scenario.layers import Layer, normalised
from sim.scenario.merging import merged
from sim.scenario.overrides import override_layers
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.ready_made import ready_made_folder, ready_made_names
from sim.scenario.resolved import input_digest, resolved_dict, resolved_toml
from sim.scenario.schema import Root, Scenario

__all__ = [
    "Problem",
    "ScenarioError",
    "changed",
    "input_digest",
    "load",
    "load_scenario",
    "ready_made_folder",
    "ready_made_names",
    "resolved_dict",
    "resolved_toml",
]

R = TypeVar("R", bound=Root)


def load_scenario(
    name_or_path: str | Path, overrides: Sequence[str] = (), overlays: Sequence[str | Path] = ()
) -> Scenario:
    """The scenario of a ready-made name or a file, with overlays and ``PATH=VALUE`` overrides on top.

    Raises ScenarioError with every problem found.
    """
    return load(Scenario, name_or_path, overrides, overlays)


def load(
    root: type[R], name_or_path: str | Path, overrides: Sequence[str] = (), overlays: Sequence[str | Path] = ()
) -> R:
    """As ``load_scenario``, with the schema of any root."""
    return _scenario(layers_of(name_or_path, overlays), overrides, root)


def changed(scenario: R, overrides: Sequence[str]) -> R:
    """The scenario as it would have been loaded with these ``PATH=VALUE`` overrides last.

    Raises ScenarioError with every problem found.
    """
    return _scenario([Layer(scenario.name, normalised(resolved_dict(scenario)))], overrides, type(scenario))


def _scenario(layers: Sequence[Layer], overrides: Sequence[str], root: type[R]) -> R:
    """Layers with overrides on top, merged, checked and resolved."""
    own, unread = override_layers(overrides)
    values = merged([*layers, *own], root)
    values.problems.extend(unread)
    return checked(values, root)
