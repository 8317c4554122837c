"""Who is who: the dense index of a named candidate, and its name again.

A candidate is (archetype name, batch, index); batch 0 is the first target list, batch m the names added at the
opening of month m + 1. Dense indices sort by these names and serve the order of events and the ledger.
"""

from dataclasses import dataclass

from sim.engine.order import MAX_PARTNERS
from sim.randomness import MAX_INDEX, MAX_MONTH
from sim.scenario.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Roll:
    """Dense ranges of the archetypes, in the order of their names."""

    names: tuple[str, ...]
    starts: tuple[int, ...]
    candidates: tuple[int, ...]
    candidates_per_month: tuple[int, ...]
    months: int

    def dense(self, archetype: int, batch: int, index: int) -> int:
        """Dense index of a candidate."""
        if batch == 0:
            return self.starts[archetype] + index
        return (
            self.starts[archetype]
            + self.candidates[archetype]
            + (batch - 1) * self.candidates_per_month[archetype]
            + index
        )

    def place(self, dense: int) -> tuple[int, int, int]:
        """Archetype position, batch and index of a dense index."""
        archetype = max(a for a, start in enumerate(self.starts) if start <= dense)
        offset = dense - self.starts[archetype]
        if offset < self.candidates[archetype]:
            return archetype, 0, offset
        month, index = divmod(offset - self.candidates[archetype], self.candidates_per_month[archetype])
        return archetype, month + 1, index

    def name(self, dense: int) -> str:
        """Readable name, ``archetype/batch/index``."""
        archetype, batch, index = self.place(dense)
        return f"{self.names[archetype]}/{batch}/{index}"

    def parse(self, name: str) -> int:
        """Dense index of a readable name; ValueError, with those there are, if it is none."""
        parts = name.split("/")
        if len(parts) != 3 or parts[0] not in self.names or not all(part.isdecimal() for part in parts[1:]):
            known = "; ".join(self._candidates_of(archetype) for archetype in range(len(self.names)))
            raise ValueError(f"'{name}' is no partner: there are {known}")
        archetype, batch, index = self.names.index(parts[0]), int(parts[1]), int(parts[2])
        size = self.candidates_per_month[archetype] if batch else self.candidates[archetype]
        if index >= size or batch >= self.months:
            raise ValueError(f"'{name}' is no partner: there are {self._candidates_of(archetype)}")
        return self.dense(archetype, batch, index)

    def _candidates_of(self, archetype: int) -> str:
        """The names of an archetype: the first list, and those added at each later opening."""
        name, first, added = self.names[archetype], self.candidates[archetype], self.candidates_per_month[archetype]
        lists = [f"{name}/0/0 to {name}/0/{first - 1}"] if first else []
        if added and self.months > 1:
            lists.append(f"{name}/B/0 to {name}/B/{added - 1} for B from 1 to {self.months - 1}")
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
    if next_start > MAX_PARTNERS:
        raise ValueError(f"{next_start} candidates are more than the {MAX_PARTNERS} that a run can identify")
    return Roll(
        names=tuple(archetype.name for archetype in parameters.archetypes),
        starts=tuple(starts),
        candidates=tuple(archetype.candidates for archetype in parameters.archetypes),
        candidates_per_month=tuple(archetype.candidates_per_month for archetype in parameters.archetypes),
        months=parameters.months,
    )
