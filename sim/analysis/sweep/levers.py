"""What a sweep varies, as it is typed: ``PATH=start:stop:points``, its values computed in decimal, or mixes."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from sim.analysis.sweep.lever import FORM, Lever, SweepError, values_between
from sim.analysis.sweep.mix_levers import mix_lever
from sim.scenario.absence import absence
from sim.scenario.change import Change, is_number
from sim.scenario.grammar import Spec
from sim.scenario.inherited import changed_value
from sim.scenario.layers import STAR
from sim.scenario.other_names import field_of
from sim.scenario.overrides import change_table, parts_of, path_steps
from sim.scenario.paths import leaf_paths, spec_of, value_at
from sim.scenario.problems import brief, suggestion
from sim.scenario.schema import Root, Scenario
from sim.scenario.wildcards import fields_like, like_pattern

MOST_LEVERS = 2
HORIZON = "months"
MANY_HORIZONS = (
    "changes the horizon, and sums over different horizons have no greatest; sweep the gate (--over gate.month=…) over "
    "one horizon, or run each with --months"
)
FISCAL = "fiscal_year_month"
LABELS = (FISCAL, "start.phase_age_months", "finance.least_contribution_share")
ONLY_LABELS = "is printed and changes no result, so that every point would be the same; state it with --set {path}=…"


def _counts_years(scenario: Root) -> bool:
    """Whether pay of some partners is counted by fiscal years."""
    kinds = scenario.archetypes.values() if isinstance(scenario, Scenario) else ()
    return any(kind.terms.bands or kind.terms.rebates or kind.terms.cap_per_year for kind in kinds)


def levers_of(over: Sequence[str], scenario: Root) -> tuple[Lever, ...]:
    """One or two levers. Raises SweepError with what is wrong."""
    if not 1 <= len(over) <= MOST_LEVERS:
        raise SweepError(f"--over: one or two levers can be swept at once (got {len(over)})")
    levers = tuple(replace(lever_of(text, scenario), typed=brief(f"--over {text.strip()}")) for text in over)
    if len({lever.path for lever in levers}) < len(levers):
        raise SweepError(f"--over {levers[0].path}: is given twice")
    if sum(lever.path.split(".")[0] == "mix" for lever in levers) > 1:
        raise SweepError("--over mix: one mix lever at a time, as the shares sum to 1; name the mixes instead")
    if len(levers) > 1 and not all(lever.is_ordered for lever in levers):
        cure = "sweep the share of one archetype with another lever, or the named mixes alone"
        raise SweepError(f"--over mix: named mixes have no order, so there is no map; {cure}")
    return levers


def lever_of(text: str, scenario: Root) -> Lever:
    """The lever that ``PATH=start:stop:points`` or ``mix=…`` means in a scenario. Raises SweepError."""
    path, equals, ends = text.partition("=")
    path = path.strip()
    place = f"--over {path}"
    parts = ends.split(":")
    if path == "mix" and isinstance(scenario, Scenario):
        return mix_lever(ends, scenario)
    if not equals or not path or len(parts) != 3:
        raise SweepError(f"--over {text}: {FORM}")
    plain, operator, _ = parts_of(f"{path}=")
    plain = field_of(plain)
    fields = _fields(place, plain, scenario)
    root = type(scenario)
    exact = values_between(place, parts, spec=None if operator else spec_of(fields[0], root))
    if operator:
        _check_changeable(place, fields, scenario)
        amounts = _amounts(place, operator, exact, fields, scenario)
        return Lever(f"{plain}{operator}", amounts, field=fields[0], root=root)
    for one in fields:
        values = _as_field(place, spec_of(one, root), exact)
    return Lever(plain, values, field="" if fields == [plain] else fields[0], root=root)


def grid_of(levers: Sequence[Lever]) -> list[tuple[float, ...]]:
    """The values of every point, the last lever moving fastest."""
    return list(product(*(lever.values for lever in levers)))


def _fields(place: str, path: str, scenario: Root) -> list[str]:
    """The fields that a path means, several for one with wildcards. Raises SweepError."""
    if path.startswith("mix."):
        cure = f"write mix={path.removeprefix('mix.')}:start:stop:points, which rescales the other shares"
        raise SweepError(f"{place}: changing one share alone would change the sum of 1; {cure}")
    root = type(scenario)
    known = leaf_paths(scenario, root)
    steps = path_steps(path)
    fields = [path]
    if STAR in steps:
        fields = fields_like(steps, scenario, root)
        near = "" if fields else like_pattern(path, known)
    elif spec_of(path, root) is None or (value_at(scenario, path) is None and not absence(path, scenario, root)):
        fields, near = [], suggestion(path, known)
    if not fields:
        hint = f" Did you mean '{near}'?" if near else ""
        raise SweepError(f"{place}: there is no such field.{hint}")
    if HORIZON in fields:
        raise SweepError(f"{place}: {MANY_HORIZONS}")
    if labels := [one for one in fields if one in LABELS and not (one == FISCAL and _counts_years(scenario))]:
        raise SweepError(f"{place}: {ONLY_LABELS.format(path=labels[0])}")
    if not all(spec.numeric for one in fields if (spec := spec_of(one, root))):
        raise SweepError(f"{place}: is not a number and cannot be swept")
    return fields


def _check_changeable(place: str, fields: Sequence[str], scenario: Root) -> None:
    """Raises SweepError where a field has no number that could be changed."""
    for one in fields:
        if not is_number(value_at(scenario, one)):
            raise SweepError(f"{place}: {one} has no number that could be changed; sweep values of it instead")


def _amounts(
    place: str, operator: str, exact: Sequence[Decimal], fields: Sequence[str], scenario: Root
) -> tuple[float, ...]:
    """What a relative change adds or multiplies at each point; two that change all fields alike are an error."""
    values = tuple(float(value) for value in exact)
    if operator == "*" and min(values) <= 0:
        raise SweepError(f"{place}: a factor must be above 0 (got {min(values):g})")
    changes = [Change(**change_table(operator, value)) for value in values]
    specs = [(float(value_at(scenario, one)), spec) for one in fields if (spec := spec_of(one, type(scenario)))]
    results = [tuple(changed_value(change, old, spec) for old, spec in specs) for change in changes]
    for position, result in enumerate(results):
        if result in results[:position]:
            what = "changes the fields as another point does (rates and whole numbers are rounded)"
            raise SweepError(f"{place}: {values[position]:g} {what}; choose fewer points or wider ends")
    return values


def _as_field(place: str, spec: Spec | None, exact: Sequence[Decimal]) -> tuple[float, ...]:
    """The values as the field holds them; two that are then equal are an error."""
    if spec is not None and spec.kind == "int":
        broken = [value for value in exact if value != value.to_integral_value()]
        if broken:
            raise SweepError(f"{place}: takes whole numbers, and {float(broken[0]):g} would be one of the points")
        values: tuple[float, ...] = tuple(int(value) for value in exact)
    else:
        for number in exact:
            if spec is not None and (lost := spec.lost(float(number))):
                raise SweepError(f"{place}: {number:g} {lost}")
        values = tuple(float(value if spec is None else spec.held(float(value))) for value in exact)
    for position, value in enumerate(values):
        if value in values[:position]:
            what = "occurs twice among the points (it is counted in whole basis points, 0.0001)"
            raise SweepError(f"{place}: {value:g} {what}; choose fewer points or wider ends")
    return values
