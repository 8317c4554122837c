"""18.8: what the values of a scenario rest on, counted again from the TOML files."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.assumptions import basis_of, tuning_of
from sim.scenario.load import load_scenario, ready_made_folder, resolved_toml

RECORDED = Path(__file__).parents[1] / "analysis" / "behaviour" / "recorded.json"
MODEL = Path(__file__).parents[2] / "sim" / "MODEL.md"
NO_VALUES = ("schema_version", "name", "title", "description", "currency", "uncertainty", "correlation", "sources")


def leaves(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def values_of(name: str, *overrides: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a scenario, and its whole file, from its resolved TOML."""
    file = tomllib.loads(resolved_toml(load_scenario(name, overrides)))
    return dict(leaves({key: value for key, value in file.items() if key not in NO_VALUES})), file


def source_of(path: str, sources: dict[str, Any]) -> dict[str, Any] | None:
    """The longest entry of [sources] above a path, with fewest wildcards."""

    def fits(entry: str) -> bool:
        return re.match(re.escape(entry).replace(r"\*", "[^.]+") + r"(\.|$)", path) is not None

    fitting = sorted((entry.count("."), -entry.count("*"), entry) for entry in sources if fits(entry))
    return sources[fitting[-1][2]] if fitting else None


@pytest.mark.parametrize("overrides", [(), ("archetypes.reseller.win_probability=0.2",), ("vendor.hour_cost=100",)])
@pytest.mark.parametrize("name", ["coach", "coach_ready"])
def test_values_are_counted_by_what_they_rest_on(name: str, overrides: tuple[str, ...]) -> None:
    values, file = values_of(name, *overrides)
    grades: Counter[str] = Counter()
    fixed = varied = 0
    for path in values:
        entry = source_of(path, file["sources"])
        if entry is not None and entry["source"]:
            grades[entry.get("grade", "ungraded")] += 1
        elif path in file["uncertainty"]:
            varied += 1
        else:
            fixed += 1
    basis = basis_of(load_scenario(name, overrides))
    assert (basis.values, basis.unsourced_fixed, basis.unsourced_varied) == (len(values), fixed, varied)
    assert basis.by_grade == grades
    assert basis.unsourced == fixed + varied == basis.values - sum(grades.values())
    assert fixed > 100 < sum(grades.values())
    assert varied >= 18


def test_coach_as_the_page_must_tell_it() -> None:
    """The files as they are, without the resolving code: entries of [uncertainty] that no entry of [sources] covers."""
    file = tomllib.loads((ready_made_folder() / "coach.toml").read_text(encoding="utf-8"))
    stated = {path for path, _ in leaves(file)}
    varied = [path for path in file["uncertainty"] if source_of(path, file["sources"]) is None]
    assert set(varied) <= stated
    assert basis_of(load_scenario("coach")).unsourced_varied == len(varied)


def test_the_defaults_were_tuned_to_the_rows_of_the_behaviour_table() -> None:
    """Tuned rows, and those of them without a source, as MODEL.md lists them."""
    rows = [line.split("|")[1:-1] for line in MODEL.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    tuned = [row for row in rows if len(row) == 6 and row[3].strip() == "yes"]
    tuning = tuning_of(load_scenario("coach"))
    assert tuning is not None
    assert tuning.targets == len(tuned) < len(json.loads(RECORDED.read_text())["100"])
    assert tuning.judgement == sum(row[1].strip() == "judgement" for row in tuned) == 2
    assert tuning.kept == tuning.values == len(values_of("coach")[0])


@pytest.mark.parametrize(
    ("overrides", "lost"),
    [
        (["vendor.hour_cost=100"], 1),
        (["vendor.hour_cost=95"], 0),
        (["archetypes.reseller.win_probability=0.31"], 1),  # its range is gone
        (["archetypes.reseller.terms={model='referral', rate=0.2}"], 2),
        (["archetypes.technology=false", "mix.technology=false", "mix.reseller=0.6"], 0),
    ],
)
def test_a_scenario_keeps_the_defaults_that_it_does_not_change(overrides: list[str], lost: int) -> None:
    values, _ = values_of("coach")
    if "technology" in overrides[0]:
        own, _ = values_of("coach", *overrides)
        lost = sum(own.get(path) != value for path, value in values.items())
    tuning = tuning_of(load_scenario("coach", overrides))
    assert tuning is not None
    assert tuning.kept == len(values) - lost
    assert tuning.values == len(values)


def test_readiness_stated_in_a_file_is_no_default_any_more() -> None:
    assert tuning_of(load_scenario("coach_ready")).kept == len(values_of("coach")[0]) - 6  # type: ignore[union-attr]


def test_a_scenario_of_its_own_rests_on_no_tuning() -> None:
    assert tuning_of(load_scenario(Path(__file__).parent / "small.toml")) is None
