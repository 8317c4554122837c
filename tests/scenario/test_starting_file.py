"""18.4: a starting file is its parent, and stays it with any line uncommented that states a value of the parent."""

import re
import tomllib
from pathlib import Path

import pytest

from sim.scenario.catalogue import field_table
from sim.scenario.load import ScenarioError, input_digest, load_scenario
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario
from sim.scenario.starting_file import starting_file
from sim.scenario.starting_file.toml import toml_text

SMALL = Path(__file__).parent / "small.toml"
PARENTS = ["coach", "coach_ready", str(SMALL)]
STATED = re.compile(r'# ("[^"]+"|[\w.]+) = ')
MUST_STATE = [  # 18.4: what a company must state about itself
    "currency",
    "start_month",
    "months",
    "vendor.direct.starting_arr",
    "vendor.inbound.starting_arr",
    "vendor.direct.arr_growth_per_year",
    "vendor.inbound.arr_growth_per_year",
    "vendor.team_hours_per_month",
    "vendor.gross_margin_share",
    "vendor.roster.partners",
    "vendor.roster.starting_arr",
    "archetypes.reseller.acv_median",
    "archetypes.alliance.acv_median",
    "mix.reseller",
    "gate.threshold",
]


def text_of(parent: str) -> str:
    return starting_file(load_scenario(parent), parent, "mine.toml", "mine")


def stated_lines(text: str) -> list[int]:
    return [at for at, line in enumerate(text.splitlines()) if STATED.match(line)]


def examples(text: str) -> list[int]:
    return [at for at, line in enumerate(text.splitlines()) if line.startswith("## ")]


def line_of(text: str, start: str) -> int:
    return next(at for at, line in enumerate(text.splitlines()) if line.startswith(start))


