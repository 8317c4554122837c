"""Logarithm, exponential, power and inverse distributions in plain arithmetic: the same bits everywhere.

The C library's functions differ between processors in the last bit, and one bit moves a threshold. Here
only operations that IEEE 754 fixes to the bit are used: + - * / and the square root, conversion of integers,
and scaling by powers of two (``frexp``, a table). Sums that must carry more than 53 bits are kept as
a pair (high, low), the rounded value and what the rounding lost (Dekker, Numerische Mathematik 18, 1971).

Each function gives the same bits compiled and as plain Python. Literal powers (``x**2``) are not used.
"""

from decimal import Context, Decimal
from math import floor, frexp, inf, sqrt

import numpy as np

from sim.compilation import compiled, part

Coefficients = tuple[float, float, float, float, float, float, float, float]

MAX_POISSON_MEAN = 120.0
MAX_POISSON_COUNT = 250

_LN2_HIGH = float.fromhex("0x1.62e42fefa3800p-1")
"""The first 42 bits of ln 2, so that its product with any exponent is exact."""
_LN2_LOW = float.fromhex("0x1.ef35793c76730p-45")
_SQRT_HALF = float.fromhex("0x1.6a09e667f3bcdp-1")
_SPLIT = 134_217_729.0
"""2**27 + 1: halves a 53-bit number into two whose products are exact."""
_LARGEST_POWER = 600
_POWERS_OF_TWO = np.ldexp(1.0, np.arange(-_LARGEST_POWER, _LARGEST_POWER + 1))
_PARTS_BITS = 7
_PARTS = 1 << _PARTS_BITS
"""Parts of a power of two for the exponential."""
_PARTS_OVER_LN2 = _PARTS * float.fromhex("0x1.71547652b82fep+0")
_LN2_PART_HIGH = float.fromhex("0x1.62e42fefcp-1") / _PARTS
"""The first 35 bits of ln 2 over the parts, so that its product with any number of parts is exact."""
_LN2_PART_LOW = float.fromhex("-0x1.c610ca86c3899p-37") / _PARTS
_EXP_OVERFLOWS = 710.0
_EXP_UNDERFLOWS = -746.0
_LEAST_U = 2.0**-54
_GREATEST_U = 1.0 - 2.0**-53
_GREATEST_POISSON_U = 1.0 - 2.0**-40
_LEAST_BINOMIAL_U = 2.0**-40
_QUANTILE_BITS = 52
"""Of a chance: every sum of these powers of two is exact, and below 1."""

