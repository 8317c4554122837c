"""Confidence intervals of probabilities and means estimated from worlds of one or more futures."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.experiment.ensemble import BoolArray, FloatArray

Interval = tuple[float | None, float | None]

CONFIDENCE = 0.95
FEW_WORLDS = 10


def half_width(low: float | None, high: float | None) -> float:
    """Half an interval; 0 if an end is not known."""
    return 0.0 if low is None or high is None else (high - low) / 2


def wilson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval (Wilson 1927, JASA 22:209), elementwise; (0, 1) where there are no trials."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    count = np.asarray(successes, dtype=np.float64)
    number = np.asarray(trials, dtype=np.float64)
    safe = np.where(number > 0, number, 1.0)
    share = count / safe
    centre = (share + z * z / (2 * safe)) / (1 + z * z / safe)
    half = z / (1 + z * z / safe) * np.sqrt(share * (1 - share) / safe + z * z / (4 * safe * safe))
    low = np.where((number > 0) & (count > 0), np.maximum(centre - half, 0.0), 0.0)
    high = np.where((number > 0) & (count < number), np.minimum(centre + half, 1.0), 1.0)
    return low, high


def standard_error(successes: FloatArray, trials: FloatArray) -> FloatArray:
    """Standard error of ``sum(successes) / sum(trials)`` over worlds (axis 0), which are independent.

    The linearised error of a ratio; with equal trials it is the standard deviation of the world means over
    the root of their number. With one trial a world it is that of a binomial share. NaN with fewer than two
    worlds.
    """
    worlds = np.sum(trials > 0, axis=0).astype(np.float64)
    total = np.sum(trials, axis=0)
    safe = np.where(total > 0, total, 1.0)
    residual = successes - np.sum(successes, axis=0) / safe * trials
    spread = np.sum(residual * residual, axis=0)
    several = worlds > 1
    factor = np.where(several, worlds / np.where(several, worlds - 1, 1.0), np.nan)
    return np.asarray(np.sqrt(factor * spread) / safe)


def share_interval(
    successes: FloatArray, trials: FloatArray, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Interval of ``sum(successes) / sum(trials)`` from counts a world, shapes (worlds, …).

    Wilson: with one trial a world on their number, with more on the number of independent trials that they are
    worth.
    """
    hits, number = np.sum(successes, axis=0), np.sum(trials, axis=0)
    if trials.size == 0 or np.max(trials) <= 1:
        return wilson(hits, number, confidence)
    worth = effective_trials(successes, trials, confidence)
    return wilson(hits / np.where(number > 0, number, 1.0) * worth, worth, confidence)


def effective_trials(successes: FloatArray, trials: FloatArray, confidence: float = CONFIDENCE) -> FloatArray:
    """How many independent trials would know the share as well as these worlds do, shapes (worlds, …) to (…).

    The binomial variance over the squared error of the worlds, with Student's t for the normal quantile (design
    effect: Korn and Graubard 1998, Survey Methodology 24:193). Between the number of worlds and that of trials;
    the number of worlds where fewer than ``FEW_WORLDS`` hold a success, or a failure: that error is then a guess.
    """
    number = np.sum(trials, axis=0)
    worlds = np.sum(trials > 0, axis=0).astype(np.float64)
    share = np.sum(successes, axis=0) / np.where(number > 0, number, 1.0)
    telling = np.minimum(np.sum(successes > 0, axis=0), np.sum(successes < trials, axis=0)) >= FEW_WORLDS
    widened = _student(worlds - 1, confidence) / NormalDist().inv_cdf(0.5 + confidence / 2)
    error = widened * np.nan_to_num(standard_error(successes, trials))
    usable = telling & (error > 0)
    worth = share * (1 - share) / np.where(usable, error * error, 1.0)
    return np.asarray(np.clip(np.where(usable, worth, worlds), worlds, number))


def _student(degrees: FloatArray, confidence: float) -> FloatArray:
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.maximum(degrees, 1.0), 0.5 + confidence / 2), dtype=np.float64)


def by_world(values: FloatArray, chosen: BoolArray, runs: int) -> FloatArray:
    """Sums of the chosen replications by world, (runs,)."""
    return np.asarray(np.where(chosen, values, 0.0).reshape(runs, -1).sum(axis=1))


def counts(chosen: BoolArray, runs: int) -> FloatArray:
    """Chosen replications of each world, (runs,)."""
    return by_world(np.ones(chosen.shape), chosen, runs)


def mean_interval(values: FloatArray, chosen: BoolArray, runs: int) -> Interval:
    """Student's interval of the mean over worlds, which are independent; none with fewer than two worlds."""
    return ratio_interval(by_world(values, chosen, runs), counts(chosen, runs))


def ratio_interval(parts: FloatArray, wholes: FloatArray) -> Interval:
    """Student's interval of ``sum(parts) / sum(wholes)`` over worlds, (runs,); none with fewer than two worlds."""
    error = float(standard_error(parts, wholes))
    if not np.isfinite(error):
        return None, None
    ratio = float(parts.sum() / wholes.sum())
    margin = float(_student(np.asarray(np.sum(wholes > 0) - 1.0), CONFIDENCE)) * error
    return ratio - margin, ratio + margin


def change_interval(change: FloatArray, both: BoolArray, runs: int) -> Interval:
    """Interval of a difference of odds from paired changes of -1, 0 or 1.

    One future a world: the adjusted Wald interval for paired proportions (Bonett and Price 2012, J. Educ. Behav.
    Stat. 37:479), which keeps a width where no pair changes. More: over worlds; where all worlds change alike, the
    adjusted interval with worlds as trials.
    """
    sums, trials = by_world(change, both, runs), counts(both, runs)
    worlds = float((trials > 0).sum())
    if trials.max() > 1 and float(np.nan_to_num(standard_error(sums, trials))) > 0:
        low, high = mean_interval(change, both, runs)
        return (None if low is None else max(-1.0, low)), (None if high is None else min(1.0, high))
    share = worlds / trials.sum()
    gained = (float((change[both] > 0).sum()) * share + 1) / (worlds + 2)
    lost = (float((change[both] < 0).sum()) * share + 1) / (worlds + 2)
    spread = gained + lost - (gained - lost) ** 2
    margin = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * (spread / (worlds + 2)) ** 0.5
    return max(-1.0, gained - lost - margin), min(1.0, gained - lost + margin)
