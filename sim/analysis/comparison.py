"""Scenarios side by side under common random numbers: each one's figures, and paired differences to the first.

The random numbers of a replication do not depend on the scenario, so that the same seed, world and future is the
same world for each: simulating every scenario with one seed is all that pairing takes.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from sim.analysis.dominance import first_order, preference, second_order
from sim.analysis.intervals import CONFIDENCE, share_interval, standard_error
from sim.analysis.odds import Odds, verdict_of
from sim.analysis.outcomes import Outcome, outcome_values, outcomes
from sim.experiment.ensemble import BoolArray, Ensemble, FloatArray
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.version import SCHEMA_VERSION

Interval = tuple[float | None, float | None]
Progress = Callable[[int, int, int, int], None]

MOST_SCENARIOS = 26
_LEVELS = {"p10": 0.10, "p50": 0.50, "p90": 0.90}


@dataclass(frozen=True, slots=True)
class Figure:
    """An outcome of one scenario: mean with its 95% interval, and quantiles; None is never (or not to be had)."""

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Paired:
    """An outcome of a scenario less that of the base in the same replication.

    The interval is that of the mean paired difference. All of the difference is None for months that may be never.
    """

    difference: float | None
    ci_low: float | None
    ci_high: float | None
    standard_error: float | None
    unpaired_standard_error: float | None
    """What the error would be with the same numbers of runs of independent futures."""
    variance_reduction: float | None
    """Variance of the unpaired difference over that of the paired one; None where no pair differs from the mean."""
    p10: float | None
    p50: float | None
    p90: float | None
    better: float
    """Share of pairs in which the scenario is better than the base."""
    worse: float
    equal: float
    p_better: float
    """P(better than the base), ties counted half, with its 95% interval."""
    p_better_low: float
    p_better_high: float
    first_order: str | None
    """Label of the one that dominates in these futures: better at every quantile."""
    second_order: str | None
    """The same for whoever dislikes risk: the worst k outcomes sum to more, for every k."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A scenario against the base."""

    label: str
    base: str
    pairs: int
    left_out: int
    """Replications that failed in either."""
    is_same: bool
    """Whether both have the same inputs: the difference is then zero and known."""
    outcomes: dict[str, Paired]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Ensembles of the same worlds and futures, the first of which is the base."""

    labels: tuple[str, ...]
    ensembles: tuple[Ensemble, ...]
    months: int
    """The shortest of the horizons: all are simulated over it."""
    own_months: tuple[int, ...]
    """The scenarios' own horizons."""
    outcomes: tuple[Outcome, ...]
    figures: tuple[dict[str, Figure], ...]
    """By scenario, by outcome."""
    differences: tuple[Difference, ...]
    """Each scenario but the base, against it."""

    def __repr__(self) -> str:
        base = self.ensembles[0]
        size = f"{base.runs} worlds x {base.futures} futures, {self.months} months, seed {base.seed}"
        odds = ", ".join(
            f"{label} {100 * (figures['odds'].mean or 0):.1f}%"
            for label, figures in zip(self.labels, self.figures, strict=True)
        )
        return f"<Comparison against {self.labels[0]}: {size}; odds {odds}>"

    @property
    def base(self) -> str:
        """Label of the base."""
        return self.labels[0]

    def paired(self, label: str, outcome: str) -> FloatArray:
        """The outcome under ``label`` less that of the base, by pair that completed; KeyError for unknown names.

        NaN where both never happen.
        """
        ours, theirs = (self._values(name, outcome) for name in (label, self.base))
        both = ~(np.isnan(ours) | np.isnan(theirs))
        with np.errstate(invalid="ignore"):
            return ours[both] - theirs[both]

    def _values(self, label: str, name: str) -> FloatArray:
        ensemble = dict(zip(self.labels, self.ensembles, strict=True))[label]
        return outcome_values(ensemble, {outcome.name: outcome for outcome in self.outcomes}[name])

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON values (DESIGN 6)."""
        base = self.ensembles[0]
        return {
            "schema_version": SCHEMA_VERSION,
            "base": self.base,
            "runs": base.runs,
            "futures": base.futures,
            "seed": base.seed,
            "engine": base.engine,
            "months": self.months,
            "currency": base.scenario.currency,
            "outcomes": {outcome.name: _described(outcome) for outcome in self.outcomes},
            "scenarios": [self._scenario(position) for position in range(len(self.labels))],
            "differences": [asdict(difference) for difference in self.differences],
        }

    def _scenario(self, position: int) -> dict[str, Any]:
        ensemble, figures = self.ensembles[position], self.figures[position]
        gate, odds = ensemble.scenario.gate, figures["odds"]
        return {
            "label": self.labels[position],
            "scenario": ensemble.scenario.name,
            "title": ensemble.scenario.title,
            "input_digest": ensemble.input_digest,
            "digest": ensemble.digest,
            "own_months": self.own_months[position],
            "gate": {
                "month": gate.month,
                "threshold": gate.threshold,
                "measure": gate.measure,
                "window_months": gate.window_months,
                "pass_probability": odds.mean,
                "ci_low": odds.ci_low,
                "ci_high": odds.ci_high,
                "required_probability": gate.required_probability,
                "verdict": verdict_of(_odds(odds), gate.required_probability),
            },
            "outcomes": {name: asdict(figure) for name, figure in figures.items()},
            "failures": {
                "count": len(ensemble.failures),
                "keys": [{"world": failure.world, "future": failure.future} for failure in ensemble.failures],
            },
        }


def compare(
    scenarios: Sequence[Scenario | str | Path],
    *,
    labels: Sequence[str] | None = None,
    runs: int = 1000,
    futures: int = 1,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Simulates each scenario in the same worlds and futures, and compares each with the first.

    Scenarios may be given as those of ``load_scenario``, or by what that takes. ``labels`` are their names by
    default; equal ones are numbered. All are simulated over the shortest horizon. ``progress`` is called as by
    ``simulate``, for all scenarios together. Raises ValueError for scenarios that cannot be compared, arguments
    out of range or if no pair completed.
    """
    chosen = [item if isinstance(item, Scenario) else load_scenario(item) for item in scenarios]
    months = check_comparable(chosen)
    names = numbered([scenario.name for scenario in chosen] if labels is None else labels)
    if len(names) != len(chosen):
        raise ValueError(f"{len(names)} labels for {len(chosen)} scenarios")
    ensembles = []
    for position, scenario in enumerate(chosen):
        over = scenario if scenario.months == months else scenario.model_copy(update={"months": months})
        report = None if progress is None else _shifted(progress, position, len(chosen))
        ensembles.append(
            simulate(
                over, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers, progress=report
            )
        )  # fmt: skip
    return comparison_of(names, ensembles, own_months=[scenario.months for scenario in chosen])


