"""Distributions of uncertain inputs: quantile functions within the field's bounds (DESIGN 4).

A value of ``[uncertainty]`` is recognised by its keys. The three-point form is the Johnson
quantile-parameterised distribution of Hadlock and Bickel (2017): J-QPD-B between two bounds, J-QPD-S with
one; it hits the 10th, 50th and 90th percentile exactly. Normal and lognormal are truncated to the bounds.

``sim.elementary`` is imported where a value is drawn: a file is read and checked without compiled code.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from sim.scenario.points import Ended, Points
from sim.scenario.problems import bounds_text

SMALLEST_U = 2.0**-54
LARGEST_U = 1.0 - 2.0**-53
DECILE_SCORE = 1.2815515655446004
"""Standard normal quantile of 0.9."""

CLOSEST = 1e-9
"""Part of their span by which percentiles must be apart; nearer ones are lost in rounding."""

KEYS = {
    "jqpd": ("p10", "p50", "p90"),
    "uniform": ("low", "high"),
    "pert": ("min", "mode", "max"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
}
"""Tag of each distribution and the keys that state it."""

FORMS = "; ".join("{ " + ", ".join(f"{key} = …" for key in keys) + " }" for keys in KEYS.values())


def normal_cdf(x: float) -> float:
    """Probability that a standard normal value lies below ``x``."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def inner_uniform(u: float) -> float:
    """``u`` kept off 0 and 1, where a normal quantile is infinite."""
    return u if SMALLEST_U <= u <= LARGEST_U else min(max(u, SMALLEST_U), LARGEST_U)


class JQPD(Points):
    """10th, 50th and 90th percentile."""

    p10: float
    p50: float
    p90: float

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for (left, low), (right, high) in (
            (("p10", self.p10), ("p50", self.p50)),
            (("p50", self.p50), ("p90", self.p90)),
        ):
            if low >= high:
                sign = ">" if low > high else "="
                raise ValueError(f"{left} {sign} {right} ({low:g} {sign} {high:g}): needs p10 < p50 < p90")
        return self

    def bounds_problem(self, low: float, high: float, *, whole: bool = False) -> str:
        """As for every distribution; nor may a point be at a bound, which this form reaches for whole numbers only."""
        located = [] if whole else self.unmoved._located()
        on_bound = [f"{key} = {value:g}" for key, value in located if value in (low, high)]
        if on_bound:
            return f"{', '.join(on_bound)} lies at the field's bound ({bounds_text(low, high)}): move it inside"
        room = 0.5 if whole else 0.0  # a whole number is drawn from the half units on either side of it
        return super().bounds_problem(low, high) or self._closeness_problem(low - room, high + room)

    def _closeness_problem(self, low: float, high: float) -> str:
        """Points so close to each other, or to a bound, that no curve goes through them in the numbers of a machine."""
        first, middle, last = (_rough_score(point, low, high) for point in self.unmoved.numbers.values())
        if min(middle - first, last - middle) > CLOSEST * max(1.0, last - first):
            return ""
        return (
            f"p10 = {self.p10!r}, p50 = {self.p50!r} and p90 = {self.p90!r} are too close for a curve through them: "
            "move them apart, or state low and high"
        )

    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The quantiles in a field of which one bound may be infinite; the curve is computed once."""
        curve = self._curve(low, high)
        normal_quantile = _direct_normal_quantile()
        return lambda u: curve(normal_quantile(inner_uniform(u)))

    def _curve(self, low: float, high: float) -> Callable[[float], float]:
        """The value at a standard normal score."""
        if math.isfinite(low) and math.isfinite(high):
            return _bounded_curve(self, low, high)
        if math.isfinite(low):
            above_low = _curve_above_zero(self.p10 - low, self.p50 - low, self.p90 - low)
            return lambda score: low + above_low(score)
        if math.isfinite(high):
            below_high = _curve_above_zero(high - self.p90, high - self.p50, high - self.p10)
            return lambda score: high - below_high(-score)
        raise ValueError("three points need a field with at least one finite bound")


@cache
def _direct_normal_quantile() -> Callable[[float], float]:
    from sim.compilation import direct
    from sim.elementary import normal_quantile

    return direct(normal_quantile)


def _rough_score(point: float, low: float, high: float) -> float:
    """Where a point is on the scale of its curve, without compiled code; NaN where rounding puts it on a bound."""
    if math.isfinite(low) and math.isfinite(high):
        from statistics import NormalDist

        part = (point - low) / (high - low)
        return NormalDist().inv_cdf(part) if 0 < part < 1 else math.nan
    distance = point - low if math.isfinite(low) else high - point
    sign = 1.0 if math.isfinite(low) else -1.0
    return sign * math.log(distance) if distance > 0 else math.nan


def _bounded_curve(points: JQPD, low: float, high: float) -> Callable[[float], float]:
    """J-QPD-B at a standard normal score."""
    normal_quantile = _direct_normal_quantile()
    width = high - low
    left, middle, right = (normal_quantile((point - low) / width) for point in (points.p10, points.p50, points.p90))
    skew = _sign(left + right - 2.0 * middle)
    if skew == 0:
        slope = (right - left) / (2.0 * DECILE_SCORE)
        return lambda score: min(low + width * normal_cdf(middle + slope * score), high)
    shape = _half_ratio(left, middle, right) / DECILE_SCORE
    scale = (right - left) / math.sinh(2.0 * shape * DECILE_SCORE)
    start, shift = left if skew > 0 else right, skew * DECILE_SCORE

    def value(score: float) -> float:
        return min(low + width * normal_cdf(start + scale * math.sinh(shape * (score + shift))), high)

    return value


def _curve_above_zero(p10: float, p50: float, p90: float) -> Callable[[float], float]:
    """J-QPD-S from zero to infinity at a standard normal score."""
    from sim.elementary import exp, log

    left, middle, right = log(p10), log(p50), log(p90)
    skew = _sign(left + right - 2.0 * middle)
    if skew == 0:
        return lambda score: p50 * exp((right - left) / (2.0 * DECILE_SCORE) * score)
    shape = math.sinh(_half_ratio(left, middle, right)) / DECILE_SCORE
    scale = min(middle - left, right - middle) / (shape * DECILE_SCORE)
    start, turn = p10 if skew > 0 else p90, math.asinh(skew * DECILE_SCORE * shape)
    return lambda score: start * exp(min(scale * math.sinh(math.asinh(shape * score) + turn), 700.0))


def _sign(asymmetry: float) -> int:
    """-1, 0 or 1; an asymmetry within rounding error counts as none."""
    return 0 if abs(asymmetry) < 1e-9 else 1 if asymmetry > 0 else -1


def _half_ratio(left: float, middle: float, right: float) -> float:
    """Inverse hyperbolic cosine of half the span over its smaller part."""
    return math.acosh((right - left) / (2.0 * min(middle - left, right - middle)))


class Uniform(Ended):
    """Every value between two ends is equally likely."""

    low: float
    high: float

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"low must lie below high (got {self.low:g} and {self.high:g})")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    def with_ends(self, first: float, last: float) -> Points:
        """Between other ends."""
        return Uniform(low=first, high=last)

    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The bounds matter only to rounding error."""
        return lambda u: min(max(self.low + u * (self.high - self.low), low), high)


