"""Futures that fail: left out and told up to one in a hundred (status 3), an error beyond that, for every command."""

from dataclasses import dataclass

import pytest

import sim.analysis.comparison.compare as comparing
import sim.analysis.sweep.simulation as sweeping
import sim.experiment.run as running

from .conftest import Run, with_failures

FUTURES = 120
FEW = ("--runs", str(FUTURES), "--months", "2", "--set", "gate.month=2", "--workers", "1", "--quiet")
RATE = "archetypes.reseller.terms.rate"


@dataclass(frozen=True)
class Door:
    """A command, where it simulates, and what it says of one and of sixty failures."""

    command: tuple[str, ...]
    module: object
    on_page: tuple[str, ...]
    told: str
    refused: tuple[str, ...]


DOORS = {
    "run": Door(
        ("run", "coach"), running, ("1 of 120 futures failed", "(95%, 119 futures)"), "",
        ("60 of 120 futures failed", "world 0, future 0: ValueError: no luck"),
    ),
    "compare": Door(
        ("compare", "coach", "coach_ready"), comparing, ("1 of 120 pairs of A and B failed and are left out",),
        "1 of 120 futures failed under coach or coach_ready", ("60 of 120 futures failed under coach",),
    ),
    "sweep": Door(
        ("sweep", "coach", "--over", f"{RATE}=0.1:0.2:2"), sweeping, ("Up to 1 futures of a point failed",),
        "up to 1 of the 120 futures of a point failed", ("up to 60 of the 120 futures of a point failed",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_one_in_a_hundred_is_left_out_and_told(name: str, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    door = DOORS[name]
    monkeypatch.setattr(door.module, "simulate", with_failures(door.module.simulate, 0.0))  # type: ignore[attr-defined]
    result = invoke(*door.command, *[each for each in FEW if each != "--quiet"])
    assert result.exit_code == 3
    page = " ".join(result.stdout.split())
    assert [said for said in door.on_page if said not in page] == []
    assert door.told in result.stderr


@pytest.mark.parametrize("share", [0.02, 0.5])
@pytest.mark.parametrize("name", DOORS)
def test_more_than_one_in_a_hundred_is_an_error(
    name: str, share: float, invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = DOORS[name]
    monkeypatch.setattr(door.module, "simulate", with_failures(door.module.simulate, share))  # type: ignore[attr-defined]
    result = invoke(*door.command, *FEW)
    assert result.exit_code == 1
    assert result.stdout == ""
    count = int(share * FUTURES)
    for said in door.refused:
        assert said.replace("60", str(count)) in result.stderr
