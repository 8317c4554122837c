"""Red flags of a running program: partners of its tables, the phase in force, months from day 0."""

from pathlib import Path

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.lint.sizes import company_arr
from sim.scenario.load import load_scenario

from .started import SCENARIO, written


def partners(number: int, left: int = 0) -> list[str]:
    """Rows of partners without results, the first of which have left."""
    return [
        f"p{place:03},reseller,2026-01-31,2026-03-31,{'2026-08-31' if place < left else ''},,,,,0,"
        for place in range(number)
    ]


def said(path: Path, *overrides: str) -> list[str]:
    return [flag.message for flag in red_flags(load_scenario(path, overrides))]


def started(folder: Path, number: int, left: int = 0, phase: str = "pilot") -> Path:
    text = SCENARIO.replace('"pilot"', f'"{phase}"')
    return written(folder, text, partners=partners(number, left), customers=[], opportunities=[])


@pytest.mark.parametrize("left", [0, 1])
def test_managers_look_after_partners_of_the_table(left: int, tmp_path: Path) -> None:
    """20.5: 1 manager for 20 partners: 21 under agreement are too many, 20 are not, whoever has left."""
    rule = ("phases.stabilise.managers=1", "program.partners_per_manager=20", "vendor.roster.partners=0")
    many = said(started(tmp_path / "many", 21 + left, left, "stabilise"), *rule)
    few = said(started(tmp_path / "few", 20 + left, left, "stabilise"), *rule)
    what = "the 1 managers of phase stabilise can look after 20 partners, and 21 are there on day 0"
    assert any(line.startswith(what) for line in many), many
    assert not any("are there on day 0" in line for line in few)


def test_partners_without_anybody(tmp_path: Path) -> None:
    """20.5: 30 partners in a phase without people."""
    nobody = [f"phases.pilot.{what}=0" for what in ("managers", "staff", "owner_cost_per_month", "contacts_per_month")]
    lines = said(started(tmp_path, 30), *nobody, "vendor.roster.partners=0")
    assert "30 partners, and no manager, staff or owner in phase pilot" in lines
    assert any(line.startswith("phase pilot has no partner managers: nobody looks after") for line in lines)


@pytest.mark.parametrize(
    ("direct", "times"),
    [("22500000", "2.5"), ("12500000", "1.5"), ("4000000", "0.65"), ("12499999", ""), ("4200000", "")],
)
def test_people_of_a_company_of_another_size(direct: str, times: str, tmp_path: Path) -> None:
    """coach has 10M of direct and inbound ARR; half as much again, or two thirds, is another size."""
    path = started(tmp_path, 2)
    assert company_arr(load_scenario("coach")) == 10_000_000
    lines = [line for line in said(path, f"start.arr.direct={direct}") if "are those of coach" in line]
    assert len(lines) == bool(times)
    if lines:
        assert (
            f", {times} times that of coach, and vendor.team_hours_per_month = 1,000, phases.pilot.managers = 1.5, "
            "phases.pilot.staff = 0.5, phases.pilot.contacts_per_month = 30 are those of coach: state your own"
            in lines[0]
        )


def test_people_that_a_company_states_have_no_size(tmp_path: Path) -> None:
    """What is left is named, and a new program in a larger company is another matter."""
    path = started(tmp_path, 2)
    own = ("start.arr.direct=22500000", "vendor.team_hours_per_month=2600", "phases.pilot.contacts_per_month=40")
    (line,) = [line for line in said(path, *own) if "are those of coach" in line]
    assert "phases.pilot.managers = 1.5, phases.pilot.staff = 0.5 are those" in line
    assert "team_hours" not in line
    every = (*own, "phases.pilot.managers=3", "phases.pilot.staff=1")
    for overrides in (every, (*own, "start=false"), (*own, "currency='EUR'")):
        assert not any("are those of coach" in line for line in said(path, *overrides))


def test_phases_that_are_over_have_no_flags(tmp_path: Path) -> None:
    """20.5: what the pilot plans is past; what is to come counts from day 0."""
    wrong = ("phases.pilot.contacts_per_month=900", "phases.stabilise.contacts_per_month=900")
    lines = said(started(tmp_path, 2, phase="stabilise"), *wrong)
    plans = [line.partition(" plans")[0] for line in lines if "plans 900 contacts" in line]
    assert plans == ["phase stabilise"]


def test_costs_of_phases_are_beside_the_arr_of_their_months_from_day_0(tmp_path: Path) -> None:
    """20.5: with 12 months over, a phase of month 19 begins in month 7 of the run: half a year of growth."""
    path = started(tmp_path, 2)
    rule = ("phases.scale.earliest_month=19", "phases.scale.fixed_cost_per_month=900000", "start.arr.inbound=0",
            "vendor.direct.arr_growth_per_year=0.44")  # fmt: skip
    (line,) = [line for line in said(path, *rule) if line.startswith("phase scale costs")]
    assert "of the 9,000,000 USD of direct and inbound ARR planned then" in line
