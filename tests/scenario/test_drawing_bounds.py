"""Amounts are drawn up to the bounds that their fields had before those fitted every currency (19.11)."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from sim.cli.main import commands
from sim.experiment.run import simulate
from sim.scenario.catalogue import FieldRow, field_table
from sim.scenario.load import load_scenario, resolved_dict
from sim.scenario.paths import leaf_paths, spec_of, value_at
from sim.scenario.schema import MONEY_LIMIT
from sim.scenario.starting_file.toml import toml_text

FORMER = {
    "vendor.hour_cost": 1e4,
    "vendor.direct.starting_arr": 1e9,
    "program.manager_cost_per_year": 1e6,
    "program.staff_cost_per_year": 1e6,
    "program.onboarding_cost": 1e6,
    "phases.pilot.owner_cost_per_month": 1e6,
    "phases.pilot.infrastructure_cost_per_month": 1e6,
    "phases.pilot.support_cost_per_month": 1e5,
    "phases.pilot.fixed_cost_per_month": 1e7,
    "archetypes.reseller.acv_median": 1e8,
}
"""The upper bounds before they were widened."""
LEVELS = (0.001, 0.37, 0.5, 0.93, 0.999)
DRAWN = {
    "p10=0.01,p50=0.02,p90=0.05": (0.00305894302, 0.0165309167, 0.02, 0.059403757, 0.340917044),
    "p10=0.3,p50=0.5,p90=0.99": (0.0558741972, 0.420547712, 0.5, 0.999162018, 1.0),
    "mean=0.6,sd=0.3": (0.00484439987, 0.48487707, 0.574227359, 0.906798495, 0.998385099),
    "median=0.5,sigma=1.1": (0.0151244728, 0.25668342, 0.34491381, 0.847274489, 0.99753078),
}
"""Ranges in parts of the former bound, and what the last version with it drew at these levels, in the same parts."""
DRAWN_ACV = {
    "p10=0.01,p50=0.02,p90=0.05": (305894.742, 1653091.65, 2000000.0, 5940375.6, 34091690.6),
    "p10=0.3,p50=0.5,p90=0.99": (5587420.3, 42054771.2, 50000000.0, 99916201.8, 100000000.0),
    "mean=0.6,sd=0.3": (484440.954, 48487707.1, 57422735.9, 90679849.5, 99838509.9),
    "median=0.5,sigma=1.1": (1512447.28, 25668342.0, 34491381.0, 84727448.9, 99753078.0),
}
"""The same of the field whose lower bound is 1."""
KRW = 1400
CENTS_LOST = 10_000
"""Rows of a world, each of which is rounded to a cent."""


def row_of(path: str, *overrides: str) -> FieldRow:
    (row,) = (row for row in field_table(load_scenario("coach", overrides)) if row.path == path)
    return row


def times(text: str, factor: float) -> str:
    """A range with its amounts multiplied; the spread of a logarithm stays."""
    pairs = (pair.split("=") for pair in text.split(","))
    return ",".join(f"{key}={float(value) * (1 if key == 'sigma' else factor)!r}" for key, value in pairs)


def test_every_amount_has_a_bound_for_draws() -> None:
    """19.11: and that is the former one."""
    coach = load_scenario("coach")
    amounts = [path for path in leaf_paths(coach) if (spec := spec_of(path)) and spec.engine == "cents"]
    keys = {path.rsplit(".", 1)[1]: former for path, former in FORMER.items()}
    for path in amounts:
        spec = spec_of(path)
        assert spec is not None
        if spec.numeric and spec.high == MONEY_LIMIT and not spec.is_fixed:
            assert spec.drawn_to == keys[path.rsplit(".", 1)[1]]
    assert {path.rsplit(".", 1)[1] for path in amounts} >= set(keys)


@pytest.mark.parametrize("text", DRAWN)
@pytest.mark.parametrize("path", FORMER)
def test_ranges_inside_the_former_bound_are_drawn_as_before(path: str, text: str) -> None:
    """19.11: to the last bit."""
    row = row_of(path, f"uncertainty.{path}={{{times(text, FORMER[path])}}}")
    assert row.values is not None
    is_acv = path.endswith("acv_median")
    before = DRAWN_ACV[text] if is_acv else [float(f"{part * FORMER[path]:.9g}") for part in DRAWN[text]]
    assert [row.values(u) for u in LEVELS] == list(before)
    assert (row.high, row.drawn_to) == (MONEY_LIMIT, FORMER[path])


@pytest.mark.parametrize("path", FORMER)
def test_a_range_past_the_former_bound_reaches_the_bound_of_the_field(path: str) -> None:
    """19.11: a percentile at the former bound or above it; none of its values is cut."""
    former = FORMER[path]
    for p90 in (former, 1.4 * former):
        row = row_of(path, f"uncertainty.{path}={{p10={0.3 * former!r},p50={0.6 * former!r},p90={p90!r}}}")
        assert row.values is not None
        assert row.drawn_to == MONEY_LIMIT
        for level, point in ((0.1, 0.3 * former), (0.5, 0.6 * former), (0.9, p90)):
            assert row.values(level) == pytest.approx(point, rel=1e-8)
        assert row.values(0.999) > 1.1 * p90


def test_a_normal_past_the_former_bound_is_whole() -> None:
    """19.11: its mean lies past it, and it loses nothing there; one with its mean below it is told what it loses."""
    path, former = "vendor.hour_cost", 1e4
    row = row_of(path, f"uncertainty.{path}={{mean={1.5 * former},sd={0.2 * former}}}")
    assert row.values is not None
    for level in LEVELS:
        assert row.values(level) == pytest.approx(stats.norm(1.5 * former, 0.2 * former).ppf(level), rel=1e-8)
    said = CliRunner().invoke(commands, ["validate", "coach", "--set", f"uncertainty.{path}={{mean=9000.0,sd=2000.0}}"])
    drawn = stats.truncnorm(-4.5, 0.5, loc=9000, scale=2000).mean()
    assert f"31% of this normal lies outside 0 to 10,000; the mean drawn is {drawn:,.0f}, not 9,000" in said.stdout


def test_a_moved_range_is_moved_after_it_is_drawn_and_cut_at_the_bound_of_the_field() -> None:
    """19.11: what a range in USD becomes in KRW; nothing is cut at the former bound."""
    path = "archetypes.alliance.acv_median"
    before, after = row_of(path), row_of(path, f"{path}*={KRW}")
    assert before.values is not None
    assert after.values is not None
    for level in (*LEVELS, 0.999999):
        assert after.values(level) == pytest.approx(KRW * before.values(level), rel=1e-8)
    assert after.values(0.999) > FORMER["archetypes.reseller.acv_median"]
    arr = "uncertainty.vendor.roster.starting_arr={p10=1e5,p50=2e5,p90=4e5}"
    far = CliRunner().invoke(commands, ["validate", "coach", "--set", arr, "--set", "vendor.roster.starting_arr*=4e7"])
    assert "its moved range is cut at 10,000,000,000,000 in" in far.stdout


def in_krw(folder: Path) -> Path:
    """Coach with every amount, and every number of a range of amounts, times 1400."""
    coach = load_scenario("coach")
    lines = ['extends = "coach"', 'currency = "KRW"', 'name = "krw"']
    paths = [path for path in leaf_paths(coach) if (spec := spec_of(path)) and spec.engine == "cents"]
    for path in paths:
        value = value_at(coach, path)
        if isinstance(value, float):
            lines.append(f'"{path}" = {value * KRW!r}')
    lines.append("[uncertainty]")
    for path, stated in resolved_dict(coach)["uncertainty"].items():
        scale = KRW if path in paths else 1
        numbers = {key: value * (1 if key == "sigma" else scale) for key, value in stated.items()}
        lines.append(f'"{path}" = {toml_text(numbers)}')
    lines += ["[correlation]", f"pairs = {toml_text(resolved_dict(coach)['correlation'].get('pairs', ()))}"]
    for name, factor in resolved_dict(coach)["correlation"].get("factors", {}).items():
        lines += [
            f"[correlation.factors.{name}]",
            f"loading = {factor['loading']}",
            f"paths = {toml_text(factor['paths'])}",
        ]
    (folder / "krw.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "krw.toml"


def test_coach_in_krw_gives_the_results_of_coach(tmp_path: Path) -> None:
    """19.11: what recruited partners sell, at list, moves in each world by no more than the drawn contract values do.

    A sum of amounts that are each between 1 - d and 1 + d times 1400 as large is so, too, up to cents.
    """
    file = in_krw(tmp_path)
    checked = CliRunner().invoke(commands, ["validate", str(file)])
    assert checked.exit_code == 0, checked.output
    usd, krw = (simulate(load_scenario(each), runs=40, seed=3) for each in ("coach", file))
    assert usd.completed.all()
    assert krw.completed.all()
    amounts = [path for path in usd.parameters if path.endswith("acv_median")]
    assert len(amounts) == 4
    ratios = np.array([krw.parameters[path] / (KRW * usd.parameters[path]) for path in amounts])
    least, most = ratios.min(axis=0), ratios.max(axis=0)
    assert abs(ratios - 1).max() < 0.2
    assert abs(ratios - 1).mean() < 0.002
    for path in set(usd.parameters) - set(amounts):
        assert (krw.parameters[path] == usd.parameters[path] * (KRW if path.endswith("starting_arr") else 1)).all()
    brought, expected = (each.values("recruited_list_revenue").sum(axis=1) for each in (krw, usd))
    assert expected.max() > 0
    assert (brought >= KRW * expected * least - CENTS_LOST * KRW / 100).all()
    assert (brought <= KRW * expected * most + CENTS_LOST * KRW / 100).all()
    assert krw.values("won_deals").tolist() == usd.values("won_deals").tolist()
