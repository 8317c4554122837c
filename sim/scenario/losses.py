"""Inputs that are drawn otherwise than stated: a part of the distribution lies outside the bounds of the field."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import floor, log10
from typing import Any

from sim.scenario.distributions import form_of
from sim.scenario.notes import Note
from sim.scenario.paths import spec_of
from sim.scenario.points import HALF, Points
from sim.scenario.problems import bounds_text
from sim.scenario.schema import Root
from sim.scenario.values import drawn_to, values_of

LEAST_OUTSIDE = 0.01
"""Share outside the bounds from which it is told."""
LEAST_MOVE = 0.05
"""Part of a stated figure by which that of the draws must differ to be told; of the spread where it is 0."""
ALMOST_ALL = 0.99
"""Share above which it is not told more exactly."""
_MOST_SHIFT = 6.0
"""A share lost moves a mean or median by less than this many times the share, in spreads (shares of 1e-8 to 1%)."""
_STEPS = 4_000
_MOST_DIGITS = 3
FIGURES = {
    "mean": ("mean", None),
    "median": ("median", 0.5),
    "p10": ("10th percentile", 0.1),
    "p50": ("median", 0.5),
    "p90": ("90th percentile", 0.9),
}
"""Of the keys that state a figure: its name, and its probability unless it is the mean."""
NAMES = {"jqpd": "range"}
"""What a form is called where that is not its tag."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an uncertain input loses at its field's bounds."""

    path: str
    outside: float
    """Share of the stated distribution that lies outside the bounds."""
    figure: str
    """The stated figure that moves furthest: mean, median, or a percentile."""
    stated: float
    drawn: float
    text: str
    """In words, without the path."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def losses_of(scenario: Root) -> list[Loss]:
    """The inputs of which 1% lies outside the bounds, or of which a stated figure moves by more than 5%."""
    return [loss for path in scenario.uncertainty if (loss := _loss(scenario, path)) is not None]


def loss_note(loss: Loss, place: str) -> Note:
    """The note of a loss; ``place`` is where the distribution was stated."""
    return Note("lost", loss.path, place, loss.text)


def _loss(scenario: Root, path: str) -> Loss | None:
    distribution, spec = scenario.uncertainty[path], spec_of(path, type(scenario))
    if spec is None:
        raise KeyError(path)
    is_whole, low, high = spec.kind == "int", float(spec.low), drawn_to(distribution, spec)
    widening = HALF if is_whole else 0.0
    outside = distribution.unmoved.outside(low - widening, high + widening)
    if not _may_be_told(distribution, outside, is_whole=is_whole):
        return None
    figures = _figures(distribution, values_of(distribution, spec))
    name, stated, drawn = max(figures, key=lambda each: _move(distribution, *each[1:]))
    has_moved = _move(distribution, stated, drawn) > LEAST_MOVE
    if outside < LEAST_OUTSIDE and not has_moved:
        return None
    form = form_of(distribution) or ""
    lies = f"{_percent(outside)} of this {NAMES.get(form, form)} lies outside {bounds_text(low, high)}"
    moved = ", before it is moved" if distribution.moved else ""
    parts = ([f"{lies}{moved}"] if outside >= LEAST_OUTSIDE else []) + [_difference(name, stated, drawn)]
    return Loss(path, outside, name, stated, drawn, "; ".join(parts))


def _may_be_told(distribution: Points, outside: float, *, is_whole: bool) -> bool:
    """Whether the draws have to be looked at, which needs compiled code: checking most scenarios does without."""
    stated = [value for key, value in distribution.numbers.items() if key in FIGURES]
    if is_whole or distribution.moved or outside >= LEAST_OUTSIDE:
        return bool(stated)
    spread = _spread(distribution) if stated else 0.0
    return any(_MOST_SHIFT * outside * spread > LEAST_MOVE * (abs(value) or spread) for value in stated)


def _figures(distribution: Points, values: Any) -> Iterator[tuple[str, float, float]]:
    """Name, stated value and drawn value of each figure that states the distribution."""
    for key, stated in distribution.numbers.items():
        if key in FIGURES:
            name, level = FIGURES[key]
            steps = [level] if level is not None else [(step + 0.5) / _STEPS for step in range(_STEPS)]
            yield name, stated, sum(map(values, steps)) / len(steps)


def _move(distribution: Points, stated: float, drawn: float) -> float:
    """By which part of itself a stated figure moves: of the spread if it is 0."""
    return abs(drawn - stated) / (abs(stated) or _spread(distribution))


def _spread(distribution: Points) -> float:
    """A standard deviation, or the distance of the outer percentiles."""
    numbers = distribution.numbers
    if "sd" in numbers:
        return numbers["sd"]
    return numbers["sigma"] * numbers["median"] if "sigma" in numbers else numbers["p90"] - numbers["p10"]


def _difference(name: str, stated: float, drawn: float) -> str:
    """Both figures, in as many digits as they need to differ; from two to three."""
    for digits in range(2, _MOST_DIGITS + 1):
        first, second = (_rounded(value, digits, min(abs(stated), abs(drawn)) or 1.0) for value in (drawn, stated))
        if first != second:
            return f"the {name} drawn is {first}, not {second}"
    return f"the {name} drawn stays {second}"


def _rounded(value: float, digits: int, scale: float) -> str:
    """A value to some significant digits of ``scale``."""
    return f"{value:,.{max(0, digits - 1 - floor(log10(scale)))}f}"


def _percent(share: float) -> str:
    if share > ALMOST_ALL:
        return f"over {100 * ALMOST_ALL:.0f}%"
    return f"{100 * share:.0f}%" if share >= 0.1 else f"{100 * share:.2g}%"
