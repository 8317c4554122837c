"""A question has one name in analysis and report, and shows nothing of another's analysis.

That questions of one package do not import each other is a contract of import-linter; it cannot say that the report of
a question reads the analysis of the same question alone.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent
SHARED = {"analysis": {"figures"}, "report": {"words", "tables", "charts"}}


def questions(package: str) -> set[str]:
    folders = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    return folders - SHARED[package]


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield tuple(node.module.split("."))
        elif isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)


def test_every_question_that_is_analysed_is_shown_under_the_same_name() -> None:
    assert questions("analysis") <= questions("report")


@pytest.mark.parametrize("question", sorted(questions("report")))
def test_a_question_shows_its_own_analysis_alone(question: str) -> None:
    allowed = {question} | SHARED["analysis"]
    for path in (ROOT / "report" / question).glob("*.py"):
        read = {parts[2] for parts in imported(path) if parts[:2] == ("sim", "analysis")}
        assert read <= allowed, path.name


@pytest.mark.parametrize("shared", sorted(SHARED["report"]))
def test_shared_parts_of_the_report_know_no_question(shared: str) -> None:
    for path in (ROOT / "report" / shared).glob("*.py"):
        read = {parts[2] for parts in imported(path) if parts[:2] == ("sim", "analysis")}
        assert read <= SHARED["analysis"], path.name
