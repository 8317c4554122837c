"""What surrounds a command: closed and full streams, other programs' variables, consoles, caches, interrupts."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim.analysis.behaviour.pool as pool
import sim.cli.main as command_line
import sim.report.charts.style as style
from sim import compilation
from sim.cli.main import commands

from .conftest import HANGS, TAKES_CTRL_C, Run, _environment, typed

SIZE = ("--runs", "2", "--months", "24", "--workers", "1")
WRITING = {
    "run": ("run", "coach", *SIZE, "--quiet", "--out", "o"),
    "compare": ("compare", "coach", "coach:gate.threshold=0.2", *SIZE, "--quiet", "--out", "o"),
    "sweep": ("sweep", "coach", "--over", "archetypes.reseller.terms.rate=0.1:0.3:2", *SIZE, "--quiet", "--out", "o"),
}
CHECKING = {
    "trace": ("trace", "coach", "--replication", "0", "--months", "24", "--quiet"),
    "verify": ("verify", "coach", "--runs", "1", "--months", "24", "--quiet"),
}
LIGHT = {
    "explain": ("explain", "coach", "gate.month"),
    "validate": ("validate", "coach"),
    "scenarios": ("scenarios", "list"),
    "--help": ("--help",),
    "run --help": ("run", "--help"),
    "--version": ("--version",),
}
ALL = {**WRITING, **CHECKING, **LIGHT}
QUICK = [pytest.param(name, marks=pytest.mark.full) if name in ("validate", "scenarios") else name for name in LIGHT]
HEAVY = [pytest.param(name, marks=pytest.mark.full) for name in (*CHECKING, "compare", "sweep")]
CHARTS = {"run": ["fan"], "compare": ["compare", "difference"], "sweep": ["sweep"]}
DATA = {"run": "summary.json", "compare": "comparison.json", "sweep": "summary.json"}


def shell(folder: Path, arguments: tuple[str, ...], redirected: str) -> subprocess.CompletedProcess[str]:
    """A command with streams as a shell redirects them."""
    line = f'exec "$0" -m sim "$@" {redirected}'
    return subprocess.run(
        ["sh", "-c", line, sys.executable, *arguments], cwd=folder, env=_environment({}), capture_output=True,
        text=True, timeout=HANGS, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", [*QUICK, "run", *HEAVY])
def test_closed_streams_are_as_the_null_device(name: str, tmp_path: Path) -> None:
    """19.26"""
    done = shell(tmp_path, ALL[name], ">&- 2>&- <&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    if name in WRITING:
        assert (tmp_path / "o" / DATA[name]).is_file()


@pytest.mark.parametrize("name", ["explain", "--help", pytest.param("run", marks=pytest.mark.full), *HEAVY])
def test_one_closed_stream_leaves_the_other(name: str, tmp_path: Path) -> None:
    """19.26"""
    assert (done := shell(tmp_path, ALL[name], ">&-")).returncode == 0
    assert (done.stdout, done.stderr) == ("", "")
    assert (done := shell(tmp_path, ALL[name], "2>&-")).returncode == 0
    assert done.stdout
    assert done.stderr == ""


def test_a_refusal_without_stderr_keeps_its_status(tmp_path: Path) -> None:
    """19.26"""
    assert shell(tmp_path, ("explain", "nonsense"), "2>&-").returncode == 2
    assert shell(tmp_path, ("nonsense",), ">&- 2>&-").returncode == 2


@pytest.mark.parametrize("name", [*QUICK, "run", *HEAVY])
def test_output_that_is_lost_is_a_failure(name: str, tmp_path: Path) -> None:
    """19.26"""
    done = shell(tmp_path, ALL[name], ">/dev/full")
    assert done.returncode == 1
    assert done.stderr == "stdout: cannot be written: No space left on device\n"


def test_talk_that_is_lost_is_none(tmp_path: Path) -> None:
    """19.26: the work is done, and its status told, where nobody reads what is said of it."""
    loud = tuple(word for word in WRITING["run"] if word != "--quiet")
    done = shell(tmp_path, (*loud, "--json"), "2>/dev/full")
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((tmp_path / "o" / "summary.json").read_text(encoding="utf-8"))
    command = f"{{ {sys.executable} -m sim explain nonsense; echo $? >status; }} 2>&1 | true"
    subprocess.run(["sh", "-c", f"sleep 0; {command}"], cwd=tmp_path, env=_environment({}), check=True, timeout=HANGS)
    assert (tmp_path / "status").read_text() == "2\n"


FOREIGN = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NUMBA_DEBUG": "1",
    "NUMBA_OPT": "none",
    "COLUMNS": "0",
    "PYTHONIOENCODING": "ascii",
    "PYTHONWARNINGS": "error",
    "FORCE_COLOR": "1",
}


@pytest.mark.parametrize("name", ["run", *HEAVY, *QUICK])
def test_variables_of_other_programs_change_nothing(name: str, tmp_path: Path, invoke: Run) -> None:
    """19.14"""
    asked = (*ALL[name], "--json") if name in {**WRITING, **CHECKING} else ALL[name]
    done = typed(tmp_path, *asked, **FOREIGN)
    assert (done.returncode, done.stderr) == (0, "")
    shutil.rmtree(tmp_path / "o", ignore_errors=True)
    usual = invoke(*asked)
    assert usual.exit_code == 0
    if name in WRITING:
        assert json.loads(done.stdout) == json.loads(usual.stdout)
        assert {path.name for path in (tmp_path / "o").glob("*.png")} == {f"{chart}.png" for chart in CHARTS[name]}
    else:  # in a process of its own, too: help is wider in click's runner
        usual_text = typed(tmp_path, *asked, PYTHONIOENCODING="utf-8").stdout
        assert done.stdout == usual_text.replace("±", "+/-").replace("…", "...")


@pytest.mark.parametrize("name", WRITING)
def test_a_chart_that_cannot_be_drawn_costs_no_numbers(name: str, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.14"""
    usual = invoke(*WRITING[name])
    data = Path("o", DATA[name]).read_bytes()

    def no_ink(*_: object, **__: object) -> None:
        raise RuntimeError("no\nink")

    monkeypatch.setattr(style.Figure, "savefig", no_ink)
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    done = invoke(*WRITING[name])
    assert done.exit_code == 3
    assert done.stdout == usual.stdout
    assert Path("o", DATA[name]).read_bytes() == data
    assert done.stderr.splitlines() == [
        f"warning: the chart {chart} cannot be drawn (RuntimeError: no ink); the numbers are not affected"
        for chart in CHARTS[name]
    ]
    assert not [*Path("o").glob("*.png"), *Path("o").glob("*.svg")]