_CENTRAL_ABOVE = (
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_CENTRAL_BELOW = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
"""AS 241 for |u - 1/2| <= 0.425: quantile over q, r = 0.425**2 - q*q."""
_MIDDLE_ABOVE = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
    1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_MIDDLE_BELOW = (
    1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
"""AS 241 for the tails down to exp(-25): r = sqrt(-ln u) - 1.6."""
_FAR_ABOVE = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_FAR_BELOW = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip
"""AS 241 for the tails beyond exp(-25): r = sqrt(-ln u) - 5."""


def _roots_of_two() -> tuple[list[float], list[float]]:
    """2**(j / 128) for j = 0 … 127, each as a pair: in decimal arithmetic, the same on every machine."""
    context = Context(prec=50)
    first = Decimal(2)
    for _ in range(_PARTS_BITS):
        first = context.sqrt(first)
    roots = [Decimal(1)]
    while len(roots) < _PARTS:
        roots.append(context.multiply(roots[-1], first))
    high = [float(root) for root in roots]
    return high, [float(context.subtract(root, Decimal(value))) for root, value in zip(roots, high, strict=True)]


# 2**(j / 128), rounded and what the rounding lost
ROOTS_HIGH, ROOTS_LOW = (np.array(half) for half in _roots_of_two())


@part
def _product(x: float, y: float) -> tuple[float, float]:
    """x times y exactly, as a pair (Dekker's product), for factors below 1e290."""
    scaled = _SPLIT * x
    x_high = scaled - (scaled - x)
    x_low = x - x_high
    scaled = _SPLIT * y
    y_high = scaled - (scaled - y)
    y_low = y - y_high
    high = x * y
    low = ((x_high * y_high - high) + x_high * y_low + x_low * y_high) + x_low * y_low
    return high, low


@part
def _log_pair(x: float) -> tuple[float, float]:
    """ln x as a pair, relative error below 2**-56; ValueError unless x > 0.

    With x = 2**e * m and m nearest 1: ln x = e ln 2 + 2 artanh s, s = (m - 1) / (m + 1), |s| < 0.172, by the
    series of artanh in s*s, whose even and odd terms are summed apart because they can then run in parallel.
    """
    if not x > 0.0:
        raise ValueError("logarithm of a number that is not positive")
    if x == inf:
        return inf, 0.0
    m, e = frexp(x)
    if m < _SQRT_HALF:
        m = m * 2.0
        e = e - 1
    numerator = m - 1.0
    denominator = m + 1.0
    denominator_low = m - (denominator - 1.0)
    s = numerator / denominator
    back, back_low = _product(s, denominator)
    s_low = ((numerator - back) - back_low - s * denominator_low) / denominator
    z = s * s
    zz = z * z
    odd = 2 / 3 + zz * (2 / 7 + zz * (2 / 11 + zz * (2 / 15 + zz * (2 / 19 + zz * (2 / 23)))))
    even = 2 / 5 + zz * (2 / 9 + zz * (2 / 13 + zz * (2 / 17 + zz * (2 / 21 + zz * (2 / 25)))))
    rest = s * (z * (odd + z * even))
    whole = e * _LN2_HIGH
    total = whole + 2.0 * s
    total_low = (2.0 * s - (total - whole)) + (e * _LN2_LOW + (2.0 * s_low + rest))
    high = total + total_low
    return high, total_low - (high - total)


@part
def _exp_of_sum(high: float, low: float) -> float:
    """e to the power high + low, for |low| far below 1; 0 below -746, infinite above 709.78.

    high + low = (128 q + j) ln 2 / 128 + r with |r| < 0.0028; 2**(j / 128) from a table as a pair, e**r - 1 by its
    Taylor series to the 5th power; times 2**q in two steps, so that a subnormal result is rounded once.
    """
    if not high < _EXP_OVERFLOWS:
        return high * inf
    if high < _EXP_UNDERFLOWS:
        return 0.0
    k = floor(high * _PARTS_OVER_LN2 + 0.5)
    r = (high - k * _LN2_PART_HIGH) + (low - k * _LN2_PART_LOW)
    rr = r * r
    rise = r + rr * ((1 / 2 + r * (1 / 6)) + rr * (1 / 24 + r * (1 / 120)))
    j = k & (_PARTS - 1)
    value = ROOTS_HIGH[j] + (ROOTS_LOW[j] + ROOTS_HIGH[j] * rise)
    q = k >> _PARTS_BITS
    half = q >> 1
    result: float = value * _POWERS_OF_TWO[half + _LARGEST_POWER] * _POWERS_OF_TWO[q - half + _LARGEST_POWER]
    return result


@compiled("float64(float64)", nogil=False)
def log(x: float) -> float:
    """Natural logarithm, within 1 ulp; ValueError unless x > 0."""
    return _log_pair(x)[0]


@compiled("float64(float64)", nogil=False)
def exp(x: float) -> float:
    """e to the power x, within 1 ulp; 0 and infinite past the range of a float."""
    return _exp_of_sum(x, 0.0)


@compiled("float64(float64, float64)", nogil=False)
def power(x: float, y: float) -> float:
    """x to the power y as exp(y ln x), within 2 ulp for |y ln x| <= 8 (within 32 over the whole range).

    x >= 0: 0 to a positive power is 0, anything to the power 0 is 1. ValueError for a negative x, and for 0
    to a negative power.
    """
    if x == 0.0 and y > 0.0:
        return 0.0
    if y == 0.0 and x >= 0.0:
        return 1.0
    high, low = _log_pair(x)
    rough = y * high
    if not _EXP_UNDERFLOWS < rough < _EXP_OVERFLOWS:
        return _exp_of_sum(rough, 0.0)
    exponent, exponent_low = _product(y, high)
    return _exp_of_sum(exponent, exponent_low + y * low)


@part
def _ratio(r: float, above: Coefficients, below: Coefficients) -> float:
    """The ratio of two polynomials of degree 7, lowest coefficient first, whose parts can be summed in parallel."""
    rr = r * r
    r4 = rr * rr
    top = ((above[0] + above[1] * r) + rr * (above[2] + above[3] * r)) + r4 * (
        (above[4] + above[5] * r) + rr * (above[6] + above[7] * r)
    )
    bottom = ((below[0] + below[1] * r) + rr * (below[2] + below[3] * r)) + r4 * (
        (below[4] + below[5] * r) + rr * (below[6] + below[7] * r)
    )
    return top / bottom


@compiled("float64(float64)", nogil=False)
def normal_quantile(u: float) -> float:
    """Standard normal quantile of u in [0, 1), within 8 ulp: Wichura's PPND16 (AS 241, Applied Statistics 37,
    1988): a ratio of polynomials in the middle, in the tails and beyond exp(-25). u is held within 2**-54 and
    1 - 2**-53, so the value is finite: -8.29 … 8.21.
    """
    if u < _LEAST_U:
        u = _LEAST_U
    if u > _GREATEST_U:
        u = _GREATEST_U
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        return q * _ratio(r, _CENTRAL_ABOVE, _CENTRAL_BELOW)
    r = sqrt(-log(u if q < 0.0 else 1.0 - u))
    z = _ratio(r - 1.6, _MIDDLE_ABOVE, _MIDDLE_BELOW) if r <= 5.0 else _ratio(r - 5.0, _FAR_ABOVE, _FAR_BELOW)
    return -z if q < 0.0 else z


@compiled("float64(float64)", nogil=False)
def normal_probability(z: float) -> float:
    """Chance that a standard normal is below z, in [0, 1): the u at which ``normal_quantile`` passes z, by halving."""
    low = 0.0
    step = 0.5
    for _ in range(_QUANTILE_BITS):
        if normal_quantile(low + step) <= z:
            low += step
        step *= 0.5
    return low


@compiled("float64(float64, float64, float64)", nogil=False)
def lognormal_quantile(u: float, median: float, sigma: float) -> float:
    """Quantile of a lognormal of this median (its unit is the value's) and spread sigma of the logarithm."""
    return median * exp(sigma * normal_quantile(u))


@compiled("int64(float64, float64)", nogil=False)
def poisson_quantile(u: float, mean: float) -> int:
    """Smallest n whose Poisson distribution function exceeds u: a count from one uniform, by summation.

    A mean of 0 or less gives 0; a mean above 120 counts as 120 and u above 1 - 2**-40 as that, short of which
    rounding could keep the sum from reaching u; a count is at most 250. For the same u a higher mean gives
    the same count or a higher one.
    """
    if not mean > 0.0:
        return 0
    mean = min(mean, MAX_POISSON_MEAN)
    u = min(u, _GREATEST_POISSON_U)
    term = exp(-mean)
    total = term
    n = 0
    while total <= u and n < MAX_POISSON_COUNT:
        n = n + 1
        term = term * mean / n
        total = total + term
    return n


@compiled("int64(float64, int64, float64)", nogil=False)
def binomial_quantile(u: float, trials: int, probability: float) -> int:
    """Smallest k whose binomial distribution function exceeds u: successes from one uniform, by summation.

    u is held within 2**-40 and 1 - 2**-40, short of which rounding could keep the sum from reaching it; at most 1,000
    trials, or the first term is no number any more. Above one half failures are counted, from the other end. For the
    same u a higher probability gives the same count or a higher one.
    """
    if trials <= 0 or not probability > 0.0:
        return 0
    if probability >= 1.0:
        return trials
    u = min(max(u, _LEAST_BINOMIAL_U), _GREATEST_POISSON_U)
    counts_failures = probability > 0.5
    chance = 1.0 - probability if counts_failures else probability
    odds = chance / (1.0 - chance)
    term = power(1.0 - chance, trials)
    total = term
    n = 0
    while n < trials and (total < 1.0 - u if counts_failures else total <= u):
        n = n + 1
        term = term * odds * (trials - n + 1) / n
        total = total + term
    return trials - n if counts_failures else n
