"""19.29: what a run takes of memory, and what the machine has."""

import os
import resource
import subprocess
import sys

import numpy as np
import pytest

from sim.experiment import memory
from sim.experiment.memory import MemoryShortageError, available_bytes, bytes_of, check_memory, most_runs
from sim.experiment.run import simulate

GB = 10**9


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without memory that anybody can tell, to which files are added."""
    monkeypatch.setattr(memory, "_PROC", tmp_path / "proc")
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    monkeypatch.delattr(os, "sysconf")

    def add(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return add


FREE = {"proc/meminfo": "MemTotal: 9000000 kB\nMemFree: 1000000 kB\nMemAvailable: 4000000 kB\n"}


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({}, None),
        (FREE, 4_096_000_000),
        ({"proc/meminfo": "MemTotal: 9000000 kB\n"}, None),
        (
            {
                **FREE, "proc/self/cgroup": "0::/a/b\n", "groups/a/b/memory.max": "max\n",
                "groups/a/b/memory.current": "900000000\n", "groups/a/b/memory.stat": "inactive_file 5\n",
                "groups/a/memory.max": "2000000000\n", "groups/a/memory.current": "1500000000\n",
                "groups/a/memory.stat": "anon 7\ninactive_file 300000000\n",
            },
            800_000_000,
        ),
        (
            {
                **FREE, "proc/self/cgroup": "9:cpu:/x\n4:memory:/far/away\n",
                "groups/memory/memory.limit_in_bytes": "3000000000\n",
                "groups/memory/memory.usage_in_bytes": "1000000000\n", "groups/memory/memory.stat": "cache 1\n",
            },
            2_000_000_000,
        ),
        (
            {
                **FREE, "proc/self/cgroup": "0::/\n", "groups/memory.max": "9\n", "groups/memory.current": "10\n",
                "groups/memory.stat": "inactive_file 0\n",
            },
            0,
        ),
    ],
)  # fmt: skip
def test_what_is_free(machine, files, free):
    """Nobody knows; the system; a group of it, with files that can be dropped; a container; nothing at all."""
    machine(files)
    assert available_bytes() == free


def test_without_a_word_on_what_is_free_all_there_is_counts(machine, monkeypatch):
    """A machine without /proc."""
    sizes = {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__, raising=False)
    machine({})
    assert available_bytes() == 4_096_000


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process")
def test_a_limit_on_the_process_counts():
    code = (
        "import resource; from sim.experiment.memory import available_bytes as free\n"
        "resource.setrlimit(resource.RLIMIT_AS, (3 * 10**9, 3 * 10**9)); print(free())"
    )
    free = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert 0 < free < 3 * GB


def test_a_run_takes_what_its_arrays_take_and_little_more(scenario):
    ensemble = simulate(scenario, runs=30, futures=2, workers=1)
    kept = [ensemble.monthly[metric.name] for metric in ensemble.metric_set.kept]
    held = sum(np.asarray(values).nbytes for values in (*kept, *ensemble.totals.values()))
    assert held < bytes_of(scenario, 30, 2) < 1.5 * held


def test_more_than_fits_is_refused_with_what_does(scenario, monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 20 * GB)
    check_memory([scenario], 100_000, 1)
    with pytest.raises(MemoryShortageError, match=r"10,000,000 runs of 4 futures need about .* GB of memory, .* 20 GB"):
        check_memory([scenario], 10_000_000, 4)
    with pytest.raises(ValueError, match=r"at most .* runs fit"):
        simulate(scenario, runs=10**9, workers=1)
    most = most_runs([scenario], 4)
    check_memory([scenario], most, 4)
    with pytest.raises(MemoryShortageError, match=f"at most {most:,} runs fit \\(--runs {most}\\)"):
        check_memory([scenario], int(1.3 * most), 4)
    assert most_runs([scenario] * 2, 4) == pytest.approx(most / 2, rel=0.1)
    monkeypatch.setattr(memory, "available_bytes", lambda: 1000)
    with pytest.raises(MemoryShortageError, match="not even one run of so many futures fits"):
        check_memory([scenario], 1, 1)
    monkeypatch.setattr(memory, "available_bytes", lambda: None)
    check_memory([scenario], 10**12, 1)
    assert most_runs([scenario], 1) is None