@pytest.mark.parametrize(
    ("name", "module"),
    [("run", "sim.report.run.fan"), ("compare", "sim.report.comparison.charts"), ("sweep", "sim.report.sweep.chart")],
)
def test_a_chart_library_that_is_broken_costs_no_numbers(
    name: str, module: str, invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.14"""
    monkeypatch.setitem(sys.modules, module, None)
    done = invoke(*WRITING[name])
    assert done.exit_code == 3
    assert done.stderr.startswith(f"warning: the chart {CHARTS[name][0]} cannot be drawn (ModuleNotFoundError")
    assert Path("o", DATA[name]).is_file()


def test_a_chart_that_cannot_be_written_is_a_full_disk(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.14: not a chart that cannot be drawn."""

    def full(self: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = invoke(*WRITING["compare"])
    assert done.exit_code == 1
    assert "o: cannot be written: no space left on device" in done.stderr


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: int) -> os.terminal_size:
        raise OSError("not a terminal")

    monkeypatch.setattr(os, "get_terminal_size", none)


def figures(page: str) -> set[str]:
    """Amounts and shares of a page."""
    return set(re.findall(r"[-+]?[$]?\d[\d.]*(?:%|[kMB]\b)", page))


def widest(page: str) -> int:
    return max(len(line.rstrip()) for line in page.splitlines())


@pytest.mark.parametrize(
    "name", ["run", *(pytest.param(name, marks=pytest.mark.full) for name in ("compare", "sweep"))]
)
@pytest.mark.usefixtures("no_terminal")
def test_any_width_shows_every_figure(name: str, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.13: what reads the width is common to all commands; ``test_widths`` has the pages of each."""
    asked = ["60" if word == "2" else word for word in WRITING[name]]
    monkeypatch.delenv("COLUMNS", raising=False)
    usual = invoke(*asked).stdout
    assert 70 < widest(usual) <= 80
    for columns in ("0", "nonsense", "-5"):
        monkeypatch.setenv("COLUMNS", columns)
        assert invoke(*asked).stdout == usual
    for columns, most in (("1", 40), ("60", 60), ("99999999999", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        page = invoke(*asked).stdout
        assert widest(page) <= most
        assert "…" not in page
        assert figures(usual) <= figures(page)


@pytest.mark.parametrize("error", [EOFError("marshal data too short"), BrokenPipeError(32, "Broken pipe")])
def test_errors_of_files_and_pipes_are_failures(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.12: click would take the first for Ctrl-D and the second for a reader that left."""

    def broken(*_: object) -> None:
        raise error

    monkeypatch.delenv(command_line.TRACEBACK_VARIABLE, raising=False)
    monkeypatch.setattr("sim.cli.explain._found", broken)
    done = CliRunner().invoke(commands, ["explain", "coach"])
    assert done.exit_code == 1
    assert f"partnersim failed: {type(error).__name__}: {error}" in done.stderr


@pytest.fixture
def kept_code(tmp_path: Path) -> Path:
    """A cache with a copy of this process's machine code."""
    import sim.engine.compiled  # noqa: F401

    folder = compilation.cache_place(compilation.VERSIONS).folder
    assert folder is not None
    copy = tmp_path / "cache" / "partnersim" / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
    return copy


SIMULATES = "from sim import simulate; print(simulate('coach', runs=2, seed=3, workers=1).digest)"


def with_cache(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = _environment({"XDG_CACHE_HOME": str(folder / "cache")})
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=HANGS,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("function", "damage"),
    [
        ("sim.elementary.log", lambda content: content[:0]),
        pytest.param("sim.elementary.log", lambda content: content[:-100], marks=pytest.mark.full),
        pytest.param("*", lambda content: content[:-9] + b"x" + content[-8:], marks=pytest.mark.full),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the cache's place is set with XDG_CACHE_HOME")
def test_damaged_machine_code_is_prepared_again(
    function: str, damage: Callable[[bytes], bytes], tmp_path: Path, kept_code: Path
) -> None:
    """19.12"""
    from sim import simulate

    digest = simulate("coach", runs=2, seed=3, workers=1).digest
    for path in kept_code.glob(f"{function}-*/*/*.nbc"):
        path.write_bytes(damage(path.read_bytes()))
    told = f"{kept_code}: damaged machine code was thrown away and is prepared again"
    done = with_cache(tmp_path, "-m", "sim", "run", "coach", "--runs", "2", "--seed", "3", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (0, f"{told}\n")
    assert json.loads(done.stdout)["digest"] == digest
    for path in kept_code.glob("sim.elementary.log-*/*/*.nbi"):
        path.write_bytes(b"")
    done = with_cache(tmp_path, "-c", SIMULATES)
    assert (done.returncode, done.stdout) == (0, f"{digest}\n")
    assert done.stderr.splitlines()[0] == told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the cache's place is set with XDG_CACHE_HOME")
def test_a_cache_that_keeps_nothing_is_named(tmp_path: Path) -> None:
    """19.17, 19.33: also by a command that compiles a few functions only."""
    (tmp_path / "cache").write_text("in the way")
    path = "archetypes.reseller.win_probability"
    done = with_cache(tmp_path, "-m", "sim", "explain", "coach", path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{path} = ")
    cannot = f"{tmp_path / 'cache' / 'partnersim'} cannot keep files (Not a directory)"
    assert done.stderr == (
        f"preparing the simulation engine ({compilation.PREPARATION}); every run will take this time: {cannot} ...\n"
    )


@pytest.mark.parametrize("variable", ["NUMBA_NUM_THREADS=0", "NUMBA_DISABLE_JIT=1"])
@pytest.mark.parametrize("name", ["run", *HEAVY])
def test_a_compiler_that_is_turned_off_is_named(name: str, variable: str, tmp_path: Path) -> None:
    """19.33"""
    key, _, value = variable.partition("=")
    asked = (*ALL[name], "--engine", "compiled") if name == "trace" else ALL[name]
    done = typed(tmp_path, *asked, **{key: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"{variable}: ")
    assert "--engine reference" in done.stderr
    assert not list(tmp_path.rglob("*.partial")), "20.13: nothing could be resumed"
    if name == "run":
        cured = typed(tmp_path, *asked, "--engine", "reference", **{key: value})
        assert (cured.returncode, cured.stderr) == (0, "")


INTERRUPTED = f"""
{TAKES_CTRL_C}
import os, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {{module!r}}:
            os.kill(os.getpid(), {{number}})

sys.meta_path.insert(0, Interrupt())
runpy.run_module("sim", run_name="__main__")
"""


@pytest.mark.parametrize(
    ("module", "number", "said"),
    [
        ("click", signal.SIGINT, "interrupted\n"),
        ("numpy", signal.SIGINT, "interrupted\n"),
        ("sim.report.run.fan", signal.SIGINT, "--resume continues"),
        ("sim.report.run.fan", signal.SIGTERM, "--resume continues"),
    ],
)
def test_interrupts_say_what_is_left(module: str, number: int, said: str, tmp_path: Path) -> None:
    """19.32: a signal that arrives as a module is about to be imported."""
    code = INTERRUPTED.format(module=module, number=int(number))
    done = subprocess.run(
        [sys.executable, "-c", code, *WRITING["run"]], cwd=tmp_path, env=_environment({}), capture_output=True,
        text=True, timeout=HANGS, check=False,
    )  # fmt: skip
    assert done.returncode == 128 + number
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob(".*"))
    if "--resume" in said:
        assert str(Path("o.partial")) in done.stderr
        assert list((tmp_path / "o.partial").glob("worlds-*"))


def test_an_interrupt_in_a_callback_is_not_lost() -> None:
    """19.32: Python drops what is raised where no exception can leave, such as in a callback of a C library."""
    code = f"""
import os, signal, time
from sim.cli.interrupts import listen
signal.signal(signal.SIGINT, signal.default_int_handler)
listen()

class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)

Dropped()
time.sleep({HANGS})
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment({}), capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert done.stderr.rstrip().endswith("KeyboardInterrupt")
    assert "ignored" not in done.stderr


def test_an_interruption_ends_the_workers_of_the_behaviour_table() -> None:
    """19.32"""
    workers = []

    def interrupted() -> Iterator[None]:
        with pool.worker_pool(1) as executor:
            executor.submit(os.getpid).result()
            executor.submit(signal.pause)
            workers.extend(executor._processes.values())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    for worker in workers:
        worker.join(HANGS)
        assert worker.exitcode == -signal.SIGTERM


def test_little_time_is_spent_on_a_search_for_garbage() -> None:
    """Asked at the very end of the process: nothing is left to search, and nothing was searched for so few objects."""
    asked = (
        "import atexit, gc, sys; from sim.__main__ import main; sys.argv = ['partnersim', '--version']; "
        "before = gc.get_stats()[0]['collections']; "
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000, len(gc.get_objects()) < 1000, "
        "gc.get_stats()[0]['collections'] - before)); main()"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True True 0"
