"""The metrics of a scenario: those of the mechanisms that it states, and which of them are sums of others."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

import numpy as np

from sim.ledger import IntArray
from sim.metrics.business import Business
from sim.metrics.metric import Mechanism, Metric, Ratio, Total


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts of a metric that is a sum."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    is_running: bool
    """Summed up since the start."""

    def of(self, values: Callable[[str], IntArray]) -> IntArray:
        """The sum, (…, months), of the parts that ``values`` gives by name."""
        total = values(self.plus[0]).copy()
        for name in self.plus[1:]:
            total += values(name)
        for name in self.minus:
            total -= values(name)
        return np.cumsum(total, axis=-1) if self.is_running else total


class Monthly(Mapping[str, IntArray]):
    """All metrics of some replications by name, each (…, months): sums are computed on demand."""

    def __init__(self, metric_set: "MetricSet", kept: Mapping[str, IntArray]) -> None:
        """``kept`` has the metrics that are not sums."""
        self._metric_set, self._kept = metric_set, kept

    def __getitem__(self, name: str) -> IntArray:
        parts = self._metric_set.sums.get(name)
        if parts is None:
            return self._kept[name]
        total = parts.of(self.__getitem__)
        total.flags.writeable = False  # a change would be lost
        return total

    def __iter__(self) -> Iterator[str]:
        return (metric.name for metric in self._metric_set.metrics)

    def __len__(self) -> int:
        return len(self._metric_set.metrics)


class MetricSet:
    """Metrics, ratios and totals of some mechanisms, in their order."""

    metrics: tuple[Metric, ...]
    ratios: tuple[Ratio, ...]
    totals: tuple[Total, ...]
    named: dict[str, Metric | Ratio]
    """Metrics, then ratios, by name."""
    position: dict[str, int]
    """Of a metric in ``metrics``, and in arrays of all metrics."""
    sums: dict[str, Sum]
    """Metrics that are sums of others, each after its parts."""
    kept: tuple[Metric, ...]
    """Metrics that are not sums: all others follow from them."""

    def __init__(self, mechanisms: Iterable[Mechanism]) -> None:
        """Raises ValueError where declarations contradict each other."""
        stated = tuple(mechanisms)
        self.metrics = tuple(metric for mechanism in stated for metric in mechanism.metrics)
        there = {metric.name for metric in self.metrics}
        ratios = (ratio for mechanism in stated for ratio in mechanism.ratios)
        self.ratios = tuple(
            replace(one, numerator=one.narrowed_to) if one.narrowed_to in there else one for one in ratios
        )
        self.totals = tuple(total for mechanism in stated for total in mechanism.totals)
        self.named = {metric.name: metric for metric in self.metrics}
        self.named.update({ratio.name: ratio for ratio in self.ratios})
        self.position = {metric.name: position for position, metric in enumerate(self.metrics)}
        self._check_names()
        self.sums = self._sums()
        self.kept = tuple(metric for metric in self.metrics if metric.name not in self.sums)

    def __getitem__(self, name: str) -> Metric | Ratio:
        """A metric or ratio by name. Raises KeyError where there is none."""
        return self.named[name]

    def __contains__(self, name: str) -> bool:
        return name in self.named

    def ratio(self, name: str) -> Ratio:
        """A ratio by name. Raises KeyError where there is none."""
        found = self[name]
        if not isinstance(found, Ratio):
            raise KeyError(name)
        return found

    def series_of(self, name: str, business: Business) -> IntArray:
        """A metric of some replications, (replications, months). Raises KeyError where there is none of that name."""
        metric = self[name]
        if not isinstance(metric, Metric):
            raise KeyError(name)
        return self.sums[name].of(business.__getitem__) if metric.series is None else metric.series(business)

    def check_sums(self, monthly: Mapping[str, IntArray]) -> None:
        """Raises ValueError where a metric is not its declared sum."""
        for name, parts in self.sums.items():
            if not np.array_equal(parts.of(monthly.__getitem__), monthly[name]):
                raise ValueError(f"the metric {name} is not its declared sum")

    def _check_names(self) -> None:
        names = [metric.name for metric in self.metrics] + [ratio.name for ratio in self.ratios]
        names += [total.name for total in self.totals]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is declared twice")
        for metric in self.metrics:
            for other in (*metric.plus, *metric.minus, *metric.adds_to, *metric.taken_from):
                found = self.named.get(other)
                if not isinstance(found, Metric) or found.unit.scale != metric.unit.scale:
                    raise ValueError(f"{metric.name}: there is no metric {other} of the same scale")
        for ratio in self.ratios:
            for other in filter(None, (ratio.numerator, ratio.denominator, ratio.counts_where)):
                if not isinstance(self.named.get(other), Metric):
                    raise ValueError(f"{ratio.name}: there is no metric {other}")

    def _sums(self) -> dict[str, Sum]:
        """Raises ValueError (or its CycleError) for sums without parts, and of themselves."""
        found = {metric.name: self._sum(metric) for metric in self.metrics}
        for metric in self.metrics:
            parts = found[metric.name]
            if not parts.plus and (metric.series is None or parts.minus):
                raise ValueError(f"{metric.name} is neither a series nor a sum")
        order = TopologicalSorter({name: (*parts.plus, *parts.minus) for name, parts in found.items()}).static_order()
        return {name: found[name] for name in order if found[name].plus}

    def _sum(self, metric: Metric) -> Sum:
        """The parts that it names, and those that name it."""
        return Sum(
            (*metric.plus, *(other.name for other in self.metrics if metric.name in other.adds_to)),
            (*metric.minus, *(other.name for other in self.metrics if metric.name in other.taken_from)),
            metric.is_running,
        )
