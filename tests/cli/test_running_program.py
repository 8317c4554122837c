"""A company that starts as it is, through the commands: its folder of results is whole, its page says what it is."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sim.scenario.load import load_scenario

from .conftest import Run
from .test_start import start

SMALL = ("--runs", "6", "--futures", "1", "--workers", "1", "--quiet", "--months", "12", "--set", "gate.month=12")


@pytest.fixture
def mine(invoke: Run, tmp_path: Path) -> Path:
    """The example's company, in a folder of its own."""
    invoke("start", "--example")
    assert invoke(*start("-o", "mine")).exit_code == 0
    return tmp_path / "mine"


def manifest(folder: Path) -> dict[str, str]:
    return {key: json.loads((folder / "manifest.json").read_text("utf-8"))[key] for key in ("input_digest", "digest")}


def test_the_next_commands_that_start_names_are_true(invoke: Run) -> None:
    """20.5: its last line is run as it is printed."""
    invoke("start", "--example")
    said = invoke(*start("-o", "mine")).stderr
    validate, run, trace = re.findall(r"'partnersim ([^']+)'", said)
    assert invoke(*validate.split()).exit_code == 0
    assert invoke(*run.split(), *SMALL).exit_code == 0
    assert invoke(*trace.split(), "--runs", "6", "--futures", "1", "--workers", "1").exit_code == 0


def test_a_folder_of_results_runs_again_without_its_tables(invoke: Run, mine: Path, tmp_path: Path) -> None:
    """20.5: the same digests from another folder; trace and verify read it too."""
    assert invoke("run", "mine/scenario.toml", *SMALL, "--out", "first").exit_code == 0
    shutil.rmtree(mine)
    (tmp_path / "first").rename(tmp_path / "moved")
    scenario = "moved/scenario.toml"
    assert invoke("run", scenario, *SMALL, "--out", "second").exit_code == 0
    assert manifest(tmp_path / "moved") == manifest(tmp_path / "second")
    assert invoke("trace", scenario, "--replication", "2").exit_code == 0
    shown = invoke("validate", "--resolved", scenario)
    assert shown.stdout == (tmp_path / scenario).read_text("utf-8")


def test_a_row_of_a_table_is_part_of_the_run(invoke: Run, mine: Path, tmp_path: Path) -> None:
    """20.5: partners of [start] act: a customer more is revenue more, from the first month."""
    file = mine / "scenario.toml"
    file.write_text(re.sub(r"(?m)^digest = .*\n", "", file.read_text("utf-8")), encoding="utf-8")
    assert invoke("run", "mine/scenario.toml", *SMALL, "--out", "first").exit_code == 0
    with (mine / "customers.csv").open("a", encoding="utf-8") as customers:
        customers.write("C-1006,Alder Consulting,,1200000.00,2025-11-30,2025-11-30,\n")
    assert invoke("run", "mine/scenario.toml", *SMALL, "--out", "second").exit_code == 0
    assert manifest(tmp_path / "first")["input_digest"] != manifest(tmp_path / "second")["input_digest"]
    first, second = (
        json.loads((tmp_path / folder / "summary.json").read_text("utf-8"))["metrics"]["established_revenue"]["mean"][0]
        for folder in ("first", "second")
    )
    assert second - first == pytest.approx(100_000 * 0.65, rel=0.6)


