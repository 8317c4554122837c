"""Each mechanism keeps to its files: declarations in files of its name, calls in the lives of partner and deal.

A mechanism that a scenario may leave out is checked whole; the repository's toy is one, in its copy (``test_toy.py``).
"""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import sim
from sim.metrics.declared import MECHANISMS
from sim.metrics.metric import Mechanism, always

SIM = Path(sim.__file__).parent
TESTS = Path(__file__).parents[1]
ENGINES = ("reference", "compiled")
LIVES = {"books", "candidate", "customer", "deal", "partner", "program", "start", "vendor"}
"""Modules of an engine from which a mechanism is called."""
NOT_CONVERTED = {"about", "check", "measure", "root", "table", "tier_terms"}
"""Modules of the schema whose tables no engine reads."""
PARTS_OF_AN_ARCHETYPE = {"claiming", "customer", "deal_flow", "dues", "funnel", "in_force"}
"""Modules of the schema whose fields are those of an archetype."""
IN_ANOTHER_TABLE = {
    "cap",
    "classes",
    "common_accounts",
    "delivery_cost",
    "distributor",
    "other_test",
    "partner_fees",
    "receivable",
    "registration",
    "services_fees",
    "shares",
    "shortfall",
    "split_credit",
    "support_borne",
    "touches",
}
"""Mechanisms that a field, or a word, of another table states."""
DIVIDED = {"ladder_conditions": "ladder", "promises": "books", "value": "claim"}
"""Modules of the compiled engine that are a part of a life of the readable one."""
READABLE_ALONE = {
    ("ladder", "ladder", "qualified_tier"), ("conflict", "conflict", "credit_odds"),
    ("collision", "claim", "is_submitted"), ("deal", "deal", "contract_value_cents"),
}  # fmt: skip
"""Calls of rules for which the compiled engine has others, that give the same for less: a value is asked for later."""
COMPILED_ALONE = {
    ("ladder", "ladder", "asks_what_it_holds"), ("ladder", "ladder", "holds_tier"),
    ("ladder", "measures", "is_nothing_before_flows"), ("books", "card", "margin_at_cents"),
    ("card", "card", "of_class_bps"),
}  # fmt: skip
OPTIONAL = [mechanism.name for mechanism in MECHANISMS if mechanism.is_stated is not always]


def stems(folder: Path, ending: str = "py") -> set[str]:
    return {path.stem for path in folder.glob(f"*.{ending}") if path.stem != "__init__"}


@cache
def imported(path: Path) -> set[tuple[str, str]]:
    """Modules of ``sim`` and the names that a file imports from them."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    froms = (node for node in nodes if isinstance(node, ast.ImportFrom))
    return {(node.module, name.name) for node in froms if node.module for name in node.names}


def users(module: str) -> set[str]:
    """Files of ``sim`` that import from a module, without their ending."""
    return users_by_module().get(module, set())


@cache
def users_by_module() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in SIM.rglob("*.py"):
        for module, _ in imported(path):
            found.setdefault(module, set()).add(path.relative_to(SIM).with_suffix("").as_posix())
    return found


def calls_of_rules(engine: str) -> set[tuple[str, str, str]]:
    """Module of the engine, module of the rules, and the function that it imports from there."""
    return {
        (DIVIDED.get(path.stem, path.stem), module.removeprefix("sim.rules."), name)
        for path in (SIM / "engine" / engine).glob("*.py")
        for module, name in imported(path)
        if module.startswith("sim.rules.") and name.islower()
    }


def test_metrics_are_declared_in_the_file_of_their_mechanism() -> None:
    declared = {
        name: value
        for stem in stems(SIM / "metrics")
        for name, value in vars(import_module(f"sim.metrics.{stem}")).items()
        if isinstance(value, Mechanism)
    }
    assert set(declared.values()) == set(MECHANISMS)
    for mechanism in MECHANISMS:
        assert mechanism in vars(import_module(f"sim.metrics.{mechanism.name}")).values()


def test_a_table_of_the_schema_has_parameters_and_rows_of_the_field_table_in_files_of_its_name() -> None:
    schema = stems(SIM / "scenario" / "schema") - PARTS_OF_AN_ARCHETYPE
    assert stems(SIM / "scenario" / "parameters") == schema - NOT_CONVERTED
    assert stems(TESTS / "fields" / "table", "toml") == schema - {"check", "measure", "root", "table", "tier_terms"} | {
        "given"
    }


def test_a_rule_has_a_test_of_its_name() -> None:
    assert stems(SIM / "rules") <= {stem.removeprefix("test_") for stem in stems(TESTS / "rules")}


def test_a_rule_is_called_in_the_same_life_in_both_engines() -> None:
    reference, compiled = (calls_of_rules(engine) for engine in ENGINES)
    assert len(reference) > 40
    assert reference - compiled == READABLE_ALONE
    assert compiled - reference == COMPILED_ALONE


def strays(name: str) -> Iterator[str]:
    """What a mechanism of its own has outside of its places, or lacks in them."""
    for file in (f"scenario/schema/{name}.py", f"scenario/parameters/{name}.py", f"metrics/{name}.py"):
        if not (SIM / file).is_file() and (name not in IN_ANOTHER_TABLE or file.startswith("metrics")):
            yield f"there is no sim/{file}"
    allowed = {
        f"sim.scenario.schema.{name}": ("scenario/schema/",),
        f"sim.scenario.parameters.{name}": ("scenario/parameters/",),
        f"sim.metrics.{name}": ("metrics/declared",),
        f"sim.rules.{name}": (
            "engine/prepared",
            "engine/plan",
            "engine/start",
            "rules/",
            *(f"analysis/{question}/{name}" for question in ("agreement", "trace")),
            *(f"engine/{engine}/{own}" for engine in ENGINES for own in (name, "start")),
        ),
    }
    for module, places in allowed.items():
        yield from (f"sim/{user}.py imports {module}" for user in users(module) if not user.startswith(places))
    callers = {}
    for engine in ENGINES:
        found = {path.stem: names for path in (SIM / "engine" / engine).glob("*.py") if (names := called(path, name))}
        yield from (f"sim/engine/{engine}/{stem}.py calls {name}" for stem in sorted(found.keys() - LIVES))
        callers[engine] = sorted((stem, function) for stem, names in found.items() for function in names)
        functions = [function for _, function in callers[engine]]
        yield from (f"{engine}: {one} is called in several places" for one in functions if functions.count(one) > 1)
    if callers["reference"] != callers["compiled"]:
        yield f"the engines call it in different places: {callers}"


def called(path: Path, name: str) -> list[str]:
    """Calls in a file of an engine of functions that it imports from the mechanism's file beside it."""
    module = f"sim.engine.{path.parent.name}.{name}"
    names = {function for place, function in imported(path) if place == module}
    return [function for function in calls_in(path) if function in names]


@cache
def calls_in(path: Path) -> list[str]:
    """Names of the functions that a file calls, once for each call."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    return [function.id for function in calls if isinstance(function, ast.Name)]


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_optional_mechanism_keeps_to_its_files(name: str) -> None:
    assert list(strays(name)) == []
