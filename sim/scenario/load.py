"""Loading scenarios: files with overlays and overrides, or a scenario with some values changed.

All functions use the same steps: *read* files and options into layers (``files``, ``overrides``), *merge* the layers
into one set of values (``merging``), and *check* the values against the schema (``checks``), which *resolves* them: a
scenario has every default and is what runs (``resolved``). ``worlds`` sets the values of the worlds drawn from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sim.scenario.checks import checked
from sim.scenario.cuts import cut_ranges
from sim.scenario.denomination import currency_notes
from sim.scenario.files import layers_of, overlay_layers
from sim.scenario.layers import Layer, normalised
from sim.scenario.losses import loss_note, losses_of
from sim.scenario.merging import merged
from sim.scenario.notes import Note
from sim.scenario.overrides import Override, override_layers
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.ready_made import ready_made_folder, ready_made_names
from sim.scenario.reordered import reordered_ranges
from sim.scenario.resolved import input_digest, resolved_dict, resolved_toml
from sim.scenario.schema import Root, Scenario
from sim.scenario.start_tables import with_tables

__all__ = [
    "Loaded",
    "Problem",
    "ScenarioError",
    "changed",
    "ended_ranges",
    "input_digest",
    "load",
    "load_scenario",
    "loaded",
    "ready_made_folder",
    "ready_made_names",
    "resolved_dict",
    "resolved_toml",
    "scenario_of",
    "scenarios_of",
]

R = TypeVar("R", bound=Root)


@dataclass(frozen=True)
class Loaded(Generic[R]):
    """A scenario, and what a user should know about how its layers were merged."""

    scenario: R
    notes: tuple[Note, ...]
    """Ended ranges, patterns of overlays without a match, rounded changes, what ranges lose at bounds and by order."""


def load_scenario(
    name_or_path: str | Path, overrides: Sequence[Override] = (), overlays: Sequence[str | Path] = ()
) -> Scenario:
    """The scenario of a ready-made name or a file, with overlays and ``PATH=VALUE`` overrides on top.

    An override may have wildcards and may change a number relatively: ``phases.*.managers+=1``, ``PATH*=0.7``.
    Raises ScenarioError with every problem found.
    """
    return load(Scenario, name_or_path, overrides, overlays)


def scenario_of(
    scenario: Scenario | str | Path, overrides: Sequence[Override] = (), overlays: Sequence[str | Path] = ()
) -> Scenario:
    """As ``load_scenario``, also with a scenario that was loaded before. Raises ScenarioError."""
    if isinstance(scenario, Scenario):
        return changed(scenario, overrides, overlays) if overrides or overlays else scenario
    return load_scenario(scenario, overrides, overlays)


def scenarios_of(scenarios: Sequence[Scenario | str | Path]) -> list[Scenario]:
    """Several, as ``scenario_of`` each. Raises ScenarioError with the problems of all of them."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for scenario in scenarios:
        try:
            found.append(scenario_of(scenario))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return found


def load(
    root: type[R], name_or_path: str | Path, overrides: Sequence[Override] = (), overlays: Sequence[str | Path] = ()
) -> R:
    """As ``load_scenario``, with the schema of any root."""
    return loaded(root, name_or_path, overrides, overlays).scenario


def loaded(
    root: type[R], name_or_path: str | Path, overrides: Sequence[Override] = (), overlays: Sequence[str | Path] = ()
) -> Loaded[R]:
    """As ``load``, with the notes about the merged layers."""
    return _loaded(layers_of(name_or_path, overlays), overrides, root)


def ended_ranges(found: Loaded[R]) -> tuple[Note, ...]:
    """The inherited ranges that a stated value ended, in the order of layers: path, place and, if needed, reason."""
    return tuple(note for note in found.notes if note.kind == "ended")


def changed(scenario: R, overrides: Sequence[Override], overlays: Sequence[str | Path] = ()) -> R:
    """The scenario as it would have been loaded with these overlays and ``PATH=VALUE`` overrides last.

    Raises ScenarioError with every problem found.
    """
    own = Layer(scenario.name, normalised(resolved_dict(scenario)))
    return _loaded([own, *overlay_layers(overlays)], overrides, type(scenario)).scenario


def _loaded(layers: Sequence[Layer], overrides: Sequence[Override], root: type[R]) -> Loaded[R]:
    """Layers with overrides on top, merged, checked and resolved."""
    own, unread = override_layers(overrides)
    values = merged([*layers, *own], root)
    values.problems.extend(unread)
    values = with_tables(values)
    scenario = checked(values, root)
    about_money = currency_notes(values.layers, values.data, root)
    lost = (loss_note(loss, values.place(f"uncertainty.{loss.path}")) for loss in losses_of(scenario))
    bounded = (*cut_ranges(scenario, values.place), *lost, *reordered_ranges(scenario, values.place))
    return Loaded(scenario, (*values.notes, *about_money, *bounded))
