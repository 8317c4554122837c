"""Who is who: the dense index of a named candidate, and its name again.

A candidate is (archetype name, batch, index); batch 0 is the first target list, batch m the names added at the
opening of month m + 1. A partner that is there on day 0 comes after all of them: (archetype name, ``established``,
index), or, in a running program, (archetype name, id): partners by id, then candidates by id. Dense indices sort by
these names and serve the order of events and the ledger.
"""

from bisect import bisect_right
from collections.abc import Iterator
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
    """How many partners and named candidates are there on day 0."""
    ids: tuple[tuple[str, ...], ...]
    """Those of a running program: of partners, then of candidates, each sorted; none of established partners."""
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
        """Readable name: ``archetype/batch/index``, or ``archetype/id``."""
        archetype, batch, index = self.place(dense)
        if batch == STARTED_BATCH and self.ids[archetype]:
            return f"{self.names[archetype]}/{self.ids[archetype][index]}"
        return f"{self.names[archetype]}/{ESTABLISHED if batch == STARTED_BATCH else batch}/{index}"

    def parse(self, name: str) -> int:
        """Dense index of a readable name, or of an id alone; ValueError, with those there are, if it is none."""
        for archetype, index in self._with_id(name):
            return self.dense(archetype, STARTED_BATCH, index)
        parts = name.split("/")
        is_started = parts[1:2] == [ESTABLISHED]
        numbers = parts[2:] if is_started else parts[1:]
        if len(parts) != 3 or parts[0] not in self.names or not all(part.isdecimal() for part in numbers):
            known = "; ".join(self._candidates_of(archetype) for archetype in range(len(self.names)))
            raise ValueError(f"'{name}' is no partner: there are {known}")
        archetype, index = self.names.index(parts[0]), int(parts[2])
        batch = STARTED_BATCH if is_started else int(parts[1])
        started = 0 if self.ids[archetype] else self.started[archetype]
        size = started if is_started else self._listed(archetype, batch)
        if index >= size:
            raise ValueError(f"'{name}' is no partner: there are {self._candidates_of(archetype)}")
        return self.dense(archetype, batch, index)

    def _with_id(self, name: str) -> Iterator[tuple[int, int]]:
        """Archetype and index of who has a name in a running program, then of who has it as id."""
        there = [(archetype, index, one) for archetype, ids in enumerate(self.ids) for index, one in enumerate(ids)]
        yield from ((archetype, index) for archetype, index, one in there if f"{self.names[archetype]}/{one}" == name)
        yield from ((archetype, index) for archetype, index, one in there if one == name)

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
        if ids := self.ids[archetype]:
            lists.append(f"{len(ids)} of day 0 by id, {name}/{ids[0]}" + (f" to {name}/{ids[-1]}" if ids[1:] else ""))
        elif self.started[archetype]:
            lists.append(f"{name}/{ESTABLISHED}/0 to {name}/{ESTABLISHED}/{self.started[archetype] - 1}")
        return ", then ".join(lists) or f"no candidates of {name}"


def roll_of(parameters: Parameters) -> Roll:
    """The roll of a scenario; ValueError if there are more months or candidates than a run can identify."""
    if parameters.months > MAX_MONTH:
        raise ValueError(f"{parameters.months} months are more than the {MAX_MONTH} that a run can identify")
    starts, next_start = [], 0
    ids = _ids(parameters)
    started = [_established(archetype) + len(own) for archetype, own in zip(parameters.archetypes, ids, strict=True)]
    for archetype, there in zip(parameters.archetypes, started, strict=True):
        if max(archetype.candidates, archetype.candidates_per_month) > MAX_INDEX + 1:
            raise ValueError(
                f"{archetype.name}: more candidates at once than the {MAX_INDEX + 1} that a run can identify"
            )
        starts.append(next_start)
        next_start += archetype.candidates + archetype.candidates_per_month * parameters.months + there
    if next_start > MAX_PARTNERS:
        raise ValueError(f"{next_start} candidates are more than the {MAX_PARTNERS} that a run can identify")
    return Roll(
        names=tuple(archetype.name for archetype in parameters.archetypes),
        starts=tuple(starts),
        candidates=tuple(archetype.candidates for archetype in parameters.archetypes),
        candidates_per_month=tuple(archetype.candidates_per_month for archetype in parameters.archetypes),
        started=tuple(started),
        ids=ids,
        months=parameters.months,
    )


def _established(archetype: ArchetypeParameters) -> int:
    """Partners of an archetype that it states as established."""
    return sum(one.partners for one in archetype.established)


def _ids(parameters: Parameters) -> tuple[tuple[str, ...], ...]:
    """Ids of partners and candidates of a running program by archetype; ValueError if it has established ones too."""
    ids: list[tuple[str, ...]] = [() for _ in parameters.archetypes]
    for state in parameters.start:
        for position, archetype in enumerate(parameters.archetypes):
            own = [one.id for one in state.partners[state.first_partner[position] : state.first_partner[position + 1]]]
            first, end = state.first_candidate[position : position + 2]
            own += [one.id for one in state.candidates[first:end]]
            ids[position] = tuple(own)
            if own and archetype.established:
                raise ValueError(f"{archetype.name}: it has established partners and names in the start state")
    return tuple(ids)
