"""[changes]: what may change, what is wrong with what does not, and the doors by which it is stated."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from sim.cli.main import commands
from sim.scenario.changes import Course, assignments
from sim.scenario.grammar import Node, tree
from sim.scenario.load import changed, input_digest, load_scenario, resolved_dict, resolved_toml
from sim.scenario.parameters import parameters_of
from sim.scenario.paths import leaf_paths, spec_of, value_at
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario

from ..engines.cases import SMALL
from .started import SCENARIO, written

TABLE = """
[changes.cut]
month = 9
retroactive = true

[changes.cut.set]
"archetypes.*.terms.rate" = 0.1
phases.pilot.managers = 2
"""
RATES = {name: {"terms": {"rate": 0.1}} for name in ("referral", "reseller")}
CUT = "changes.cut={month=9, set={archetypes.reseller.terms.rate=0.1}}"


def file_of(tmp_path, table, name="own"):
    path = tmp_path / f"{name}.toml"
    path.write_text(f'extends = "{SMALL}"\nname = "{name}"\n{table}', encoding="utf-8")
    return path


def problems(*args, **kwargs):
    with pytest.raises(ScenarioError) as found:
        load_scenario(*args, **kwargs)
    return [str(problem) for problem in found.value.problems]


# ---------------------------------------------------------------- Doors


def test_a_file_an_overlay_options_and_a_variant_say_the_same(tmp_path):
    own = file_of(tmp_path, TABLE)
    over = tmp_path / "over.toml"
    over.write_text(TABLE, encoding="utf-8")
    options = ("changes.cut={month=9, retroactive=true, set={'archetypes.*.terms.rate'=0.1, phases.pilot.managers=2}}",)
    found = [
        load_scenario(own), load_scenario(SMALL, overlays=[over]), load_scenario(SMALL, options),
        changed(load_scenario(SMALL), options),
    ]  # fmt: skip
    for scenario in found:
        assert scenario.changes["cut"].set == {"archetypes": RATES, "phases": {"pilot": {"managers": 2}}}
        assert scenario.changes["cut"].retroactive
        assert parameters_of(scenario).later == parameters_of(found[0]).later
    assert parameters_of(found[0]).later[0].phases[0].managers == 2.0


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("changes.cut.month=12", (12, 0.1)),
        ("changes.cut.month+=2", (11, 0.1)),
        ("changes.*.month=4", (4, 0.1)),
        ("changes.cut.set.archetypes.reseller.terms.rate=0.2", (9, 0.2)),
        ("changes.cut.set.archetypes.reseller.terms.rate*=0.5", (9, 0.05)),
        ("changes.cut.set.archetypes.*.terms.rate=0.30004", (9, 0.3)),
        ("changes.cut.set.archetypes.reseller={terms.rate=0.4}", (9, 0.4)),
    ],
)
def test_an_override_acts_on_one_value(override, expected):
    change = load_scenario(SMALL, [CUT, override]).changes["cut"]
    assert (change.month, change.set["archetypes"]["reseller"]["terms"]["rate"]) == pytest.approx(expected)


def test_a_lever_and_a_change_are_taken_away_by_false():
    more = "changes.cut.set.phases.pilot.managers=2.0"
    away = "changes.cut.set.archetypes.reseller.terms.rate=false"
    assert load_scenario(SMALL, [CUT, more, away]).changes["cut"].set == {"phases": {"pilot": {"managers": 2.0}}}
    assert load_scenario(SMALL, [CUT, "changes.cut=false"]) == load_scenario(SMALL)


def test_the_resolved_form_has_the_change_and_loads_again(tmp_path):
    scenario = load_scenario(SMALL, [CUT])
    assert resolved_dict(scenario)["changes"] == {
        "cut": {"month": 9, "retroactive": False, "set": {"archetypes": {"reseller": {"terms": {"rate": 0.1}}}}}
    }
    path = tmp_path / "again.toml"
    path.write_text(resolved_toml(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario
    assert "changes" not in resolved_dict(load_scenario(SMALL))
    digests = {input_digest(one, seed=1, futures=1, months=24) for one in (scenario, load_scenario(SMALL))}
    assert len(digests) == 2


def test_a_neutral_value_that_is_stated_stays_stated():
    given = (
        'vendor.roster.growth_basis="relative"',
        "archetypes.reseller.terms={model='referral', rate=0.1, later={year_2=0.1}}",
    )
    scenario = load_scenario(SMALL, [*given, "changes.cut={month=9, set={archetypes.reseller.terms.later.year_2=0.0}}"])
    assert resolved_dict(scenario)["changes"]["cut"]["set"] == {
        "archetypes": {"reseller": {"terms": {"later": {"year_2": 0.0}}}}
    }


def test_explain_says_what_a_lever_of_a_change_is(tmp_path):
    path = file_of(tmp_path, TABLE)
    result = CliRunner().invoke(commands, ["explain", str(path), "changes.cut.set.archetypes.reseller.terms.rate"])
    assert result.exit_code == 0, result.output
    assert "fee on first-year ACV, or resale margin" in " ".join(result.output.split())


@pytest.mark.parametrize(
    "args",
    [
        ["validate"],
        ["explain"],
        ["explain", "changes.cut.month"],
        ["trace", "--replication", "0"],
        ["sweep", "--over", "changes.cut.month=5:15:2", "--runs", "6"],
        ["sweep", "--over", "changes.cut.set.archetypes.reseller.terms.rate=0.1:0.4:2", "--runs", "6"],
        ["run", "--runs", "4"],
        ["verify", "--runs", "1"],
    ],
    ids=lambda args: " ".join(args[:3]),
)
def test_every_command_takes_a_scenario_with_changes(args, tmp_path, monkeypatch):
    path = file_of(tmp_path, TABLE)
    monkeypatch.chdir(tmp_path)
    command, *rest = args
    result = CliRunner().invoke(commands, [command, str(path), *rest])
    assert result.exit_code == 0, result.output


# ---------------------------------------------------------------- What may change


def levers(node: Node, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, bool]]:
    """Every number of the schema that the company decides, and whether a month may change it; ``*`` for a name."""
    for key, child in node.keys.items():
        if child.is_of_levers or key in ("uncertainty", "correlation", "sources"):
            continue
        if child.is_table:
            below = [(child, (*steps, key))] if child.item is None else [(child.item, (*steps, key, "*"))]
            for inner, path in below:
                if inner.keys:
                    yield from levers(inner, path)
                elif inner.spec.numeric and inner.spec.role == "lever":
                    yield ".".join(path), inner.spec.may_change
        elif child.spec.numeric and child.spec.role == "lever":
            yield ".".join((*steps, key)), child.spec.may_change


LASTING = {
    "archetypes.*.segments.*",
    "start_month", "fiscal_year_month", "months", "influence.credit_share", "finance.discount_rate",
    "finance.runoff_months", "finance.runoff_expansion", "finance.runoff_cost_share",
    "finance.least_contribution_share",
    "gate.month", "gate.threshold",
    "gate.window_months", "gate.required_probability", "sunset.month", "sunset.sourced_share", "benchmarks.*.month",
    "phases.*.earliest_month", "phases.*.owner_start_month", "changes.*.month",
}  # fmt: skip
"""The question, how its answer is valued, and months of the plan; and one that what is there could not follow.

