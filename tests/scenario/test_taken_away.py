"""``false`` takes away every part that a scenario may lack: generated from the schema, by every door."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.grammar import Node, tree
from sim.scenario.load import ScenarioError, changed, load_scenario, resolved_dict
from sim.scenario.paths import value_at
from sim.scenario.problems import Problem
from sim.scenario.schema import Scenario

from .test_doors import DOORS, SMALL, Statement, plain
from .test_pairs_of_faults import ROOM, room

RATE, ACV = "archetypes.reseller.terms.rate", "archetypes.reseller.acv_median"
RANGES: list[Statement] = [
    (f"uncertainty.{RATE}", "", "{ low = 0.2, high = 0.4 }"),
    (f"uncertainty.{ACV}", "", "{ low = 9000.0, high = 11_000.0 }"),
    ("uncertainty.archetypes.referral.acv_median", "", "{ low = 9000.0, high = 11_000.0 }"),
]
PAIR: Statement = ("correlation.pairs", "", f'[["{RATE}", "{ACV}", 0.3]]')
FACTOR: Statement = (
    "correlation.factors.size",
    "",
    f'{{ paths = ["archetypes.referral.acv_median", "{ACV}"], loading = 0.5 }}',
)
MORE = [
    "archetypes.referral.terms.by_tier={ gold={ rate=0.2 } }",
    "archetypes.reseller.terms.lines={ a={ rate=0.3 } }",
    "archetypes.referral.established={ partners=2, age_months=9, customers=1.0, arr_median=9000.0 }",
    "archetypes.referral.payout={ every_months=1 }",
    "bonuses={ b={ amount=10.0 } }",
    "benchmarks={ b={ month=12, active_partners=[1, 9], sourced_share=[0.0, 0.5] } }",
    "changes={ c={ month=9, set={ phases.pilot.staff=3.0 } } }",
]


def tables(node: Node, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, Node]]:
    """Every table of the schema; ``*`` for a name."""
    for key, child in node.keys.items():
        if not child.is_table:
            continue
        yield ".".join((*steps, key)), child
        if child.item is not None:
            yield from tables(child.item, (*steps, key, "*"))
        elif not child.is_of_levers:
            yield from tables(child, (*steps, key))


TABLES = dict(tables(tree(Scenario)))
OPTIONAL = [path for path, node in TABLES.items() if node.may_be_taken_away]


def at_names(path: str, data: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths that a pattern means in a scenario, also where the last key is not stated."""
    first, *rest = path.split(".")
    for name in list(data or ()) if first == "*" else [first]:
        if rest:
            yield from at_names(".".join(rest), (data or {}).get(name), (*above, name))
        else:
            yield ".".join((*above, name))


def test_the_schema_has_tables_that_may_be_absent_and_others() -> None:
    assert {"clawback", "bonuses", "archetypes.*.terms.by_tier", "archetypes.*.terms.bands", "uncertainty"} <= set(
        OPTIONAL
    )
    assert {"ladders.*.tiers.*.needs", "ladders.*.points", "archetypes.*.terms.later", "changes"} <= set(OPTIONAL)
    assert {"vendor", "gate", "payout", "archetypes.*.terms", "ladders.*.tiers"} <= TABLES.keys() - set(OPTIONAL)


def test_each_is_absent_afterwards() -> None:
    """Whatever a scenario states: what is said of what is left are faults of others, which asked for it."""
    there = changed(room(), MORE)
    data, gone = resolved_dict(there), 0
    for path in (path for pattern in OPTIONAL for path in at_names(pattern, data)):
        left, problems = without(there, path)
        assert all(problem.path != path and "table" not in problem.what for problem in problems), path
        assert problems or not value_at(left, path), path
        gone += not problems and value_at(data, path) is not None
    assert gone > 12


def without(scenario: Scenario, path: str) -> tuple[dict[str, Any], Sequence[Problem]]:
    """The scenario without a part, or what is wrong with it then."""
    try:
        return resolved_dict(changed(scenario, [f"{path}=false"])), ()
    except ScenarioError as error:
        return {}, error.problems


@pytest.mark.parametrize("door", DOORS)
def test_by_every_door(door: str, tmp_path: Path) -> None:
    """Of a scenario that states none of them, which is then as it was."""
    paths = [
        path
        for path in OPTIONAL
        if "*" not in path.replace("archetypes.*", "")
        and path.split(".")[0] not in ("uncertainty", "correlation", "sources", "start")
    ]
    assert len(paths) > 15
    statements: list[Statement] = [
        (path.replace("archetypes.*", f"archetypes.{kind}"), "", "false")
        for path in paths
        for kind in ("referral", "reseller")
        if "*" in path or kind == "referral"
    ]
    assert plain(DOORS[door](tmp_path, statements)) == plain(load_scenario(SMALL))


