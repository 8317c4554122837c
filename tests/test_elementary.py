"""Elementary functions: the same bits everywhere, and how far they lie from the true values."""

import math
import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import mpmath
import pytest
from scipy.special import bdtr, pdtr

from sim.compilation import plain
from sim.elementary import (
    MAX_POISSON_COUNT,
    MAX_POISSON_MEAN,
    binomial_quantile,
    exp,
    log,
    lognormal_quantile,
    normal_quantile,
    poisson_quantile,
    power,
)

PRECISION_BITS = 160

# Arguments and the bits of the value, the same on every machine.
LOG = [
    (5e-324, "-0x1.74385446d71c3p+9"),
    (2.2250738585072014e-308, "-0x1.6232bdd7abcd2p+9"),
    (1e-300, "-0x1.5963447f87fb5p+9"),
    (1e-08, "-0x1.26bb1bbb55516p+4"),
    (0.1, "-0x1.26bb1bbb55515p+1"),
    (0.5, "-0x1.62e42fefa39efp-1"),
    (0.7071067811865476, "-0x1.62e42fefa39eep-2"),
    (0.9999999999999999, "-0x1.0000000000000p-53"),
    (1.0, "0x0.0p+0"),
    (1.0000000000000002, "0x1.fffffffffffffp-53"),
    (2.718281828459045, "0x1.0000000000000p+0"),
    (10.0, "0x1.26bb1bbb55516p+1"),
    (1000000.0, "0x1.ba18a998fffa0p+3"),
    (1.7976931348623157e308, "0x1.62e42fefa39efp+9"),
]
EXP = [
    (-745.0, "0x0.0000000000001p-1022"),
    (-709.0, "0x0.8bfe55de02338p-1022"),
    (-300.5, "0x1.629f5b5352a54p-434"),
    (-20.25, "0x1.b93de1e27ca3bp-30"),
    (-1.0, "0x1.78b56362cef38p-2"),
    (-0.3466, "0x1.6a0773cd678a4p-1"),
    (-1e-10, "0x1.ffffffff24190p-1"),
    (0.0, "0x1.0000000000000p+0"),
    (1e-17, "0x1.0000000000000p+0"),
    (0.3466, "0x1.6a0c5906bc779p+0"),
    (1.0, "0x1.5bf0a8b145769p+1"),
    (8.0, "0x1.749ea7d470c6ep+11"),
    (100.7, "0x1.36b3df32523b5p+145"),
    (709.7, "0x1.d75ae7a50ee14p+1023"),
]
POWER = [
    (0.0, 0.8, "0x0.0p+0"),
    (0.0, 0.0, "0x1.0000000000000p+0"),
    (1e-300, 0.5, "0x1.a2fe76a3f9475p-499"),
    (0.05, 2.5, "0x1.2515fdab8464ep-11"),
    (0.3, -4.0, "0x1.edd3c0ca45880p+6"),
    (0.9, 0.8, "0x1.d69cf10804e69p-1"),
    (0.9999999999999999, 1000000000000000.0, "0x1.ca32cbada6c6ap-1"),
    (1.0, 123.0, "0x1.0000000000000p+0"),
    (1.5, 0.0, "0x1.0000000000000p+0"),
    (1.7, 0.8, "0x1.876163a53d7dbp+0"),
    (2.0, 10.0, "0x1.0000000000000p+10"),
    (25.0, -2.4, "0x1.cef5e01e89333p-12"),
    (1000000.0, 0.5, "0x1.f400000000000p+9"),
]
NORMAL = [
    (0.0, "-0x1.095b059d67c4bp+3"),
    (5.551115123125783e-17, "-0x1.095b059d67c4bp+3"),
    (1e-15, "-0x1.fc3f007789668p+2"),
    (1e-11, "-0x1.ad2f7bbec4807p+2"),
    (1e-05, "-0x1.10f3f8843a3d8p+2"),
    (0.02, "-0x1.06e13e8aadfdbp+1"),
    (0.075, "-0x1.7085226d3e523p+0"),
    (0.25, "-0x1.5956b87528a49p-1"),
    (0.4999999, "-0x1.0d25ac61904eep-22"),
    (0.5, "0x0.0p+0"),
    (0.7, "0x1.0c7e39582c5f9p-1"),
    (0.925, "0x1.7085226d3e522p+0"),
    (0.99, "0x1.29c5c4630ff0fp+1"),
    (0.9999999990686774, "0x1.80993fb2838ddp+2"),
    (0.9999999999999999, "0x1.06b48528cea51p+3"),
]


