"""What ranges can draw together is held to what a scenario may state: the price, limits of an entry, bands, bonuses."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.analysis.sweep.lever import settings_of
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.variation import with_values
from sim.cli.main import commands
from sim.scenario.drawing import Drawing
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.paths import spec_of
from sim.scenario.schema import Archetype, Scenario, Table
from sim.scenario.schema.check import checks_of

from .test_doors import DOORS, Statement

SMALL = Path(__file__).parent / "small.toml"
RESELLER, REFERRAL = "archetypes.reseller", "archetypes.referral"
POINTS, PART, RATE = f"{RESELLER}.terms.registered_rate", f"{RESELLER}.distributor_rate", f"{RESELLER}.terms.rate"
SHARE = [f"{RESELLER}.terms.model='share'"]
STEPS = "{a={from=0.0, rate=0.1}, b={from=1e4, rate=0.2}}"
BANDS = [f"{REFERRAL}.terms.rate=false", f"{REFERRAL}.terms.bands={{measure='sold', mode='whole', steps={STEPS}}}"]
LINES = [f"{RESELLER}.segments={{a=0.5, b=0.5}}", f"{RESELLER}.terms.lines={{b={{rate=0.3}}}}"]
METAL = [f"{RESELLER}.ladder=metal", "ladders.metal={order=['tin', 'gold'], tiers={tin={}, gold={needs={deals=3}}}}"]
OF_GOLD = f"{RESELLER}.terms.by_tier.gold.rate"
CLAIMS = [
    "registration={valid_days=60, protection_days=30}",
    f"{RESELLER}.registration_probability=0.5",
    f"{RESELLER}.direct_overlap_probability=0.3",
    "conflict={protected_odds_multiplier=0.5}",
]
THERE = f"{RESELLER}.established={{partners=2, age_months=9, customers=3.0, arr_median=9000.0}}"
QUICK = ["bonuses.quick={amount=100.0, acv_from=10.0, acv_below=20.0, from_month=3, to_month=6}"]


def ranged(path: str, low: float, high: float) -> str:
    return f"uncertainty.{path}={{low={low}, high={high}}}"


CASES: dict[str, tuple[list[str], str, list[str], str]] = {
    # given, a range that is wrong, the same up to where it is right, and what it is wrong with
    "a rate and points": ([f"{POINTS}=0.2"], RATE, ["0.1, 0.81", "0.1, 0.8"], "more than the whole price"),
    "points and a rate": ([f"{RATE}=0.7", f"{POINTS}=0.1"], POINTS, ["0.0, 0.31", "0.0, 0.3"], "the whole price"),
    "a rate and a distributor": ([f"{PART}=0.2"], RATE, ["0.1, 0.8", "0.1, 0.79"], "leave nothing of the price"),
    "a distributor and a rate": ([f"{RATE}=0.6", f"{PART}=0.1"], PART, ["0.1, 0.4", "0.1, 0.39"], "leave nothing"),
    "a line": ([*LINES, f"{POINTS}=0.2"], f"{RESELLER}.terms.lines.b.rate", ["0.1, 0.9", "0.1, 0.8"], "whole price"),
    "a later year": (
        [f"{RESELLER}.terms.later.year_3=0.1", f"{POINTS}=0.2"], f"{RESELLER}.terms.later.year_3",
        ["0.1, 0.9", "0.1, 0.8"], "whole price",
    ),
    "renewals": (
        [f"{RESELLER}.terms.renewal_rate=0.1", f"{POINTS}=0.2"], f"{RESELLER}.terms.renewal_rate",
        ["0.1, 0.9", "0.1, 0.8"], "whole price",
    ),
    "a step of bands": (
        [*BANDS, f"{REFERRAL}.terms.registered_rate=0.2"], f"{REFERRAL}.terms.bands.steps.b.rate",
        ["0.2, 0.9", "0.2, 0.8"], "whole price",
    ),
    "a step that falls": (BANDS, f"{REFERRAL}.terms.bands.steps.b.rate", ["0.05, 0.3", "0.1, 0.3"], "rates fall"),
    "a tier": (
        [*METAL, f"{RESELLER}.terms.by_tier={{gold={{rate=0.4}}}}", f"{POINTS}=0.2"], OF_GOLD,
        ["0.1, 0.9", "0.1, 0.8"], "whole price",
    ),
    "points and a tier": (
        [*METAL, f"{RESELLER}.terms.by_tier={{gold={{rate=0.8}}}}", f"{POINTS}=0.1"], POINTS,
        ["0.0, 0.3", "0.0, 0.2"], "whole price",
    ),
    "a tier and a distributor": (
        [*METAL, f"{RESELLER}.terms.by_tier={{gold={{rate=0.4}}}}", f"{PART}=0.2"], OF_GOLD,
        ["0.1, 0.8", "0.1, 0.79"], "leave nothing of the price",
    ),
    "a tier of a line": (
        [*METAL, *LINES, f"{RESELLER}.terms.lines.b.by_tier={{gold={{rate=0.4}}}}", f"{POINTS}=0.2"],
        f"{RESELLER}.terms.lines.b.by_tier.gold.rate", ["0.1, 0.9", "0.1, 0.8"], "whole price",
    ),
    "protection": (CLAIMS, "registration.protection_days", ["10, 61", "10, 60"], "61 are more than valid_days, 60"),
    "validity": (CLAIMS, "registration.valid_days", ["29, 90", "30, 90"], "30 are more than valid_days, 29"),
    "limits of an entry": (
        [f"{RESELLER}.terms.fee_least=5.0", f"{RESELLER}.terms.fee_most=9.0"], f"{RESELLER}.terms.fee_least",
        ["1.0, 9.5", "1.0, 9.0"], "cannot be both",
    ),
    "sizes of a bonus": (QUICK, "bonuses.quick.acv_from", ["1.0, 20.0", "1.0, 19.0"], "no deal is from"),
    "customers of established partners": (
        [THERE], f"{RESELLER}.established.customers", ["1.0, 61.0", "1.0, 60.0"], "a partner of size 1 has 60 accounts",
    ),
    "accounts of established partners": (
        [THERE], f"{RESELLER}.accounts", ["2.5, 60.0", "3.0, 60.0"], "a partner of size 1 has 2.5 accounts",
    ),
    "months of a bonus": (QUICK, "bonuses.quick.to_month", ["2, 6", "3, 6"], "lies before from_month"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_range_that_reaches_what_may_not_be_stated(case: str) -> None:
    given, path, (wrong, right), words = CASES[case]
    scenario = load_scenario(SMALL, [*given, f"uncertainty.{path}={{low={right.replace(', ', ', high=')}}}"])
    assert path in scenario.uncertainty
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [*given, f"uncertainty.{path}={{low={wrong.replace(', ', ', high=')}}}"])
    (problem,) = caught.value.problems
    assert problem.path == f"uncertainty.{path}"
    assert words in problem.what
    assert f"{path} at " in problem.what
    assert "narrow the range with ends" in problem.what


def test_a_form_of_an_uncertainty_without_ends() -> None:
    """It is asked about all but the rarest of its values: one in a thousand."""
    path = f"{RESELLER}.established.customers"
    assert load_scenario(SMALL, [THERE, f"uncertainty.{path}={{p10=1.0, p50=3.0, p90=9.0}}"]).uncertainty
    with pytest.raises(ScenarioError, match="a partner of size 1 has 60 accounts") as caught:
        load_scenario(SMALL, [THERE, f"uncertainty.{path}={{p10=1.0, p50=9.0, p90=40.0}}"])
    plain = Drawing(
        load_scenario(
            SMALL, [THERE, f"{RESELLER}.accounts=900.0", f"uncertainty.{path}={{p10=1.0, p50=9.0, p90=40.0}}"]
        )
    )
    reached = float(str(caught.value).split(f"{path} at ")[1].split()[0])
    assert reached == pytest.approx(plain.draw(lambda _: 0.999)[path], rel=1e-5)


def test_days_for_which_nobody_waits() -> None:
    path = f"{RESELLER}.accreditation_days"
    with pytest.raises(ScenarioError, match="nobody waits for it where partners do not deliver"):
        load_scenario(SMALL, [ranged(path, 0, 1)])
    assert load_scenario(SMALL, [ranged(path, 0, 1), f"{RESELLER}.delivers=true"]).uncertainty


def test_customers_and_accounts_that_are_right_alone() -> None:
    customers, accounts = ranged(f"{RESELLER}.established.customers", 1, 30), ranged(f"{RESELLER}.accounts", 20, 60)
    assert load_scenario(SMALL, [THERE, customers]).uncertainty
    assert load_scenario(SMALL, [THERE, accounts]).uncertainty
    with pytest.raises(ScenarioError, match=r"customers at 30 and .*accounts at 20 can be drawn"):
        load_scenario(SMALL, [THERE, customers, accounts])


def test_the_uncertainties_that_checks_ask_for_are_named() -> None:
    """Beside what must be in order, which draws are brought into: each read of a check is recorded."""
    read: set[str] = set()

    def recorded(table: Table, above: str) -> Table:
        values = {}
        for name in type(table).model_fields:
            value = getattr(table, name)
            values[name] = recorded(value, f"{above}{name}.") if isinstance(value, Table) else value

        class Recording(type(table)):  # type: ignore[misc]
            def __getattribute__(self, name: str) -> Any:
                if name in type(table).model_fields:
                    read.add(f"{above}{name}")
                return super().__getattribute__(name)

        return Recording.model_construct(None, **values)

    kind = load_scenario(SMALL, [THERE, *METAL, *LINES]).archetypes["reseller"]
    for changes in ({}, {"distributor_rate": 0.1}, {"accreditation_days": 3}):
        seen = recorded(kind.model_copy(update=changes), "")
        for name in checks_of(type(kind)):
            if name != "_in_order":
                list(getattr(seen, name)())
    asked = {path for path in read if (spec := spec_of(f"{RESELLER}.{path}")) and spec.role == "uncertainty"}
    assert {path for path in asked if spec_of(f"{RESELLER}.{path}").numeric} - {"segments"} == set(Archetype.checked)  # type: ignore[union-attr]


def test_two_ranges_that_are_right_alone() -> None:
    """0.7 and 0.3 are the whole price; each range is right beside what is stated of the other."""
    rate, points = ranged(RATE, 0.1, 0.75), ranged(POINTS, 0.0, 0.3)
    given = f"{POINTS}=0.1"
    assert load_scenario(SMALL, [given, rate]).uncertainty
    assert load_scenario(SMALL, [given, points]).uncertainty
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [given, rate, points])
    (problem,) = caught.value.problems
    assert f"{RATE} at 0.75 and {POINTS} at 0.3 can be drawn" in problem.what


def test_three_ranges_that_are_right_two_by_two() -> None:
    given = [f"{POINTS}=0.1", f"{PART}=0.1"]
    ranges = [ranged(RATE, 0.1, 0.5), ranged(POINTS, 0.0, 0.3), ranged(PART, 0.0, 0.2)]
    for left_out in ranges:
        assert load_scenario(SMALL, [*given, *(one for one in ranges if one != left_out)]).uncertainty
    with pytest.raises(ScenarioError, match="leave nothing of the price"):
        load_scenario(SMALL, [*given, *ranges])


@pytest.mark.parametrize(
    ("form", "reaches"),
    [
        ("{p10=0.1, p50=0.2, p90=0.3}", 0.9), ("{mean=0.2, sd=0.1}", 0.9), ("{median=0.2, sigma=0.3}", 0.9),
        ("{p10=0.5, p50=0.8, p90=0.95}", 1.0), ("{min=0.1, mode=0.2, max=0.35}", 0.35),
    ],
)  # fmt: skip
def test_a_form_without_ends_reaches_the_bound_of_its_draws(form: str, reaches: float) -> None:
    """The largest value that is drawn at the largest uniform is the one that the message names, or below it."""
    plain = load_scenario(SMALL, [f"uncertainty.{RATE}={form}"])
    assert Drawing(plain).draw(lambda _: 1.0 - 2.0**-53)[RATE] <= reaches
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [f"{POINTS}=0.5", f"{PART}=0.15", f"uncertainty.{RATE}={form}"])
    assert any(f"{RATE} at {reaches:g} can be drawn" in problem.what for problem in caught.value.problems)


def test_a_range_that_is_moved_reaches_further() -> None:
    scaled = ["inherited_ranges='scaled'", ranged(RATE, 0.1, 0.5), f"{POINTS}=0.2"]
    assert load_scenario(SMALL, scaled).uncertainty
    with pytest.raises(ScenarioError, match=r"terms\.rate at 0\.9 can be drawn"):
        load_scenario(SMALL, [*scaled, f"{RATE}*=1.8"])


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ([f"changes.a={{month=9, set={{{POINTS}=0.25}}}}"], "changes.a.set"),
        ([f"changes.a={{month=9, set={{{PART}=0.3}}}}"], "changes.a.set"),
        ([f"changes.a={{month=9, set={{{RATE}=0.3, {POINTS}=0.25}}}}"], ""),
        ([f"changes.a={{month=9, set={{{RATE}=0.3}}}}", f"changes.b={{month=12, set={{{POINTS}=0.25}}}}"], ""),
        (
            [f"changes.a={{month=9, set={{{RATE}=0.3}}}}",
             f"changes.b={{month=12, retroactive=true, set={{{POINTS}=0.25}}}}"],
            "changes.b.set",
        ),
        (
            [f"changes.a={{month=9, set={{{RATE}=0.3}}}}", f"changes.b={{month=12, set={{{PART}=0.3}}}}"],
            "changes.b.set",
        ),
    ],
)  # fmt: skip
def test_changes_beside_a_range(changes: list[str], path: str) -> None:
    """A changed rate is not drawn from its month on; deals won before keep the one that was drawn for them."""
    given = [ranged(RATE, 0.1, 0.8), f"{POINTS}=0.05", f"{PART}=0.1"]
    if not path:
        assert load_scenario(SMALL, [*given, *changes]).changes
        return
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [*given, *changes])
    assert {problem.path for problem in caught.value.problems} == {path}


def test_a_condition_of_a_tier_is_drawn_as_its_measure_is_stated() -> None:
    """A share is at most 1, and what is counted in whole numbers is drawn in them, each as often as the next."""
    measures = "deals=3, retention=0.5, months=6, sourced=1000.0"
    base = [METAL[0], METAL[1].replace("deals=3", measures)]
    above = "ladders.metal.tiers.gold.needs"
    drawn = Drawing(
        load_scenario(
            SMALL,
            [
                *base, ranged(f"{above}.deals", 1, 3), f"uncertainty.{above}.months={{min=3, mode=6, max=12}}",
                f"uncertainty.{above}.retention={{p10=0.3, p50=0.5, p90=0.9}}", ranged(f"{above}.sourced", 10.0, 11.0),
            ],
        )
    )  # fmt: skip
    worlds = [drawn.draw(lambda _, u=(world + 0.5) / 300: u) for world in range(300)]  # type: ignore[misc]
    deals = [world[f"{above}.deals"] for world in worlds]
    assert [deals.count(number) for number in (1, 2, 3)] == [100, 100, 100]
    assert all(world[f"{above}.months"] in range(3, 13) for world in worlds)
    assert 0.9 < max(world[f"{above}.retention"] for world in worlds) <= 1
    assert any(world[f"{above}.sourced"] % 1 for world in worlds)
    for measure, ends, words in (
        ("retention", "{low=0.1, high=5.0}", "high = 5 lies outside the field's bounds of 0 to 1"),
        ("deals", "{low=0.5, high=2.5}", "whole number"),
    ):
        with pytest.raises(ScenarioError, match=words):
            load_scenario(SMALL, [*base, f"uncertainty.{above}.{measure}={ends}"])


def test_a_condition_by_thing_is_drawn_so_too() -> None:
    given = [
        METAL[0],
        METAL[1].replace("deals=3", "certified={sales=2}"),
        "certificates={sales={pass_probability=0.5}}",
    ]
    path = "ladders.metal.tiers.gold.needs.certified.sales"
    drawn = Drawing(load_scenario(SMALL, [*given, ranged(path, 1, 2)]))
    assert {drawn.draw(lambda _, u=u: u)[path] for u in (0.1, 0.49, 0.51, 0.9)} == {1, 2}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("measure", "unit", "high"),
    [
        ("retention", "share (fraction of 1)", 1.0), ("growth_rate", "share (fraction of 1)", 1e13),
        ("deals", "number", 1e13), ("certified.sales", "number", 1e13), ("months", "months", 1e13),
        ("points", "points of a ladder", 1e9), ("sourced", "of the measure: money, a number, or a share", 1e13),
    ],
)  # fmt: skip
def test_a_condition_says_what_it_counts(measure: str, unit: str, high: float) -> None:
    for part in ("needs", "one_of"):
        spec = spec_of(f"ladders.metal.tiers.gold.{part}.{measure}")
        assert spec is not None
        assert (spec.unit, spec.high) == (unit, high)


# Doors

TWO: list[Statement] = [(POINTS, "", "0.2"), (f"uncertainty.{RATE}", "", "{low=0.1, high=0.85}")]
STATED: dict[str, list[Statement]] = {
    "bands that begin above 0": [
        (f"{REFERRAL}.terms.rate", "", "false"),
        (f"{REFERRAL}.terms.bands", "", "{measure='sold', steps={a={from=5.0, rate=0.1}}}"),
    ],
    "bands beside a rate": [(f"{REFERRAL}.terms.bands", "", "{measure='sold', steps={a={from=0.0, rate=0.1}}}")],
    "a line that is no segment": [(f"{REFERRAL}.terms.lines", "", "{cloud={rate=0.1}}")],
    "months of no share": [(f"{REFERRAL}.terms.share_months", "", "12")],
    "points above the price": [(POINTS, "", "0.5"), (RATE, "", "0.6")],
    "points above a drawn price": TWO,
    "a drawn tier above the price": [
        (f"{RESELLER}.ladder", "", "'metal'"),
        ("ladders", "", "{metal={order=['tin', 'gold'], tiers={tin={}, gold={needs={deals=3}}}}}"),
        (f"{RESELLER}.terms.by_tier", "", "{gold={rate=0.4}}"), (POINTS, "", "0.2"),
        (f"uncertainty.{OF_GOLD}", "", "{low=0.1, high=0.85}"),
    ],
    "customers that may have no accounts": [
        (f"{RESELLER}.established", "", "{partners=2, age_months=9, customers=3.0, arr_median=9000.0}"),
        (f"uncertainty.{RESELLER}.established.customers", "", "{low=1.0, high=99.0}"),
    ],
    "a distributor that has all": [(PART, "", "0.5"), (RATE, "", "0.5")],
    "a distributor of a referral": [(f"{REFERRAL}.distributor_rate", "", "0.1")],
    "a minimum of a referral": [(f"{REFERRAL}.terms.minimum_per_month", "", "100")],
    "a rebate paid late": [
        (f"{REFERRAL}.terms.rebates", "", f"{{r={{base='sold', period='month', paid='year', steps={STEPS}}}}}"),
    ],
    "clawback days out of order": [("clawback", "", "{full_days=60, end_days=30}")],
    "a window past the renewal": [(f"{REFERRAL}.early_cancel_first_day", "", "359")],
    "segments that are not all": [(f"{REFERRAL}.segments", "", "{a=0.5, b=0.4}")],
    "a change past the horizon": [("changes", "", "{a={month=99, set={phases.pilot.staff=3.0}}}")],
    "15 for 0.15": [(f"{REFERRAL}.terms.renewal_rate", "", "15")],
}  # fmt: skip


@pytest.mark.parametrize("fault", STATED)
def test_a_fault_is_the_same_by_every_door(fault: str, tmp_path: Path) -> None:
    """File, overlay, ``--set``, variants of a comparison, a loaded scenario, Python: one line with path and cure."""
    told = set()
    for name, door in DOORS.items():
        folder = tmp_path / name.replace(" ", "_").replace("-", "")
        folder.mkdir()
        with pytest.raises(Exception) as caught:  # of the loader, or what a command makes of it
            door(folder, STATED[fault])
        (line,) = str(getattr(caught.value, "message", caught.value)).splitlines()
        told.add(line[line.index(": ") + 2 :] if "file" in name or "overlay" in name else line.split(": ", 1)[1])
    assert len({line.rpartition(": ")[2] for line in told}) == 1, told


@pytest.mark.parametrize(
    ("over", "given"),
    [(f"{RATE}=0.1:0.9:2", [f"{POINTS}=0.2"]), (f"{POINTS}=0.0:0.4:2", [ranged(RATE, 0.1, 0.7)])],
)
def test_a_point_of_a_sweep_is_refused_too(over: str, given: list[str]) -> None:
    base = load_scenario(SMALL, given)
    levers = levers_of([over], base)
    first, last = levers[0].values
    assert isinstance(with_values(base, settings_of(levers, (first,))), Scenario)
    with pytest.raises(ScenarioError, match="whole price"):
        with_values(base, settings_of(levers, (last,)))
    settings = [word for one in given for word in ("--set", one)]
    result = CliRunner().invoke(commands, ["sweep", str(SMALL), *settings, "--over", over, "--runs", "2"])
    assert result.exit_code == 2, result.output
    assert "whole price" in result.output
