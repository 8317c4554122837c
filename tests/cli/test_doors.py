"""Paths and changes as a user types them: overlays, variants, explain, ended ranges (18.3, 18.15, 18.16)."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.levers import levers_of
from sim.cli.variants import Variant, variant
from sim.scenario.catalogue import field_table
from sim.scenario.load import load_scenario, ready_made_folder
from sim.scenario.ready_made import overlay_names
from sim.scenario.schema import Bonus, Clawback
from sim.sources import SOURCES, cited

from .conftest import SMALL, Run

# Overlays


def test_the_ready_made_overlays_do_what_their_names_say() -> None:
    """18.16: values and ranges, for every world."""
    assert overlay_names() == ["activation-minus-30", "churn-plus-50", "growth-half"]
    coach = load_scenario("coach")
    changes = {
        "growth-half": (0.5, ["vendor.direct.arr_growth_per_year"]),
        "activation-minus-30": (0.7, [f"archetypes.{name}.committed_reps_probability" for name in coach.archetypes]),
        "churn-plus-50": (
            1.5,
            [f"archetypes.{name}.churn_per_year" for name in coach.archetypes]
            + [f"vendor.{name}.churn_per_year" for name in ("direct", "inbound", "roster")],
        ),
    }
    before = {row.path: row for row in field_table(coach)}
    for name, (factor, paths) in changes.items():
        after = {row.path: row for row in field_table(load_scenario("coach", overlays=[name]))}
        assert {path for path in after if after[path].value != before[path].value} == set(paths)
        for path in paths:
            old, new = before[path], after[path]
            assert new.value == pytest.approx(factor * old.value)
            assert (new.uncertainty is None) == (old.uncertainty is None)
            if old.uncertainty is not None and new.uncertainty is not None:
                for level in (0.1, 0.5, 0.9):
                    moved = new.uncertainty.quantile(level, new.low, new.high)
                    assert moved == pytest.approx(factor * old.uncertainty.quantile(level, old.low, old.high))


def test_overlays_are_listed_and_shown(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    listed = invoke("scenarios", "list").stdout
    for name in overlay_names():
        text = (ready_made_folder() / "stress" / f"{name}.toml").read_text("utf-8")
        (line,) = (line for line in listed.splitlines() if line.startswith(f"{name} "))
        assert line.split(None, 1)[1] == tomllib.loads(text)["title"]
        assert invoke("scenarios", "show", name).stdout == text


@pytest.mark.parametrize("command", [("run", "coach"), ("compare", "coach", "coach"), ("validate", "coach")])
def test_an_unknown_overlay_names_those_there_are(command: tuple[str, ...], invoke: Run) -> None:
    result = invoke(*command, "--with", "nonsense")
    assert result.exit_code == 2
    assert f"there is no overlay 'nonsense'. There are: {', '.join(overlay_names())}" in result.stderr


@pytest.mark.parametrize(
    ("text", "expected", "label"),
    [
        ("coach+growth-half", Variant("coach", ("growth-half",)), "coach+growth-half"),
        (
            "coach+growth-half+a/b.toml:gate.month=12,gate.threshold=0.2",
            Variant("coach", ("growth-half", "a/b.toml"), ("gate.month=12", "gate.threshold=0.2")),
            "coach+growth-half+b:gate.month=12,gate.threshold=0.2",
        ),
        (
            "coach:phases.*.managers+=1,archetypes.*.churn_per_year*=0.5",
            Variant("coach", (), ("phases.*.managers+=1", "archetypes.*.churn_per_year*=0.5")),
            "coach:phases.*.managers+=1,archetypes.*.churn_per_year*=0.5",
        ),
        ("coach:*.month=12", Variant("coach", (), ("*.month=12",)), "coach:*.month=12"),
    ],
)
def test_variants_with_overlays_are_taken_apart(text: str, expected: Variant, label: str) -> None:
    assert variant(text) == expected
    assert variant(text).label == label


def test_a_plus_in_the_name_of_a_file_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a+b.toml").write_text('extends = "coach"\n')
    (tmp_path / "c+d.toml").write_text("[gate]\nmonth = 12\n")
    assert variant("a+b.toml+c+d.toml+growth-half") == Variant("a+b.toml", ("c+d.toml", "growth-half"))


def test_compare_with_overlays_of_one_scenario(invoke: Run, tmp_path: Path) -> None:
    """18.16: each scenario with its own, beside those of ``--with`` for all."""
    (tmp_path / "late.toml").write_text("[gate]\nmonth = 20\n")
    result = invoke(
        "compare",
        "coach",
        "coach+growth-half",
        "coach+growth-half:gate.month=22",
        "--with",
        "late.toml",
        "--json",
        *SMALL,
    )
    rows = json.loads(result.stdout)["scenarios"]
    assert [row["label"] for row in rows] == ["coach", "coach+growth-half", "coach+growth-half:gate.month=22"]
    assert [row["gate"]["month"] for row in rows] == [20, 20, 22]
    alone = invoke("run", "coach", "--with", "late.toml", "--with", "growth-half", "--json", *SMALL)
    assert rows[1]["digest"] == json.loads(alone.stdout)["digest"] != rows[0]["digest"]


@pytest.mark.parametrize("text", ["coach+", "+growth-half", "coach++growth-half"])
def test_a_plus_without_a_name(text: str, invoke: Run) -> None:
    result = invoke("compare", "coach", text)
    assert result.exit_code == 2
    assert "a + stands between a scenario and an overlay" in result.stderr


# Ended ranges


def test_validate_and_run_name_the_ranges_that_a_file_ended(invoke: Run, tmp_path: Path) -> None:
    """18.3: in one line, with the cure."""
    (tmp_path / "mine.toml").write_text('extends = "coach"\n[vendor.direct]\narr_growth_per_year = 0.15\n')
    lines = [line for line in invoke("validate", "mine.toml").stdout.splitlines() if "inherited range" in line]
    assert len(lines) == 1
    for words in ("mine.toml", "vendor.direct.arr_growth_per_year", "[uncertainty]", 'inherited_ranges = "scaled"'):
        assert words in lines[0]
    run = invoke("run", "mine.toml", *[word for word in SMALL if word != "--quiet"])
    assert lines[0].strip() in run.stderr
    assert "inherited range" not in invoke("run", "mine.toml", *SMALL, "--out", "other").stderr
    report = json.loads(invoke("validate", "mine.toml", "coach", "--json").stdout)["scenarios"]
    assert [row["path"] for row in report[0]["ended_ranges"]] == ["vendor.direct.arr_growth_per_year"]
    assert report[0]["ended_ranges"][0]["place"] == "mine.toml:3"
    assert report[1]["ended_ranges"] == []
    (tmp_path / "mine.toml").write_text(
        'extends = "coach"\ninherited_ranges = "scaled"\n[vendor.direct]\narr_growth_per_year = 0.15\n'
    )
    assert "inherited range" not in invoke("validate", "mine.toml").stdout


def test_a_long_list_of_ended_ranges_is_shortened_on_stderr_and_whole_in_validate(invoke: Run) -> None:
    every = [f"--set={path}={value}" for path, value in (("readiness.*", 0.7), ("archetypes.*.win_probability", 0.3))]
    said = invoke("explain", "coach", "gate.month", *every).stderr
    assert "--set states values without a range and so ends 10 inherited ranges" in said
    assert "and 4 more" in said
    whole = invoke("validate", "coach", *every).stdout
    assert all(f"archetypes.{name}.win_probability" in whole for name in load_scenario("coach").archetypes)


def test_cuts_and_patterns_of_overlays_are_told(invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "over.toml").write_text(
        '"archetypes.*.committed_reps_probability" = { times = 1.5 }\n"archetypes.*.nothing" = 1\n'
    )
    for said in (
        invoke("validate", "coach", "--with", "over.toml").stdout,
        invoke("run", "coach", "--with", "over.toml", *SMALL[:-1]).stderr,
    ):
        assert "over.toml:2: archetypes.*.nothing: matches nothing in the scenario" in said
        assert "archetypes.reseller.committed_reps_probability: its moved range is cut at 1 in " in said


# explain


def paths_of(lines: str) -> list[str]:
    return [line.partition(" = ")[0] for line in lines.splitlines()]


def test_explain_alone_is_an_index(invoke: Run) -> None:
    """18.15: one line each, with the whole value."""
    lines = invoke("explain", "coach").stdout
    assert paths_of(lines) == [row.path for row in field_table(load_scenario("coach"))]
    assert "…" not in lines
    assert str(load_scenario("coach").vendor.seasonality) in lines


def test_explain_a_pattern_in_full(invoke: Run) -> None:
    coach = load_scenario("coach")
    said = invoke("explain", "coach", "archetypes.*.churn_per_year").stdout
    assert said.count("  bounds") == len(coach.archetypes)
    rows = json.loads(invoke("explain", "coach", "archetypes.*.churn_per_year", "--json").stdout)["fields"]
    assert [row["path"] for row in rows] == [f"archetypes.{name}.churn_per_year" for name in coach.archetypes]
    assert invoke("explain", "coach", "archetypes.*.chrun_per_year").exit_code == 2


@pytest.mark.parametrize("rule", ["R-44", "e-05", "R-29"])
def test_explain_the_fields_of_a_rule(rule: str, invoke: Run) -> None:
    name = rule.upper()
    head, _, lines = invoke("explain", "coach", rule).stdout.partition("\n")
    assert head == f"{name}: {SOURCES[name]}"
    expected = [row.path for row in field_table(load_scenario("coach")) if name in (row.rule, *cited(row.source))]
    assert expected
    assert paths_of(lines) == expected


def test_explain_a_rule_that_no_field_cites(invoke: Run) -> None:
    said = invoke("explain", "coach", "R-182").stdout
    assert said == f"R-182: {SOURCES['R-182']}\nno field of coach cites it\n"
    assert json.loads(invoke("explain", "coach", "R-182", "--json").stdout)["fields"] == []
    assert invoke("explain", "coach", "R-9999").exit_code == 2


@pytest.mark.parametrize("words", ["churn", "Partner Manager", "customer leaves"])
def test_explain_by_words(words: str, invoke: Run) -> None:
    expected = []
    for row in field_table(load_scenario("coach")):
        text = f"{row.path} {row.path.replace('_', ' ')} {row.meaning} {row.rule} {SOURCES.get(row.rule, '')}".lower()
        if all(word in text for word in words.lower().split()):
            expected.append(row.path)
    assert len(expected) > 3
    assert paths_of(invoke("explain", "coach", words).stdout) == expected


def readme_agreements() -> str:
    """The file of agreements in README."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    return next(
        block for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if 'name = "agreements"' in block
    )