def test_page_and_json_say_what_the_run_begins_with(invoke: Run, mine: Path, tmp_path: Path) -> None:
    """20.5, 20.6: counted from the tables by hand; months of the page are those from now."""
    assert invoke("run", "mine/scenario.toml", *SMALL, "--out", "out").exit_code == 0
    start = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["start"]
    rows = {
        table: [line.split(",") for line in (mine / f"{table}.csv").read_text("utf-8").splitlines()[1:]]
        for table in ("partners", "customers", "opportunities")
    }
    assert start == {
        "as_of": "2026-09-30", "month": 19, "phase": "pilot", "phase_age_months": 19,
        "partners_in_force": sum(row[4] == "" for row in rows["partners"]),
        "partners_left": sum(row[4] != "" for row in rows["partners"]),
        "customers": len(rows["customers"]),
        "customer_arr": sum(float(row[3]) for row in rows["customers"]),
        "open_opportunities": sum(row[3] == "" for row in rows["opportunities"]),
        "won_not_live": sum(row[3] != "" for row in rows["opportunities"]),
        "candidates_contacted": 1, "candidates_listed": 1, "fees_owed": 3100.0,
        "gate_month_of_program": 31, "twin": "the same future whose program ends on day 0",
        "tables_digest": load_scenario(mine / "scenario.toml").start.digest,  # type: ignore[union-attr]
        "inherited": start["inherited"],
    }  # fmt: skip
    page = " ".join((tmp_path / "out" / "page.txt").read_text("utf-8").split())
    assert (
        "Day 0 is the end of 2026-09-30: the program is 19 months old, in phase pilot for 19 months, with 4 partners, "
        "5 customers of $139k ARR and 3 open or won deals. Months count from day 0; month 12 is month 31 of the "
        "program. Also on day 0: 1 candidate being recruited, 1 listed and $3.10k of fees owed, paid at the next "
        "payout."
    ) in page
    assert "12 gate" in page
    invoke("run", "coach", *SMALL, "--out", "plain")
    assert "start" not in json.loads((tmp_path / "plain" / "summary.json").read_text("utf-8"))
    assert "Day 0" not in (tmp_path / "plain" / "page.txt").read_text("utf-8")


def test_what_cannot_be_swept_of_a_start(invoke: Run, mine: Path) -> None:
    """20.7: tables and the start itself; its ARR and its numbers can."""
    assert mine.is_dir()
    for over, said in {
        "start=1:2:2": "--over start: is not a number and cannot be swept",
        "start.partners=1:2:2": "--over start.partners: is not a number and cannot be swept",
        "start.digest=1:2:2": "--over start.digest: is not a number and cannot be swept",
        "start.phase_age_months=1:2:2": "--over start.phase_age_months: is printed and changes no result",
    }.items():
        refused = invoke("sweep", "mine/scenario.toml", "--over", over, "--runs", "2")
        assert refused.exit_code == 2
        assert said in refused.stderr
    for path, low, high in (("start.arr.direct", "5000000", "9000000"), ("start.month", "19", "30")):
        swept = invoke("sweep", "mine/scenario.toml", "--over", f"{path}={low}:{high}:2", "--runs", "4", "--months",
                       "12", "--set", "gate.month=12", "--quiet", "--json", "--out", path)  # fmt: skip
        assert swept.exit_code == 0, swept.stderr
        one, other = json.loads(swept.stdout)["points"]
        assert one["input_digest"] != other["input_digest"]


def test_variants_of_a_running_program_are_compared(invoke: Run, mine: Path) -> None:
    """20.7."""
    assert mine.is_dir()
    compared = invoke("compare", "mine/scenario.toml", "mine/scenario.toml:start=false", "--runs", "4", "--months",
                      "12", "--set", "gate.month=12", "--quiet", "--json", "--out", "both")  # fmt: skip
    assert compared.exit_code == 0, compared.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("run", "mine/scenario.toml"),
        ("compare", "mine/scenario.toml", "mine/scenario.toml:start=false"),
        ("sweep", "mine/scenario.toml", "--over", "start.month=19:30:2"),
        ("trace", "mine/scenario.toml", "--replication", "1"),
    ],
)
def test_a_horizon_before_the_gate_names_the_own_file(invoke: Run, mine: Path, command: tuple[str, ...]) -> None:
    """The gate is that of coach, which is nobody's to edit: the file that takes it, and what to type."""
    line = (mine / "scenario.toml").read_text("utf-8").splitlines().index('extends = "coach"') + 1
    refused = invoke(*command, "--months", "12")
    assert refused.exit_code == 2
    assert refused.stderr.strip() == (
        f"mine/scenario.toml:{line}: gate.month: 24 lies past the horizon of 12 months. Set an earlier gate "
        "(--set gate.month=12) or a longer horizon (--months 24)"
    )


