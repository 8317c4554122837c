"""Running the command line in an empty folder, in this process and as a user types it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli.main import commands

SMALL = ("--runs", "3", "--months", "24", "--workers", "1", "--quiet")
"""A run that takes little time."""

Run = Callable[..., Result]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder; anything but a clean exit is an error of the test."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(commands, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert "partnersim failed" not in result.output
        return result

    return run


def typed(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``python -m sim`` in a process of its own."""
    root = str(Path(sim.__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": root, **environment}
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
