"""CONTRIBUTING.md is true: the files that it names exist, hold what it says, and are those of the example."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
TOY = Path(__file__).parent / "toy"
NAME = "gifts"
CHANGES = 10


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Cells of the lines of a section's table."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[2:]]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def paths(text: str) -> list[str]:
    """Files and folders that a text names from the root; ``<…>`` stands for any name."""
    return [said for said in code(text) if re.match(r"(sim|tests|\.ci)/", said)]


def names_in(path: Path) -> set[str]:
    """What a module defines at its top."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("path", sorted(set(paths(TEXT))))
def test_a_file_that_is_named_exists(path: str) -> None:
    pattern = re.sub(r"<\w+>", "*", path)
    assert list(ROOT.glob(pattern)) or list(TOY.glob(pattern))


@pytest.mark.parametrize("change", rows("Ten changes"), ids=lambda change: change[0])
def test_the_first_file_holds_the_neighbour_of_the_change(change: list[str]) -> None:
    _, first, beside, also = change
    (path,), (neighbour,) = paths(first), code(beside)
    assert neighbour in names_in(ROOT / path)
    for name, place in re.findall(r"`(\w+)` in `(sim/[^`]+\.py)`", also):
        assert name in names_in(ROOT / place)


def test_there_are_ten_changes() -> None:
    assert len({change[0] for change in rows("Ten changes")}) == CHANGES


def test_a_mechanism_touches_the_files_of_the_example() -> None:
    listed = {paths(file)[0].replace("<name>", NAME) for file, _ in rows("Adding a mechanism")}
    edited = {edit["file"] for edit in tomllib.loads((TOY / "edits.toml").read_text("utf-8"))["edit"]}
    added = {path.relative_to(TOY).as_posix() for part in ("sim", "tests") for path in (TOY / part).rglob("*.*")}
    assert listed == edited | {path for path in added if "__pycache__" not in path}
