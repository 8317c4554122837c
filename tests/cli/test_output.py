"""19.15, 16, 23 to 25, 28, 29, 32: every command that writes a folder, against every fault of its place."""

import errno
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result

from sim.cli.folder import path_to_write
from sim.experiment.folder import ResultsFolder
from sim.experiment.lock import locked
from sim.experiment.manifest import read_manifest
from tests.cli.conftest import HANGS, Run, started

SIZE = ("--months", "24", "--workers", "1", "--quiet")
RUNS = ("--runs", "3")
DOORS = {
    "run": ("run", "coach", *RUNS, *SIZE),
    "run --precision": ("run", "coach", *RUNS, *SIZE, "--precision", "0.4", "--max-runs", "3"),
    "compare": ("compare", "coach", "coach:gate.threshold=0.2", *RUNS, *SIZE),
    "sweep": ("sweep", "coach", "--over", "gate.threshold=0.1:0.2:2", *RUNS, *SIZE),
}
OTHERS = {name: tuple("coach_ready" if one == "coach" else one for one in door) for name, door in DOORS.items()}
"""The same for another scenario."""


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return DOORS[request.param]


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be simulated."""

    def busy(*_: object) -> None:
        raise AssertionError("work was done")

    monkeypatch.setattr("sim.experiment.run.finished_chunks", busy)


def refused(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    for words in said:
        assert words in result.stderr
    assert len(result.stderr.splitlines()) < 5


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are empty, which takes less time."""

    def save(_: object, target: IO[Any], *, format: str, **__: object) -> None:
        target.write("<svg></svg>" if format == "svg" else b"")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", save)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The name


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("", "names nothing"),
        ("  ", "names nothing"),
        ("-x", "is './-x'"),
        ("--json", "is './--json'"),
        ("a\nb", "'a\\nb' has a character that cannot be seen"),
        ("a\u202eb", "has a character that cannot be seen"),
        ("~nobody_here/x", "no home folder '~nobody_here'"),
        ("a/~/b", "'~' is the home folder at the beginning of a path only"),
        ("./~", "'~' is the home folder"),
        (".", "is not empty and was not written by partnersim"),
        ("sub/..", "sub/..: is not empty"),
        ("loop", "loop: cannot be written: too many levels of symbolic links"),
        ("loop/below", "too many levels of symbolic links"),
        ("n" * 247, "cannot be written: file name too long"),
        ("é" * 124, "cannot be written: file name too long"),
        ("file", "file: is a file, not a folder"),
        ("file/", "file: is a file, not a folder"),
        ("file/below", "file: is a file, not a folder"),
        ("link-to-file", "file: is a file, not a folder"),
        ("/", "is the root of the file system"),
        pytest.param(
            "/proc/out", "cannot be written", marks=pytest.mark.skipif(sys.platform != "linux", reason="/proc")
        ),
    ],
)
@pytest.mark.usefixtures("idle")
def test_a_place_that_can_be_no_folder_is_refused_before_any_work(
    door: tuple[str, ...], out: str, said: str, invoke: Run, tmp_path: Path
) -> None:
    """19.16 and 28, for an option that is written as one word and as two."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "link-to-file").symlink_to("file")
    there = sorted(tmp_path.iterdir())
    refused(invoke(*door, "--out", out), said)
    refused(invoke(*door, f"--out={out}"), said)
    assert sorted(tmp_path.iterdir()) == there
    assert list((tmp_path / "sub").iterdir()) == []


@pytest.mark.parametrize(
    ("out", "place"),
    [
        ("~/out", "home/out"), ("out/", "out"), ("a:b", "a:b"), ("./-x", "-x"), ("link", "target"), ("sub/../o", "o"),
        ("n" * 240, "n" * 240), ("Ä ö", "Ä ö"), ("sub", "sub"), ("sub/.", "sub"), (".", "."), ("./", "."),
    ],
)  # fmt: skip
def test_a_place_is_what_was_meant(out: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.16: twice, as results there are replaced under whoever stands in the folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    if place != ".":
        (tmp_path / "sub").mkdir()
        (tmp_path / "link").symlink_to("target")
    written = ResultsFolder(path_to_write(out), "run", "coach", "a" * 64, 3, frozenset({"manifest.json"}))
    stands = tmp_path.stat().st_ino
    for number in (1, 2):
        with written.held():
            written.write(partial(_numbered, number))
        assert read_manifest(tmp_path / place)["number"] == number
    made = {path.name for path in tmp_path.iterdir()}
    assert made == ({"manifest.json"} if place == "." else {"sub", "link", place.split("/")[0]})
    assert tmp_path.stat().st_ino == stands


def _numbered(number: int, _: Path) -> dict[str, int]:
    return {"number": number}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "names nothing"), ("./~", "'~' is the home folder"), ("~nobody_here/x", "no home folder"),
        ("a\nb", "cannot be seen"), (".", "names a folder"), ("..", "names a folder"), ("/", "names a folder"),
        ("n" * 300, "file name too long"), ("missing/x", "no such file or directory"), ("there", "already exists"),
    ],
)  # fmt: skip
def test_a_starting_file_has_a_plain_name_too(file: str, said: str, invoke: Run, tmp_path: Path) -> None:
    """19.16"""
    (tmp_path / "there.toml").write_text("mine", encoding="utf-8")
    result = invoke("scenarios", "new", file)
    assert result.exit_code == 2
    assert said in result.stderr.lower()
    assert contents(tmp_path) == {"there.toml": b"mine"}


# What is there


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("out", [(), ("--out", "reports/x")])
def test_a_file_in_the_place_of_the_reports(door: tuple[str, ...], out: tuple[str, ...], invoke: Run) -> None:
    """19.28: of default folders too, those of a run with --precision included."""
    Path("reports").write_text("mine", encoding="utf-8")
    refused(invoke(*door, *out), "reports: is a file, not a folder")
    assert Path("reports").read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("out", [(), ("--out", "x")])
@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
def test_a_folder_above_that_takes_no_files(
    door: tuple[str, ...], out: tuple[str, ...], code: int, invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.28"""
    open_file = os.open

    def refuse(path: str | Path, flags: int, *rest: int, **options: int) -> int:
        if str(path).endswith(".lock"):
            raise OSError(code, os.strerror(code), str(path))
        return open_file(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    refused(invoke(*door, *out), f"cannot be written: {os.strerror(code).lower()} in ")
    assert not Path("reports").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
@pytest.mark.usefixtures("idle")
def test_a_folder_that_takes_no_files(door: tuple[str, ...], invoke: Run) -> None:
    """19.28"""
    Path("out").mkdir(mode=0o500)
    refused(invoke(*door, "--out", "out"), "out: cannot be written: permission denied")
    refused(invoke(*door, "--out", "out/below"), "out/below: cannot be written: permission denied")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["run", "compare", "sweep"])
