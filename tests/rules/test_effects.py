"""Effects: products of multipliers by driver."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.effects import DEPARTURE, DRIVERS, NO_SOURCE, OPPORTUNITIES, WIN, product_of_effects

FACTORS = st.floats(0.01, 100.0)
PRIMES = (2.0, 3.0, 5.0)
TABLE = [prime + driver / 16 for prime in PRIMES for driver in range(DRIVERS)]
"""Three sources; a driver's factor is the source's prime and a sixteenth for each driver before it."""


def test_there_are_eleven_drivers():
    assert (OPPORTUNITIES, DEPARTURE, DRIVERS) == (0, 10, 11)


@pytest.mark.parametrize("driver", range(DRIVERS))
def test_a_driver_has_the_product_of_its_factors(driver):
    assert product_of_effects(driver, [2, NO_SOURCE, 0, 1], 3, TABLE) == (5 + driver / 16) * (2 + driver / 16)


def test_no_source_changes_nothing():
    assert product_of_effects(WIN, [NO_SOURCE], 1, TABLE) == product_of_effects(WIN, [2], 0, TABLE) == 1.0


@given(st.lists(FACTORS, min_size=1, max_size=8), st.floats(1e-9, 1e9), st.data())
@settings(derandomize=True, deadline=None)
def test_a_factor_of_one_changes_no_bit_wherever_it_stands(factors, base, data):
    place = data.draw(st.integers(0, len(factors)))
    with_one = [*factors[:place], 1.0, *factors[place:]]
    products = [
        product_of_effects(WIN, range(len(row)), len(row), [factor for factor in row for _ in range(DRIVERS)])
        for row in (factors, with_one)
    ]
    assert products[0] == products[1] == math.prod(factors)
    assert base * product_of_effects(WIN, [0], 1, [1.0] * DRIVERS) == base
