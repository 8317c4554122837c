"""Ensembles side by side: each one's figures, and paired differences to the first."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.comparison.difference import Difference, difference_of
from sim.analysis.figures.contacts import Contacts, contacts_dict, contacts_of
from sim.analysis.figures.failures import failures_dict
from sim.analysis.figures.figure import Figure, figures_of, odds_of
from sim.analysis.figures.gate import gate_dict
from sim.analysis.figures.outcomes import Outcome, outcome_values, outcomes
from sim.analysis.figures.precision import Reason
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.scenario.calendar import NO_CALENDAR, Calendar, calendar_of
from sim.version import SCHEMA_VERSION


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

    @property
    def calendar(self) -> Calendar:
        """The calendar that all scenarios state; none where they differ, for a month then has no one label."""
        stated = {calendar_of(ensemble.scenario) for ensemble in self.ensembles}
        return stated.pop() if len(stated) == 1 else NO_CALENDAR

    @property
    def contacts(self) -> tuple[Contacts, ...]:
        """Planned contacts of each scenario and those that are made, in the order of the labels."""
        return tuple(contacts_of(ensemble) for ensemble in self.ensembles)

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
            "outcomes": {outcome.name: outcome.described() for outcome in self.outcomes},
            "scenarios": [self._scenario(position) for position in range(len(self.labels))],
            "differences": [
                {**asdict(difference), "opposed": asdict(difference.opposed)} for difference in self.differences
            ],
        }

    def _scenario(self, position: int) -> dict[str, Any]:
        ensemble, figures = self.ensembles[position], self.figures[position]
        return {
            "label": self.labels[position],
            "scenario": ensemble.scenario.name,
            "title": ensemble.scenario.title,
            "input_digest": ensemble.input_digest,
            "digest": ensemble.digest,
            "own_months": self.own_months[position],
            **calendar_of(ensemble.scenario).to_dict(ensemble.months),
            "gate": gate_dict(ensemble.scenario.gate, odds_of(figures["odds"])),
            "outcomes": {name: asdict(figure) for name, figure in figures.items()},
            "contacts": contacts_dict(contacts_of(ensemble)),
            "failures": failures_dict(ensemble),
        }


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


def _stops(precision: Precision | None, labels: Sequence[str]) -> dict[str, Any]:
    if precision is None:
        return {"half_width": None, "stopped": None, "scenarios": []}
    each = zip(labels, precision.reasons, precision.half_widths, strict=True)
    return {
        "half_width": precision.half_width,
        "stopped": "max runs" if "max runs" in precision.reasons else "enough",
        "scenarios": [{"label": label, "stopped": reason, "half_width": half} for label, reason, half in each],
    }