def test_results_are_replaced_and_everything_else_stays(
    name: str, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.24 and 25, and every file that is written is one that was checked beforehand."""
    out = tmp_path / "out"
    assert invoke(*DOORS[name], "--out", "out").exit_code == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == sorted(contents(out))
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "slides").mkdir()
    (out / "slides" / "summary.json").write_text("mine", encoding="utf-8")
    assert invoke(*DOORS[name], "--seed", "2", "--out", "out", "--force").exit_code == 0
    again = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (again["seed"], again["files"]) == (2, manifest["files"])
    assert sorted(contents(out)) == sorted([*manifest["files"], "notes.txt", "slides/summary.json"])

    before = contents(out)
    with monkeypatch.context() as patch:
        patch.setattr("sim.experiment.run.finished_chunks", None)
        refused(
            invoke(*OTHERS[name], "--out", "out"),
            "out: has the results of another scenario (coach, not coach_ready): --force",
        )
        fewer = [*DOORS[name], "--seed", "2", "--out", "out", "--runs", "2"]
        refused(invoke(*fewer), "out: has 3 finished runs, more than 2: --runs 3 keeps them, --force")
        for file in manifest["files"]:
            if file != "manifest.json":
                unlisted = {**again, "files": [one for one in again["files"] if one != file]}
                (out / "manifest.json").write_text(json.dumps(unlisted), encoding="utf-8")
                refused(invoke(*DOORS[name], "--force", "--out", "out"), f"out/{file}: is in the way")
    (out / "manifest.json").write_bytes(before["manifest.json"])
    assert contents(out) == before
    assert invoke(*OTHERS[name], "--out", "out", "--force").exit_code == 0
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["scenario"].startswith("coach_ready")
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


# Two processes


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", DOORS)
def test_a_default_folder_that_is_being_written_is_refused(
    name: str, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.15: also where it is reached by another path. A default folder is known before anything is simulated."""
    result = invoke(*DOORS[name])
    assert result.exit_code == 0, result.stderr
    (folder,) = (tmp_path / "reports").iterdir()
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.setattr("sim.experiment.run.finished_chunks", None)
    before = contents(tmp_path)
    with locked(folder):
        for out in ((), ("--out", f"reports/../reports/{folder.name}/"), ("--out", "link")):
            refused(invoke(*DOORS[name], *out), f"is being written by process {os.getpid()}")
            refused(invoke(*DOORS[name], *out, "--force"), f"is being written by process {os.getpid()}")
    assert contents(tmp_path) == before


@pytest.mark.usefixtures("undrawn")
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_two_runs_in_one_folder_never_mix(tmp_path: Path, invoke: Run) -> None:
    """19.15 and 23: the second is refused while the first lives, and after it has been stopped."""
    first = ("run", "coach", "--months", "24", "--workers", "1", "--runs", "100000", "--out", "out")
    second = (*first, "--seed", "2", "--quiet")
    parts = tmp_path / "out.partial"
    with started(tmp_path, *first) as process:
        while not list(parts.glob("worlds-*")):
            assert process.poll() is None, process.communicate(timeout=HANGS)
            time.sleep(0.1)
        for more in ((), ("--resume",), ("--force",), ("--precision", "0.01")):
            refused(invoke(*second, *more), f"out: is being written by process {process.pid}")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=HANGS)
    assert "Finished worlds are in out.partial; the same command with --resume continues" in err
    assert {json.loads(pq.read_table(part)["about"][0].as_py())["seed"] for part in parts.glob("worlds-*")} == {1}
    finished = len(list(parts.iterdir()))
    refused(invoke(*second), "out.partial: has finished worlds of an interrupted run", "other inputs", "--force")
    refused(invoke(*second, "--resume"), "out.partial holds a run with other inputs")
    refused(
        invoke(*first, "--quiet"), "out.partial: has finished worlds", "--resume continues it, --force discards them\n"
    )
    refused(invoke(*first[:-3], "3", *first[-2:], "--resume", "--quiet"), "more than 3", "--force")
    assert len(list(parts.iterdir())) == finished
    few = invoke(*second[:7], "3", *second[8:], "--force")
    assert few.exit_code == 0, few.stderr
    assert not parts.exists()


