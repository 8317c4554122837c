"""Whatever stands in a file, the answer is a scenario or a list of problems."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.schema import Scenario

SMALL = tomllib.loads((Path(__file__).parent / "small.toml").read_text("utf-8"))

scalars = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.booleans(),
    st.sampled_from(["", "0.1", "R-999", "net", "é"]),
    st.dates(),
)
keys = st.sampled_from(["a", "months", "p10", "source", "pairs", "a.b", "", "reseller"])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=5,
)


def places(table: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in table.items():
        found.append((*above, key))
        if isinstance(value, dict):
            found += places(value, (*above, key))
    return found


def changed(table: dict[str, Any], place: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = place
    return {**table, first: changed(table[first], tuple(rest), value) if rest else value}


@settings(derandomize=True, max_examples=200, deadline=None)
@given(place=st.sampled_from(places(SMALL)), value=values)
def test_any_value_anywhere(tmp_path_factory: Any, place: tuple[str, ...], value: Any) -> None:
    file = tmp_path_factory.mktemp("any") / "any.toml"
    file.write_text(tomli_w.dumps(changed(SMALL, place, value)), "utf-8")
    found = outcome(file)
    assert isinstance(found, Scenario) or (found and all(found))


def outcome(file: Path) -> Scenario | list[str]:
    """The scenario, or what is wrong with each problem of the file."""
    try:
        return load_scenario(file)
    except ScenarioError as error:
        return [problem.what for problem in error.problems]
