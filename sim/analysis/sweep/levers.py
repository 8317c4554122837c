"""What a sweep varies, as it is typed: ``PATH=start:stop:points``, its values computed in decimal, or mixes."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from sim.analysis.sweep.lever import FORM, Lever, SweepError, values_between
from sim.analysis.sweep.mix_levers import mix_lever
from sim.analysis.sweep.variation import whole
from sim.scenario.absence import absence
from sim.scenario.paths import leaf_paths, spec_of, suggestion, value_at
from sim.scenario.schema import Scenario

MOST_LEVERS = 2


def levers_of(over: Sequence[str], scenario: Scenario) -> tuple[Lever, ...]:
    """One or two levers. Raises SweepError with what is wrong."""
    if not 1 <= len(over) <= MOST_LEVERS:
        raise SweepError(f"--over: one or two levers can be swept at once (got {len(over)})")
    levers = tuple(lever_of(text, scenario) for text in over)
    if len({lever.path for lever in levers}) < len(levers):
        raise SweepError(f"--over {levers[0].path}: is given twice")
    if sum(lever.path.split(".")[0] == "mix" for lever in levers) > 1:
        raise SweepError("--over mix: one mix lever at a time, as the shares sum to 1; name the mixes instead")
    if len(levers) > 1 and not all(lever.is_ordered for lever in levers):
        cure = "sweep the share of one archetype with another lever, or the named mixes alone"
        raise SweepError(f"--over mix: named mixes have no order, so there is no map; {cure}")
    return levers


def lever_of(text: str, scenario: Scenario) -> Lever:
    """The lever that ``PATH=start:stop:points`` or ``mix=…`` means in a scenario. Raises SweepError."""
    path, equals, ends = text.partition("=")
    path = path.strip()
    place = f"--over {path}"
    parts = ends.split(":")
    if path == "mix":
        return mix_lever(ends, scenario)
    if not equals or not path or len(parts) != 3:
        raise SweepError(f"--over {text}: {FORM}")
    _check_path(place, path, scenario)
    return Lever(path, _as_field(place, path, values_between(place, parts)))


def grid_of(levers: Sequence[Lever]) -> list[tuple[float, ...]]:
    """The values of every point, the last lever moving fastest."""
    return list(product(*(lever.values for lever in levers)))


def _check_path(place: str, path: str, scenario: Scenario) -> None:
    if path.startswith("mix."):
        cure = f"write mix={path.removeprefix('mix.')}:start:stop:points, which rescales the other shares"
        raise SweepError(f"{place}: changing one share alone would change the sum of 1; {cure}")
    spec = spec_of(path)
    if spec is None or (value_at(scenario, path) is None and not absence(path, scenario)):
        near = suggestion(path, leaf_paths(scenario))
        hint = f" Did you mean '{near}'?" if near else ""
        raise SweepError(f"{place}: there is no such field.{hint}")
    if not spec.numeric:
        raise SweepError(f"{place}: is not a number and cannot be swept")


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
            what = "occurs twice among the points (a rate is rounded to whole basis points, 0.0001)"
            raise SweepError(f"{place}: {value:g} {what}; choose fewer points or wider ends")
    return values
