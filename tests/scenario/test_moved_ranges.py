"""Ranges that move along with a relative change (18.15) or with a value stated on top of them (18.3)."""

import math
from pathlib import Path

import pytest
from scipy import stats

from sim.scenario.change import Change
from sim.scenario.distributions import JQPD, Lognormal, Normal, Pert, Uniform
from sim.scenario.load import Loaded, ScenarioError, changed, ended_ranges, load_scenario, loaded, resolved_toml
from sim.scenario.paths import spec_of, value_at
from sim.scenario.points import Points, moved_by
from sim.scenario.schema import Scenario

LEVELS = (0.001, 0.05, 0.1, 0.25, 0.5, 0.8, 0.9, 0.99)
KINDS: dict[str, tuple[Points, float, float]] = {
    "three points": (JQPD(p10=0.3, p50=0.5, p90=0.65), 0.0, 1.0),
    "three points, one bound": (JQPD(p10=10.0, p50=20.0, p90=50.0), 0.0, math.inf),
    "uniform": (Uniform(low=0.2, high=0.6), 0.0, 1.0),
    "PERT": (Pert(min=0.1, mode=0.4, max=0.8), 0.0, 1.0),
    "normal": (Normal(mean=0.4, sd=0.2), 0.0, 1.0),
    "lognormal": (Lognormal(median=0.3, sigma=0.5), 0.0, 1.0),
}
OPERATIONS = {
    "plus": lambda value, amount: value + amount,
    "times": lambda value, amount: value * amount,
    "odds_times": lambda value, amount: 1 / (1 + (1 - value) / (value * amount)),
}


def other_quantile(kind: str, level: float) -> float:
    """The quantile before the move: scipy's where it has the distribution, else the untouched one of the product."""
    uniform, normal = stats.uniform(0.2, 0.4), stats.truncnorm(-2, 3, loc=0.4, scale=0.2)
    known = {"uniform": uniform, "normal": normal, "PERT": stats.beta(1 + 12 / 7, 1 + 16 / 7, loc=0.1, scale=0.7)}
    if kind in known:
        return float(known[kind].ppf(level))
    if kind == "lognormal":
        whole = stats.lognorm(0.5, scale=0.3)
        return float(whole.ppf(level * whole.cdf(1)))
    distribution, low, high = KINDS[kind]
    return distribution.quantile(level, low, high)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "amount"),
    [("plus", 0.1), ("plus", -0.25), ("times", 0.7), ("times", 1.6), ("odds_times", 2.0), ("odds_times", 0.3)],
)
def test_every_quantile_of_every_kind_moves_and_is_cut_to_the_bounds(kind: str, name: str, amount: float) -> None:
    distribution, low, high = KINDS[kind]
    if name == "odds_times" and not math.isfinite(high):
        return
    stated = moved_by(Change(**{name: amount}), distribution.numbers)
    moved = type(distribution).model_validate({**stated, "moved": tuple(stated["moved"])})
    for level in LEVELS:
        expected = min(max(OPERATIONS[name](other_quantile(kind, level), amount), low), high)
        assert moved.quantile(level, low, high) == pytest.approx(expected, rel=1e-8, abs=1e-9)
    assert moved.bounds_problem(low, high) == ""


def test_the_numbers_of_a_moved_range_are_those_after_the_move() -> None:
    moved = moved_by(Change(times=0.7), {"p10": 0.46, "p50": 0.58, "p90": 0.69})
    assert moved == {"p10": 0.322, "p50": 0.406, "p90": 0.483, "moved": ({"times": 0.7},)}
    assert moved_by(Change(times=2), {"mean": 3, "sd": 0.5})["sd"] == 1.0
    assert moved_by(Change(plus=2), {"mean": 3, "sd": 0.5})["sd"] == 0.5
    assert moved_by(Change(times=2), {"median": 3, "sigma": 0.5})["sigma"] == 0.5