class Pert(Ended):
    """Smallest, likeliest and largest value: the beta distribution of the PERT method."""

    min: float
    mode: float
    max: float

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.min <= self.mode <= self.max or self.min == self.max:
            raise ValueError(f"needs min <= mode <= max and min < max (got {self.min:g}, {self.mode:g}, {self.max:g})")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return self.min, self.max

    def with_ends(self, first: float, last: float) -> Points:
        """With the same likeliest value, and so with the same mean."""
        return Pert(min=first, mode=self.mode, max=last)

    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The bounds matter only to rounding error."""
        from scipy.special import betaincinv

        width = self.max - self.min
        first = 1.0 + 4.0 * (self.mode - self.min) / width
        second = 1.0 + 4.0 * (self.max - self.mode) / width
        return lambda u: min(max(self.min + width * float(betaincinv(first, second, u)), low), high)


class Normal(Points):
    """Normal, truncated to the field's bounds."""

    mean: float
    sd: float

    @model_validator(mode="after")
    def _spread(self) -> Self:
        if self.sd <= 0:
            raise ValueError(f"sd must be above 0 (got {self.sd:g})")
        return self

    def outside(self, low: float, high: float) -> float:
        """Both tails past the bounds."""
        return normal_cdf((low - self.mean) / self.sd) + normal_cdf((self.mean - high) / self.sd)

    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The quantiles of the truncated distribution."""

        def value(u: float) -> float:
            score = _truncated_score(u, (low - self.mean) / self.sd, (high - self.mean) / self.sd)
            return min(max(self.mean + self.sd * score, low), high)

        return value


class Lognormal(Points):
    """Lognormal with median and standard deviation of the logarithm, truncated to the field's bounds."""

    median: float
    sigma: float

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.median <= 0 or self.sigma <= 0:
            raise ValueError(f"median and sigma must be above 0 (got {self.median:g} and {self.sigma:g})")
        return self

    def outside(self, low: float, high: float) -> float:
        """Both tails past the bounds."""
        below = normal_cdf(math.log(low / self.median) / self.sigma) if low > 0 else 0.0
        return below + normal_cdf(math.log(self.median / high) / self.sigma)

    def _between(self, low: float, high: float) -> Callable[[float], float]:
        """The quantiles of the truncated distribution."""
        from sim.elementary import exp, log

        floor = (log(low) - log(self.median)) / self.sigma if low > 0 else -math.inf
        ceiling = (log(high) - log(self.median)) / self.sigma if math.isfinite(high) else math.inf

        def value(u: float) -> float:
            score = _truncated_score(u, floor, ceiling)
            return min(max(self.median * exp(min(self.sigma * score, 700.0)), low), high)

        return value


def _truncated_score(u: float, floor: float, ceiling: float) -> float:
    """Standard normal quantile of ``u`` mapped between the probabilities of two scores."""
    from sim.elementary import normal_quantile

    lowest, highest = normal_cdf(floor), normal_cdf(ceiling)
    return normal_quantile(inner_uniform(lowest + u * (highest - lowest)))


Tagname = Literal["jqpd", "uniform", "pert", "normal", "lognormal"]


def form_of(value: Any) -> Tagname | None:
    """The form that a table's keys indicate: the one with the most keys in common, or None."""
    if isinstance(value, Points):
        keys: set[str] = set(type(value).model_fields)
    elif isinstance(value, Mapping):
        keys = {str(key) for key in value}
    else:
        return None
    tags: tuple[Tagname, ...] = ("jqpd", "uniform", "pert", "normal", "lognormal")
    best = max(tags, key=lambda tag: len(keys.intersection(KEYS[tag])))
    return best if keys.intersection(KEYS[best]) else None


Distribution = Annotated[
    Annotated[JQPD, Tag("jqpd")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Pert, Tag("pert")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Lognormal, Tag("lognormal")],
    Discriminator(
        form_of,
        custom_error_type="distribution_form",
        custom_error_message=f"is not a distribution; write one of: {FORMS}",
    ),
]