def ulps(value: float, true: mpmath.mpf) -> float:
    """Distance from the true value in units of the last place of that value."""
    return float(abs(mpmath.mpf(value) - true) / math.ulp(float(true)))


def positive_numbers(count: int) -> Iterator[float]:
    """Positive floats of every magnitude, subnormal ones included, and many close to 1."""
    chosen = random.Random(30)
    for _ in range(count):
        yield math.ldexp(1.0 + chosen.random(), chosen.randint(-1074, 1022))
        yield 1.0 + chosen.choice((1.0, -0.5)) * 2.0 ** -chosen.uniform(1.0, 52.0)
        yield chosen.uniform(0.5, 2.0)


def exponents(count: int) -> Iterator[float]:
    """Arguments of the exponential over its whole range, and tiny ones of both signs."""
    chosen = random.Random(31)
    for _ in range(count):
        yield chosen.uniform(-745.0, 709.7)
        yield chosen.choice((-1.0, 1.0)) * 2.0 ** chosen.uniform(-60.0, 9.4)
        yield chosen.uniform(-3.0, 3.0)


def powers(count: int) -> Iterator[tuple[float, float]]:
    """Bases and powers with |y ln x| at most 8."""
    chosen = random.Random(32)
    for _ in range(count):
        for x in (
            2.0 ** chosen.uniform(-1000.0, 1000.0),
            2.0 ** chosen.uniform(-3.0, 3.0),
            1.0 + chosen.uniform(-0.01, 0.01),
        ):
            yield x, chosen.uniform(-7.99, 7.99) / math.log(x)


def uniforms(count: int) -> Iterator[float]:
    """Numbers in (0, 1): the middle, both tails to the last bit, and both sides of the method's seams."""
    chosen = random.Random(33)
    for _ in range(count):
        yield chosen.uniform(2.0**-53, 1.0)
        yield 2.0 ** -chosen.uniform(1.1, 53.9)
        yield 1.0 - 2.0**-53 * chosen.randint(1, 2 ** chosen.randint(0, 50))
        yield 0.5 + chosen.choice((1, -1)) * 2.0 ** -chosen.uniform(2.0, 50.0)
        yield chosen.uniform(0.0749, 0.0751)
        yield math.exp(-25.0) * chosen.uniform(0.99, 1.01)


@pytest.mark.parametrize(
    ("function", "table"),
    [(log, LOG), (exp, EXP), (power, POWER), (normal_quantile, NORMAL)],
    ids=["log", "exp", "power", "normal_quantile"],
)
def test_bits_are_pinned(function: Callable[..., float], table: list[tuple[object, ...]]) -> None:
    for *arguments, bits in table:
        assert function(*arguments).hex() == bits, arguments
        assert plain(function)(*arguments).hex() == bits, arguments


def test_compiled_bits_are_the_plain_ones() -> None:
    chosen = random.Random(34)
    for function, arguments in (
        (log, [(x,) for x in positive_numbers(1500)]),
        (exp, [(x,) for x in exponents(1500)]),
        (power, list(powers(1500))),
        (normal_quantile, [(u,) for u in uniforms(1000)]),
        (lognormal_quantile, [(u, chosen.uniform(1.0, 1e5), chosen.random()) for u in uniforms(500)]),
        (poisson_quantile, [(u, chosen.uniform(-1.0, 70.0)) for u in uniforms(150)]),
        (binomial_quantile, [(u, chosen.randint(-1, 200), chosen.uniform(-0.1, 1.1)) for u in uniforms(150)]),
    ):
        oracle = plain(function)
        for argument in arguments:
            value, expected = function(*argument), oracle(*argument)
            assert float(value).hex() == float(expected).hex(), (function, argument)


