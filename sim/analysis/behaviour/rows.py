"""The rows of the behaviour table: observed values and their targets (DESIGN 2.9).

The defaults were tuned on some rows: ``partnersim validate coach --behaviour`` exits 1 if one of them misses. The
others were not used for tuning; they are printed as hit or miss, and a miss is discussed in ``sim/MODEL.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from sim.analysis.behaviour.sample import Sample
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
        _tuned("ready: odds of the gate", "judgement", _pass_rate(ready), 0.55, 0.85),
        _tuned("middle (all 0.6): odds of the gate", "judgement", _pass_rate(middle), 0.10, 0.40),
        _tuned("unready: still in pilot at month 24", "R-11, R-44", _mean(unready, lambda s: s.in_pilot), 0.60, 1),
        _tuned("unready: odds of the gate", "R-11, R-44", _pass_rate(unready), 0, 0.10),
        *_partner_rows(ready),
        _tuned("coach: pilots that pass", "R-180", 1 - _ratio(coach, "pilots_failed", "pilots"), 0, 0.50),
        *_rate_rows(sweep),
    ]


def checked_rows(ready: list[Sample], base: list[Sample], low: dict[str, list[Sample]]) -> list[Behaviour]:
    """The rows not used for tuning; ``low`` are samples with one low readiness score, ``base`` the same with none."""
    return [*_timing_rows(ready), *(_readiness_row(name, base, samples) for name, samples in low.items())]


def _tuned(name: str, rules: str, observed: float, low: float, high: float, unit: str = "%") -> Behaviour:
    return Behaviour(name, rules, observed, low, high, True, unit)


def _checked(name: str, rules: str, observed: float, low: float, high: float, unit: str = "%") -> Behaviour:
    return Behaviour(name, rules, observed, low, high, False, unit)


def _size_rows(ready: list[Sample]) -> list[Behaviour]:
    active = [(12, "R-40", 5, 15), (24, "R-41", 20, 50), (48, "R-42", 50, 200)]
    share = [(12, "R-40, E-13", 0, 0.05), (24, "R-41, E-13", 0.105, 0.16), (48, "R-42, E-13", 0.20, 0.40)]
    rows = []
    for at, (month, rules, low, high) in enumerate(active):
        median = float(np.median([sample.active_partners[at] for sample in ready]))
        rows.append(_tuned(f"ready: median active partners, month {month}", rules, median, low, high, ""))
    for at, (month, rules, least, most) in enumerate(share):
        median = float(np.median([sample.sourced_share[at] for sample in ready]))
        rows.append(_tuned(f"ready: median sourced share, month {month}", rules, median, least, most))
    return rows


def _partner_rows(ready: list[Sample]) -> list[Behaviour]:
    registered, won = _ratio(ready, "registered", "signed"), _ratio(ready, "won", "signed")
    retained, top = _ratio(ready, "retained", "productive"), _median(ready, lambda s: s.top_share)
    return [
        _tuned("ready: signed that register in 90 days", "R-33, E-03, E-11", registered, 0.25, 0.60),
        _tuned("ready: signed that win in 90 days", "R-33, E-11", won, 0.05, 0.20),
        _tuned("ready: revenue of the top fifth, month 48", "E-07, R-08", top, 0.55, 0.85),
        _tuned("ready: yearly retention of productive partners", "E-12, R-124", retained, 0.70, 0.90),
    ]


def _rate_rows(sweep: list[list[Sample]]) -> list[Behaviour]:
    contribution = [_mean(samples, lambda s: s.incremental_contribution) for samples in sweep]
    odds = [_pass_rate(samples) for samples in sweep]
    best, likeliest = RATES[int(np.argmax(contribution))], RATES[int(np.argmax(odds))]
    return [
        _tuned("reseller rate of highest incremental contribution", "R-77", best, RATES[1], RATES[-2]),
        _tuned("reseller rate of highest odds", "R-77", likeliest, 0.25, 0.50),
        _tuned("odds at that rate less odds at 5%", "R-77", max(odds) - odds[0], 0.10, 1, "points"),
    ]


def _timing_rows(ready: list[Sample]) -> list[Behaviour]:
    first = _ratio(ready, "first_quarter_departures", "first_quarter_exposure")
    fourth = _ratio(ready, "fourth_quarter_departures", "fourth_quarter_exposure")
    months = float(np.median([days / DAYS_PER_MONTH for s in ready for days in s.days_to_win]))
    of_resellers = float(np.median([days / DAYS_PER_MONTH for s in ready for days in s.reseller_days_to_win]))
    new_arr, drop_out = _median(ready, lambda s: s.new_arr_share), first / max(fourth, 1e-9)
    return [
        _checked("ready: median months from signature to first won deal", "E-10", months, 3, 7, "months"),
        _checked("  the same, resellers alone", "R-04", of_resellers, 6, 12, "months"),
        _checked("ready: partner share of gross new ARR, months 13-24", "E-13", new_arr, 0.15, 0.35),
        _checked("ready: drop-out, first quarter of age over fourth", "E-05", drop_out, 2, inf, ""),
        _checked("ready: stalled in pilot at month 24", "R-11", _mean(ready, lambda s: s.in_pilot), 0, 0.10),
    ]


def _readiness_row(name: str, base: list[Sample], low: list[Sample]) -> Behaviour:
    """The effect of one low score: on the odds, or for margin headroom on contribution (in standard errors)."""
    if name == "margin_headroom":
        lost = np.array(
            [b.incremental_contribution - s.incremental_contribution for b, s in zip(base, low, strict=True)]
        )
        errors = float(lost.mean() / (lost.std(ddof=1) / np.sqrt(len(lost))))
        return _checked("low margin headroom: incremental contribution lost", "R-11", errors, 2, inf, "standard errors")
    cost = _pass_rate(base) - _pass_rate(low)
    return _checked(f"low {name.replace('_', ' ')}: odds lost", "R-11", cost, 0.05, 1, "points")


def _mean(samples: list[Sample], value: Callable[[Sample], float]) -> float:
    return float(np.mean([value(sample) for sample in samples]))


def _median(samples: list[Sample], value: Callable[[Sample], float]) -> float:
    return float(np.nanmedian([value(sample) for sample in samples]))


def _ratio(samples: list[Sample], part: str, whole: str) -> float:
    return float(sum(getattr(s, part) for s in samples) / max(1, sum(getattr(s, whole) for s in samples)))


def _pass_rate(samples: list[Sample]) -> float:
    return _mean(samples, lambda s: s.passed)