def test_the_agreements_of_the_readme_pay_what_it_says(invoke: Run) -> None:
    """15, 10 and 5% of 40,000; 10% of a year of it; 2% of 300,000, and 1,000 for the first deal."""
    Path("agreements.toml").write_text(readme_agreements(), "utf-8")
    examples = {
        name: json.loads(invoke("explain", "agreements.toml", name, "--agreement", "--json", "--deal", deal).stdout)[
            "agreements"
        ][0]["examples"][0]["entries"]
        for name, deal in (("referral", "40000"), ("technology", "40000"), ("reseller", "300000"))
    }
    fees = [one["amount"] for one in examples["referral"] if one["form"] == "fee"]
    assert fees == [6_000.0, 4_000.0, 2_000.0]
    shares = [one["amount"] for one in examples["technology"] if one["contract_year"] == 20 and one["form"] == "share"]
    assert len(shares) == 12
    assert sum(shares) == pytest.approx(4_000, abs=0.12)
    assert [one["amount"] for one in examples["reseller"] if one["form"] == "rebate"] == [6_000.0]
    for entries in examples.values():
        assert [one["amount"] for one in entries if one["form"] == "bonus"] == [1_000.0]


def test_explain_a_name_of_a_part_that_is_not_stated(invoke: Run) -> None:
    """Each with the path under which every option takes it; a table lists what it may have beside what it states."""
    said = invoke("explain", "coach", "bonuses").stdout
    head, *lines = said.splitlines()
    assert head == "not stated here:"
    fields = list(Bonus.model_fields)
    assert [line.split(":")[0].strip() for line in lines[: len(fields)]] == [
        f"bonuses.<name>.{name}" for name in fields
    ]
    assert (
        "    archetypes.*.terms.cap_per_year: most that a partner" in invoke("explain", "coach", "cap_per_year").stdout
    )
    paths = [
        one["path"] for one in json.loads(invoke("explain", "coach", "renewal_rate", "--json").stdout)["not_stated"]
    ]
    assert paths == [
        "archetypes.*.terms.renewal_rate", "archetypes.*.terms.lines.<name>.renewal_rate",
        "archetypes.*.terms.lines.<name>.by_tier.<name>.renewal_rate",
        "archetypes.*.terms.by_tier.<name>.renewal_rate", "archetypes.*.market_terms.renewal_rate",
    ]  # fmt: skip
    assert invoke("validate", "coach", "--set", f"{paths[0]}=0.1").exit_code == 0
    stated = ("--set", "clawback.full_days=60")
    text = invoke("explain", "coach", "clawback", *stated).stdout
    there = {line.split(" = ")[0] for line in text.splitlines() if line.startswith("clawback.")}
    absent = {line.split(":")[0].strip() for line in text.partition("not stated here:")[2].splitlines() if line}
    assert there | absent == {f"clawback.{name}" for name in Clawback.model_fields}
    assert absent == {"clawback.partial_days", "clawback.end_days"}
    assert "not stated" not in invoke("explain", "coach", "gate").stdout


