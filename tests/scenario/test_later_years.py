"""21, ground rules: fees of later contract years are named leaves, and act as the list of them does."""

import random
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.variation import with_values
from sim.experiment.replication import ledger_of, world_parameters
from sim.ledger import Kind
from sim.scenario.catalogue import field_table
from sim.scenario.drawing import Drawing
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, input_digest, load_scenario, resolved_dict, resolved_toml

SMALL = Path(__file__).parent / "small.toml"
TERMS = "archetypes.referral.terms"
MARKET = "archetypes.referral.market_terms"
NONE = f"{TERMS}.later_rates=[]"
OLD_DRAWS = [0.1566, 0.4, 0.8934]
"""Of percentiles .25, .4 and .7 at probabilities .01, .5 and .99, when the bound was 0.9."""
LONG = ("months=72", "archetypes.referral.win_probability=0.9", "archetypes.referral.churn_per_year=0.05")


def fees(*overrides: str, engine: str = "compiled") -> dict[int, int]:
    """What a future accrues, by contract year, and what it promises after the horizon (year 0), in cents."""
    run, _, _ = ledger_of(load_scenario(SMALL, overrides), 3, 0, 0, engine)
    rows = run.array()[run.array()[:, 1] == Kind.FEE_ACCRUED.value]
    found = {int(year): int(rows[rows[:, 6] == year, 4].sum()) for year in np.unique(rows[:, 6])}
    return found | {0: sum(run.pay_due.values())}


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_years_by_name_are_paid_as_the_list_pays_them(engine: str) -> None:
    by_name = (NONE, f"{TERMS}.later={{year_2=0.08, year_4=0.02}}", f"{MARKET}.later.year_2=0.03")
    as_list = (f"{TERMS}.later_rates=[0.08, 0.0, 0.02]", f"{MARKET}.later_rates=[0.03]")
    runs = [ledger_of(load_scenario(SMALL, (*LONG, *said)), 3, 0, 0, engine) for said in (by_name, as_list)]
    for named, listed in zip(runs[0][:2], runs[1][:2], strict=True):
        assert named.rows == listed.rows
        assert named.pay_due == listed.pay_due
    paid = fees(*LONG, *by_name, engine=engine)
    assert set(paid) == {0, 1, 2, 4}
    assert all(amount > 0 for amount in paid.values())


def test_what_a_year_pays_is_its_rate() -> None:
    calm = (*LONG, NONE, "archetypes.referral.pay_elasticity=0.0")
    once = fees(*calm, f"{TERMS}.later={{year_2=0.04, year_3=0.02}}")
    twice = fees(*calm, f"{TERMS}.later={{year_2=0.08, year_3=0.02}}")
    assert twice[2] == pytest.approx(2 * once[2], rel=1e-6)
    assert (twice[1], twice[3]) == (once[1], once[3])
    assert 4 not in twice


def test_nothing_of_it_is_in_any_form_where_no_year_is_stated() -> None:
    small = load_scenario(SMALL)
    assert "later" not in resolved_dict(small)["archetypes"]["referral"]["terms"]
    assert not [row.path for row in field_table(small) if ".later." in row.path]
    taken = load_scenario(SMALL, [NONE, f"{TERMS}.later.year_2=0.05", f"{TERMS}.later.year_2=false"])
    plain = load_scenario(SMALL, [NONE])
    assert input_digest(taken, 1, 1, 24) == input_digest(plain, 1, 1, 24)
    assert load_scenario(SMALL, [NONE, f"{TERMS}.later={{}}"]) == plain


def test_a_stated_year_is_in_the_resolved_form(tmp_path: Path) -> None:
    stated = load_scenario(SMALL, [NONE, f"{TERMS}.later.year_3=0.05"])
    assert resolved_dict(stated)["archetypes"]["referral"]["terms"]["later"] == {"year_3": 0.05}
    (tmp_path / "again.toml").write_text(resolved_toml(stated), "utf-8")
    assert load_scenario(tmp_path / "again.toml") == stated


