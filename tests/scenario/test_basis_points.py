"""What is counted in basis points is stated in them: two values that the scenario tells apart act differently."""

import re
from pathlib import Path

import pytest

from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.levers import levers_of
from sim.scenario.grammar import Node, tree
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

SMALL = Path(__file__).parent / "small.toml"
MODEL = Path(__file__).parents[2] / "sim" / "MODEL.md"
SHARE = "archetypes.reseller.support_share"


def in_basis_points(node: Node) -> dict[str, Node]:
    """The fields below a table that are counted in basis points, by name."""
    found: dict[str, Node] = {}
    for key, child in node.keys.items():
        if child.is_of_levers:
            continue
        if child.is_table:
            found |= in_basis_points(child if child.item is None else child.item)
        elif child.spec.numeric and child.spec.engine == "bps":
            found[key] = child
    return found


FIELDS = in_basis_points(tree(Scenario))


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_is_held_in_whole_basis_points(name: str) -> None:
    spec = FIELDS[name].spec
    assert [spec.held(value) for value in (0.12344, 0.12345, 0.1234)] == [0.1234, 0.1235, 0.1234]


def test_shares_of_pay_that_are_rounded_are_named_in_the_model() -> None:
    shares = {"support_share", "usage_start_share", "services_share", "partial_share", "fund_share"}
    assert shares <= {name for name, node in FIELDS.items() if not node.spec.is_rate}
    (line,) = [line for line in MODEL.read_text("utf-8").splitlines() if line.startswith("Before a run")]
    assert shares <= set(re.findall(r"`(?:\w+\.)?(\w+)`", line))


def test_a_stated_share_is_the_one_that_acts() -> None:
    near = [load_scenario(SMALL, [f"{SHARE}={value}"]) for value in (0.4, 0.40004, 0.4001)]
    assert near[0] == near[1]
    assert near[0] != near[2]
    assert near[1].archetypes["reseller"].support_share == 0.4


def test_two_points_of_a_sweep_in_one_basis_point_are_refused() -> None:
    with pytest.raises(SweepError, match=r"occurs twice among the points .it is counted in whole basis points"):
        levers_of([f"{SHARE}=0.40001:0.40003:2"], load_scenario(SMALL))
