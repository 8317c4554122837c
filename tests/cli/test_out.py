"""``--out``: results of another scenario or another command are replaced with ``--force`` alone."""

import json
from pathlib import Path

import pytest

import sim.experiment.run as experiment

from .conftest import SMALL, Run

RATE = "archetypes.reseller.terms.rate"
COMMANDS = {
    "run": ("run", "coach"),
    "compare": ("compare", "coach", f"coach:{RATE}=0.30"),
    "sweep": ("sweep", "coach", "--over", f"{RATE}=0.1:0.2:2"),
}
OTHERS = {
    "run": ("run", "coach_ready"),
    "compare": ("compare", "coach_ready", f"coach:{RATE}=0.30"),
    "sweep": ("sweep", "coach_ready", "--over", f"{RATE}=0.1:0.2:2"),
}
INPUTS = {
    "run": [("run", "coach", "--seed", "2"), ("run", "coach", "--set", f"{RATE}=0.3")],
    "compare": [
        ("compare", "coach", f"coach:{RATE}=0.31"), ("compare", f"coach:{RATE}=0.30", "coach"),
        ("compare", "coach", f"coach:{RATE}=0.30", "--futures", "2"),
    ],
    "sweep": [
        ("sweep", "coach", "--over", f"{RATE}=0.1:0.3:2"),
        ("sweep", "coach", "--over", f"{RATE}=0.1:0.2:2", "--seed", "2"),
    ],
}  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("held", COMMANDS)
def test_what_is_there_is_kept_unless_forced(
    held: str, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """18.19: refused before anything is simulated; the same inputs are written again."""
    out = ("--out", "here", *SMALL)
    assert invoke(*COMMANDS[held], *out).exit_code == 0
    before = files(tmp_path / "here")
    others = [OTHERS[held], *(command for name, command in COMMANDS.items() if name != held)]
    with monkeypatch.context() as patched:
        patched.setattr(experiment, "simulate_worlds", lambda *_, **__: pytest.fail("simulated"))
        for other in others:
            refused = invoke(*other, *out)
            assert refused.exit_code == 2, other
            assert "here: has " in refused.stderr
            assert "--force" in refused.stderr
            assert refused.stdout == ""
    assert files(tmp_path / "here") == before
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert invoke(*COMMANDS[held], *out).exit_code == 0
    assert files(tmp_path / "here").keys() == before.keys()
    assert invoke(*others[-1], *out, "--force").exit_code == 0
    assert json.loads((tmp_path / "here" / "manifest.json").read_text())["content"] == others[-1][0]
    assert files(tmp_path / "here").keys() != before.keys()


def test_a_resumed_run_does_not_replace_another(invoke: Run, tmp_path: Path) -> None:
    """18.19"""
    assert invoke("run", "coach", *SMALL, "--out", "here").exit_code == 0
    refused = invoke("run", "coach_ready", *SMALL, "--out", "here", "--resume")
    assert refused.exit_code == 2
    assert "here: has the results of another scenario (coach, not coach_ready)" in refused.stderr
    more = invoke("run", "coach", "--runs", "4", *SMALL[2:], "--out", "here", "--resume")
    assert more.exit_code == 0
    assert json.loads((tmp_path / "here" / "manifest.json").read_text())["runs"] == 4


def test_precision_is_refused_before_it_starts(invoke: Run) -> None:
    """18.19"""
    assert invoke("run", "coach", *SMALL, "--out", "here").exit_code == 0
    refused = invoke("run", "coach_ready", *SMALL, "--precision", "0.4", "--out", "here")
    assert refused.exit_code == 2
    assert "has the results of another scenario (coach, not coach_ready)" in refused.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_so(command: str, invoke: Run) -> None:
    """18.19"""
    said = " ".join(invoke(command, "--help").stdout.split())
    assert "other results there are replaced only with --force" in said
    assert "--force Replace results of another scenario or command in the folder" in said


@pytest.mark.parametrize("command", [command for commands in INPUTS.values() for command in commands])
def test_other_inputs_of_the_same_scenario_are_replaced_and_said(
    command: tuple[str, ...], invoke: Run, tmp_path: Path
) -> None:
    """18.19"""
    out = ("--out", "here", *(each for each in SMALL if each != "--quiet"))
    assert "replaced" not in invoke(*COMMANDS[command[0]], *out).stderr
    digest = json.loads((tmp_path / "here" / "manifest.json").read_text())["input_digest"]
    done = invoke(*command, *out)
    assert done.exit_code == 0
    assert "here: results of coach with other inputs are replaced\n" in done.stderr
    assert json.loads((tmp_path / "here" / "manifest.json").read_text())["input_digest"] != digest
    assert "replaced" not in invoke(*command, *out).stderr