def test_a_year_is_drawn_correlated_swept_and_explained() -> None:
    path, other = f"{TERMS}.later.year_2", f"{TERMS}.rate"
    stated = load_scenario(
        SMALL,
        [
            NONE, f"{path}=0.05", f'uncertainty."{path}"={{low=0.02, high=0.12}}',
            f'uncertainty."{other}"={{low=0.1, high=0.2}}', f'correlation.pairs=[["{path}", "{other}", 0.9]]',
        ],
    )  # fmt: skip
    drawing = Drawing(stated)
    drawn = [drawing.draw(lambda name, world=world: random.Random(f"{world} {name}").random()) for world in range(400)]
    years, rates = ([values[at] for values in drawn] for at in (path, other))
    assert all(0.02 <= year <= 0.12 and year == round(year, 4) for year in years)
    assert np.corrcoef(years, rates)[0, 1] > 0.8
    values, parameters = world_parameters(stated, 1, 5)
    assert parameters.archetypes[0].terms.cards[0].later_rates_bps == (round(values[path] * 10_000),)
    (lever,) = levers_of([f"{path}=0.05:0.1:2"], stated)
    assert with_values(stated, {path: lever.values[1]}).archetypes["referral"].terms.later.year_2 == 0.1
    (row,) = (row for row in field_table(stated) if row.path == path)
    assert (row.role, row.unit, row.low, row.high) == ("lever", "money rate (fraction of 1)", 0, 1)
    assert "year 2" in row.meaning


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ((f"{TERMS}.later.year_3=0.05",), f"{TERMS}.later: later_rates states the fees of later years too: keep one"),
        ((f"{TERMS}.later.year_3=0.05",), "(later_rates = [], or later.year_3 = false)"),
        ((NONE, f"{TERMS}.later.year_2=15"), "is a fraction: write 0.15 for 15%"),
        ((NONE, f"{TERMS}.later.year_11=0.1"), "unknown key 'year_11'; there are year_2, year_3"),
        (("archetypes.reseller.terms.later_rates=[0.1]",), "later_rates: a resale margin recurs by itself"),
        ((f"{MARKET}.later.year_11=0.1",), "unknown key 'year_11'; there are year_2, year_3"),
        ((f"{TERMS}.later_rates=[1.5]",), "later_rates: rates are fractions between 0 and 1"),
    ],
)
def test_what_is_wrong_with_a_year_is_said(overrides: tuple[str, ...], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, overrides)
    assert words in str(caught.value)


def test_a_file_that_states_both_says_the_line(tmp_path: Path) -> None:
    file = tmp_path / "both.toml"
    file.write_text(f'extends = "{SMALL.as_posix()}"\n[{TERMS}]\nlater.year_2 = 0.1\n', "utf-8")
    with pytest.raises(ScenarioError, match=rf"both\.toml:3: {TERMS}\.later: "):
        load_scenario(file)


def test_market_years_that_change_nothing_are_flagged() -> None:
    said = [flag.message for flag in red_flags(load_scenario(SMALL, [f"{MARKET}.later_rates=[0.05, 0.03]"]))]
    assert [what for what in said if "later years of market_terms change nothing" in what]
    said = [flag.message for flag in red_flags(load_scenario(SMALL, [f"{MARKET}.later_rates=[0.05]"]))]
    assert not [what for what in said if "later years" in what]
    three = load_scenario(SMALL, [f"{MARKET}.later_rates=[0.05, 0.03]", "program.pay_horizon_years=3"])
    assert not [flag for flag in red_flags(three) if "later years" in flag.message]
    assert load_scenario(SMALL).program.pay_horizon_years == 2


def test_a_rate_may_be_all_of_it_and_ranges_below_the_old_bound_draw_as_before() -> None:
    """The bound was 0.9 (0.2 of the ground rules); three draws as they were then."""
    path = "archetypes.reseller.terms.rate"
    assert load_scenario(SMALL, [f"{path}=1.0"]).archetypes["reseller"].terms.rate == 1.0
    stated = load_scenario(SMALL, [f'uncertainty."{path}"={{p10=0.25, p50=0.4, p90=0.7}}'])
    drawing = Drawing(stated)
    assert [drawing.draw(lambda _, u=u: u)[path] for u in (0.01, 0.5, 0.99)] == OLD_DRAWS
