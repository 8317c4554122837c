"""Merging the layers of a scenario, later ones over earlier ones, the second step (DESIGN 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.layers import EXTENDS, SOURCES, Layer
from sim.scenario.laying import Laying
from sim.scenario.notes import Note
from sim.scenario.overrides import misfit
from sim.scenario.problems import Problem
from sim.scenario.schema import Root

_OF_SOURCE = (".source", ".grade")


@dataclass(frozen=True)
class Merged:
    """The values of all layers, and where each was stated."""

    data: dict[str, Any]
    layers: Sequence[Layer]
    problems: list[Problem]
    """Of statements that do not fit the layers below them; they are left out."""
    notes: list[Note]
    root: type[Root]

    def place(self, path: str) -> str:
        """Where ``path`` was stated last; a missing key belongs at the top of the last file.

        A source is replaced as a whole, whether it is a text or a table.
        """
        whole = path.rpartition(".")[0] if path.startswith(f"{SOURCES}.") and path.endswith(_OF_SOURCE) else path
        best = max(range(len(self.layers)), key=lambda index: (self.layers[index].place(whole)[0], index))
        length, place = self.layers[best].place(path)
        if length:
            return place
        return [layer for layer in self.layers if not layer.override][-1].place("")[1]

    def own_place(self, path: str) -> str:
        """Where ``path`` was stated if a user may edit it there, else the user's file that takes it from another one.

        Overlays and files that it extends are below the file that was named, and ready-made files are nobody's.
        """
        files = [layer for layer in self.layers if not layer.override and not layer.is_overlay]
        stated = any(layer.place(path)[0] == len(path.split(".")) for layer in self.layers if layer not in files[:-1])
        return self.place(path) if stated else files[-1].place(EXTENDS)[1]


def merged(layers: Sequence[Layer], root: type[Root]) -> Merged:
    """All layers merged, later ones over earlier ones.

    Tables merge key by key; a number, text or list is replaced completely, a relative change acts on the number below.
    """
    data: dict[str, Any] = {}
    problems: list[Problem] = []
    notes: list[Note] = []
    for layer in layers:
        problem = misfit(layer, data, root)
        if problem:
            problems.append(problem)
            continue
        laying, earlier = Laying(layer, root), data
        data = laying.over(earlier)
        if layer.override and layer.states_nothing and data == earlier and not laying.problems:
            what = "an empty table sets nothing: name a key and its value"
            problems.append(Problem(layer.label, ".".join(layer.override), what))
        problems += laying.problems
        notes += laying.notes
    ranges = data.get("uncertainty") or {}
    kept = [note for note in notes if note.kind != "ended" or note.path not in ranges]
    return Merged(data, layers, problems, kept, root)