def test_moves_add_up_and_are_read_again(tmp_path: Path) -> None:
    path = "archetypes.reseller.win_probability"
    scenario = load_scenario("coach", [f"{path}*=0.5", f"{path}+=0.1", f"{path}={{odds_times=3}}"])
    before = load_scenario("coach").uncertainty[path]
    for level in LEVELS:
        halved = 0.5 * before.quantile(level, 0, 1) + 0.1
        expected = 3 * halved / (1 + 2 * halved)
        assert scenario.uncertainty[path].quantile(level, 0, 1) == pytest.approx(expected, rel=1e-9)
    (tmp_path / "coach.toml").write_text(resolved_toml(scenario), "utf-8")
    assert load_scenario(tmp_path / "coach.toml") == scenario


def test_a_cut_is_said_with_the_share_of_worlds() -> None:
    path = "archetypes.reseller.committed_reps_probability"
    found = loaded(Scenario, "coach", [f"{path}*=1.5"])
    before = load_scenario("coach").uncertainty[path]
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if 1.5 * before.quantile(middle, 0, 1) < 1 else (low, middle)
    (note,) = found.notes
    assert (note.kind, note.path) == ("cut", path)
    assert note.what == f"its moved range is cut at 1 in {100 * (1 - low):.2g}% of worlds"
    assert loaded(Scenario, "coach", [f"{path}*=0.9"]).notes == ()


# Values stated on top of inherited ranges

SCALED = "inherited_ranges=scaled"
NEW = {
    "archetypes.reseller.acv_median": (10_000.0, "times"),
    "archetypes.reseller.opportunities_per_month": (2.0, "times"),
    "archetypes.reseller.size_sigma": (0.9, "times"),
    "program.contacts_per_head_month": (30.0, "times"),
    "readiness.positioning": (0.8, "odds_times"),
    "archetypes.reseller.win_probability": (0.2, "odds_times"),
    "archetypes.alliance.committed_reps_probability": (0.9, "odds_times"),
    "vendor.direct.churn_per_year": (0.2, "odds_times"),
    "vendor.direct.arr_growth_per_year": (0.15, "plus"),
}


def amount_of(name: str, old: float, new: float) -> float:
    odds = [value / (1 - value) for value in (old, new)] if name == "odds_times" else [1.0, 1.0]
    return {"plus": new - old, "times": new / old, "odds_times": odds[1] / odds[0]}[name]


@pytest.mark.parametrize("path", NEW)
def test_a_stated_value_moves_its_inherited_range_by_unit(path: str) -> None:
    """18.3: by the new value against the parent's stated value, not its median."""
    new, name = NEW[path]
    coach = load_scenario("coach")
    scenario = load_scenario("coach", [SCALED, f"{path}={new}"])
    spec = spec_of(path)
    assert spec is not None
    assert value_at(scenario, path) == new
    amount = amount_of(name, value_at(coach, path), new)
    for level in LEVELS:
        before = coach.uncertainty[path].quantile(level, spec.low, spec.high)
        expected = min(max(OPERATIONS[name](before, amount), spec.low), spec.high)
        assert scenario.uncertainty[path].quantile(level, spec.low, spec.high) == pytest.approx(expected, rel=1e-9)
    assert scenario.uncertainty.keys() == coach.uncertainty.keys()
    assert scenario.correlation == coach.correlation


def test_money_rates_are_shifted_in_points() -> None:
    small = Path(__file__).parent / "small.toml"
    path = "archetypes.reseller.terms.rate"
    rate = load_scenario(small, [SCALED, f"{path}=0.4"]).uncertainty[path]
    assert [rate.quantile(level, 0, 0.9) for level in (0.0, 0.5, 1.0)] == pytest.approx([0.35, 0.4, 0.45])


