"""Ignorance: how much the odds vary over what nobody knows, apart from the luck of few futures a world.

The shares of passing futures of K futures a world vary more than the odds behind them. The variance of chance,
``p(1 - p) / (K - 1)`` on average over worlds and unbiased, is taken off, and the odds of worlds are described by
the beta distribution with the mean and the variance that are left (the beta-binomial model by its moments:
Kleinman 1973, JASA 68:46). ``sim/MODEL.md`` 7.16 has what that gives on worlds whose odds are known.
"""

from dataclasses import dataclass

import numpy as np

from sim.experiment.ensemble import FloatArray

NOT_SPLIT = "not split, use --futures 20"
CERTAIN = "no uncertain inputs"

_LEAST_CONCENTRATION = 1e-3
"""Below this every world passes always or never, as far as floats can tell."""
_DIGITS = 9
"""Decimals of the percentiles: none would be the smallest float there is."""


@dataclass(frozen=True, slots=True)
class Ignorance:
    """Spread of the odds over worlds: what they would be if the inputs were known, corrected for chance."""

    p10: float | None
    p90: float | None
    text: str | None
    """Why there is no split, or what it rests on."""
    standard_deviation: float | None = None
    """Of the odds over worlds."""
    share_at_required: float | None = None
    """Share of worlds whose own odds reach the required probability."""


def ignorance_of(successes: FloatArray, trials: FloatArray, required: float) -> Ignorance:
    """Ignorance from passing and completed futures of each world, (worlds,); not split without a second future."""
    usable = trials > 1
    if not usable.any():
        return Ignorance(None, None, NOT_SPLIT)
    mean, variance = odds_over_worlds(successes[usable], trials[usable])
    low, high, share = _beta(mean, variance, required)
    return Ignorance(low, high, None, float(np.sqrt(variance)), share)


def certain(probability: float, required: float) -> Ignorance:
    """Of a scenario without uncertain inputs: every world has the same odds."""
    return Ignorance(probability, probability, CERTAIN, 0.0, float(probability >= required))


def odds_over_worlds(successes: FloatArray, trials: FloatArray) -> tuple[float, float]:
    """Mean and variance over worlds of the odds behind the shares that pass. Needs two trials a world."""
    shares = successes / trials
    chance = float((shares * (1 - shares) / (trials - 1)).mean())
    observed = float(shares.var(ddof=1)) if len(shares) > 1 else 0.0
    return float(shares.mean()), max(0.0, observed - chance)


def _beta(mean: float, variance: float, required: float) -> tuple[float, float, float]:
    """p10, p90 and the share at or above ``required`` of the beta distribution with these moments."""
    from scipy.special import betainc, betaincinv

    if variance == 0 or not 0 < mean < 1:
        return mean, mean, float(mean >= required)
    concentration = max(mean * (1 - mean) / variance - 1, _LEAST_CONCENTRATION)
    shape = concentration * mean, concentration * (1 - mean)
    low, high = np.round(betaincinv(*shape, [0.10, 0.90]), _DIGITS)
    return float(low), float(high), float(1 - betainc(*shape, required))
