"""20.5: how existing partners will grow, by two years of their share of revenue, told or of the months."""

import tomllib
from datetime import date
from math import expm1, log
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.run import simulate
from sim.exports.derived import Told
from sim.exports.export import Asked
from sim.exports.started import Started, started
from sim.report.start.lines import start_lines
from sim.scenario.load import load_scenario
from sim.scenario.problems import ScenarioError

from .company import Company, tables_of, write_exports
from .conftest import state_of

PATH = "vendor.roster.arr_growth_per_year"
USUAL = tuple(expm1(change) for change in (-0.17, 0.07, 0.25))


@pytest.fixture(scope="module")
def exports(company: Company, as_of: date, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_exports(company, as_of, tmp_path_factory.mktemp("exports"))


def read(
    files: dict[str, Path], as_of: date, scenario: str = "coach", shares: tuple[float, float] | None = None
) -> Started:
    return started(scenario, files, Asked(), Told(as_of, roster_shares=shares))


def expected(before: float, last: float) -> tuple[float, ...]:
    """p10, p50, p90 of the growth, by logarithms of the standard library."""
    change = log(last / (1 - last)) - log(before / (1 - before))
    return tuple(expm1(0.7 * change + apart) for apart in (-0.14, 0, 0.14))


def yearly_shares(company: Company) -> tuple[float, float]:
    """Of the roster beside direct and inbound, in months 1 to 12 and 13 to 24."""
    found = []
    for first in (1, 13):
        direct, inbound, roster = (
            sum(company.revenue_cents[month][place] for month in range(first, first + 12)) for place in range(3)
        )
        found.append(roster / (direct + inbound + roster))
    return found[0], found[1]


def said(found: Started) -> str:
    (line,) = (line for line in start_lines(found) if line.startswith("roster: grows"))
    return line


def months_with(exports: dict[str, Path], folder: Path, lines: list[str]) -> dict[str, Path]:
    head = exports["months"].read_text("utf-8").splitlines()[0]
    months = folder / "months.csv"
    months.write_text("\n".join([head, *lines]), encoding="utf-8")
    return {**exports, "months": months}


def test_growth_is_that_of_two_years_of_shares(
    exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    """A range with its source takes the place of the scenario's own, and of its part in the market's factor."""
    found = read(exports, as_of)
    shares = yearly_shares(company)
    low, middle, high = expected(*shares)
    state_of(found, tmp_path / "mine")
    path = tmp_path / "mine" / "scenario.toml"
    stated = tomllib.loads(path.read_text("utf-8"))
    assert stated["vendor"]["roster"] == {
        "growth_basis": "relative",
        "arr_growth_per_year": pytest.approx(middle, abs=1e-6),
    }
    assert stated["uncertainty"][PATH] == pytest.approx({"p10": low, "p50": middle, "p90": high}, abs=1e-6)
    assert stated["sources"][PATH] == {"source": f"E-35, exports on {as_of}", "grade": "B"}
    assert "roster" not in stated["start"]["growth_last_year"], "its last year acts through the share"
    scenario = load_scenario(path)
    assert scenario.uncertainty[PATH].model_dump(exclude={"moved"}) == stated["uncertainty"][PATH]
    assert PATH not in scenario.correlation.factors["market_growth"].paths
    before, last = (f"{100 * share:.2f}%" for share in shares)
    assert f"{100 * low:.1f}% to {100 * high:.1f}% a year more than direct and inbound" in said(found)
    assert f"{before} to {last} (of the months)" in said(found)


def test_what_is_told_comes_before_the_months(exports: dict[str, Path], as_of: date, tmp_path: Path) -> None:
    found = read(exports, as_of, shares=(0.041, 0.034))
    assert found.derived.roster is not None
    assert found.derived.roster.points == pytest.approx(expected(0.041, 0.034), abs=1e-6)
    assert "4.10% to 3.40% (told)" in said(found)
    state_of(found, tmp_path / "mine")
    stated = tomllib.loads((tmp_path / "mine" / "scenario.toml").read_text("utf-8"))
    assert stated["sources"][PATH]["source"] == "E-35, as stated"


def test_without_two_years_the_usual_change_is_taken(exports: dict[str, Path], as_of: date, tmp_path: Path) -> None:
    rows = exports["months"].read_text("utf-8").splitlines()[1:]
    found = read(months_with(exports, tmp_path, rows[1:]), as_of)
    assert found.derived.roster is not None
    assert found.derived.roster.points == pytest.approx(USUAL, abs=1e-6)
    assert "its own needs 24 months, or --roster-shares" in said(found)
    state_of(found, tmp_path / "mine")
    stated = tomllib.loads((tmp_path / "mine" / "scenario.toml").read_text("utf-8"))
    assert stated["sources"][PATH]["source"] == "E-35"


def test_a_change_that_is_too_large_says_nothing_of_the_next(
    exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    rows = tables_of(company, as_of)["months"]
    for row in rows[:12]:
        row["roster_revenue"] = "1"
    found = read(months_with(exports, tmp_path, [",".join(row.values()) for row in rows]), as_of)
    assert found.derived.roster is not None
    assert found.derived.roster.points == pytest.approx(USUAL, abs=1e-6)
    assert "too large to expect the next from it" in said(found)
    with pytest.raises(ScenarioError, match=r"--roster-shares: from 0\.01 to 0\.1 is too large a change"):
        read(exports, as_of, shares=(0.01, 0.1))


def test_a_scenario_of_ones_own_says_how_they_grow(exports: dict[str, Path], as_of: date, tmp_path: Path) -> None:
    """Unless two years of shares do."""
    own = tmp_path / "own.toml"
    own.write_text('extends = "coach"\n[vendor.roster]\narr_growth_per_year = 0.04\n', encoding="utf-8")
    few = {table: file for table, file in exports.items() if table != "months"}
    found = read(few, as_of, str(own))
    assert found.derived.roster is None
    assert said(found) == "roster: grows as the scenario says"
    assert read(exports, as_of, str(own)).derived.roster is not None


def test_shares_of_partners_that_are_not_there_are_refused(
    exports: dict[str, Path], as_of: date, tmp_path: Path
) -> None:
    customers = tmp_path / "customers.csv"
    lines = exports["customers"].read_text("utf-8").splitlines()
    customers.write_text("\n".join(line for line in lines if not line.startswith("all roster")), encoding="utf-8")
    few = {**exports, "customers": customers}
    few.pop("months")
    with pytest.raises(ScenarioError, match="--roster-shares: the roster has no ARR on day 0"):
        read(few, as_of, shares=(0.04, 0.05))
    found = read(few, as_of)
    assert found.derived.roster is None
    assert not [line for line in start_lines(found) if line.startswith("roster: grows")]


def test_the_share_changes_by_what_was_written(exports: dict[str, Path], as_of: date, tmp_path: Path) -> None:
    """20.5: the logit of the share in the year after day 0, without a shock of its own, whatever the market does."""
    found = read(exports, as_of, shares=(0.03, 0.04))
    state_of(found, tmp_path / "mine")
    scenario = load_scenario(
        tmp_path / "mine" / "scenario.toml", ("vendor.noise_sigma=0", "months=12", "gate.month=12")
    )
    worlds = 400
    ensemble = simulate(scenario, runs=worlds, seed=1, workers=1, engine="compiled")
    own = ensemble.values("own_growth")[:, -1] / 10_000
    assert own.std() > 0.1, "the market varies"
    odds = np.log(ensemble.values("roster_arr")[:, -1] / scenario.vendor.roster.starting_arr) - np.log1p(own)
    for probability, point in zip((0.1, 0.5, 0.9), np.log1p(expected(0.03, 0.04)), strict=True):
        assert abs(np.mean(odds < point) - probability) < 4 * np.sqrt(probability * (1 - probability) / worlds)
