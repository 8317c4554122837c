"""``validate --behaviour``: a tuned row that misses fails the command, an untuned one does not."""

import json
from math import inf

import pytest

import sim.analysis.behaviour.table as behaviour
from sim.analysis.behaviour.rows import Behaviour

from .conftest import Run


def row(observed: float, *, tuned: bool) -> Behaviour:
    return Behaviour("share", "R-40", observed, 2.0, inf, tuned, "%")


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([row(3.0, tuned=True), row(3.0, tuned=False)], 0),
        ([row(3.0, tuned=True), row(1.0, tuned=False)], 0),
        ([row(1.0, tuned=True), row(3.0, tuned=False)], 1),
    ],
)
def test_behaviour(rows: list[Behaviour], status: int, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behaviour, "behaviour_table", lambda **_: rows)
    text = invoke("validate", "coach", "--behaviour")
    assert text.exit_code == status
    assert ("MISS" in text.stdout) == any(not entry.hits for entry in rows)
    printed = invoke("validate", "coach", "--behaviour", "--json")
    assert printed.exit_code == status
    table = json.loads(printed.stdout, parse_constant=pytest.fail)["behaviour"]
    assert [entry["hits"] for entry in table] == [entry.hits for entry in rows]
    assert table[0]["high"] is None
