"""18.Proof: odd but legal uses, each as it is typed: the sentence that it must print, and the figures in it.

The figures are worked out here from the files that the command wrote.
"""

import json
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from sim.scenario.load import load_scenario

from .conftest import Run

QUICK = ("--runs", "24", "--workers", "1", "--quiet", "--out", "there")
HORIZON = 48
GROWTH = "vendor.direct.arr_growth_per_year=0.15,vendor.inbound.arr_growth_per_year=0.15"
MONEY = r"-?\$[\d.,]+[kM]?"


def text_of(result: Result) -> str:
    """What was printed, in one line."""
    return " ".join(result.stdout.split())


def figures(pattern: str, result: Result) -> list[float]:
    """The numbers of a sentence that must be there: money in currency units, per cents as fractions."""
    found = re.search(pattern, text_of(result))
    assert found, text_of(result)
    return [number(figure) for figure in found.groups()]


def number(figure: str) -> float:
    scale = {"%": 0.01, "k": 1e3, "M": 1e6}.get(figure[-1], 1.0)
    return float(re.sub(r"[$,%kM]", "", figure)) * scale


def months_of(name: str, folder: Path) -> np.ndarray:
    """A column of monthly.parquet, (futures, months)."""
    table = pq.read_table(folder / "there" / "monthly.parquet", columns=["month", name])
    return table.column(name).to_numpy().reshape(-1, max(table.column("month").to_pylist()))


def last_quarter(name: str, folder: Path, month: int = 24) -> np.ndarray:
    return months_of(name, folder)[:, month - 3 : month].sum(axis=1)


def odds_of(folder: Path, month: int = 24) -> float:
    """Share of futures whose partners bring at least 10% of revenue in the three months to the gate."""
    partners = sum(last_quarter(f"{name}_revenue_cents", folder, month) for name in ("roster", "recruited"))
    return float(np.mean(10 * partners >= last_quarter("total_revenue_cents", folder, month)))


def additional_odds_of(folder: Path) -> float:
    total = last_quarter("total_revenue_cents", folder)
    return float(np.mean(10 * (total - last_quarter("twin_revenue_cents", folder)) >= total))


def own_file(folder: Path, *lines: str) -> str:
    (folder / "mine.toml").write_text("\n".join(['extends = "coach"', 'name = "mine"', *lines, ""]), encoding="utf-8")
    return "mine.toml"


def test_1_a_company_that_shrinks_is_not_a_better_program(invoke: Run, tmp_path: Path) -> None:
    """Both verdict figures are those of two runs of the same futures."""
    size = ("--runs", "120", *QUICK[2:])
    both = invoke("compare", "coach", f"coach:{GROWTH}", *size)
    said = (
        r"B raises the odds from (\d+%) to (\d+%) \([^)]*\) while over 48 months all revenue falls "
        rf"by ({MONEY}) \(95% interval ({MONEY}) to ({MONEY})\)"
    )
    before, after, less, low, high = figures(said, both)
    odds, revenue = [], []
    for changes in ([], [f"--set={change}" for change in GROWTH.split(",")]):
        assert invoke("run", "coach", *changes, *size, "--force").exit_code == 0
        odds.append(odds_of(tmp_path))
        revenue.append(months_of("total_revenue_cents", tmp_path).sum(axis=1) / 100)
    assert (before, after) == pytest.approx(odds, abs=0.005)
    assert before < after
    assert less == pytest.approx(np.mean(revenue[0] - revenue[1]), rel=0.02)
    assert low < less < high
    assert "is the better choice at every percentile of sourced share" not in text_of(both)


