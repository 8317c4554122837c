"""The rows of the behaviour table: observed values beside their targets (DESIGN 2.9).

The defaults were tuned on some rows: ``partnersim validate coach --behaviour`` exits 1 if one of them misses. The
others were not used for tuning; they are printed as hit or miss, and a miss is discussed in ``sim/MODEL.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analysis.behaviour.sample import MONTHS, Sample
from sim.scenario.targets import TARGETS
from sim.units import DAYS_PER_MONTH

RATES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
"""Reseller rates at which the program is simulated."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A row of the table: one observed number, its target band and whether the model was tuned on it."""

    name: str
    rules: str
    observed: float
    low: float
    high: float
    tuned: bool
    unit: str = ""

    @property
    def hits(self) -> bool:
        """Whether the observed value lies in the band."""
        return self.low <= self.observed <= self.high


def tuned_rows(
    ready: list[Sample], middle: list[Sample], unready: list[Sample], coach: list[Sample], sweep: list[list[Sample]]
) -> list[Behaviour]:
    """The rows on which the defaults were tuned; ``sweep`` are samples at each of ``RATES``."""
    return [
        *_size_rows(ready),
        _row("ready_odds", _pass_rate(ready)),
        _row("middle_odds", _pass_rate(middle)),
        _row("unready_in_pilot", _mean(unready, lambda s: s.in_pilot)),
        _row("unready_odds", _pass_rate(unready)),
        *_partner_rows(ready),
        _row("pilots_passed", 1 - _ratio(coach, "pilots_failed", "pilots")),
        *_rate_rows(sweep),
    ]


def checked_rows(ready: list[Sample], base: list[Sample], low: dict[str, list[Sample]]) -> list[Behaviour]:
    """The rows not used for tuning; ``low`` are samples with one low readiness score, ``base`` the same with none."""
    return [*_timing_rows(ready), *(_readiness_row(name, base, samples) for name, samples in low.items())]


def _row(key: str, observed: float) -> Behaviour:
    """The row of a target with what was observed."""
    target = TARGETS[key]
    return Behaviour(target.name, target.rules, observed, target.low, target.high, target.tuned, target.unit)


def _size_rows(ready: list[Sample]) -> list[Behaviour]:
    active = [
        _row(f"active_{month}", float(np.median([sample.active_partners[at] for sample in ready])))
        for at, month in enumerate(MONTHS)
    ]
    share = [
        _row(f"share_{month}", float(np.median([sample.sourced_share[at] for sample in ready])))
        for at, month in enumerate(MONTHS)
    ]
    return active + share


def _partner_rows(ready: list[Sample]) -> list[Behaviour]:
    return [
        _row("registered", _ratio(ready, "registered", "signed")),
        _row("won", _ratio(ready, "won", "signed")),
        _row("top_fifth", _median(ready, lambda s: s.top_share)),
        _row("retention", _ratio(ready, "retained", "productive")),
    ]


def _rate_rows(sweep: list[list[Sample]]) -> list[Behaviour]:
    contribution = [_mean(samples, lambda s: s.incremental_contribution) for samples in sweep]
    odds = [_pass_rate(samples) for samples in sweep]
    return [
        _row("best_rate", RATES[int(np.argmax(contribution))]),
        _row("likeliest_rate", RATES[int(np.argmax(odds))]),
        _row("odds_of_rate", max(odds) - odds[0]),
    ]


def _timing_rows(ready: list[Sample]) -> list[Behaviour]:
    first = _ratio(ready, "first_quarter_departures", "first_quarter_exposure")
    fourth = _ratio(ready, "fourth_quarter_departures", "fourth_quarter_exposure")
    months = float(np.median([days / DAYS_PER_MONTH for s in ready for days in s.days_to_win]))
    of_resellers = float(np.median([days / DAYS_PER_MONTH for s in ready for days in s.reseller_days_to_win]))
    return [
        _row("months_to_win", months),
        _row("resellers_months_to_win", of_resellers),
        _row("new_arr_share", _median(ready, lambda s: s.new_arr_share)),
        _row("drop_out", first / max(fourth, 1e-9)),
        _row("ready_in_pilot", _mean(ready, lambda s: s.in_pilot)),
    ]


def _readiness_row(name: str, base: list[Sample], low: list[Sample]) -> Behaviour:
    """The effect of one low score: on the odds, or for margin headroom on contribution (in standard errors)."""
    if name != "margin_headroom":
        return _row(f"low_{name}", _pass_rate(base) - _pass_rate(low))
    lost = np.array([b.incremental_contribution - s.incremental_contribution for b, s in zip(base, low, strict=True)])
    return _row(f"low_{name}", float(lost.mean() / (lost.std(ddof=1) / np.sqrt(len(lost)))))


def _mean(samples: list[Sample], value: Callable[[Sample], float]) -> float:
    return float(np.mean([value(sample) for sample in samples]))


def _median(samples: list[Sample], value: Callable[[Sample], float]) -> float:
    return float(np.nanmedian([value(sample) for sample in samples]))


def _ratio(samples: list[Sample], part: str, whole: str) -> float:
    return float(sum(getattr(s, part) for s in samples) / max(1, sum(getattr(s, whole) for s in samples)))


def _pass_rate(samples: list[Sample]) -> float:
    return _mean(samples, lambda s: s.passed)
