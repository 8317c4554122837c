"""What a sweep varies: ``PATH=start:stop:points``, its values computed in decimal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product

from sim.analysis.variation import whole
from sim.scenario.paths import Spec, leaf_paths, spec_of, suggestion
from sim.scenario.resolved import resolved_dict
from sim.scenario.schema import Scenario
from sim.scenario.worlds import value_in

MOST_LEVERS = 2
MOST_POINTS = 201
FORM = "write PATH=start:stop:points, such as archetypes.reseller.terms.rate=0.05:0.50:10"


class SweepError(ValueError):
    """A sweep that cannot be run as it is asked for; the message names the lever and the cure."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A path of a scenario and the values that a sweep gives it, both ends included."""

    path: str
    values: tuple[float, ...]

    def __repr__(self) -> str:
        return f"<Lever {self.path}: {len(self.values)} values from {self.values[0]:g} to {self.values[-1]:g}>"

    @property
    def spec(self) -> Spec:
        """What the schema says of the path."""
        spec = spec_of(self.path)
        if spec is None:
            raise KeyError(self.path)
        return spec


def levers_of(over: Sequence[str], scenario: Scenario) -> tuple[Lever, ...]:
    """One or two levers. Raises SweepError with what is wrong."""
    if not 1 <= len(over) <= MOST_LEVERS:
        raise SweepError(f"--over: one or two levers can be swept at once (got {len(over)})")
    levers = tuple(lever_of(text, scenario) for text in over)
    if len({lever.path for lever in levers}) < len(levers):
        raise SweepError(f"--over {levers[0].path}: is given twice")
    return levers


def lever_of(text: str, scenario: Scenario) -> Lever:
    """The lever that ``PATH=start:stop:points`` means in a scenario. Raises SweepError."""
    path, equals, ends = text.partition("=")
    path = path.strip()
    place = f"--over {path}"
    parts = ends.split(":")
    if path == "mix":
        raise SweepError(f"{place}: archetype mixes cannot be swept yet; compare scenarios with --set mix=…")
    if not equals or not path or len(parts) != 3:
        raise SweepError(f"--over {text}: {FORM}")
    _check_path(place, path, scenario)
    start, stop, points = _decimal(place, parts[0]), _decimal(place, parts[1]), _points(place, parts[2])
    step = stop - start
    exact = [start + step * position / (points - 1) for position in range(points)]
    return Lever(path, _as_field(place, path, exact))


def grid_of(levers: Sequence[Lever]) -> list[tuple[float, ...]]:
    """The values of every point, the last lever moving fastest."""
    return list(product(*(lever.values for lever in levers)))


def _check_path(place: str, path: str, scenario: Scenario) -> None:
    spec = spec_of(path)
    try:
        value = value_in(scenario, path)
    except KeyError:
        value = None
    if spec is not None and value is None:
        known = spec.numeric and path in leaf_paths(resolved_dict(scenario))
    else:
        known = spec is not None
    if spec is None or not known:
        near = suggestion(path, leaf_paths(resolved_dict(scenario)))
        hint = f" Did you mean '{near}'?" if near else ""
        raise SweepError(f"{place}: there is no such field.{hint}")
    if not spec.numeric:
        raise SweepError(f"{place}: is not a number and cannot be swept")


def _decimal(place: str, text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > Decimal("1e15"):
        raise SweepError(f"{place}: '{text.strip()}' is not a number; {FORM}")
    return number


def _points(place: str, text: str) -> int:
    if not text.strip().isdecimal() or not 2 <= int(text) <= MOST_POINTS:
        raise SweepError(f"{place}: points must be a whole number from 2 to {MOST_POINTS} (got '{text.strip()}')")
    return int(text)


def _as_field(place: str, path: str, exact: Sequence[Decimal]) -> tuple[float, ...]:
    """The values as the field holds them; two that are then equal are an error."""
    spec = spec_of(path)
    if spec is not None and spec.kind == "int":
        broken = [value for value in exact if value != value.to_integral_value()]
        if broken:
            raise SweepError(f"{place}: takes whole numbers, and {float(broken[0]):g} would be one of the points")
        values: tuple[float, ...] = tuple(int(value) for value in exact)
    else:
        values = tuple(whole(path, float(value)) for value in exact)
    for position, value in enumerate(values):
        if value in values[:position]:
            what = "is twice among the points (a rate is rounded to whole basis points, 0.0001)"
            raise SweepError(f"{place}: {value:g} {what}; choose fewer points or wider ends")
    return values
