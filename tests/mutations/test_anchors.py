"""The lists of wrong edits fit the sources: each can be applied, and its test exists."""

from dataclasses import replace

import pytest

from tests.mutations.edits import areas, edits_of, has_test, problem_of

EDITS = [edit for area in areas() for edit in edits_of(area)]


@pytest.mark.parametrize("area", areas())
def test_an_edit_can_be_tried(area: str) -> None:
    assert [f"{edit.name}: {problem}" for edit in edits_of(area) if (problem := problem_of(edit)) is not None] == []


def test_names_are_unique_in_their_list() -> None:
    assert len({(edit.area, edit.name) for edit in EDITS}) == len(EDITS)


def test_what_cannot_be_tried_is_noticed() -> None:
    edit = EDITS[0]
    assert problem_of(edit) is None
    file, _, name = edit.caught_by.partition("::")
    for wrong, said in [
        ({"file": "sim/none.py"}, "no file"),
        ({"before": "a text that stands nowhere"}, "0 times"),
        ({"before": "\n"}, "times"),
        ({"after": edit.before}, "nothing"),
        ({"after": "return ("}, "no Python"),
        ({"caught_by": f"{file}::test_that_nobody_wrote"}, "no test"),
        ({"caught_by": f"tests/none.py::{name}"}, "no test"),
        ({"caught_by": file}, "no test"),
    ]:
        assert said in str(problem_of(replace(edit, **wrong)))


def test_a_case_of_a_test_may_be_named() -> None:
    assert has_test("tests/mutations/test_anchors.py::test_an_edit_can_be_tried[one: case]")
