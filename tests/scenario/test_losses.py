"""Distributions that lose mass at the bounds of their field are told (19.2)."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from scipy import stats

from sim.cli.main import commands
from sim.scenario.load import load_scenario, loaded, ready_made_names
from sim.scenario.losses import Loss, losses_of
from sim.scenario.schema import Scenario

CHURN = "vendor.direct.churn_per_year"  # 0 to 0.95
GROWTH = "vendor.direct.arr_growth_per_year"  # -0.9 to 5
DELAY = "vendor.payment_delay_months"  # whole, 0 to 12
STATED = "{ mean = 0.10, sd = 0.20 }"
SAID = "31% of this normal lies outside 0 to 0.95; the mean drawn is 0.20, not 0.10"


def lost(path: str, text: str, *more: str) -> list[Loss]:
    return losses_of(load_scenario("coach", [f"uncertainty.{path}={text}", *more]))


@pytest.mark.parametrize(("mean", "sd"), [(0.10, 0.20), (0.10, 0.045), (0.9, 0.3), (0.5, 0.5), (0.01, 5.0)])
def test_a_normal_against_scipy(mean: float, sd: float) -> None:
    """19.2: the share outside and the mean of the truncated normal."""
    (found,) = lost(CHURN, f"{{mean={mean},sd={sd}}}")
    whole = stats.norm(mean, sd)
    assert found.outside == pytest.approx(whole.cdf(0) + whole.sf(0.95), rel=1e-9)
    drawn = stats.truncnorm(-mean / sd, (0.95 - mean) / sd, loc=mean, scale=sd).mean()
    assert (found.path, found.figure, found.stated) == (CHURN, "mean", mean)
    assert found.drawn == pytest.approx(drawn, rel=1e-3)


def test_a_lognormal_against_scipy() -> None:
    """19.2: the share outside and the median of the truncated lognormal."""
    (found,) = lost(CHURN, "{median=0.5,sigma=1.0}")
    whole = stats.lognorm(1.0, scale=0.5)
    assert found.outside == pytest.approx(whole.sf(0.95), rel=1e-9)
    assert found.drawn == pytest.approx(whole.ppf(0.5 * whole.cdf(0.95)), rel=1e-8)
    assert found.text == "26% of this lognormal lies outside 0 to 0.95; the median drawn is 0.36, not 0.50"


def test_whole_numbers_lose_beyond_the_half_units_at_the_bounds() -> None:
    """19.2: a normal of whole numbers; and one that is so narrow that a single number is drawn."""
    (found,) = lost(DELAY, "{mean=1.0,sd=2.0}")
    whole = stats.norm(1, 2)
    inside = whole.cdf(12.5) - whole.cdf(-0.5)
    shares = [(whole.cdf(n + 0.5) - whole.cdf(n - 0.5)) / inside for n in range(13)]
    assert found.outside == pytest.approx(1 - inside)
    assert found.drawn == pytest.approx(sum(n * share for n, share in enumerate(shares)), abs=0.005)
    (narrow,) = lost(DELAY, "{mean=2.4,sd=0.01}")
    assert (narrow.outside, narrow.drawn, narrow.text) == (0.0, 2.0, "the mean drawn is 2.0, not 2.4")


def test_percentiles_lose_when_they_are_moved() -> None:
    """19.2: the 90th percentile after the move lies above the bound, at which it is drawn."""
    (found,) = lost(CHURN, "{p10=0.1,p50=0.2,p90=0.4}", f"{CHURN}*=3")
    assert (found.figure, found.stated, found.drawn) == ("90th percentile", pytest.approx(1.2), 0.95)
    assert lost(CHURN, "{p10=0.1,p50=0.2,p90=0.4}", f"{CHURN}*=2") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CHURN, "{mean=0.10,sd=0.04}"),  # 0.6% outside, the mean moves by 0.8%
        (CHURN, "{median=0.2,sigma=0.6}"),
        (CHURN, "{p10=0.01,p50=0.2,p90=0.94}"),
        (CHURN, "{low=0.0,high=0.95}"),
        (CHURN, "{min=0.0,mode=0.0,max=0.95}"),
        (GROWTH, "{mean=0.0,sd=0.1}"),
        (DELAY, "{low=0,high=12}"),
    ],
)
def test_what_loses_nothing_is_not_told(path: str, text: str) -> None:
    """19.2: forms that keep to the bounds by themselves, and small losses."""
    assert lost(path, text) == []


def test_a_moved_mean_is_told_where_little_lies_outside() -> None:
    """19.2: more than 5% of a stated figure, with less than 1% of the mass outside."""
    (found,) = lost(GROWTH, "{mean=0.01,sd=0.38}")
    outside = stats.norm(0.01, 0.38).cdf(-0.9)
    assert found.outside == pytest.approx(outside)
    assert outside < 0.01
    drawn = stats.truncnorm(-0.91 / 0.38, 4.99 / 0.38, loc=0.01, scale=0.38).mean()
    assert found.drawn == pytest.approx(drawn, rel=1e-2)
    assert found.text == f"the mean drawn is {drawn:.3f}, not 0.010"


def test_no_ready_made_scenario_loses_mass() -> None:
    """19.2: their ranges are percentiles and uniform."""
    assert [losses_of(load_scenario(name)) for name in ready_made_names()] == [[], [], []]


@pytest.mark.parametrize("door", ["file", "extends", "overlay", "--set"])
def test_the_note_names_the_place_of_the_range(door: str, tmp_path: Path) -> None:
    """19.2: by every door through which a range comes."""
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(f'extends = "coach"\n[uncertainty]\n"{CHURN}" = {STATED}\n', "utf-8")
    second.write_text('extends = "first.toml"\n', "utf-8")
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f'[uncertainty]\n"{CHURN}" = {STATED}\n', "utf-8")
    option = f"uncertainty.{CHURN}={STATED}"
    given: dict[str, tuple[Any, list[str], list[Path], str]] = {
        "file": (first, [], [], f"{first}:3"),
        "extends": (second, [], [], f"{first}:3"),
        "overlay": ("coach", [], [overlay], f"{overlay}:2"),
        "--set": ("coach", [option], [], f"--set uncertainty.{CHURN}"),
    }
    name, overrides, overlays, place = given[door]
    (note,) = loaded(Scenario, name, overrides, overlays).notes
    assert (note.kind, note.path, note.what) == ("lost", CHURN, SAID)
    assert note.place.endswith(place.rpartition("/")[2])


def test_validate_and_run_say_it(tmp_path: Path) -> None:
    """19.2: validate in text and JSON; run on stderr, on the page and in summary.json."""
    option = ["--set", f"uncertainty.{CHURN}={STATED}"]
    runner = CliRunner()
    assert f"{CHURN}: {SAID}" in runner.invoke(commands, ["validate", "coach", *option]).output
    (report,) = json.loads(runner.invoke(commands, ["validate", "coach", "--json", *option]).output)["scenarios"]
    assert [(one["path"], one["text"]) for one in report["lost_mass"]] == [(CHURN, SAID)]
    few = ["--runs", "8", "--futures", "2", "--months", "24", "--out", str(tmp_path / "o")]
    done = runner.invoke(commands, ["run", "coach", *few, *option], env={"COLUMNS": "200"})
    assert f"{CHURN}: {SAID}" in done.stderr
    assert f"{CHURN}: {SAID}." in " ".join(done.stdout.split())
    (saved,) = json.loads((tmp_path / "o" / "summary.json").read_text("utf-8"))["lost_mass"]
    assert saved["outside"] == pytest.approx(stats.norm(0.1, 0.2).cdf(0), rel=1e-4)
    assert saved["drawn"] == pytest.approx(stats.truncnorm(-0.5, 4.25, loc=0.1, scale=0.2).mean(), rel=1e-3)
