"""A lever of a sweep: a path, the values it is given, and what setting one of them sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal, InvalidOperation

from sim.scenario.grammar import Spec
from sim.scenario.overrides import parts_of
from sim.scenario.paths import spec_of
from sim.scenario.problems import brief, shown
from sim.scenario.schema import Root, Scenario
from sim.scenario.typed import LONGEST_NUMBER, cure_of
from sim.scenario.unit import FACTOR, unit_text

MOST_POINTS = 201
SMALLEST, LARGEST = Decimal("1e-15"), Decimal("1e15")
"""Sizes of a number other than 0 that is typed as the end of a range."""
FORM = "write PATH=start:stop:points, such as archetypes.reseller.terms.rate=0.05:0.50:10"


class SweepError(ValueError):
    """A sweep that cannot be run as it is asked for; the message names the lever and the cure."""

    def __init__(self, message: str) -> None:
        super().__init__(brief(message))


@dataclass(frozen=True, slots=True)
class Lever:
    """A path of a scenario and the values that a sweep gives it, both ends included."""

    path: str
    """As typed: with ``*`` for any name, and with the operator of a relative change (``phases.*.managers+``)."""
    values: tuple[float, ...]
    field: str = dataclass_field(default="", kw_only=True)
    """One of the fields that a path with wildcards means; empty where the path is a field itself."""

    typed: str = dataclass_field(default="", kw_only=True)
    """The option as the user typed it, for messages about a value."""
    root: type[Root] = dataclass_field(default=Scenario, kw_only=True)
    """The schema of the scenario."""

    def __repr__(self) -> str:
        return f"<Lever {self.path}: {len(self.values)} values from {self.values[0]:g} to {self.values[-1]:g}>"

    @property
    def spec(self) -> Spec:
        """What the schema says of the field, or of the factor by which it is multiplied."""
        path, operator, _ = parts_of(f"{self.path}=")
        spec = spec_of(self.field or path, self.root)
        if spec is None:
            raise KeyError(self.path)
        return Spec("float", unit=FACTOR.words) if operator == "*" else spec

    @property
    def is_ordered(self) -> bool:
        """Whether a value between two others means something, so that there are lines and crossings."""
        return True

    def settings(self, value: float) -> dict[str, float]:
        """Every path that a value of the lever sets, as before the equals sign of ``--set``, with what it sets."""
        return {self.path: value}

    def said(self, value: float) -> float | str:
        """The value as JSON and CSV have it: a number, or a name."""
        return value


def unit_of(lever: Lever, currency: str) -> str:
    """The unit of a lever's values for data, amounts in their currency; ``name`` for mixes by name."""
    return unit_text(lever.spec.unit, currency) if lever.is_ordered else "name"


def settings_of(levers: Sequence[Lever], values: Sequence[float]) -> dict[str, float]:
    """Every path that a point sets, with its value."""
    return {
        path: setting
        for lever, value in zip(levers, values, strict=True)
        for path, setting in lever.settings(value).items()
    }


def said_of(levers: Sequence[Lever], values: Sequence[float]) -> dict[str, float | str]:
    """A point by the path of each lever, with values for JSON and CSV."""
    return {lever.path: lever.said(value) for lever, value in zip(levers, values, strict=True)}


def values_between(place: str, ends: Sequence[str], form: str = FORM, spec: Spec | None = None) -> list[Decimal]:
    """Exact values from start to stop, both included, of ``start, stop, points``. Raises SweepError."""
    start, stop = (decimal_of(place, end, form, spec) for end in ends[:2])
    points = _points(place, ends[2])
    return [start + (stop - start) * position / (points - 1) for position in range(points)]


def decimal_of(place: str, text: str, form: str = FORM, spec: Spec | None = None) -> Decimal:
    """A finite number as typed. Raises SweepError."""
    plain = text.strip()
    try:
        number = Decimal(plain) if len(plain) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise SweepError(f"{place}: {shown(plain)} is not a number; {cure_of(plain, spec) or form}")
    if abs(number) > LARGEST or (number and abs(number) < SMALLEST):
        raise SweepError(f"{place}: {plain} is too {'large' if abs(number) > 1 else 'small'} a number; {form}")
    return number


def _points(place: str, text: str) -> int:
    plain = text.strip()
    if not plain.isdecimal() or len(plain) > LONGEST_NUMBER or not 2 <= int(plain) <= MOST_POINTS:
        raise SweepError(f"{place}: points must be a whole number from 2 to {MOST_POINTS} (got {shown(plain)})")
    return int(plain)