def test_explain_a_part_of_which_nothing_is_stated(invoke: Run) -> None:
    """How it is added, and all that it may state, by its own name, by that of one entry, and of one field."""
    done = invoke("explain", "coach", "clawback")
    head, second, *lines = done.stdout.splitlines()
    assert (done.exit_code, head) == (0, "clawback is not stated: add a table [clawback] with full_days")
    assert (second, len(lines)) == ("not stated here:", len(Clawback.model_fields))
    assert all(f"clawback.{name}:" in done.stdout for name in Clawback.model_fields)
    ladders, metal = (invoke("explain", "coach", f"ladders{end}").stdout for end in ("", ".metal"))
    assert ladders == metal
    assert ladders.startswith("ladders is empty: add a table [ladders.<name>] with order, tiers\nnot stated here:\n")
    tier = json.loads(invoke("explain", "coach", "ladders.metal.tiers.gold", "--json").stdout)
    assert tier["fields"] == []
    paths = [one["path"] for one in tier["not_stated"]]
    assert paths[0] == "ladders.<name>.tiers.<name>.needs.<name>"
    assert all(path.startswith("ladders.<name>.tiers.<name>.") for path in paths)
    one = invoke("explain", "coach", "attribution.none_pay_share").stdout.splitlines()
    assert [line.split(":")[0].strip() for line in one] == [
        "attribution is not stated", "not stated here", "attribution.none_pay_share",
    ]  # fmt: skip
    for table in ("certificates", "registration", "attribution", "conflict"):
        text = invoke("explain", "coach", table).stdout
        assert "not stated here:" in text
        assert f"    {table}." in text
    for wrong in ("ladders.metal.foo", "archetypes.nobody", "archetypes.nobody.acv_median"):
        assert invoke("explain", "coach", wrong).exit_code == 2


