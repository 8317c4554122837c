"""Ledger rows in words."""

from sim.ledger import Kind
from sim.report.words.events import WORDS


def test_every_kind_of_row_has_words() -> None:
    assert set(WORDS) == set(Kind)
