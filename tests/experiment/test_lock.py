"""19.15: one process at a time writes a folder, whatever happened to the one before."""

import errno
import json
import os
import signal
import subprocess
import sys

import pytest

from sim.experiment import lock
from sim.experiment.lock import LockedError, lock_file, locked

HOLDER = (
    "import sys, time; from pathlib import Path; from sim.experiment.lock import locked\n"
    "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def holder(folder):
    """Another process that holds the lock."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def record(folder, **changes):
    """Writes a lock file as a process that has ended would leave it, with changes."""
    with locked(folder):
        content = json.loads(lock_file(folder).read_text())
    lock_file(folder).write_text(json.dumps({**content, **changes}))


def test_a_living_holder_is_named(folder, holder):
    with pytest.raises(LockedError, match=f"is being written by process {holder.pid} "), locked(folder):
        pass
    assert lock_file(folder).exists()


def test_the_lock_of_a_killed_process_is_taken_over(folder, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert lock_file(folder).exists()
    with locked(folder):
        assert json.loads(lock_file(folder).read_text())["process"] == os.getpid()
    assert not lock_file(folder).exists()


def test_the_number_of_a_dead_process_may_be_anybodys_today(folder):
    """A file is no lock: the process of that number lives and holds none."""
    record(folder, process=os.getppid())
    with locked(folder):
        pass
    assert not lock_file(folder).exists()


@pytest.mark.parametrize("here", ["host", "boot"])
def test_a_restart_or_another_container_of_this_machine_is_this_machine(folder, here):
    record(folder, **{"host": "elsewhere" if here == "boot" else os.uname().nodename, "process": 1})
    if here == "host":
        content = json.loads(lock_file(folder).read_text())
        lock_file(folder).write_text(json.dumps({**content, "boot": "before"}))
    with locked(folder):
        assert json.loads(lock_file(folder).read_text())["process"] == os.getpid(), "taken over"
    assert not lock_file(folder).exists()


def test_of_another_machine_nobody_can_tell(folder):
    record(folder, host="elsewhere", boot="other", process=77)
    with pytest.raises(LockedError, match=f"process 77 .* on elsewhere; .* remove {lock_file(folder)}"), locked(folder):
        pass
    lock_file(folder).unlink()
    with locked(folder):
        pass


@pytest.mark.parametrize("text", ["my own notes", '{"name": "package-lock"}', "[1]"])
def test_a_file_of_somebody_else_is_in_the_way(folder, text):
    lock_file(folder).write_text(text)
    with pytest.raises(FileExistsError), locked(folder):
        pass
    assert lock_file(folder).read_text() == text


def test_a_lock_that_its_holder_removes_meanwhile_is_made_again(folder, monkeypatch):
    """Between opening the file and locking it, the holder ended and took the file away."""
    lock_file(folder).touch()
    flock, calls = lock.fcntl.flock, []

    def removed_first(descriptor, operation):
        if not calls:
            lock_file(folder).unlink()
        calls.append(descriptor)
        flock(descriptor, operation)

    monkeypatch.setattr(lock.fcntl, "flock", removed_first)
    with locked(folder):
        assert len(calls) == 2
        assert lock_file(folder).exists()


@pytest.mark.parametrize("missing", ["error", "module"])
def test_a_file_system_without_locks_goes_by_the_file(folder, monkeypatch, missing):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks available")

    if missing == "error":
        monkeypatch.setattr(lock.fcntl, "flock", refuse)
    else:
        monkeypatch.setattr(lock, "fcntl", None)
    record(folder, process=os.getppid())
    with pytest.raises(LockedError, match=f"process {os.getppid()}"), locked(folder):
        pass
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    content = json.loads(lock_file(folder).read_text())
    for change in ({"process": ended.pid}, {"process": os.getppid(), "boot": "before"}):
        lock_file(folder).write_text(json.dumps({**content, **change}))
        with locked(folder):
            pass