def test_a_gate_that_the_own_file_states_is_named_there(invoke: Run, mine: Path) -> None:
    file = mine / "scenario.toml"
    text = file.read_text("utf-8").replace("[start]\n", "[gate]\nmonth = 18\n\n[start]\n")
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("month = 18") + 1
    refused = invoke("run", "mine/scenario.toml", "--months", "12")
    assert refused.stderr.startswith(f"mine/scenario.toml:{line}: gate.month: 18 lies past the horizon of 12 months")
    stated = invoke("run", "mine/scenario.toml", "--months", "12", "--set", "gate.month=13")
    assert stated.stderr.startswith("--set gate.month=13: 13 lies past") or "--set gate.month" in stated.stderr


def test_an_agreement_of_a_running_program_has_years(invoke: Run, mine: Path) -> None:
    """Month 1 is October 2026; a deal of the 15th of month 3 is of December, its second year begins in 2028."""
    assert mine.is_dir()
    said = invoke("explain", "mine/scenario.toml", "--agreement", "reseller", "--set",
                  "archetypes.reseller.terms={ model = 'referral', rate = 0.1, later.year_2 = 0.05 }")  # fmt: skip
    text = " ".join(said.stdout.split())
    assert "is won on 15 December 2026 (month 3); its customer goes live on 30 January 2027 (month 4)" in text
    assert "Contract year 2: $1,700 earned on 30 January 2028 (month 16), paid at the end of April 2028" in text


def test_explain_of_a_start(invoke: Run, mine: Path) -> None:
    """20.7: tables by their size; ARR under both names."""
    assert mine.is_dir()
    assert "start.partners = a table of 5 rows\n" in invoke("explain", "mine/scenario.toml", "start.partners").stdout
    names = ("start.arr.direct", "vendor.direct.starting_arr")
    first, second = (invoke("explain", "mine/scenario.toml", name).stdout for name in names)
    assert first == second
    assert first.startswith("vendor.direct.starting_arr = 8,400,000\n")
    assert "source    exports on 2026-09-30" in first
    listed = invoke("validate", "mine/scenario.toml").stdout
    assert "Alder Consulting" not in listed
    assert "do not act" not in listed


def test_a_trace_says_which_phases_began_before_day_0(invoke: Run, mine: Path) -> None:
    """20.7: counted from the phase of [start]."""
    assert mine.is_dir()
    line = invoke("trace", "mine/scenario.toml", "--replication", "1", "--months", "12", "--set", "gate.month=12",
                  "--set", "start.phase=stabilise").stdout  # fmt: skip
    assert "Began: pilot, stabilise before day 0, scale month " in line
    phases = json.loads(
        invoke("trace", "mine/scenario.toml", "--replication", "1", "--months", "12", "--set", "gate.month=12",
               "--json").stdout
    )["phases"]  # fmt: skip
    assert [(each["phase"], each["is_before_start"]) for each in phases] == [
        ("pilot", True), ("stabilise", False), ("scale", False), ("maturity", False),
    ]  # fmt: skip


def test_start_says_what_does_not_act(invoke: Run, tmp_path: Path) -> None:
    """20.5: as validate does: product lines, and nothing of the example's tables."""
    invoke("start", "--example")
    said = invoke(*start("-o", "mine")).stdout
    assert "does not act" not in said
    assert "do not act" not in said
    customers = tmp_path / "start-example" / "customers.csv"
    heads, *rows = customers.read_text("utf-8").splitlines()
    customers.write_text("\n".join([heads, f"{rows[0]}gold", *rows[1:], ""]), encoding="utf-8")
    assert "start.customers: the column line does not act for" in invoke(*start("-o", "lined")).stdout


def test_partners_of_the_table_take_the_place_of_established_ones(invoke: Run, tmp_path: Path) -> None:
    """20.4, 20.5: what start writes is valid also where the scenario below has established partners."""
    (tmp_path / "own.toml").write_text(
        'extends = "coach"\n[archetypes.reseller.established]\npartners = 9\nage_months = 12\ncustomers = 1\n'
        "arr_median = 20000\n",
        encoding="utf-8",
    )
    invoke("start", "--example")
    assert invoke(*start("-o", "mine", scenario="own.toml")).exit_code == 0
    assert load_scenario("own.toml").archetypes["reseller"].established is not None
    scenario = load_scenario("mine/scenario.toml")
    assert scenario.archetypes["reseller"].established is None
    assert invoke("validate", "mine/scenario.toml").exit_code == 0