def comparison_of(
    labels: Sequence[str], ensembles: Sequence[Ensemble], own_months: Sequence[int] | None = None
) -> Comparison:
    """The comparison of ensembles of the same worlds and futures. Raises ValueError if no pair completed."""
    months = ensembles[0].months
    measured = outcomes(months)
    values = [{outcome.name: outcome_values(ensemble, outcome) for outcome in measured} for ensemble in ensembles]
    return Comparison(
        labels=tuple(labels),
        ensembles=tuple(ensembles),
        months=months,
        own_months=tuple(own_months or [months] * len(ensembles)),
        outcomes=measured,
        figures=tuple(_figures(ensemble, its, measured) for ensemble, its in zip(ensembles, values, strict=True)),
        differences=tuple(
            _difference((labels[0], labels[k]), (ensembles[0], ensembles[k]), (values[0], values[k]), measured)
            for k in range(1, len(ensembles))
        ),
    )


def numbered(labels: Sequence[str]) -> list[str]:
    """Labels made different: the second ``coach`` becomes ``coach (2)``."""
    given: list[str] = []
    for label in labels:
        number, text = 1, label
        while text in given:
            number += 1
            text = f"{label} ({number})"
        given.append(text)
    return given


def check_comparable(scenarios: Sequence[Scenario]) -> int:
    """The shortest horizon in months. Raises ValueError for scenarios that cannot be compared over it."""
    if not 2 <= len(scenarios) <= MOST_SCENARIOS:
        raise ValueError(f"between 2 and {MOST_SCENARIOS} scenarios can be compared (got {len(scenarios)})")
    currencies = sorted({scenario.currency for scenario in scenarios})
    if len(currencies) > 1:
        raise ValueError(f"scenarios in {' and '.join(currencies)} cannot be compared: set one currency")
    months = min(scenario.months for scenario in scenarios)
    for scenario in scenarios:
        if scenario.gate.month > months:
            raise ValueError(
                f"the gate of {scenario.name} is at month {scenario.gate.month}, after the shortest horizon of "
                f"{months} months: lengthen it with --months"
            )
    return months


