"""Each command that writes names the place by ``-o`` and by ``--out``."""

from importlib import import_module
from pathlib import Path

import click
import pytest

from sim.cli.main import COMMANDS

from .conftest import Run

SMALL = ("--runs", "2", "--workers", "1", "--quiet", "--months", "3", "--set", "gate.month=3", "--engine", "reference")
WRITES: dict[str, tuple[tuple[str, ...], str]] = {
    # command: arguments, a file that it writes in the folder (or the file itself)
    "run": (("run", "coach_ready", *SMALL), "summary.json"),
    "compare": (("compare", "coach", "coach_ready", *SMALL), "comparison.csv"),
    "sweep": (("sweep", "coach", "--over", "gate.threshold=0.1:0.2:2", *SMALL), "sweep.csv"),
    "start": (("start", "--example"), "partners.csv"),
    "scenarios new": (("scenarios", "new"), ""),
}


def commands() -> dict[str, click.Command]:
    """Every command and subcommand by its name as typed."""
    found = {name: import_module(f"sim.cli.{name}").command for name in COMMANDS}
    for name, command in [*found.items()]:
        found |= {f"{name} {more}": each for more, each in getattr(command, "commands", {}).items()}
    return found


def test_the_option_has_the_same_names_everywhere() -> None:
    for name, command in commands().items():
        places = [each.opts for each in command.params if {"-o", "--out", "--output"} & {*each.opts}]
        assert places == [["-o", "--out"]] * (name in WRITES), name


@pytest.mark.parametrize("option", ["-o", "--out"])
@pytest.mark.parametrize("command", WRITES)
def test_what_is_written_is_at_the_place(command: str, option: str, invoke: Run, tmp_path: Path) -> None:
    arguments, file = WRITES[command]
    result = invoke(*arguments, option, "place.toml")
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["place.toml"]
    assert (tmp_path / "place.toml" / file).is_file() if file else (tmp_path / "place.toml").is_file()


@pytest.mark.parametrize("named", [(), ("a.toml", "-o", "b.toml")])
def test_a_new_scenario_has_one_name(named: tuple[str, ...], invoke: Run, tmp_path: Path) -> None:
    result = invoke("scenarios", "new", *named)
    assert result.exit_code == 2
    assert "name one file" in result.stderr
    assert not any(tmp_path.iterdir())