def loaded(folder: Path, text: str, *uncommented: int) -> Scenario:
    lines = [re.sub("^##? ", "", line) if at in uncommented else line for at, line in enumerate(text.splitlines())]
    (folder / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    return load_scenario(folder / "mine.toml")


def digest(scenario: Scenario) -> str:
    return input_digest(scenario, 1, 4, scenario.months)


def path_at(text: str, at: int) -> str:
    """The path that a line states, by the table above it."""
    lines = text.splitlines()
    key = lines[at].split(" = ")[0].lstrip("# ").strip('"')
    tables = [line.strip("[]") for line in lines[:at] if line.startswith("[")]
    return key if not tables or tables[-1] == "uncertainty" else f"{tables[-1]}.{key}"


@pytest.mark.parametrize("parent", PARENTS)
def test_a_starting_file_is_its_parent_under_another_name(tmp_path: Path, parent: str) -> None:
    mine, theirs = loaded(tmp_path, text_of(parent)), load_scenario(parent)
    assert mine.name == "mine"
    same = {"name": theirs.name, "title": theirs.title, "inherited_ranges": theirs.inherited_ranges}
    assert mine.model_copy(update=same) == theirs


@pytest.mark.parametrize("parent", PARENTS)
def test_no_line_that_states_a_value_of_the_parent_changes_a_digest(tmp_path: Path, parent: str) -> None:
    """Each line alone, and all of them together; with its range where the parent has one."""
    text = text_of(parent)
    expected = digest(loaded(tmp_path, text))
    lines = stated_lines(text)
    assert len(lines) > 60
    changed = [text.splitlines()[at] for at in lines if digest(loaded(tmp_path, text, at)) != expected]
    assert changed == []
    assert digest(loaded(tmp_path, text, *lines)) == expected


def test_a_parent_whose_own_ranges_moved_is_restated_too(tmp_path: Path) -> None:
    text = text_of("coach").replace("\n# acv_median = 34_000", "\nacv_median = 50_000")
    parent = tmp_path / "parent.toml"
    parent.write_text(text, encoding="utf-8")
    child = starting_file(load_scenario(parent), "parent.toml", "mine.toml", "mine")
    lines = [at for at in stated_lines(child) if "acv_median" in child.splitlines()[at]]
    assert len(lines) == 8
    expected = digest(loaded(tmp_path, child))
    assert {digest(loaded(tmp_path, child, *some)) for some in (lines, *([at] for at in lines))} == {expected}


def test_a_line_with_another_value_changes_the_digest(tmp_path: Path) -> None:
    text = text_of("coach")
    expected = digest(loaded(tmp_path, text))
    for line in ("# starting_arr = 7_500_000", "# managers = 2.5", "\n# acv_median = 34_000"):
        assert text.count(line) == 1
        other = text.replace(line, re.sub(r"\d", "4", line.replace("# ", ""), count=1))
        assert digest(loaded(tmp_path, other)) != expected


def test_an_own_value_takes_its_range_along(tmp_path: Path) -> None:
    """As many inputs vary as in the parent; a contract value twice as high has a range twice as high."""
    text, coach = text_of("coach"), load_scenario("coach")
    own = text.replace("\n# acv_median = 34_000", "\nacv_median = 68_000").replace(
        "# arr_growth_per_year = 0.25 ", "arr_growth_per_year = 0.2 "
    )
    mine = loaded(tmp_path, own)
    assert mine.uncertainty.keys() == coach.uncertainty.keys()
    assert mine.correlation == coach.correlation
    path = "archetypes.reseller.acv_median"
    spec = spec_of(path)
    assert spec is not None
    for level in (0.1, 0.5, 0.9):
        before, after = (scenario.uncertainty[path].quantile(level, spec.low, spec.high) for scenario in (coach, mine))
        assert after == pytest.approx(2 * before, rel=1e-9)
    certain = loaded(tmp_path, own.replace('inherited_ranges = "scaled"', 'inherited_ranges = "ended"'))
    assert len(certain.uncertainty) == len(coach.uncertainty) - 3


def test_everything_that_a_company_must_state_is_offered() -> None:
    """Also every amount of money: with another currency all of them change."""
    text = text_of("coach")
    offered = {path_at(text, at) for at in stated_lines(text)}
    coach = load_scenario("coach")
    money = ("money", "money a month", "money a year (360 days)")
    amounts = {field.path for field in field_table(coach) if field.unit in money and not field.is_neutral}
    assert len(amounts) > 20
    assert offered >= amounts | set(MUST_STATE) | {f"mix.{name}" for name in coach.mix}
    assert {path for path in coach.uncertainty if path in offered} == {
        path_at(text, at) for at in stated_lines(text) if text.splitlines()[at].startswith('# "')
    }


@pytest.mark.parametrize("parent", PARENTS)
def test_the_examples_are_valid_and_act(tmp_path: Path, parent: str) -> None:
    """Own archetype with its share, own range, a readiness over months, a source and a fiscal year: each alone, and
    all together."""
    text = text_of(parent)
    own = [
        at for at in examples(text) if at >= line_of(text, "## [archetypes") or at == line_of(text, "## distributor")
    ]
    others = [at for at in examples(text) if at not in own]
    pay = [
        at for at in others if re.match(r'## (clawback|bonuses|"archetypes|holdback|minimum)', text.splitlines()[at])
    ]
    assert len(pay) == (5 if parent == str(SMALL) else 6)  # the small one states fees of later years in another way
    assert len(others) - len(pay) == 4
    before = loaded(tmp_path, text)
    for chosen in [own, *([at] for at in others), examples(text)]:
        assert digest(loaded(tmp_path, text, *chosen)) != digest(before)
    full = loaded(tmp_path, text, *examples(text))
    assert set(full.archetypes) - set(before.archetypes) == {"distributor"} == set(full.mix) - set(before.mix)
    most = max(before.mix, key=before.mix.__getitem__)
    assert full.archetypes["distributor"] == before.archetypes[most]
    assert full.fiscal_year_month == 7
    assert (full.clawback.full_days, full.bonuses["start"].within_days) == (60, 90)  # type: ignore[union-attr]
    assert full.archetypes["reseller"].terms.rebates["volume"].steps["more"].rate == 0.02
    assert (full.payout.holdback_days, full.payout.minimum) == (30, 50)
    assert full.readiness.sales_clarity.scores == (0.4, 0.8)  # type: ignore[union-attr]
    assert len(set(full.uncertainty) - set(before.uncertainty)) == 1
    with pytest.raises(ScenarioError, match="there is no archetype 'distributor'"):
        loaded(tmp_path, text, line_of(text, "## distributor"))


def test_a_mix_of_ones_own_is_valid(tmp_path: Path) -> None:
    text = (
        text_of("coach").replace("# referral = 0.35", "referral = 0.50").replace("# reseller = 0.45", "reseller = 0.3")
    )
    assert loaded(tmp_path, text).mix == {"referral": 0.5, "reseller": 0.3, "technology": 0.15, "alliance": 0.05}


@pytest.mark.parametrize(
    "value",
    [0, 7_500_000, 0.1, 1234.5, 1e-7, 3.0e15, 12_345.678, True, 'it\'s "so"', [1, 2.5], {"p10": 18_000.0, "p90": 0.25}],
)
def test_values_read_back_from_toml(value: object) -> None:
    assert tomllib.loads(f"value = {toml_text(value)}")["value"] == value


def test_thousands_are_parted() -> None:
    assert toml_text(7_500_000.0) == "7_500_000"
    assert toml_text((1e6, 0.5)) == "[1_000_000, 0.5]"
