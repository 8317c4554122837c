"""The table of fields, the warnings, the sources and the lines of a file."""

import re
from pathlib import Path

import pytest

from sim.scenario.catalogue import FieldRow, field_table
from sim.scenario.lines import key_steps, locate
from sim.scenario.load import load_scenario
from sim.scenario.paths import covering, covers, leaf_paths, spec_of
from sim.sources import DOCUMENTS, SOURCES, cited

SMALL = Path(__file__).parent / "small.toml"


@pytest.fixture(scope="module")
def rows() -> dict[str, FieldRow]:
    return {row.path: row for row in field_table(load_scenario(SMALL))}


def test_a_row_tells_all_about_its_field(rows: dict[str, FieldRow]) -> None:
    row = rows["archetypes.reseller.win_probability"]
    assert (row.value, row.unit, row.low, row.high) == (0.3, "probability", 0.0, 1.0)
    assert (row.role, row.rule, row.kind) == ("uncertainty", "E-23", "float")
    assert (row.source, row.grade) == ("E-23", "B")
    assert row.uncertainty is not None
    assert rows["archetypes.reseller.terms.rate"].unit == "money rate (fraction of 1)"
    assert rows["archetypes.reseller.candidates"].kind == "int"


def test_the_nearest_source_counts(rows: dict[str, FieldRow]) -> None:
    assert rows["archetypes.reseller.size_sigma"].grade == "judgement"
    assert rows["archetypes.reseller.acv_median"].source == "R-71"
    assert rows["vendor.direct.churn_per_year"].grade == "C"
    assert rows["archetypes.referral.acv_median"].is_assumption
    assert not rows["vendor.noise_sigma"].is_assumption


def test_a_changed_value_is_an_assumption() -> None:
    rows = {row.path: row for row in field_table(load_scenario(SMALL, ["archetypes.reseller.size_sigma=1.1"]))}
    assert rows["archetypes.reseller.size_sigma"].is_assumption


def test_choices_and_paths_over_months_are_flagged(rows: dict[str, FieldRow]) -> None:
    for path in ("vendor.resale_booking", "vendor.seasonality", "readiness.organisational_capacity", "phase_order"):
        assert rows[path].kind == "choice"
    assert rows["readiness.positioning"].kind == "readiness"
    assert rows["mix.reseller"].value == 0.6


def test_every_number_has_bounds_meaning_and_a_known_rule(rows: dict[str, FieldRow]) -> None:
    assert len(rows) > 150
    for row in rows.values():
        assert row.rule in SOURCES, row.path
        assert row.meaning, row.path
        assert row.role in ("lever", "uncertainty"), row.path
        if row.kind != "choice":
            assert row.low <= row.value <= row.high, row.path
            assert row.high < float("inf"), row.path


SUFFIXES = {
    "_days": {"days"},
    "_months": {"months"},
    "_month": {"month of the program", "calendar month"},
    "_quarters": {"quarters"},
    "_hours": {"hours"},
    "_probability": {"probability"},
    "_share": {"share (fraction of 1)"},
    "_rate": {"money rate (fraction of 1)", "rate a year"},
    "_rates": {"money rate (fraction of 1)"},
    "_sigma": {"standard deviation of the logarithm"},
    "_multiplier": {"factor"},
    "_elasticity": {"elasticity"},
}
"""Units that the end of a key may mean."""


def test_keys_end_as_their_units_are_declared(rows: dict[str, FieldRow]) -> None:
    for row in rows.values():
        meant = [units for suffix, units in SUFFIXES.items() if row.path.endswith(suffix)]
        if row.path.endswith("_per_head_month"):
            assert row.unit == "contacts a head and month"
        elif row.path.endswith(".minimum_from_month"):
            assert row.unit == "months", "after the agreement"
        elif row.path.endswith(("_per_month", "_per_year")):
            assert f"a {row.path.rpartition('_')[2]}" in row.unit, row.path
        elif meant:
            assert row.unit in meant[0], row.path


def test_paths_and_patterns() -> None:
    assert spec_of("archetypes.any.win_probability") is not None
    assert spec_of("archetypes.any.win") is None
    assert "vendor.direct.starting_arr" in leaf_paths({})
    assert covers("archetypes.*.size_sigma", "archetypes.reseller.size_sigma")
    assert covers("archetypes", "archetypes.reseller.size_sigma")
    assert not covers("archetypes.reseller.size", "archetypes.reseller.size_sigma")
    assert covering(["a", "a.*", "a.b"], "a.b") == "a.b"
    assert covering(["x"], "a.b") == ""


def test_sources_name_a_document_or_a_grade() -> None:
    for name, text in SOURCES.items():
        assert re.fullmatch(r"[RQE]-\d+", name)
        tail = text[text.rindex("[") :]
        assert ("grade" in tail) if name.startswith("E") else any(document in tail for document in DOCUMENTS)


def test_ids_are_read_from_a_text() -> None:
    assert cited("R-28, R-29 and E-07; R-28 again, not ER-3 or R-x") == ["R-28", "R-29", "E-07"]


def test_lines_of_every_way_to_write_a_key() -> None:
    text = (
        '# a comment with [brackets]\r\na = 1\nb.c = [1, # not ]\n 2]\n[ t . "q.r" ]\nk = """\n[no]\nx = 1\n"""\n'
        "m = { p = 1, q = { r = [{ z = 1 }] }, s = 'a]}' }\n[u]\n\"a.b\".c = 1"
    )
    lines = locate(text)
    assert lines["a",] == 2
    assert lines["b", "c"] == 3
    assert lines["t", "q.r"] == 5
    assert lines["t", "q.r", "k"] == 6
    assert lines["t", "q.r", "m", "q", "r", "z"] == 10
    assert lines["u", "a.b", "c"] == 12
    assert ("x",) not in lines
    assert key_steps('a."b.c"') == ("a", "b.c")
    assert key_steps("a b") == ()
