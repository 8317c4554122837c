"""The declaration of kinds: as the model's documentation says, and each kind tallied at a place of its own."""

import re
from pathlib import Path

import numpy as np

import sim
from sim.ledger import IS_BY_CHANNEL, IS_OF_CLOSE, Channel, Kind, Ledger, Trait
from sim.metrics.tallies import AMOUNTS, COUNTS, LISTS, SLOTS, TALLY_SLOT, Tallies, tallies_of

MODEL = Path(sim.__file__).with_name("MODEL.md")


def documented() -> dict[int, tuple[str, str, str]]:
    """Number to name, what a row names and the month it belongs to, from the table of the documentation."""
    table = MODEL.read_text("utf-8").partition("### 4.4")[2].partition("## 5.")[0]
    found = {}
    for line in re.findall(r"^\| (\d.*) \|$", table, re.MULTILINE):
        numbers, names, subject, month, *_ = line.split(" | ")
        for number, name in zip(numbers.split(", "), names.split(", "), strict=True):
            found[int(number)] = name.strip("`"), subject, month
    return found


def test_the_documentation_lists_every_kind_as_it_is_declared() -> None:
    declared = {
        kind.value: (kind.name, kind.subject.name.lower(), "close" if Trait.CLOSE in kind.traits else "day")
        for kind in Kind
    }
    assert documented() == declared


def test_arrays_by_number_say_what_the_kinds_say() -> None:
    """An array for compiled code has a place for every number up to the last kind."""
    for kind in Kind:
        assert IS_OF_CLOSE[kind] == (Trait.CLOSE in kind.traits)
        assert IS_BY_CHANNEL[kind] == (Trait.BY_CHANNEL in kind.traits)
    assert len(IS_OF_CLOSE) == len(IS_BY_CHANNEL) == len(TALLY_SLOT) == max(Kind) + 1
    undeclared = sorted(set(range(max(Kind) + 1)) - set(Kind))
    assert (TALLY_SLOT[undeclared] == -1).all()
    assert not IS_OF_CLOSE[undeclared].any()


def test_every_kind_and_channel_is_tallied_apart() -> None:
    """One row of each, with an amount of its own; none is added to another, and every slot is used."""
    rows = [
        (30, kind, -1, -1, 1000 * kind + detail, 7, detail)
        for kind in Kind
        for detail in (tuple(Channel) if Trait.BY_CHANNEL in kind.traits else (0,))
    ]
    tallies: Tallies = tallies_of(Ledger(np.array(rows, dtype=np.int64)), 2, (0,), 1, 0)
    assert (tallies.sums[COUNTS].sum(axis=-1) == 1).all()
    assert len(rows) == SLOTS
    for _, kind, _, _, amount, _, detail in rows:
        one = tallies.channel(kind, Channel(detail)) if IS_BY_CHANNEL[kind] else tallies.amounts(kind)
        month = [amount, 0] if IS_OF_CLOSE[kind] else [0, amount]
        assert one.tolist() == month
    assert tallies.sums[LISTS].sum() == 7 * len(rows)
    assert tallies.sums[AMOUNTS].sum() == sum(row[4] for row in rows)