def test_logarithm_is_within_one_ulp() -> None:
    with mpmath.workprec(PRECISION_BITS):
        worst = max(ulps(log(x), mpmath.log(mpmath.mpf(x))) for x in positive_numbers(1500) if x != 1.0)
    assert worst < 0.6


def test_exponential_is_within_one_ulp() -> None:
    with mpmath.workprec(PRECISION_BITS):
        worst = max(ulps(exp(x), mpmath.exp(mpmath.mpf(x))) for x in exponents(1500))
    assert worst < 1.0


def test_power_is_within_two_ulp() -> None:
    with mpmath.workprec(PRECISION_BITS):
        worst = max(ulps(power(x, y), mpmath.power(mpmath.mpf(x), mpmath.mpf(y))) for x, y in powers(1500))
    assert worst < 2.0


def test_power_is_within_32_ulp_over_the_whole_range() -> None:
    chosen = random.Random(35)
    with mpmath.workprec(PRECISION_BITS):
        for x, _ in powers(500):
            y = chosen.uniform(-700.0, 700.0) / math.log(x)
            assert ulps(power(x, y), mpmath.power(mpmath.mpf(x), mpmath.mpf(y))) < 32.0


def test_normal_quantile_is_within_eight_ulp() -> None:
    """The error is the error of the probability over the density: its square is far below an ulp."""
    with mpmath.workprec(PRECISION_BITS):
        for u in uniforms(300):
            z = normal_quantile(u)
            error = (mpmath.ncdf(mpmath.mpf(z)) - mpmath.mpf(u)) / mpmath.npdf(mpmath.mpf(z))
            assert abs(error) < 8.0 * math.ulp(z), u


def test_quantiles_of_every_uniform_are_finite_and_ordered() -> None:
    ends = [0.0, 2.0**-54, 2.0**-53, 0.5, 1.0 - 2.0**-53]
    quantiles = [normal_quantile(u) for u in ends]
    assert quantiles[0] == quantiles[1] < quantiles[2] < quantiles[3] == 0.0 < quantiles[4]
    assert all(map(math.isfinite, quantiles))
    grid = [normal_quantile(n / 20_000) for n in range(20_000)]
    assert all(low < high for low, high in pairwise(grid))


def test_ends_of_the_range() -> None:
    assert exp(710.0) == math.inf
    assert exp(math.inf) == math.inf
    assert exp(-746.0) == exp(-1e300) == exp(-math.inf) == 0.0
    assert math.isnan(exp(math.nan))
    assert log(math.inf) == math.inf
    assert log(1.0) == 0.0
    assert power(2.0, 1e300) == power(math.inf, 0.5) == math.inf
    assert power(2.0, -1e300) == power(math.inf, -0.5) == 0.0
    assert power(0.0, 0.0) == power(7.0, 0.0) == power(1.0, 1e300) == 1.0
    assert power(0.0, 0.5) == 0.0


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (log, (0.0,)),
        (log, (-1.0,)),
        (log, (math.nan,)),
        (power, (-2.0, 2.0)),
        (power, (-2.0, 0.0)),
        (power, (0.0, -1.0)),
        (normal_quantile, (math.nan,)),
    ],
)
def test_outside_the_domain_is_an_error(function: Callable[..., float], arguments: tuple[float, ...]) -> None:
    for mode in (function, plain(function)):
        with pytest.raises(ValueError, match="not positive"):
            mode(*arguments)


