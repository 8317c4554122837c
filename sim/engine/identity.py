"""Who is who: the dense index of a named candidate, and its name again.

A candidate is (archetype name, batch, index); batch 0 is the first target list, batch m the names added at the
opening of month m + 1. A partner that is there on day 0 comes after all of them: (archetype name, ``established``,
index). Dense indices sort by these names and serve the order of events and the ledger.
"""

from bisect import bisect_right
from dataclasses import dataclass

from sim.engine.order import MAX_PARTNERS
from sim.randomness import MAX_INDEX, MAX_MONTH
from sim.scenario.parameters import ArchetypeParameters, Parameters

STARTED_BATCH = 255
"""Batch of partners that are there on day 0: later than that of any candidate."""
ESTABLISHED = "established"
"""What stands for that batch in a readable name."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Dense ranges of the archetypes, in the order of their names."""

    names: tuple[str, ...]
    starts: tuple[int, ...]
    candidates: tuple[int, ...]
    candidates_per_month: tuple[int, ...]
    started: tuple[int, ...]
    """How many partners are there on day 0."""
    months: int

    def dense(self, archetype: int, batch: int, index: int) -> int:
        """Dense index of a candidate, or of a partner that is there on day 0."""
        if batch == STARTED_BATCH:
            return self.starts[archetype] + self._candidates(archetype) + index
        if batch == 0:
            return self.starts[archetype] + index
        return (
            self.starts[archetype]
            + self.candidates[archetype]
            + (batch - 1) * self.candidates_per_month[archetype]
            + index
        )

    def place(self, dense: int) -> tuple[int, int, int]:
        """Archetype position, batch and index of a dense index. ValueError if there is no such partner."""
        archetype = bisect_right(self.starts, dense) - 1
        offset = dense - self.starts[archetype]
        started = offset - self._candidates(archetype)
        if archetype < 0 or started >= self.started[archetype]:
            raise ValueError(f"{dense} is the index of no partner")
        if started >= 0:
            return archetype, STARTED_BATCH, started
        if offset < self.candidates[archetype]:
            return archetype, 0, offset
        month, index = divmod(offset - self.candidates[archetype], self.candidates_per_month[archetype])
        return archetype, month + 1, index

    def name(self, dense: int) -> str:
        """Readable name, ``archetype/batch/index``."""
        archetype, batch, index = self.place(dense)
        return f"{self.names[archetype]}/{ESTABLISHED if batch == STARTED_BATCH else batch}/{index}"

    def parse(self, name: str) -> int:
        """Dense index of a readable name; ValueError, with those there are, if it is none."""
        parts = name.split("/")
        is_started = parts[1:2] == [ESTABLISHED]
        numbers = parts[2:] if is_started else parts[1:]
        if len(parts) != 3 or parts[0] not in self.names or not all(part.isdecimal() for part in numbers):
            known = "; ".join(self._candidates_of(archetype) for archetype in range(len(self.names)))
            raise ValueError(f"'{name}' is no partner: there are {known}")
        archetype, index = self.names.index(parts[0]), int(parts[2])
        batch = STARTED_BATCH if is_started else int(parts[1])
        size = self.started[archetype] if is_started else self._listed(archetype, batch)
        if index >= size:
            raise ValueError(f"'{name}' is no partner: there are {self._candidates_of(archetype)}")
        return self.dense(archetype, batch, index)

    def _candidates(self, archetype: int) -> int:
        """Candidates of an archetype in all months."""
        return self.candidates[archetype] + self.candidates_per_month[archetype] * self.months

    def _listed(self, archetype: int, batch: int) -> int:
        """How many candidates a batch of an archetype has."""
        if batch >= self.months:
            return 0
        return self.candidates_per_month[archetype] if batch else self.candidates[archetype]

    def _candidates_of(self, archetype: int) -> str:
        """The names of an archetype: the first list, and those added at each later opening."""
        name, first, added = self.names[archetype], self.candidates[archetype], self.candidates_per_month[archetype]
        lists = [f"{name}/0/0 to {name}/0/{first - 1}"] if first else []
        if added and self.months > 1:
            lists.append(f"{name}/B/0 to {name}/B/{added - 1} for B from 1 to {self.months - 1}")
        if self.started[archetype]:
            lists.append(f"{name}/{ESTABLISHED}/0 to {name}/{ESTABLISHED}/{self.started[archetype] - 1}")
        return ", then ".join(lists) or f"no candidates of {name}"


def roll_of(parameters: Parameters) -> Roll:
    """The roll of a scenario; ValueError if there are more months or candidates than a run can identify."""
    if parameters.months > MAX_MONTH:
        raise ValueError(f"{parameters.months} months are more than the {MAX_MONTH} that a run can identify")
    starts, next_start = [], 0
    for archetype in parameters.archetypes:
        if max(archetype.candidates, archetype.candidates_per_month) > MAX_INDEX + 1:
            raise ValueError(
                f"{archetype.name}: more candidates at once than the {MAX_INDEX + 1} that a run can identify"
            )
        starts.append(next_start)
        next_start += archetype.candidates + archetype.candidates_per_month * parameters.months
        next_start += _started(archetype)
    if next_start > MAX_PARTNERS:
        raise ValueError(f"{next_start} candidates are more than the {MAX_PARTNERS} that a run can identify")
    return Roll(
        names=tuple(archetype.name for archetype in parameters.archetypes),
        starts=tuple(starts),
        candidates=tuple(archetype.candidates for archetype in parameters.archetypes),
        candidates_per_month=tuple(archetype.candidates_per_month for archetype in parameters.archetypes),
        started=tuple(_started(archetype) for archetype in parameters.archetypes),
        months=parameters.months,
    )


def _started(archetype: ArchetypeParameters) -> int:
    """Partners of an archetype that are there on day 0."""
    return sum(one.partners for one in archetype.established)
