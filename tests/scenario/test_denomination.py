"""Amounts that were stated for another currency are named, and nothing is converted (19.10)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.load import Loaded, load_scenario, loaded
from sim.scenario.notes import Note, note_lines
from sim.scenario.schema import Scenario

MONEY = ("arr", "acv", "cost", "per_month")
FULL = Path(__file__).parent / "small.toml"
DOORS = ("file", "overlay", "--set")


def by(door: str, folder: Path, currency: str, more: str = "") -> Loaded[Scenario]:
    """``coach`` in another currency, with more lines."""
    file = folder / "mine.toml"
    if door == "--set":
        settings = [line.replace(" ", "") for line in more.splitlines()]
        return loaded(Scenario, "coach", [f"currency={currency}", *settings])
    head = 'extends = "coach"\n' if door == "file" else ""
    file.write_text(f'{head}currency = "{currency}"\n{more}', "utf-8")
    return loaded(Scenario, file) if door == "file" else loaded(Scenario, "coach", overlays=[file])


def about_money(found: Loaded[Scenario]) -> list[Note]:
    return [note for note in found.notes if note.kind == "currency"]


def amounts() -> set[str]:
    """Every number other than 0 of coach's file whose name is that of an amount, by other code than the program's."""
    file = Path(__file__).parents[2] / "scenarios" / "coach.toml"

    def numbers(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from numbers(value, f"{above}{key}.")
            elif isinstance(value, int | float) and not isinstance(value, bool):
                yield above + key, value

    ends = ("starting_arr", "acv_median", "_cost", "cost_per_year", "cost_per_month", "infrastructure_per_month")
    ends += ("support_per_partner_month", "owner_cost_per_month", "fixed_per_month", "support_per_partner_per_month")
    data = {key: value for key, value in tomllib.loads(file.read_text("utf-8")).items() if key != "uncertainty"}
    return {path for path, value in numbers(data) if value and path.endswith(ends)}


@pytest.mark.parametrize("door", DOORS)
def test_inherited_amounts_are_named(door: str, tmp_path: Path) -> None:
    """19.10: all of them, with the file that they come from and its currency; the title too."""
    found = by(door, tmp_path, "EUR")
    first, title = about_money(found)
    assert set(first.paths) == amounts()
    assert first.what == f"is EUR; {len(amounts())} amounts are inherited from coach, which is in USD, unchanged"
    assert title.path == "title"
    assert "names USD" in title.what
    where = {"file": "mine.toml:2", "overlay": "mine.toml:1", "--set": "--set currency"}[door]
    assert all(note.place.endswith(where) for note in (first, title))
    assert found.scenario.vendor == load_scenario("coach").vendor


@pytest.mark.parametrize("door", DOORS)
def test_amounts_that_are_stated_again_are_not(door: str, tmp_path: Path) -> None:
    """19.10: as a value, as a factor for all names, or as a range."""
    more = '"vendor.hour_cost" = 70\n"archetypes.*.acv_median" = { times = 0.9 }\ntitle = "Unser Programm"\n'
    if door == "--set":
        more = 'vendor.hour_cost=70\narchetypes.*.acv_median*=0.9\ntitle="Unser"\n'
    (note,) = (
        about_money(by(door, tmp_path, "EUR", more))
        if door != "overlay"
        else about_money(by(door, tmp_path, "EUR", more))[:1]
    )
    left = {path for path in amounts() if path != "vendor.hour_cost" and not path.endswith("acv_median")}
    assert set(note.paths) == left


@pytest.mark.parametrize("door", DOORS)
def test_the_same_currency_says_nothing(door: str, tmp_path: Path) -> None:
    assert about_money(by(door, tmp_path, "USD")) == []


def test_defaults_are_those_of_another_currency(tmp_path: Path) -> None:
    """19.10: also where nothing is inherited from a file."""
    text = FULL.read_text("utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("currency", "onboarding_cost")))
    file = tmp_path / "own.toml"
    file.write_text(f'currency = "JPY"\n{text}\n', "utf-8")
    notes = about_money(loaded(Scenario, file))
    assert [note.path for note in notes] == ["currency"]
    assert "defaults of this program, which are in USD, unchanged" in notes[0].what
    assert "program.onboarding_cost" in notes[0].paths
    assert "vendor.hour_cost" not in notes[0].paths


def test_a_short_line_names_some_and_counts_the_rest(tmp_path: Path) -> None:
    found = by("file", tmp_path, "EUR")
    (line,) = (line for line in note_lines(found.notes, most=6) if " amounts " in line)
    assert line.endswith(f" and {len(amounts()) - 6} more")
    (line,) = (line for line in note_lines(found.notes) if " amounts " in line)
    assert all(path in line for path in amounts())