The segment of an opportunity is drawn anew from the shares wherever it is asked for, so that other shares would move
deals that are there to another segment.
"""


def test_what_lasts_is_the_question_and_the_months_of_the_plan():
    found = dict(levers(tree(Scenario)))
    assert {path for path, may_change in found.items() if not may_change} == LASTING
    assert {"mix.*", "archetypes.*.terms.rate", "archetypes.*.terms.later.year_2", "payout.lag_months"} <= set(found)


def test_every_leaf_of_a_scenario_is_a_lever_that_changes_or_is_refused_with_a_cure():
    scenario = load_scenario(SMALL)
    for path in leaf_paths(scenario):
        spec = spec_of(path)
        assert spec is not None
        if path.startswith("mix."):
            continue
        if spec.may_change:
            value = value_at(scenario, path)
            assert load_scenario(SMALL, [f"changes.c={{month=9, set={{{path}={value}}}}}"]).changes, path
        else:
            (said,) = problems(SMALL, [f"changes.c={{month=9, set={{{path}=1}}}}"])
            assert said.startswith(f"--set changes.c: changes.c.set.{path}: ")
            assert ": " in said.removeprefix(f"--set changes.c: changes.c.set.{path}: ")


# ---------------------------------------------------------------- What is wrong

BAD = {
    "month = 1": ("month = 1", "archetypes.reseller.terms.rate = 0.1", 5, "changes.cut.month",
                  "the run begins with month 1: state the values in the scenario itself, or a later month (got 1)"),
    "past the horizon": ("month = 25", "archetypes.reseller.terms.rate = 0.1", 5, "changes.cut.month",
                         "25 lies past the horizon, which ends with month 24: set an earlier month or a longer horizon "
                         "(--months 25)"),
    "month 0": ("month = 0", "archetypes.reseller.terms.rate = 0.1", 5, "changes.cut.month", "must be at least 1"),
    "no such field": ("month = 9", "archetypes.reseler.terms.rate = 0.1", 8,
                      "changes.cut.set.archetypes.reseler.terms.rate",
                      "there is no field 'archetypes.reseler.terms.rate'. Did you mean "
                      "'archetypes.reseller.terms.rate'?"),
    "an uncertainty": ("month = 9", "archetypes.reseller.win_probability = 0.1", 8,
                       "changes.cut.set.archetypes.reseller.win_probability",
                       "is an uncertainty of the world and no lever: give it a range in [uncertainty]"),
    "a lasting one": ("month = 9", "gate.threshold = 0.1", 8, "changes.cut.set.gate.threshold",
                      "holds for the whole run: state it in the scenario itself"),
    "a month of the plan": ("month = 9", "phases.scale.earliest_month = 12", 8,
                            "changes.cut.set.phases.scale.earliest_month", "holds for the whole run"),
    "a model": ("month = 9", 'archetypes.reseller.terms.model = "referral"', 8,
                "changes.cut.set.archetypes.reseller.terms.model", "is no number: only numbers take other values"),
    "a list of names": ("month = 9", 'phase_order = ["scale"]', 8, "changes.cut.set.phase_order", "is no number"),
    "a list of rates": ("month = 9", "archetypes.referral.terms.later_rates = [0.1]", 8,
                        "changes.cut.set.archetypes.referral.terms.later_rates",
                        "is a list: state the fees of later years by name (terms.later.year_2) and change those"),
    "not stated": ("month = 9", "archetypes.reseller.terms.later.year_2 = 0.1", 8,
                   "changes.cut.set.archetypes.reseller.terms.later.year_2",
                   "archetypes.reseller.terms.later.year_2 is not stated: add year_2 = …"),
    "15 for 0.15": ("month = 9", "archetypes.reseller.terms.rate = 15", 8,
                    "changes.cut.set.archetypes.reseller.terms.rate", "is a fraction: write 0.15 for 15% (got 15)"),
    "no number": ("month = 9", 'phases.pilot.managers = "two"', 8, "changes.cut.set.phases.pilot.managers",
                  "must be a number"),
    "no whole number": ("month = 9", "selection.minimum_score = 8.5", 8, "changes.cut.set.selection.minimum_score",
                        "must be a whole number"),
    "shares that do not sum to 1": ("month = 9", "mix.referral = 0.5", 7, "changes.cut.set",
                                    "from month 9 on, mix: the shares must sum to 1 (they sum to 1.1)"),
    "out of order": ("month = 9", "program.pilot_days = 200", 7, "changes.cut.set",
                     "from month 9 on, program.pilot_extended_days: must be longer than pilot_days"),
    "nothing": ("month = 9", "", 7, "changes.cut.set", "sets nothing: name a lever by its path, and its other value"),
    "retroactive without terms": ("month = 9\nretroactive = true", "phases.pilot.managers = 2.0", 6,
                                  "changes.cut.retroactive", "acts on terms (archetypes.<name>.terms, "
                                  "attribution.*_pay_share), and the change sets none: leave it out"),
    "a table for a number": ("month = 9", "archetypes.reseller.terms.rate.x = 1", 8,
                             "changes.cut.set.archetypes.reseller.terms.rate.x", "there is no field"),
    "a change of changes": ("month = 9", "changes.cut.month = 12", 8, "changes.cut.set.changes.cut.month",
                            "holds for the whole run"),
    "less than a basis point": ("month = 9", "archetypes.reseller.terms.rate = 0.00001", 8,
                                "changes.cut.set.archetypes.reseller.terms.rate", "is counted in whole basis points"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_problem_has_its_line_path_and_cure(case, tmp_path):
    month, stated, line, path, what = BAD[case]
    own = file_of(tmp_path, f"\n[changes.cut]\n{month}\n\n[changes.cut.set]\n{stated}\n")
    (said, *more) = problems(own)
    at = line if month == "month = 9" or line == 5 or "retroactive" in path else line + month.count("\n")
    assert said.startswith(f"{own}:{at}: {path}: {what}"), said
    assert not more


def test_two_changes_of_a_lever_in_one_month_and_all_problems_at_once(tmp_path):
    table = (
        "\n[changes.a]\nmonth = 9\nset = { archetypes.reseller.terms.rate = 0.1 }\n"
        "\n[changes.b]\nmonth = 9\nset.archetypes.reseller.terms.rate = 0.2\n"
        "\n[changes.c]\nmonth = 99\nset.gate.month = 3\n"
    )
    own = file_of(tmp_path, table)
    assert problems(own) == [
        f"{own}:10: changes.b.set.archetypes.reseller.terms.rate: changes.a sets it at the opening of month 9 too: "
        "keep one of them",
        f"{own}:13: changes.c.month: 99 lies past the horizon, which ends with month 24: set an earlier month or a "
        "longer horizon (--months 99)",
        f"{own}:14: changes.c.set.gate.month: holds for the whole run: state it in the scenario itself",
    ]
    good = table.replace("month = 99", "month = 12").replace("gate.month", "payout.lag_months")
    good = good.replace("[changes.b]\nmonth = 9", "[changes.b]\nmonth = 10")
    assert set(load_scenario(file_of(tmp_path, good, "good")).changes) == {"a", "b", "c"}


def test_a_changed_value_is_the_same_in_every_world():
    over = 'uncertainty."changes.cut.set.archetypes.reseller.terms.rate"={ low = 0.1, high = 0.2 }'
    (said,) = problems(SMALL, [CUT, over])
    assert said.endswith("is the same in every world and cannot be uncertain")


def test_a_horizon_that_ends_before_a_change_is_refused():
    (said,) = problems(SMALL, [CUT, "months=8", "gate.month=8"])
    assert "lies past the horizon, which ends with month 8" in said


# ---------------------------------------------------------------- Months of a running program


@pytest.mark.parametrize(
    ("month", "said"),
    [(12, "begins with month 13"), (13, "begins with month 13"), (14, ""), (36, ""), (37, "ends with month 36")],
)
def test_months_count_from_the_beginning_of_the_program(tmp_path, month, said):
    path = written(tmp_path, SCENARIO)
    over = ["months=24", f"changes.cut={{month={month}, set={{archetypes.reseller.terms.rate=0.1}}}}"]
    if said:
        assert said in problems(path, over)[0]
        return
    parameters = parameters_of(load_scenario(path, over))
    assert [one.month for one in parameters.changes] == [month - 12]
    assert parameters.later[0].start == parameters.start
    assert parameters.later[0].phases == parameters.phases


def test_the_course_of_a_scenario():
    managers, staff = "phases.pilot.managers", "phases.pilot.staff"
    stated = [
        f"changes.{name}={{month={month}, set={{{path}={value}}}}}"
        for name, month, path, value in (("c", 9, managers, 3.0), ("b", 9, staff, 2.0), ("a", 5, managers, 2.0))
    ]
    course = Course(load_scenario(SMALL, stated))
    assert [(period.month, list(period.changes)) for period in course.periods] == [(5, ["a"]), (9, ["b", "c"])]
    assert [one.phases["pilot"].managers for one in course.in_force] == [1.0, 2.0, 3.0]
    assert [one.phases["pilot"].staff for one in course.in_force[1:]] == [course.in_force[0].phases["pilot"].staff, 2.0]
    assert [move.before for moves in course.moves for its in moves.values() for move in its][::2] == [1.0, 2.0]
    assert list(assignments({"a": {"b": 1, "c": 2}, "d": 3})) == [("a.b", 1), ("a.c", 2), ("d", 3)]
