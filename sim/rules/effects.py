"""Effects: what a tier, certificate, segment or market does, as multipliers on the model's drivers (R-95, R-106).

A source of effects is ``DRIVERS`` factors in a row; a table has the rows of all sources, one after the other.
"""

from collections.abc import Sequence

OPPORTUNITIES, ACTIVATION, ONBOARDING, WIN, CYCLE, ACV, CONFLICT, EARLY_CANCEL, CHURN, EXPANSION, DEPARTURE = range(11)
"""Drivers: opportunity rate, activation odds, onboarding median, win odds, cycle median, contract value median, odds of
conflict, of early cancellation, of churn and of expansion, departure hazard."""
DRIVERS = 11
NO_SOURCE = -1


def product_of_effects(driver: int, sources: Sequence[int], number: int, factors: Sequence[float]) -> float:
    """Factor of a driver by the first ``number`` sources, from left to right; ``NO_SOURCE`` is left out (R-95, R-106).

    It is the last factor of its driver, so that one of 1.0 changes no bit.
    """
    product = 1.0
    for place in range(number):
        if sources[place] != NO_SOURCE:
            product *= factors[DRIVERS * sources[place] + driver]
    return product