def test_a_file_that_inherits_is_told_what_the_key_is_called(invoke: Run) -> None:
    Path("mine.toml").write_text('inherit = "coach"\nname = "mine"\n', "utf-8")
    said = invoke("validate", "mine.toml").stderr.strip().splitlines()
    assert said == ["mine.toml:1: inherit: unknown key. Did you mean 'extends'?"]
    Path("mine.toml").write_text('extnds = "coach"\nname = "mine"\n', "utf-8")
    assert "Did you mean 'extends'?" in invoke("validate", "mine.toml").stderr


def test_explain_nothing_found(invoke: Run) -> None:
    result = invoke("explain", "coach", "zzzz")
    assert result.exit_code == 2
    assert "no field has these words" in result.stderr


def test_explain_a_moved_range(invoke: Run) -> None:
    path = "archetypes.reseller.win_probability"
    said = invoke("explain", "coach", path, "--set", f"{path}*=0.5").stdout
    assert "{ p10 = 0.115, p50 = 0.155, p90 = 0.19 } (moved: times 0.5)" in said
    assert "one in ten below 0.115, half below 0.155, one in ten above 0.19" in said
    (row,) = json.loads(invoke("explain", "coach", path, "--set", f"{path}*=0.5", "--json").stdout)["fields"]
    assert row["uncertainty"] == {"p10": 0.115, "p50": 0.155, "p90": 0.19, "moved": [{"times": 0.5}]}