# Interrupts, space and memory


@pytest.mark.parametrize("place", ["sim.report.run.fan.write_fan", "sim.experiment.storage.write_results"])
def test_an_interrupt_while_files_are_written_names_the_parts(
    place: str, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.32"""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, interrupt)
        result = invoke(*DOORS["run"], "--out", "out")
    assert result.exit_code == 130
    assert (
        result.stderr == "Interrupted. Finished worlds are in out.partial; the same command with --resume continues.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["out.partial"]
    monkeypatch.setattr("sim.experiment.run.run_chunk", None, raising=False)
    monkeypatch.setattr("sim.experiment.workers.run_chunk", None)
    assert invoke(*DOORS["run"], "--out", "out", "--resume").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file can grow larger, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.painted  # pictures are the largest files
@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("run", 8_000, "out.partial: cannot be written: file too large; finished parts are kept, --resume continues"),
        ("run", 60_000, "out: cannot be written: file too large; finished parts are kept, --resume continues"),
        ("run --precision", 60_000, "out: cannot be written: file too large"),
        ("compare", 60_000, "out: cannot be written: file too large"),
        ("sweep", 30_000, "out: cannot be written: file too large"),
    ],
)
def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    name: str, size: int, said: str, invoke: Run, tmp_path: Path
) -> None:
    """19.29"""
    with files_of_at_most(size):
        result = invoke(*DOORS[name], "--out", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[0].startswith(said), result.stderr
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    assert not (tmp_path / "out").exists()
    if name == "run":
        resumed = invoke(*DOORS[name], "--out", "out", "--resume")
        assert resumed.exit_code == 0, resumed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out"] * (name == "run")


def test_a_starting_file_that_does_not_fit_is_not_there(invoke: Run, tmp_path: Path) -> None:
    """19.29"""
    with files_of_at_most(100):
        result = invoke("scenarios", "new", "mine")
    assert result.exit_code == 1
    assert result.stderr == "mine.toml: cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


TOO_MANY = {
    **{name: (*door, "--runs", "90000") for name, door in DOORS.items()},
    "trace": ("trace", "coach", "--like", "p10", "--runs", "90000", *SIZE),
}


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("name", TOO_MANY)
def test_more_runs_than_fit_in_memory_are_refused(
    name: str, invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.29"""
    monkeypatch.setattr("sim.experiment.memory.available_bytes", lambda: 100_000_000)
    result = invoke(*TOO_MANY[name])
    refused(result, "need about", "of which 0.1 GB is free: at most ")
    most = int(result.stderr.split("(--runs ")[1].split(")")[0])
    assert 1000 < most < 10_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("undrawn")
def test_a_precise_run_goes_as_far_as_memory_does(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.29: it may be precise enough long before."""
    monkeypatch.setattr("sim.experiment.memory.available_bytes", lambda: 400_000)
    door = ["run", "coach", "--runs", "3", "--months", "24", "--workers", "1", "--precision", "0.0001"]
    result = invoke(*door, "--json")
    assert result.exit_code == 0
    (most,) = re.findall(r"at most (\d+) runs fit in memory, of the 100,000 that --max-runs allows", result.stderr)
    assert 3 <= json.loads(result.stdout)["runs"] <= int(most) < 20