@pytest.mark.parametrize("path", ["vendor", "gate", "payout", "archetypes.reseller.terms", "phases"])
def test_what_a_scenario_needs_stays(path: str) -> None:
    with pytest.raises(ScenarioError, match=r"is a table: name one of its keys, or give a table in braces"):
        load_scenario(SMALL, [f"{path}=false"])


def test_a_wildcard_takes_away_those_that_there_are() -> None:
    there = changed(room(), ["archetypes.referral.terms.by_tier={ gold={ rate=0.2 } }"])
    assert resolved_dict(changed(there, ["archetypes.*.terms.by_tier=false"])) == resolved_dict(room())
    with pytest.raises(ScenarioError, match="matches nothing"):
        changed(room(), ["archetypes.*.terms.by_tier=false"])
    assert not changed(room(), ["ladders.metal.tiers.*.one_of=false"]).ladders["metal"].tiers["silver"].one_of


def test_a_range_of_what_is_taken_away_goes_with_it() -> None:
    """No note: who takes a table away takes its ranges away."""
    above = "archetypes.referral.terms.by_tier"
    ranged = [f"{above}={{ gold={{ rate=0.2 }} }}", f"uncertainty.{above}.gold.rate={{ low=0.1, high=0.2 }}"]
    there = changed(room(), ranged)
    assert there.uncertainty
    assert resolved_dict(changed(there, [f"{above}=false"])) == resolved_dict(room())


# Tables about other fields


def ranged(*statements: Statement) -> Scenario:
    """A scenario with these ranges, and with no others."""
    return changed(load_scenario(SMALL, ["uncertainty=false"]), [f"{path}={text}" for path, _, text in statements])


def pairs(scenario: Scenario) -> list[set[str]]:
    return [{first, second} for first, second, _ in scenario.correlation.pairs]


def test_a_range_is_taken_away_with_what_correlates_it() -> None:
    scenario = ranged(*RANGES, PAIR)
    assert pairs(scenario) == [{RATE, ACV}]
    for override in (f"uncertainty.{RATE}=false", "uncertainty.*.*.terms.rate=false"):
        left = changed(scenario, [override])
        assert set(left.uncertainty) == set(scenario.uncertainty) - {RATE}
        assert pairs(left) == []
        assert value_at(left, RATE) == value_at(scenario, RATE)
    assert not changed(scenario, ["uncertainty=false"]).uncertainty
    again = changed(scenario, ["uncertainty=false", f"uncertainty.{RATE}={{ low=0.2, high=0.3 }}"])
    assert list(again.uncertainty) == [RATE]


def test_what_correlates_is_taken_away_as_a_whole_or_by_name() -> None:
    scenario = ranged(*RANGES, FACTOR)
    assert list(scenario.correlation.factors) == ["size"]
    for override in ("correlation=false", "correlation.factors=false", "correlation.factors.size=false"):
        left = changed(scenario, [override])
        assert not left.correlation.factors
        assert left.uncertainty == scenario.uncertainty
    one = changed(scenario, [f"uncertainty.{ACV}=false"])
    assert one.correlation.factors["size"].paths == ("archetypes.referral.acv_median",)
    two = ranged(*RANGES, PAIR)
    assert not changed(two, ["correlation.pairs=false"]).correlation.pairs


def test_a_source_is_taken_away() -> None:
    scenario = load_scenario(SMALL, [f"sources.{RATE}='R-70'", "sources.gate='R-40'"])
    assert set(changed(scenario, [f"sources.{RATE}=false"]).sources) == set(scenario.sources) - {RATE}
    assert not changed(scenario, ["sources=false"]).sources


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("uncertainty.archetypes.reseller.terms.rat", f"uncertainty.{RATE}"),
        ("uncertainty.*.*.churn_per_year", ""),
        ("correlation.factors.none", ""),
        ("sources.gate.month", ""),
    ],
)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_not_there_is_told(door: str, path: str, near: str, tmp_path: Path) -> None:
    """As of a pattern that matches nothing: an error, in an overlay a note."""
    statements: list[Statement] = [(path, "", "false")]
    if "overlay" in door:
        assert plain(DOORS[door](tmp_path, statements)) == plain(load_scenario(SMALL))
        return
    with pytest.raises(Exception, match="is not there to be taken away") as caught:
        DOORS[door](tmp_path, statements)
    assert near in str(getattr(caught.value, "message", caught.value))


def test_a_problem_of_a_table_that_is_none_has_its_place(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('extends = "coach"\ntitle = "x"\nuncertainty = 3\n', "utf-8")
    with pytest.raises(ScenarioError, match=r"own\.toml:3: uncertainty: must be a table \(got 3\)"):
        load_scenario(file)
    with pytest.raises(ScenarioError, match=r"--set uncertainty: must be a table \(got 3\)"):
        load_scenario("coach", ["uncertainty=3"])


def test_the_room_has_what_is_taken_away() -> None:
    assert load_scenario(SMALL, ROOM) == room()