def test_the_move_is_from_the_stated_value_and_not_from_the_median() -> None:
    small = Path(__file__).parent / "small.toml"
    assert load_scenario(small).archetypes["reseller"].candidates == 160
    candidates = load_scenario(small, [SCALED, "archetypes.reseller.candidates=80"]).uncertainty
    found = candidates["archetypes.reseller.candidates"]
    assert [found.quantile(level, 0, 50_000) for level in (0.0, 0.5, 1.0)] == pytest.approx([50, 75, 100])


def test_the_parents_own_value_keeps_its_range_and_the_digests() -> None:
    coach = load_scenario("coach")
    stated = [f"{path}={value_at(coach, path)!r}" for path in coach.uncertainty]
    again = load_scenario("coach", [SCALED, *stated])
    assert again.model_copy(update={"inherited_ranges": "ended"}) == coach
    assert load_scenario("coach", stated).uncertainty == {}


def test_where_no_move_is_possible_the_range_ends_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'extends = "coach"\ninherited_ranges = "scaled"\n[readiness]\npositioning = 1.0\n'
        "sales_clarity = { months = [1, 12], scores = [0.4, 0.8] }\n[vendor.direct]\nchurn_per_year = 0.2\n",
        "utf-8",
    )
    found = loaded(Scenario, tmp_path / "mine.toml")
    assert {note.path: note.what for note in ended_ranges(found)} == {
        "readiness.positioning": "it cannot be moved from 0.65 to 1.0",
        "readiness.sales_clarity": "a range moves from a number to a number only",
    }
    assert "vendor.direct.churn_per_year" in found.scenario.uncertainty
    growth = "vendor.roster.starting_arr"
    zero = load_scenario("coach", [f"{growth}=0", f"uncertainty.{growth}={{low=0.0, high=1e5}}"])
    assert growth not in changed(zero, [SCALED, f"{growth}=50000"]).uncertainty


def test_a_range_stated_with_the_value_wins(tmp_path: Path) -> None:
    path = "archetypes.reseller.win_probability"
    (tmp_path / "mine.toml").write_text(
        'extends = "coach"\ninherited_ranges = "scaled"\n[archetypes.reseller]\nwin_probability = 0.2\n'
        f'[uncertainty]\n"{path}" = {{ low = 0.1, high = 0.3 }}\n',
        "utf-8",
    )
    found = loaded(Scenario, tmp_path / "mine.toml")
    assert found.scenario.uncertainty[path] == Uniform(low=0.1, high=0.3)
    assert ended_ranges(found) == ()


def test_the_default_ends_ranges_and_says_which() -> None:
    """18.3: existing files keep their numbers; the ranges that they end are named."""
    found: Loaded[Scenario] = loaded(Scenario, "coach_ready")
    assert found.scenario.inherited_ranges == "ended"
    assert [note.path for note in ended_ranges(found)] == [
        f"readiness.{name}" for name in type(found.scenario.readiness).model_fields
    ]
    assert {note.source for note in ended_ranges(found)} == {"coach_ready.toml"}
    assert ended_ranges(loaded(Scenario, "coach")) == ()


def test_a_range_ended_and_stated_again_is_not_ended(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "coach"\n[readiness]\npositioning = 0.5\n', "utf-8")
    (tmp_path / "b.toml").write_text(
        'extends = "./a.toml"\n[uncertainty]\n"readiness.positioning" = { low = 0.4, high = 0.6 }\n', "utf-8"
    )
    assert len(ended_ranges(loaded(Scenario, tmp_path / "a.toml"))) == 1
    assert ended_ranges(loaded(Scenario, tmp_path / "b.toml")) == ()


def test_a_removed_part_ends_nothing() -> None:
    found = loaded(Scenario, "coach", ["archetypes.alliance=false", "mix.alliance=false", "mix.reseller+=0.05"])
    assert ended_ranges(found) == ()


def test_amounts_that_no_range_can_move_by() -> None:
    for amount in ("0", "-1"):
        with pytest.raises(ScenarioError, match=r"times must be above 0 \(got"):
            load_scenario("coach", [f"readiness.positioning*={amount}"])
