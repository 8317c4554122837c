"""Running the command line in an empty folder, in this process and as a user types it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

import sim
import sim.report.charts.style as style
from sim.cli.main import commands
from sim.experiment.ensemble import Ensemble, Failure

SMALL = ("--runs", "3", "--months", "24", "--workers", "1", "--quiet")
"""A run that takes little time."""

TAKES_CTRL_C = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""What a process runs first: a background job of a shell inherits Ctrl-C as ignored."""

HANGS = 300
"""Seconds after which a process is taken to hang."""

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def unpainted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts of this process are laid out and not painted, which takes longest, but where a test is marked ``painted``.

    How they look is tested in ``tests/report``; processes of their own paint.
    """

    def drawn(_: object, file: IO[Any], format: str, **__: object) -> None:
        file.write(b"png" if format == "png" else "<svg>")

    if request.node.get_closest_marker("painted") is None:
        monkeypatch.setattr(style.Figure, "savefig", drawn)


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder; anything but a clean exit is an error of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(commands, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert "partnersim failed" not in result.output
        return result

    return run


def with_failures(simulate: Callable[..., Ensemble], share: float) -> Callable[..., Ensemble]:
    """The function with the first replications marked as failed: a share of them, at least one."""

    def failing(*arguments: object, **options: object) -> Ensemble:
        ensemble = simulate(*arguments, **options)
        failed = max(1, int(share * len(ensemble.completed)))
        completed = ensemble.completed & (np.arange(len(ensemble.completed)) >= failed)
        reasons = tuple(Failure(world, 0, "Traceback\nValueError: no luck\n") for world in range(failed))
        return replace(ensemble, completed=completed, failures=reasons)

    return failing


def typed(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``python -m sim`` in a process of its own."""
    return subprocess.run(
        _command(arguments), cwd=folder, env=_environment(environment), capture_output=True, text=True, timeout=HANGS,
        check=False,
    )  # fmt: skip


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``python -m sim`` as it runs, with Ctrl-C as a terminal sends it; it is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{TAKES_CTRL_C}; runpy.run_module('sim', run_name='__main__')", *arguments],
        cwd=folder, env=_environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "sim", *arguments]


def _environment(more: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return {**inherited, "PYTHONPATH": str(Path(sim.__file__).parents[1]), **more}
