"""Draws of two numbers that must be in order, or of a limited sum, are changed to fit: a note says how often."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario.grammar import Node, tree
from sim.scenario.load import load_scenario, loaded
from sim.scenario.notes import Note, note_lines
from sim.scenario.schema import Scenario

SMALL = Path(__file__).parent / "small.toml"
KIND = "archetypes.reseller"
CLAWBACK = "clawback={full_days=20, partial_days=40, end_days=60}"
REGISTERING = [
    "registration={valid_days=60}",
    f"{KIND}.registration_probability=0.5",
    f"{KIND}.registration_delay_days=10",
]
MET = [
    f"{KIND}.direct_overlap_probability=0.3",
    "conflict={unprotected_odds_multiplier=2.0, engagement_from_days=-10, engagement_to_days=10}",
]
Ends = tuple[float, float]
CASES: dict[tuple[str, str], tuple[list[str], str, Ends, float, str, Ends]] = {
    # The two numbers: what is given, the one with a range, its ends, the share out of order, which one is changed and
    # how, and ends that are in order.
    ("full_days", "partial_days"): (
        [CLAWBACK], "clawback.full_days", (11, 50), 10 / 40, "clawback.partial_days raised", (5, 40),
    ),
    ("partial_days", "end_days"): (
        [CLAWBACK], "clawback.end_days", (31, 50), 9 / 20, "clawback.end_days raised", (40, 50),
    ),
    ("full_days", "end_days"): (
        ["clawback={full_days=20, end_days=60}"], "clawback.full_days", (51, 70), 10 / 20, "clawback.end_days raised",
        (0, 60),
    ),
    ("unready_score", "ready_score"): (
        [], "readiness_effects.unready_score", (0.45, 0.95), 0.05 / 0.5, "readiness_effects.unready_score lowered",
        (0.2, 0.8),
    ),
    ("pilot_days", "pilot_extended_days"): (
        [], "program.pilot_extended_days", (81, 120), 10 / 40, "program.pilot_extended_days raised", (91, 120),
    ),
    ("departure_settled_per_year", "departure_new_per_year"): (
        [f"{KIND}.departure_settled_per_year=0.2"], f"{KIND}.departure_new_per_year", (0.1, 0.6), 0.2,
        f"{KIND}.departure_settled_per_year lowered", (0.2, 0.6),
    ),
    ("registration_delay_least_days", "registration_delay_days"): (
        REGISTERING, f"{KIND}.registration_delay_least_days", (1, 20), 10 / 20,
        f"{KIND}.registration_delay_days raised", (1, 10),
    ),
    ("engagement_from_days", "engagement_to_days"): (
        MET, "conflict.engagement_to_days", (-29, 10), 19 / 40, "conflict.engagement_to_days raised", (-10, 10),
    ),
    ("early_cancel_first_day", "early_cancel_days"): (
        [f"{KIND}.early_cancel_days=90"], f"{KIND}.early_cancel_first_day", (251, 300), 30 / 50,
        f"{KIND}.early_cancel_days lowered", (1, 270),
    ),
    ("phases", "phases"): (
        [], "phases.pilot.earliest_month", (1, 12), 3 / 12, "phases.scale.earliest_month raised", (1, 9),
    ),
}  # fmt: skip


def rules(node: Node) -> Iterator[tuple[str, str]]:
    """The two numbers of every rule of the schema."""
    if node.table is not None:
        yield from ((rule.low, rule.high) for rule in getattr(node.table, "ordered", ()))
        yield from ((rule.first, rule.moves) for rule in getattr(node.table, "together", ()))
    for child in (*node.keys.values(), node.item):
        if child is not None and not child.is_of_levers:
            yield from rules(child)


def notes(*overrides: str) -> list[Note]:
    return [note for note in loaded(Scenario, SMALL, overrides).notes if note.kind == "reordered"]


def ranged(path: str, ends: Ends) -> str:
    return f"uncertainty.{path}={{low={ends[0]}, high={ends[1]}}}"


def test_every_rule_of_the_schema_has_a_case() -> None:
    assert set(rules(tree(Scenario))) | {("phases", "phases")} == CASES.keys()


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_range_out_of_order_is_told(case: tuple[str, str]) -> None:
    given, path, ends, share, changed, _ = CASES[case]
    found = [note for note in notes(*given, ranged(path, ends)) if path == note.path]
    moved, how = changed.split()
    (note,) = [note for note in found if f"there {moved} is {how} to fit" in note.what]
    assert note.place == f"--set uncertainty.{path}"
    said = float(note.what.split("about ")[1].split("%")[0]) / 100
    assert abs(said - share) < 4 * (share * (1 - share) / 1000) ** 0.5 + 0.005
    assert note.what in " ".join(note_lines([note]))


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_range_in_order_is_not(case: tuple[str, str]) -> None:
    given, path, *_, ends = CASES[case]
    assert not notes(*given, ranged(path, ends))


def test_both_are_drawn_and_correlated() -> None:
    """Two ranges of the same form: out of order in half of the worlds, and never where they rise together."""
    settled, new = f"{KIND}.departure_settled_per_year", f"{KIND}.departure_new_per_year"
    both = [f"{new}=0.4", ranged(settled, (0.2, 0.4)), ranged(new, (0.2, 0.4))]
    (note,) = notes(*both)
    assert 0.42 < float(note.what.split("about ")[1].split("%")[0]) / 100 < 0.58
    assert note.what.startswith(f"it and {new} are drawn out of order")
    assert note.path == settled
    together = f'correlation.pairs=[["{settled}", "{new}", 0.99]]'
    wider = [f"{new}=0.4", ranged(settled, (0.2, 0.4)), ranged(new, (0.26, 0.46)), together]
    assert notes(*wider[:-1])
    assert not notes(*wider)


def test_a_rare_one_is_not() -> None:
    assert not notes(f"{KIND}.early_cancel_days=90", ranged(f"{KIND}.early_cancel_first_day", (51, 271)))
    assert load_scenario(SMALL).uncertainty
    assert not notes()