def test_lognormal_has_its_median_and_spread() -> None:
    assert lognormal_quantile(0.5, 45.0, 0.7) == 45.0
    assert lognormal_quantile(0.123, 45.0, 0.0) == 45.0
    one_deviation = 0.841344746068542949
    assert lognormal_quantile(one_deviation, 45.0, 0.7) == pytest.approx(45.0 * math.exp(0.7), rel=1e-14)
    draws = [lognormal_quantile((n + 0.5) / 20_000, 1.0, 0.5) for n in range(20_000)]
    assert sum(draws) / len(draws) == pytest.approx(math.exp(0.125), rel=1e-3)


def test_poisson_quantile_inverts_the_distribution_function() -> None:
    chosen = random.Random(36)
    for _ in range(5000):
        mean = chosen.choice((chosen.uniform(0.0, 3.0), chosen.uniform(0.0, MAX_POISSON_MEAN)))
        u = chosen.random()
        n = poisson_quantile(u, mean)
        assert pdtr(n, mean) > u - 1e-13
        assert n == 0 or pdtr(n - 1, mean) < u + 1e-13


def test_poisson_count_never_falls_as_the_mean_rises() -> None:
    chosen = random.Random(37)
    means = [n * 0.01 for n in range(-20, 300)] + [3.0 + n * 0.25 for n in range(240)]
    for u in [0.0, 1.0 - 2.0**-53, 1.0 - 2.0**-40, *(chosen.random() for _ in range(100))]:
        counts = [poisson_quantile(u, mean) for mean in means]
        assert counts == sorted(counts)


def test_poisson_limits() -> None:
    for mean in (0.0, -3.0, math.nan):
        assert poisson_quantile(0.99, mean) == 0
    assert poisson_quantile(0.5, 1e9) == poisson_quantile(0.5, MAX_POISSON_MEAN) == 120
    assert poisson_quantile(0.0, 3.0) == 0
    assert MAX_POISSON_MEAN < poisson_quantile(1.0 - 2.0**-53, MAX_POISSON_MEAN) < MAX_POISSON_COUNT
    assert isinstance(poisson_quantile(0.5, 3.0), int)


def test_binomial_quantile_inverts_the_distribution_function() -> None:
    chosen = random.Random(38)
    for _ in range(5000):
        trials = chosen.choice((chosen.randint(1, 8), chosen.randint(1, 1000)))
        probability = chosen.choice((chosen.random(), 0.01 * chosen.random(), 1.0 - 0.01 * chosen.random(), 0.5))
        u = chosen.random()
        n = binomial_quantile(u, trials, probability)
        assert bdtr(n, trials, probability) > u - 1e-12
        assert n == 0 or bdtr(n - 1, trials, probability) < u + 1e-12


def test_binomial_quantile_of_one_trial_is_its_chance() -> None:
    """A success is at the upper end of the uniforms, so that a higher probability only adds."""
    for probability in (0.25, 0.75):
        found = [binomial_quantile(u, 1, probability) for u in (0.0, 0.9999 - probability, 1.0001 - probability)]
        assert found == [0, 0, 1]


def test_binomial_count_never_falls_as_the_probability_rises() -> None:
    chosen = random.Random(39)
    probabilities = [n / 400 for n in range(-4, 405)]
    for u in [0.0, 1.0 - 2.0**-53, 1.0 - 2.0**-40, *(chosen.random() for _ in range(60))]:
        for trials in (1, 7, 200):
            counts = [binomial_quantile(u, trials, probability) for probability in probabilities]
            assert counts == sorted(counts)


def test_binomial_limits() -> None:
    for probability in (0.0, -3.0, math.nan):
        assert binomial_quantile(0.99, 9, probability) == 0
    assert binomial_quantile(0.0, 9, 1.0) == binomial_quantile(0.0, 9, 7.0) == 9
    assert binomial_quantile(0.5, 0, 0.5) == binomial_quantile(0.5, -2, 0.5) == 0
    assert binomial_quantile(0.0, 9, 0.5) == 0
    assert binomial_quantile(1.0 - 2.0**-53, 9, 0.5) == 9
    assert 100 < binomial_quantile(0.0, 200, 0.9) < 180
    assert isinstance(binomial_quantile(0.5, 9, 0.5), int)