def test_validate_says_flags_first_then_what_is_not_the_companys_own(invoke: Run, mine: Path) -> None:
    """20.5: before the long lists, each with its path and value; stated with a source it is no longer there."""
    assert mine.is_dir()
    lines = invoke("validate", "mine/scenario.toml").stdout.splitlines()
    flags = [number for number, line in enumerate(lines) if re.match(r"  (red flag|warning) ", line)]
    head = next(number for number, line in enumerate(lines) if line.startswith("  as in coach, without a source"))
    listed = next(number for number, line in enumerate(lines) if "assumptions without a source" in line)
    assert flags == list(range(1, len(flags) + 1))
    assert max(flags) < head < listed
    coach = load_scenario("coach")
    exact = {
        "vendor.direct.arr_growth_per_year": "0.25 (0.08 to 0.45)",
        "vendor.team_hours_per_month": f"{coach.vendor.team_hours_per_month:,.0f}",
        "phases.pilot.managers": f"{coach.phases['pilot'].managers:g}",
        "phases.pilot.contacts_per_month": f"{coach.phases['pilot'].contacts_per_month:g}",
        "program.manager_cost_per_year": f"{coach.program.manager_cost_per_year:,.0f}",
    }
    said = dict(line.split(maxsplit=1) for line in lines[head + 1 : listed])
    assert {path: said[path] for path in exact} == exact
    stated = ("--set", "vendor.direct.arr_growth_per_year=0.18", "--set", 'sources."phases.*.managers"="our people"')
    own = json.loads(invoke("validate", "mine/scenario.toml", *stated, "--json").stdout)["scenarios"][0]["inherited"]
    assert set(said) - {row["path"] for row in own["inputs"]} == {
        "vendor.direct.arr_growth_per_year", "phases.pilot.managers",
    }  # fmt: skip
    plain = json.loads(invoke("validate", "coach", "--json").stdout)["scenarios"][0]["inherited"]
    assert plain == {"from": "coach", "inputs": []}


def test_what_holds_for_a_beginning_is_not_said_of_a_program_that_runs(invoke: Run, mine: Path) -> None:
    """20.5: R-164, phases and benchmarks that are over, and scores of the program's first month."""
    assert mine.is_dir()
    path = "readiness.positioning={months=[1,13,19],scores=[0.3,0.8,0.9]}"
    new = invoke("validate", "coach", "--set", path).stdout
    old = invoke("validate", "mine/scenario.toml", "--set", path).stdout
    assert "R-164" in new
    assert "R-164" not in old
    assert "readiness.positioning starts at 0.3" in new
    assert "readiness.positioning" not in old.partition("as in coach")[0]
    low = invoke("validate", "mine/scenario.toml", "--set", "readiness.positioning=0.3").stdout
    assert "warning R-10: readiness.positioning is 0.3, below 0.5" in low
    small = ("--runs", "6", "--futures", "2", "--workers", "1", "--quiet", "--months", "30")
    shown = invoke("run", "mine/scenario.toml", *small, "--set", "start.phase=scale", "--full", "--out", "o").stdout
    summary = json.loads(Path("o", "summary.json").read_text("utf-8"))
    assert list(summary["phase_at_gate"]) == ["scale", "maturity", "sunset"]
    assert summary["stalled_share"] == summary["phase_at_gate"]["scale"]
    assert "stalled in scale" in shown
    assert "pilot" not in shown.partition("Phase at month")[2]
    assert [(line["month"], line["metric"]) for line in summary["benchmarks"] if line["inside"] is not None] == [
        (month - 19, metric) for month in (24, 48) for metric in ("active_partners", "sourced_share")
    ]
    last = invoke("run", "mine/scenario.toml", *small, "--set", "start.phase=maturity", "--full", "--out", "p").stdout
    assert "stalled" not in last