def test_2_a_company_of_half_a_million(invoke: Run, tmp_path: Path) -> None:
    result = invoke(
        "run", "coach", "--set", "vendor.direct.starting_arr=500e3", "--set", "vendor.inbound.starting_arr=0", *QUICK
    )
    said = r"ON TRACK: at month 24 .*? in (\d+%) \(.*? - but starting ARR is (500,000) USD: too early for a program, "
    odds, _ = figures(said, result)
    assert odds == odds_of(tmp_path)
    (share,) = figures(r"the partners from before the program bring ([\d.]+%) of planned revenue at month 24\.", result)
    roster, twin = (last_quarter(name, tmp_path) for name in ("roster_revenue_cents", "twin_revenue_cents"))
    assert share == pytest.approx(np.median(roster / twin), rel=0.2)


def test_3_a_company_without_revenue(invoke: Run, tmp_path: Path) -> None:
    nothing = (f"--set=vendor.{name}.starting_arr=0" for name in ("direct", "inbound", "roster"))
    result = invoke("run", "coach", *nothing, *QUICK)
    assert "NO SHARE: the company has no revenue of its own in months 22-24, so there is no share" in text_of(result)
    assert not last_quarter("twin_revenue_cents", tmp_path).any()
    assert "in 100%" not in text_of(result)


def test_4_six_sellers_for_forty_million(invoke: Run, tmp_path: Path) -> None:
    forty = ("--set", "vendor.direct.starting_arr=30e6", "--set", "vendor.inbound.starting_arr=10e6")
    result = invoke("run", "coach", *forty, *QUICK)
    assert "- but the direct team's hours are those of a smaller company." in text_of(result)
    pattern = r"team_hours_per_month = ([\d,]+) at ([\d,]+) an hour cost ([\d,]+) USD a year, (\d+%) of the"
    hours, each, cost, share = figures(pattern, result)
    assert cost == 12 * hours * each
    (new,) = figures(r"of the ([\d,]+) USD that the first year's direct new ARR costs to win", result)
    assert share == pytest.approx(cost / new, abs=0.005)
    (lost,) = figures(r"and \$(0\.\d\d) (?:they lose to partner work|lost to overload)\.", result)
    sums = {
        name: months_of(f"{name}_cents", tmp_path).sum()
        for name in ("recruited_revenue", "total_revenue", "twin_revenue", "taken_revenue")
    }
    missing = sums["recruited_revenue"] - (sums["total_revenue"] - sums["twin_revenue"]) - sums["taken_revenue"]
    assert lost == pytest.approx(missing / sums["recruited_revenue"], abs=0.01)


def test_5_no_managers(invoke: Run, tmp_path: Path) -> None:
    result = invoke("run", "coach", "--set", "phases.*.managers=0", *QUICK)
    said = r"in (\d+%) \(.*? - but .*no partner managers.*nobody onboards the partners that are recruited"
    assert figures(said, result) == [odds_of(tmp_path)]
    assert months_of("agreements", tmp_path).sum() > 0
    assert months_of("recruited_revenue_cents", tmp_path).sum() == 0
    assert f"There is no recruited revenue in months 1-{HORIZON}." in text_of(result)


def test_6_deals_of_34_000_yen(invoke: Run) -> None:
    result = invoke("run", "coach", "--set", 'currency="JPY"', "--set", "archetypes.referral.acv_median=34_000", *QUICK)
    assert "amounts in JPY look like dollars." in text_of(result)
    assert "vendor.hour_cost is 95 JPY (about 0.6 USD)" in text_of(result)
    assert "$" not in result.stdout.partition("\n")[2]


def test_7_a_stated_deal_size_has_no_range_any_more(invoke: Run, tmp_path: Path) -> None:
    """And keeps one, moved by 40,000 / 34,000, where the file says so."""
    path = "archetypes.reseller.acv_median"
    ended = invoke("validate", own_file(tmp_path, f"{path} = 40_000"))
    assert f"mine.toml states values without a range and so ends an inherited range: {path}" in text_of(ended)
    scaled = invoke("validate", own_file(tmp_path, 'inherited_ranges = "scaled"', f"{path} = 40_000"))
    assert "ends an inherited range" not in text_of(scaled)
    uncertain = [figures(r"inputs, (\d+) of them uncertain", result)[0] for result in (ended, scaled)]
    assert uncertain == [len(load_scenario("coach").uncertainty) - 1, len(load_scenario("coach").uncertainty)]
    assert invoke("run", "mine.toml", *QUICK).exit_code == 0
    mine = pq.read_table(tmp_path / "there" / "parameters.parquet").column(path).to_numpy()
    assert invoke("run", "coach", *QUICK, "--force").exit_code == 0
    coach = pq.read_table(tmp_path / "there" / "parameters.parquet").column(path).to_numpy()
    assert mine == pytest.approx(coach * 40 / 34, rel=1e-7)


