"""Ledger rows in words."""

import pytest

from sim.ledger import Kind, Subject
from sim.report.words.events import words
from sim.scenario.load import load_scenario


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_of_row_has_words(kind: Kind) -> None:
    """Words for each channel, stage and phase that its detail may stand for; none is left in braces."""
    scenario = load_scenario("coach")
    archetype = "" if kind.subject is Subject.COMPANY else "reseller"
    said = [words((30, kind, 5, 300, 100, 100, detail), archetype, scenario) for detail in range(3)]
    assert all(said)
    assert "{" not in "".join(said)
    if "{channel}" in kind.label:
        assert [text.rpartition(" ")[2] for text in said] == ["direct", "inbound", "roster"]
