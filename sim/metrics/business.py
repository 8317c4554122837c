"""The company in some replications, from their tallies: every series is computed once."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sim.ledger import IntArray
from sim.metrics.tallies import Tallies
from sim.metrics.unit import FloatArray
from sim.scenario.parameters import Parameters
from sim.units import BPS

if TYPE_CHECKING:
    from sim.metrics.metric_set import MetricSet

Array = TypeVar("Array", IntArray, FloatArray)


class Business:
    """Replications of some worlds of a scenario, ``futures`` per world, each with its twin without a program.

    ``business["commissions"]`` is a metric and ``business.of(function)`` a series that is not a metric, both
    (replications, months), money in cents.
    """

    def __init__(
        self, metric_set: "MetricSet", tallies: Tallies, worlds: Sequence[Parameters], futures: int,
        twin_tallies: Tallies | None = None,
    ) -> None:  # fmt: skip
        """Without ``twin_tallies`` this is a twin."""
        self.tallies, self.worlds, self.futures = tallies, worlds, futures
        self._metric_set, self._known = metric_set, dict[Any, Any]()
        self._twin = None if twin_tallies is None else Business(metric_set, twin_tallies, worlds, futures)

    @property
    def twin(self) -> "Business":
        """The same company without a program. Raises LookupError where this is a twin."""
        if self._twin is None:
            raise LookupError("a twin has no twin")
        return self._twin

    def __getitem__(self, name: str) -> IntArray:
        """A metric by name. Raises KeyError where the scenario has none of that name."""
        if name not in self._known:
            self._known[name] = self._metric_set.series_of(name, self)
        known: IntArray = self._known[name]
        return known

    def of(self, series: Callable[["Business"], Array]) -> Array:
        """A series that is not a metric."""
        if series not in self._known:
            self._known[series] = series(self)
        known: Array = self._known[series]
        return known

    def parameter(self, read: Callable[[Parameters], int]) -> int | IntArray:
        """A parameter: one number if it is the same in all worlds, else a column with one per replication.

        Where it changes within a run, it has a column for each month.
        """
        if any(read(later) != read(world) for world in self.worlds for later in world.later):
            months = [[read(world.in_month(month + 1)) for month in range(world.months)] for world in self.worlds]
            return np.repeat(np.array(months, dtype=np.int64), self.futures, axis=0)
        values = [read(world) for world in self.worlds]
        if values.count(values[0]) == len(values):
            return values[0]
        return np.repeat(np.array(values, dtype=np.int64), self.futures)[:, None]

    def by_replication(self, of_world: Callable[[Parameters], FloatArray]) -> FloatArray:
        """A value computed from each world's parameters, one row per replication."""
        return np.repeat(np.array([of_world(world) for world in self.worlds]), self.futures, axis=0)

    def groups(self, read: Callable[[Parameters], int]) -> Iterator[tuple[int, IntArray]]:
        """The values of a parameter, each with its replications."""
        values = np.repeat([read(world) for world in self.worlds], self.futures)
        for value in np.unique(values).tolist():
            yield value, np.flatnonzero(values == value)


def part(amounts: IntArray, bps: int | IntArray) -> IntArray:
    """``bps`` basis points of amounts, half up, in integers; in two parts, so that no product leaves 64 bits."""
    whole: IntArray = amounts // BPS
    rest: IntArray = (amounts - whole * BPS) * bps + BPS // 2
    return whole * bps + rest // BPS