def test_8_six_hundred_contacts_with_a_manager_and_a_half(invoke: Run, tmp_path: Path) -> None:
    plan = ("--set", "phases.*.contacts_per_month=600", "--set", "phases.*.managers=1.5")
    result = invoke("run", "coach", *plan, *QUICK)
    said = r"Contacts planned: ([\d,]+) ± .*?; not made: ([\d,]+) ± .*? \(no hours\) and ([\d,]+) ± .*? \(no names\)\."
    planned, hours, names = figures(said, result)
    columns = ("planned_contacts_millionths", "staffed_contacts_millionths")
    wanted, staffed = (months_of(name, tmp_path).sum(axis=1).mean() / 1e6 for name in columns)
    made = months_of("contacts", tmp_path).sum(axis=1).mean()
    assert (planned, hours, names) == pytest.approx((wanted, wanted - staffed, staffed - made), abs=0.51)
    heads = r"phase pilot plans (\d+) contacts a month, and its (\d+) heads have time for (\d+) \((\d+) each\)"
    contacts, people, time, each = figures(heads, result)
    assert (contacts, people, time) == (600, 2, people * each)


def test_9_legal_extremes_are_refused_before_they_wrap(invoke: Run) -> None:
    extremes = ("acv_median=100e6", "acv_sigma=2.5", "terms.rate=0.9")
    changes = [f"--set=archetypes.reseller.{change}" for change in extremes]
    result = invoke("run", "coach", *changes, "--months", "72", *QUICK)
    assert result.exit_code == 2
    assert result.stdout == ""
    found = re.search(r"one deal in a billion is larger than ([\d,]+), the most that can be counted", result.stderr)
    assert found, result.stderr
    assert number(found.group(1)) == round(2**53 / 100)
    assert 100e6 * np.exp(2.5 * 5.9978) > 2**53 / 100


def test_10_fifty_qualified_opportunities_a_month(invoke: Run, tmp_path: Path) -> None:
    """A gate of 0.5 makes them a hundred raw ones; a large partner reaches the cap."""
    flow = ("opportunities_per_month=50", "qualification_probability=0.5")
    result = invoke("run", "coach", *(f"--set=archetypes.*.{change}" for change in flow), *QUICK)
    (share,) = figures(r"Cap of 190 opportunities reached: ([\d.]+%) of partner-months\.", result)
    capped, selling = (months_of(name, tmp_path).sum() for name in ("capped_partners", "selling_partners"))
    assert share == pytest.approx(capped / selling, rel=0.5)
    assert share > 0
    raw, qualified = (months_of(name, tmp_path).sum() for name in ("raw_opportunities", "qualified_opportunities"))
    assert qualified / raw == pytest.approx(0.5, abs=0.02)


def test_11_odds_a_little_below_the_required_ones(invoke: Run) -> None:
    """The required odds lie a half of a hundredth above the best point, well inside its interval."""
    lever = ("--over", "archetypes.reseller.terms.rate=0.05:0.50:2", "--months", "24", *QUICK[:4], "--quiet")
    threshold = "--set=gate.threshold=0.08"
    first = invoke("sweep", "coach", *lever, threshold, "--out", "first", "--json")
    best = max(point["gate"]["pass_probability"] for point in json.loads(first.stdout)["points"])
    assert 0 < best < 0.99
    wanted = f"--set=gate.required_probability={best / 0.995:.6f}"
    result = invoke("sweep", "coach", *lever, threshold, wanted, "--out", "second")
    assert "No point clearly has the required odds" in text_of(result)
    assert "cannot be distinguished" in text_of(result)
    assert "below it at every point" not in text_of(result)