def _shifted(progress: Progress, position: int, count: int) -> Progress:
    def report(done: int, total: int, passes: int, completed: int) -> None:
        progress(position * total + done, count * total, passes, completed)

    return report


def _described(outcome: Outcome) -> dict[str, Any]:
    better = "higher" if outcome.higher_is_better else "lower"
    return {"label": outcome.label, "unit": outcome.unit, "better": better}


def _odds(figure: Figure) -> Odds:
    return Odds(figure.mean or 0.0, figure.ci_low or 0.0, 1.0 if figure.ci_high is None else figure.ci_high)


# Figures of one scenario


def _figures(ensemble: Ensemble, values: dict[str, FloatArray], measured: Sequence[Outcome]) -> dict[str, Figure]:
    if not ensemble.completed.any():
        raise ValueError(f"no replication of {ensemble.scenario.name} completed: there is nothing to compare")
    return {outcome.name: _figure(values[outcome.name], outcome, ensemble.runs) for outcome in measured}


def _figure(values: FloatArray, outcome: Outcome, runs: int) -> Figure:
    completed = ~np.isnan(values)
    known = values[completed]
    quantiles = _quantiles(known)
    if outcome.unit == "month":
        return Figure(None, None, None, *quantiles)
    if outcome.unit == "probability":
        low, high = share_interval(_by_world(values, completed, runs), _counts(completed, runs))
        return Figure(float(known.mean()), float(low), float(high), *quantiles)
    return Figure(float(known.mean()), *_mean_interval(values, completed, runs), *quantiles)


def _quantiles(values: FloatArray) -> tuple[float | None, float | None, float | None]:
    """p10, p50, p90; None where never lies on either side of the quantile."""
    ordered = np.sort(values)
    found: list[float | None] = []
    for level in _LEVELS.values():
        position = level * (len(ordered) - 1)
        sides = ordered[[int(np.floor(position)), int(np.ceil(position))]]
        low, high = float(sides[0]), float(sides[1])
        found.append(low + (position - np.floor(position)) * (high - low) if np.isfinite(sides).all() else None)
    return found[0], found[1], found[2]


# Paired differences


def _difference(
    labels: tuple[str, str],
    ensembles: tuple[Ensemble, Ensemble],
    values: tuple[dict[str, FloatArray], dict[str, FloatArray]],
    measured: Sequence[Outcome],
) -> Difference:
    """The second of each pair against the first."""
    both = ensembles[0].completed & ensembles[1].completed
    if not both.any():
        raise ValueError(f"no replication completed in both {labels[0]} and {labels[1]}")
    is_same = ensembles[0].input_digest == ensembles[1].input_digest
    runs = ensembles[0].runs
    return Difference(
        label=labels[1],
        base=labels[0],
        pairs=int(both.sum()),
        left_out=int((~both).sum()),
        is_same=is_same,
        outcomes={
            outcome.name: _paired(
                values[0][outcome.name], values[1][outcome.name], both, outcome, labels, runs, is_same=is_same
            )
            for outcome in measured
        },
    )  # fmt: skip


def _paired(
    first: FloatArray, second: FloatArray, both: BoolArray, outcome: Outcome, labels: tuple[str, str], runs: int,
    *, is_same: bool,
) -> Paired:  # fmt: skip
    sign = 1.0 if outcome.higher_is_better else -1.0
    liked = preference(sign * first[both], sign * second[both])
    wins = np.where(both, (sign * second > sign * first) + 0.5 * (second == first), 0.0)
    trials = _counts(both, runs)
    low, high = share_interval(_by_world(wins, both, runs), trials)
    dominant = _dominance(sign * first[both], sign * second[both], outcome, labels)
    return Paired(
        *_mean_difference(first, second, both, outcome, runs, is_same=is_same),
        better=liked.better,
        worse=liked.worse,
        equal=liked.equal,
        p_better=liked.probability,
        p_better_low=0.5 if is_same else float(low),
        p_better_high=0.5 if is_same else float(high),
        first_order=dominant[0],
        second_order=dominant[1],
    )


