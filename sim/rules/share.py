"""Partners' share of revenue from year to year (E-35)."""

from sim.elementary import exp, log

USUAL_CHANGE = (-0.17, 0.07, 0.25)
"""Change of a share's logit in a year, p10, p50, p90; the middle is the mean (E-35)."""
KEPT_CHANGE = 0.7
"""Part of the last change that the next one has (E-35)."""
CHANGE_BAND = 0.14
"""p10 and p90 of the next change lie so far from that (E-35)."""


def logit(share: float) -> float:
    """Log odds of a share between 0 and 1, both excluded (E-35)."""
    return log(share / (1.0 - share))


def last_change(before: float, share: float) -> float:
    """Change of the logit from one year's share to the next (E-35)."""
    return logit(share) - logit(before)


def next_change(last: float | None) -> tuple[float, float, float]:
    """p10, p50 and p90 of a year's change of the logit, given the last year's if it is known (E-35)."""
    if last is None:
        return USUAL_CHANGE
    middle = KEPT_CHANGE * last
    return middle - CHANGE_BAND, middle, middle + CHANGE_BAND


def growth_beyond(change: float) -> float:
    """Growth beyond that of all other business, as a fraction, that changes a share's logit by ``change`` (E-35)."""
    return exp(change) - 1.0