def test_12_two_levers_are_a_grid(invoke: Run, tmp_path: Path) -> None:
    """Each cell is the share of the futures of its point that pass."""
    levers = ("archetypes.reseller.terms.rate=0.05:0.50:2", "readiness.product_maturity=0.3:0.9:3")
    result = invoke("sweep", "coach", f"--over={levers[0]}", f"--over={levers[1]}", *QUICK)
    assert max(map(len, result.stdout.splitlines())) <= 80
    rows = re.search(
        r"\nrate +0\.3 +0\.6 +0\.9\n +5% +(\d+%) +(\d+%) +(\d+%).*\n +50% +(\d+%) +(\d+%) +(\d+%)", result.stdout
    )
    assert rows, result.stdout
    corners = []
    for rate, maturity in ((0.05, 0.3), (0.5, 0.9)):
        changes = (f"--set=archetypes.reseller.terms.rate={rate}", f"--set=readiness.product_maturity={maturity}")
        assert invoke("run", "coach", *changes, *QUICK, "--force").exit_code == 0
        corners.append(odds_of(tmp_path))
    assert [number(rows.group(1)), number(rows.group(6))] == pytest.approx(corners, abs=0.005)


def test_13_nonsense_with(invoke: Run) -> None:
    """As --with, and behind a + in compare."""
    overlays = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios" / "stress").glob("*.toml"))
    assert len(overlays) == 3
    for arguments in (("run", "coach", "--with", "nonsense"), ("compare", "coach", "coach+nonsense")):
        result = invoke(*arguments, *QUICK)
        assert result.exit_code == 2
        assert f"there is no overlay 'nonsense'. There are: {', '.join(overlays)}." in result.stderr


def test_14_a_wildcard_without_a_match(invoke: Run, tmp_path: Path) -> None:
    result = invoke("run", "coach", "--set", "archetypes.*.comitted_reps_probability*=0.7", *QUICK)
    assert result.exit_code == 2
    assert "matches nothing in the scenario" in result.stderr
    (tmp_path / "less.toml").write_text('"archetypes.*.comitted_reps" = { times = 0.7 }\n', encoding="utf-8")
    noted = invoke("validate", "coach", "--with", "./less.toml")
    assert noted.exit_code == 0
    assert "less.toml:1: archetypes.*.comitted_reps: matches nothing in the scenario" in text_of(noted)


def test_15_twelve_months(invoke: Run, tmp_path: Path) -> None:
    """The cure that is named is taken."""
    result = invoke("run", "coach", "--months", "12", *QUICK)
    assert result.exit_code == 2
    found = re.search(r"24 lies past the horizon of 12 months\. Set an earlier gate \((--set \S+)\)", result.stderr)
    assert found, result.stderr
    cured = invoke("run", "coach", "--months", "12", *found.group(1).split(), *QUICK)
    assert cured.exit_code == 0
    assert figures(r"at month 12 .*? in (\d+%)", cured) == pytest.approx([odds_of(tmp_path, 12)], abs=0.005)


def test_16_twenty_years(invoke: Run, tmp_path: Path) -> None:
    """The last row and the last span are those of month 240."""
    result = invoke("run", "coach", "--months", "240", *QUICK)
    odds, revenue = figures(rf" 240 (\d+%) .*? ({MONEY}) \(", result)
    assert odds == pytest.approx(odds_of(tmp_path, 240), abs=0.005)
    last = np.median(months_of("total_revenue_cents", tmp_path)[:, -1]) / 100
    assert revenue == pytest.approx(last, rel=0.02)
    first, last_month, recruited = figures(rf" (\d+)-(240) ({MONEY}) \(", result)
    cents = months_of("recruited_revenue_cents", tmp_path)[:, int(first) - 1 : int(last_month)]
    assert recruited == pytest.approx(cents.sum(axis=1).mean() / 100, rel=0.02)


