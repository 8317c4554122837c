"""A mechanism from the recipe works: the toy is built in a copy of the repository, whose checks and tests then pass.

It has all that a mechanism can have: an optional table by name and a field of a table that is there, a table of
records, a draw, a rule, a step in each engine, a kind of ledger row, metrics, a lint and rows of the field table.
"""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutations.copies import PASSED, Copy, copies

TOY = Path(__file__).parent / "toy"
PARTS = ("sim", "tests")
EDITS = tomllib.loads((TOY / "edits.toml").read_text("utf-8"))["edit"]
BIN = Path(sys.executable).parent
ABSENT = ("tests/pinned",)
"""Digests of scenarios, ensembles and ledgers that state no gifts."""
READ = (
    "tests/mechanisms/test_places.py", "tests/rules/test_citations.py", "tests/engines/test_steps.py",
    "tests/metrics/test_reference.py", "tests/test_ledger.py", "tests/test_randomness.py",
)  # fmt: skip
"""Tests that need no compiled engine."""
PRESENT = (
    "tests/mechanisms/test_gifts.py", "tests/rules/test_gifts.py", "tests/rules/test_compiled.py", "tests/fields",
)  # fmt: skip
SHORT = ("-k", "not (ensembles and reference) and (gift or not (a_number_moves or a_choice_makes or a_compiled_rule))")
"""Without the slowest digests, and of the field table and the rules what gifts add: else no digest changes."""


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with copies(1) as (made,):
        for part in PARTS:
            shutil.copytree(TOY / part, made.folder / part, dirs_exist_ok=True)
        for edit in EDITS:
            path = made.folder / edit["file"]
            source = path.read_text("utf-8")
            path.write_text(source.replace(edit["after"], edit["after"] + edit["add"]), "utf-8")
        sort = [BIN / "ruff", "check", "-q", "--select", "I", "--fix", *PARTS]  # which stands next to which changes
        subprocess.run(sort, cwd=made.folder, check=True)
        yield made


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit['file']}: {edit['after'].strip()[:40]}")
def test_an_edit_has_one_place(edit: dict[str, str]) -> None:
    assert (Path(__file__).parents[2] / edit["file"]).read_text("utf-8").count(edit["after"]) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "sim", "tests"),
        ("lint-imports", "--no-cache"),
        pytest.param(("mypy",), marks=pytest.mark.full),
    ],
    ids=lambda command: command[0],
)
def test_the_copy_passes_the_checks(copy: Copy, command: tuple[str, ...]) -> None:
    said = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=copy.folder, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_toy_stands_where_a_mechanism_should(copy: Copy) -> None:
    outcome = copy.tested(READ)
    assert outcome.status == PASSED, outcome.output


@pytest.mark.full
def test_the_toy_works_and_changes_nothing_where_it_is_absent(copy: Copy) -> None:
    """``verify`` finds the engines equal, the field table moves, and no digest changes. It compiles an engine."""
    outcome = copy.tested([*PRESENT, *ABSENT, *SHORT])
    assert outcome.status == PASSED, outcome.output
