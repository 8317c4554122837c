"""Scenarios side by side under common random numbers: each one's figures, and paired differences to the first.

The random numbers of a replication do not depend on the scenario, so that the same seed, world and future is the
same world for each: simulating every scenario with one seed is all that pairing takes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.figure import Figure, figures_of, odds_of
from sim.analysis.odds import verdict_of
from sim.analysis.outcomes import Outcome, outcome_values, outcomes
from sim.analysis.paired import Difference, difference_of
from sim.analysis.precision import MAX_RUNS, Reason, simulate_all_until
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.experiment.run import Progress, shifted, simulate
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.version import SCHEMA_VERSION

MOST_SCENARIOS = 26


@dataclass(frozen=True, slots=True)
class Precision:
    """The half-width that was asked of the odds, and by scenario why there are no more worlds and what it is."""

    half_width: float
    reasons: tuple[Reason, ...]
    half_widths: tuple[float, ...]


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
    precision: Precision | None = None
    """What stopped it, where a precision was asked for."""

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
            "precision": _stops(self.precision, self.labels),
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
                "verdict": verdict_of(odds_of(odds), gate.required_probability),
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
    precision: float | None = None,
    max_runs: int = MAX_RUNS,
    progress: Progress | None = None,
) -> Comparison:
    """Simulates each scenario in the same worlds and futures, and compares each with the first.

    Scenarios may be those from ``load_scenario``, or anything that it accepts. ``labels`` are their names by
    default; equal ones are numbered. All are simulated over the shortest horizon. With ``precision`` worlds are
    added, up to ``max_runs``, until the odds of every scenario are known to that half-width or are clearly above or
    below its required probability; worlds already simulated do not change. ``progress`` is called as by ``simulate``,
    for all scenarios together. Raises ValueError for scenarios that cannot be compared, arguments out of range or if
    no pair completed.
    """
    chosen = [item if isinstance(item, Scenario) else load_scenario(item) for item in scenarios]
    months = check_comparable(chosen)
    names = numbered([scenario.name for scenario in chosen] if labels is None else labels)
    if len(names) != len(chosen):
        raise ValueError(f"{len(names)} labels for {len(chosen)} scenarios")
    over = [
        scenario if scenario.months == months else scenario.model_copy(update={"months": months}) for scenario in chosen
    ]
    own = [scenario.months for scenario in chosen]
    if precision is not None:
        stopped = simulate_all_until(
            over, precision, max_runs=max_runs, runs=runs, futures=futures, seed=seed, engine=engine,
            workers=workers, progress=progress,
        )  # fmt: skip
        known = Precision(precision, tuple(each.reason for each in stopped), tuple(each.half_width for each in stopped))
        return comparison_of(names, [each.ensemble for each in stopped], own, known)
    ensembles = [
        simulate(
            scenario, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers,
            progress=shifted(progress, position, len(over)),
        )
        for position, scenario in enumerate(over)
    ]  # fmt: skip
    return comparison_of(names, ensembles, own)


def comparison_of(
    labels: Sequence[str],
    ensembles: Sequence[Ensemble],
    own_months: Sequence[int] | None = None,
    precision: Precision | None = None,
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
        figures=tuple(figures_of(ensemble, its, measured) for ensemble, its in zip(ensembles, values, strict=True)),
        differences=tuple(
            difference_of((labels[0], labels[k]), (ensembles[0], ensembles[k]), (values[0], values[k]), measured)
            for k in range(1, len(ensembles))
        ),
        precision=precision,
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


def _stops(precision: Precision | None, labels: Sequence[str]) -> dict[str, Any]:
    if precision is None:
        return {"half_width": None, "stopped": None, "scenarios": []}
    each = zip(labels, precision.reasons, precision.half_widths, strict=True)
    return {
        "half_width": precision.half_width,
        "stopped": "max runs" if "max runs" in precision.reasons else "enough",
        "scenarios": [{"label": label, "stopped": reason, "half_width": half} for label, reason, half in each],
    }


def _described(outcome: Outcome) -> dict[str, Any]:
    better = "higher" if outcome.higher_is_better else "lower"
    return {"label": outcome.label, "unit": outcome.unit, "better": better, "is_part": outcome.is_part}