def test_17_the_folder_of_another_scenario(invoke: Run, tmp_path: Path) -> None:
    assert invoke("run", "coach", *QUICK).exit_code == 0
    before = months_of("total_revenue_cents", tmp_path)
    result = invoke("run", "coach_ready", *QUICK)
    assert result.exit_code == 2
    assert "there: has the results of another scenario (coach, not coach_ready): --force replaces them" in result.stderr
    assert (months_of("total_revenue_cents", tmp_path) == before).all()


def test_18_a_partner_that_is_never_contacted(invoke: Run) -> None:
    """No event of the whole future names it; one that is contacted is told otherwise."""
    future = ("trace", "coach", "--replication", "1", "--months", "24", "--quiet")
    named = {event["partner"] for event in json.loads(invoke(*future, "--json").stdout)["events"]}
    for partner in ("reseller/23/24", "reseller/0/24"):
        result = invoke(*future, "--partner", partner)
        assert result.exit_code == 0
        assert (f"{partner} was never contacted in this future" in text_of(result)) == (partner not in named)
    assert named & {"reseller/23/24", "reseller/0/24"} == {"reseller/0/24"}


def test_19_the_new_file_as_it_is_written(invoke: Run, tmp_path: Path) -> None:
    """A line of it, without its #, changes no input."""
    assert invoke("scenarios", "new", "mine.toml").exit_code == 0
    written = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    plain = json.loads(invoke("run", "mine.toml", *QUICK, "--json").stdout)
    stated = re.sub(r"^# (starting_arr|team_hours_per_month|contacts_per_month) ", r"\1 ", written, flags=re.MULTILINE)
    assert stated.count("\nstarting_arr") == 3
    (tmp_path / "mine.toml").write_text(stated, encoding="utf-8")
    uncommented = json.loads(invoke("run", "mine.toml", *QUICK, "--json").stdout)
    assert uncommented["digest"] == plain["digest"]


def test_20_what_follows_the_horizon_is_told_apart_with_its_assumptions(invoke: Run, tmp_path: Path) -> None:
    own = ("--set", "finance.runoff_months=36", "--set", "finance.runoff_cost_share=0.4")
    result = invoke("run", "coach", *own, *QUICK)
    said = (
        rf"Run-off of (\d+) months, not simulated: ({MONEY}), .*? on top "
        r"\(no new sales, no expansion, churn as before, (\d+%) of program cost\)\."
    )
    months, value, kept = figures(said, result)
    totals = pq.read_table(tmp_path / "there" / "totals.parquet")
    assert (months, kept) == (36, 0.4)
    assert value == pytest.approx(totals.column("npv_of_runoff_cents").to_numpy().mean() / 100, rel=0.1)
    simulated = totals.column("npv_cents").to_numpy() + totals.column("npv_of_runoff_cents").to_numpy()
    assert totals.column("npv_with_runoff_cents").to_numpy() == pytest.approx(simulated, abs=1)


def test_21_half_the_growth_and_three_in_ten_fewer_sellers_at_once(invoke: Run, tmp_path: Path) -> None:
    """The overlay and the same change written out give the same futures."""
    result = invoke("run", "coach", "--with", "growth-half", "--with", "activation-minus-30", *QUICK)
    odds, additional = figures(r"in (\d+%) .*? of futures, and the board wants 50%; in (\d+%)", result)
    assert odds == pytest.approx(odds_of(tmp_path), abs=0.005)
    assert additional == pytest.approx(additional_odds_of(tmp_path), abs=0.005)
    overlaid = months_of("total_revenue_cents", tmp_path)
    changes = ("vendor.direct.arr_growth_per_year*=0.5", "archetypes.*.committed_reps_probability*=0.7")
    assert invoke("run", "coach", *(f"--set={change}" for change in changes), *QUICK, "--force").exit_code == 0
    assert (months_of("total_revenue_cents", tmp_path) == overlaid).all()
