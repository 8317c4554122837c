"""What a user should know about a valid scenario: ended ranges, patterns without a match, lost mass …"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.letters import visible
from sim.scenario.problems import placed
from sim.scenario.ready_made import ready_made_folder

MOST_NAMED = 6
"""Paths that a short line names."""
CURE = 'to keep one, state it under [uncertainty], or move them all along with inherited_ranges = "scaled"'


@dataclass(frozen=True)
class Note:
    """One fact: ``kind`` says which, ``place`` where it was stated, ``what`` the reason or effect, if one is needed."""

    kind: Literal["ended", "unmatched", "rounded", "cut", "lost", "reordered", "currency"]
    path: str
    place: str
    what: str = ""
    paths: tuple[str, ...] = ()
    """Several that it is about."""

    @property
    def is_of_ready_made(self) -> bool:
        """Whether a ready-made scenario ended the range."""
        return self.kind == "ended" and Path(self.place).parent == ready_made_folder()

    @property
    def source(self) -> str:
        """The file without its folder, the option, or a variant as it was typed."""
        label, _, line = self.place.rpartition(":")
        if self.place.startswith("--"):
            return self.place.split(" ")[0]
        if "=" in self.place:
            return self.place
        return Path(label if line.isdigit() else self.place).name


def note_lines(notes: Sequence[Note], *, most: int | None = None) -> list[str]:
    """A line for every source of ended ranges, which names at most ``most`` of them, and one for each other note."""
    ended: dict[str, list[Note]] = {}
    for note in notes:
        if note.kind == "ended":
            ended.setdefault(note.source, []).append(note)
    lines = [_ended_line(source, its, most) for source, its in ended.items()]
    return lines + [_line(note, most) for note in notes if note.kind != "ended"]


def name_of(label: str) -> str:
    """A file's name without folder and ending, as its scenario is called."""
    return Path(label).stem


def _line(note: Note, most: int | None) -> str:
    listed = f": {_listed(note.paths, most)}" if note.paths else ""
    return visible(f"{placed(note.place, note.path)}: {note.what}{listed}", keep="")


def _listed(names: Sequence[str], most: int | None) -> str:
    """At most ``most`` of the names, and how many more there are."""
    more = 0 if most is None else max(len(names) - most, 0)
    return ", ".join(names[: len(names) - more]) + (f" and {more} more" if more else "")


def _ended_line(source: str, notes: Sequence[Note], most: int | None) -> str:
    named = [f"{note.path} ({note.what})" if note.what else note.path for note in notes]
    listed = _listed(named, most)
    count = "an inherited range" if len(named) == 1 else f"{len(named)} inherited ranges"
    return visible(f"{source} states values without a range and so ends {count}: {listed}; {CURE}", keep="")