# sweep


def test_levers_with_patterns_and_changes() -> None:
    coach = load_scenario("coach")
    (wide,) = levers_of(["archetypes.*.terms.rate=0.1:0.3:3"], coach)
    assert wide.settings(0.2) == {"archetypes.*.terms.rate": 0.2}
    assert wide.spec.unit == "money rate (fraction of 1)"
    (factor,) = levers_of(["archetypes.*.committed_reps_probability*=0.5:1.5:3"], coach)
    assert factor.values == (0.5, 1.0, 1.5)
    assert factor.settings(0.5) == {"archetypes.*.committed_reps_probability*": 0.5}
    assert factor.spec.unit == "factor"


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ("archetypes.*.win_probabilty=0.1:0.2:2", "Did you mean 'archetypes.*.win_probability'?"),
        ("archetypes.*.terms.model=1:2:2", "is not a number"),
        ("phases.*.entry_partners_won=1:2:3", "takes whole numbers"),
        ("phases.*.managers*=0:2:3", "a factor must be above 0"),
        ("archetypes.alliance.candidates*=1:1.1:3", "changes the fields as another point does"),
        ("mix.*+=0:1:2", "changing one share alone would change the sum of 1"),
    ],
)
def test_levers_that_cannot_be_swept(over: str, words: str) -> None:
    with pytest.raises(SweepError) as caught:
        levers_of([over], load_scenario("coach"))
    assert words in str(caught.value)


def test_sweep_of_a_factor_with_its_ranges(invoke: Run) -> None:
    path = "archetypes.*.committed_reps_probability"
    swept = invoke("sweep", "coach", "--over", f"{path}*=0.7:1:2", "--json", "--out", "swept", *SMALL)
    points = json.loads(swept.stdout)["points"]
    one = invoke("run", "coach", "--set", f"{path}*=0.7", "--json", *SMALL)
    assert points[0]["set"] == {f"{path}*": 0.7}
    assert points[0]["digest"] == json.loads(one.stdout)["digest"]
    assert points[1]["digest"] != points[0]["digest"]
    page = invoke("sweep", "coach", "--over", f"{path}*=0.7:1:2", "--out", "swept", *SMALL)
    assert page.exit_code == 0


def test_a_sweep_says_where_its_ranges_are_cut(invoke: Run) -> None:
    path = "archetypes.reseller.committed_reps_probability"
    size = SMALL[:-1]
    swept = invoke("sweep", "coach", "--over", f"{path}*=0.7:1.5:2", "--out", "swept", *size).stderr
    assert f"--over {path}*=1.5: its moved range is cut at 1 in " in swept
    assert "*=0.7: " not in swept


def test_ranges_that_a_ready_made_scenario_ends_are_told_by_validate_alone(invoke: Run) -> None:
    """18.3: who runs it, or builds on it, did not state the values."""
    size = SMALL[:-1]
    Path("mine.toml").write_text('extends = "coach_ready"\nname = "mine"\n[vendor.direct]\narr_growth_per_year = 0.2\n')
    assert "inherited range" not in invoke("run", "coach_ready", *size, "--out", "ready").stderr
    said = invoke("run", "mine.toml", *size, "--out", "own").stderr
    assert "mine.toml states values without a range and so ends an inherited range: vendor.direct" in said
    assert "readiness" not in said
    assert "ends 6 inherited ranges" in invoke("validate", "coach_ready").stdout