_Amounts = tuple[
    float | None, float | None, float | None, float | None, float | None, float | None, float | None, float | None,
    float | None,
]  # fmt: skip


def _mean_difference(
    first: FloatArray, second: FloatArray, both: BoolArray, outcome: Outcome, runs: int, *, is_same: bool
) -> _Amounts:
    """Difference, its interval, error, unpaired error, variance reduction, p10, p50, p90."""
    if outcome.unit == "month":
        return (None,) * 9
    change = np.where(both, second - first, 0.0)
    trials = _counts(both, runs)
    error = float(standard_error(_by_world(change, both, runs), trials))
    apart = float(np.hypot(*(standard_error(_by_world(one, both, runs), trials) for one in (first, second))))
    if is_same:
        interval: Interval = (0.0, 0.0)
    elif outcome.unit == "probability":
        interval = _odds_interval(change, both, runs)
    else:
        interval = _mean_interval(change, both, runs)
    return (
        float(change[both].mean()), *interval, _known(error), _known(apart),
        (apart / error) ** 2 if error > 0 else None, *_quantiles(change[both]),
    )  # fmt: skip


def _dominance(
    first: FloatArray, second: FloatArray, outcome: Outcome, labels: tuple[str, str]
) -> tuple[str | None, str | None]:
    """Labels of the dominant ones; of no meaning for odds, and without a sum of months that may be never."""
    if outcome.unit == "probability":
        return None, None
    names = {"first": labels[0], "second": labels[1], None: None}
    by_risk = None if outcome.unit == "month" else second_order(first, second)
    return names[first_order(first, second)], names[by_risk]


def _by_world(values: FloatArray, chosen: BoolArray, runs: int) -> FloatArray:
    """Sums of the chosen replications by world, (runs,)."""
    return np.asarray(np.where(chosen, values, 0.0).reshape(runs, -1).sum(axis=1))


def _counts(chosen: BoolArray, runs: int) -> FloatArray:
    """Chosen replications of each world, (runs,)."""
    return _by_world(np.ones(chosen.shape), chosen, runs)


def _mean_interval(values: FloatArray, chosen: BoolArray, runs: int) -> Interval:
    """Student's interval of the mean over worlds, which are independent; none with fewer than two worlds."""
    from scipy.special import stdtrit

    sums, trials = _by_world(values, chosen, runs), _counts(chosen, runs)
    error = float(standard_error(sums, trials))
    if not np.isfinite(error):
        return None, None
    mean = float(sums.sum() / trials.sum())
    margin = float(stdtrit(int((trials > 0).sum()) - 1, 0.5 + CONFIDENCE / 2)) * error
    return mean - margin, mean + margin


def _odds_interval(change: FloatArray, both: BoolArray, runs: int) -> Interval:
    """Interval of a difference of odds from paired changes of -1, 0 or 1.

    One future a world: the adjusted Wald interval for paired proportions (Bonett and Price 2012, J. Educ. Behav.
    Stat. 37:479), which keeps a width where no pair changes. More: over worlds; where all worlds change alike, the
    adjusted interval with worlds as trials.
    """
    sums, trials = _by_world(change, both, runs), _counts(both, runs)
    worlds = float((trials > 0).sum())
    if trials.max() > 1 and float(np.nan_to_num(standard_error(sums, trials))) > 0:
        low, high = _mean_interval(change, both, runs)
        return (None if low is None else max(-1.0, low)), (None if high is None else min(1.0, high))
    share = worlds / trials.sum()
    gained = (float((change[both] > 0).sum()) * share + 1) / (worlds + 2)
    lost = (float((change[both] < 0).sum()) * share + 1) / (worlds + 2)
    spread = gained + lost - (gained - lost) ** 2
    margin = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * (spread / (worlds + 2)) ** 0.5
    return max(-1.0, gained - lost - margin), min(1.0, gained - lost + margin)


def _known(number: float) -> float | None:
    return number if np.isfinite(number) else None
