"""Help is quick, unknown commands are refused, and no error shows a traceback."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main as cli
from sim.cli.main import COMMANDS, commands
from sim.version import __version__

from .conftest import SMALL, Run, typed

HEAVY = ("numpy", "pydantic", "matplotlib", "simpy", "scipy", "pyarrow", "rich", "numba")


@pytest.mark.parametrize(
    "code", ["import sim", "import sim.cli.main", "from sim.cli.main import commands; commands(['--help'])"]
)
def test_help_and_package_import_nothing_heavy(code: str, tmp_path: Path) -> None:
    check = f"""
import sys
try:
    {code}
except SystemExit:
    pass
loaded = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f'imported: {{loaded}}' if loaded else 0)
"""
    root = str(Path(sim.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, env={"PYTHONPATH": root},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_help_names_every_command(invoke: Run) -> None:
    result = invoke("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.output
    assert invoke("--version").output == f"partnersim {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, invoke: Run) -> None:
    result = invoke(name, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: partnersim {name} ")
    about = str(import_module(f"sim.cli.{name}").command.help).split("\n\n")[0]
    assert " ".join(about.split()) in " ".join(result.output.split())


def test_unknown_command_suggests_the_nearest(invoke: Run) -> None:
    result = invoke("rnu")
    assert result.exit_code == 2
    assert "Did you mean 'run'?" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RuntimeError("wires\ncrossed"), 1, "partnersim failed: RuntimeError: wires crossed"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
    ],
)
def test_errors_become_a_line_and_a_status(
    error: BaseException, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.delenv(cli.TRACEBACK_VARIABLE, raising=False)
    monkeypatch.setattr(cli.Commands, "get_command", lambda *_: broken)
    result = CliRunner().invoke(commands, ["run"])
    assert result.exit_code == status
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    root = str(Path(sim.__file__).parents[1])
    home = {name: value for name, value in os.environ.items() if name == "HOME"}  # machine code is kept there
    line = f"{sys.executable} -m sim explain coach | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env={**home, "PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ""


def test_terminal_without_the_characters(tmp_path: Path) -> None:
    """19.18: signs in words, letters without accents, others by their number."""
    told = ("--set", "title=Für März \u65e5", "--set", "currency=EUR")
    done = typed(tmp_path, "run", "coach", *SMALL, *told, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "EUR 1" in done.stdout
    assert "?" not in done.stdout.replace("Additional or taken?", "").replace("False alarm?", "")
    assert done.stdout.startswith("Fur Marz \\u65e5\n")


def test_public_api_is_lazy_and_complete() -> None:
    assert set(sim.__all__) <= set(dir(sim))
    assert callable(sim.load_scenario)
    assert callable(sim.simulate)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = sim.nonsense
