import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from written import write_run

from sim.experiment.identity import Identity
from sim.experiment.partial import resume_partial, start_partial
from sim.experiment.run import _plan, simulate
from sim.experiment.workers import finished_chunks

HERE = Path(__file__).parent
HANGS = 300
"""Seconds after which a process is taken to hang."""


@pytest.fixture(scope="module")
def reference_digest(scenario):
    import fake_world

    import sim.experiment.run as run

    original = run.simulate_world
    run.simulate_world = fake_world.simulate_world
    try:
        return simulate(scenario, runs=23, futures=2, workers=1, engine="reference").digest
    finally:
        run.simulate_world = original


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 7), (2, 1), (2, 7)])
def test_workers_and_chunks_change_no_number(scenario, reference_digest, workers, chunk):
    ensemble = simulate(scenario, runs=23, futures=2, workers=workers, chunk=chunk)
    assert ensemble.digest == reference_digest
    assert ensemble.completed.all()


def test_the_simulation_runs_in_other_processes_with_light_imports(scenario, fake, tmp_path, monkeypatch):
    monkeypatch.setenv("PID_FOLDER", str(tmp_path))
    fake("named")
    simulate(scenario, runs=6, workers=2, chunk=1)
    heavy_by_process = {int(path.name): path.read_text() for path in tmp_path.iterdir()}
    assert heavy_by_process
    assert os.getpid() not in heavy_by_process
    assert set(heavy_by_process.values()) == {""}


def test_the_seed_matters_and_zero_is_a_seed(scenario, reference_digest):
    digests = {simulate(scenario, runs=23, futures=2, seed=seed, workers=1).digest for seed in (0, 1, 2**63 - 1)}
    assert len(digests) == 3
    assert reference_digest in digests


def test_rows_are_worlds_times_futures(scenario):
    wide = simulate(scenario, runs=3, futures=2, workers=1)
    narrow = simulate(scenario, runs=3, futures=1, workers=1)
    assert np.array_equal(wide.monthly["contacts"][::2], narrow.monthly["contacts"])
    assert np.array_equal(wide.parameters["a.first"], narrow.parameters["a.first"])


def test_failures_are_reported_with_key_and_traceback(scenario, fake):
    fake("fails_in_places")
    ensemble = simulate(scenario, runs=8, futures=2, workers=1, chunk=2)
    assert [(failure.world, failure.future) for failure in ensemble.failures] == [(3, 1), (5, 0), (5, 1)]
    assert "future one" in ensemble.failures[0].traceback
    assert "ArithmeticError: world five" in ensemble.failures[1].traceback
    assert np.flatnonzero(~ensemble.completed).tolist() == [7, 10, 11]
    assert not ensemble.monthly["total_revenue"][[7, 10, 11]].any()
    assert np.isnan(ensemble.parameters["a.first"][5])
    assert np.isfinite(np.delete(ensemble.parameters["a.first"], 5)).all()


def test_a_world_that_cannot_be_drawn_costs_no_other(scenario, monkeypatch):
    from sim.experiment import replication, run

    monkeypatch.setattr(run, "simulate_world", replication.simulate_world)
    expected = simulate(scenario, runs=5, workers=1, engine="compiled")
    draw = replication.WorldSource.world

    def world(source, seed, number):
        if number == 3:
            raise ArithmeticError("a world that is none")
        return draw(source, seed, number)

    monkeypatch.setattr(replication.WorldSource, "world", world)
    for workers in (1, 2):
        ensemble = simulate(scenario, runs=5, workers=workers, engine="compiled", chunk=2)
        assert [(failure.world, failure.future) for failure in ensemble.failures] == [(3, 0)]
        assert "a world that is none" in ensemble.failures[0].traceback
        kept = [0, 1, 2, 4]
        assert np.array_equal(ensemble.monthly["total_revenue"][kept], expected.monthly["total_revenue"][kept])
        assert not ensemble.monthly["total_revenue"][3].any()


@pytest.fixture
def faulty_batch(monkeypatch):
    """The compiled engine raises for several worlds at once, though for none alone."""
    import sim.engine.compiled as compiled

    whole = compiled.simulate_worlds

    def simulate_worlds(all_parameters, keys):
        if len(all_parameters) > 1:
            raise TypeError("a bug in the batch")
        return whole(all_parameters, keys)

    monkeypatch.setattr(compiled, "simulate_worlds", simulate_worlds)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_batch_is_told_and_costs_no_number(scenario, tmp_path, request, workers):
    expected = simulate(scenario, runs=5, futures=2, workers=1, engine="compiled")
    assert expected.batch_failures == ()
    request.getfixturevalue("faulty_batch")
    identity = Identity.of(scenario, 1, 2)
    partial, _ = start_partial(tmp_path / "out", identity, runs=5)
    run = {"runs": 5, "futures": 2, "workers": workers, "engine": "compiled"}
    with pytest.warns(RuntimeWarning, match="5 worlds had to be simulated one by one.* TypeError: a bug in the batch"):
        ensemble = simulate(scenario, **run, partial=partial)
    assert ensemble.digest == expected.digest
    assert not ensemble.failures
    assert [(one.first_world, one.last_world) for one in ensemble.batch_failures] == [(0, 4)]
    assert "in simulate_worlds" in ensemble.batch_failures[0].traceback
    write_run(tmp_path / "out", ensemble, {})
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert [(one["first_world"], one["last_world"]) for one in manifest["batch_failures"]] == [(0, 4)]
    assert "TypeError: a bug in the batch" in manifest["batch_failures"][0]["traceback"]
    for _ in range(2):  # from the finished parts, then from the finished run
        with pytest.warns(RuntimeWarning, match="a bug in the batch"):
            again = simulate(scenario, **run, partial=resume_partial(tmp_path / "out", identity, runs=5))
        assert again.batch_failures == ensemble.batch_failures
        partial.discard()


@pytest.mark.usefixtures("faulty_batch")
def test_a_fault_of_the_batch_fails_a_test_that_does_not_expect_it(scenario):
    """Warnings are errors here: no test of an ensemble passes on results that were simulated one by one."""
    with pytest.raises(RuntimeWarning, match="a bug in the batch"):
        simulate(scenario, runs=5, workers=1, engine="compiled")


@pytest.mark.usefixtures("faulty_batch")
def test_a_world_of_its_own_needs_no_batch(scenario):
    assert simulate(scenario, runs=2, futures=30, workers=1, engine="compiled").batch_failures == ()


def test_a_dead_worker_costs_its_world_and_no_other(scenario, fake):
    fake("dies_at_world_four")
    ensemble = simulate(scenario, runs=12, futures=2, workers=2, chunk=3)
    assert [(failure.world, failure.future) for failure in ensemble.failures] == [
        (3, 1),
        (4, 0),
        (4, 1),
        (5, 0),
        (5, 1),
    ]
    assert "died" in ensemble.failures[1].traceback
    assert "world five" in ensemble.failures[3].traceback
    assert int(ensemble.completed.sum()) == 19


def test_all_replications_may_fail(scenario, fake):
    fake("always_fails")
    ensemble = simulate(scenario, runs=3, workers=1)
    assert len(ensemble.failures) == 3
    assert not ensemble.completed.any()
    assert ensemble.digest


def test_progress_counts_replications_and_passes(scenario, fake):
    calls = []
    ensemble = simulate(scenario, runs=30, futures=2, workers=1, progress=lambda *call: calls.append(call))
    assert [done for done, *_ in calls] == sorted(done for done, *_ in calls)
    assert calls[0][0] <= 10
    passing = int(ensemble.passes("sourced_share", 0.1)[:, 3].sum())
    assert 0 < passing < 60
    assert calls[-1] == (60, 60, passing, 60)
    fake("fails_in_places")
    simulate(scenario, runs=7, futures=2, workers=1, progress=lambda *call: calls.append(call))
    assert calls[-1][:2] == (14, 14)
    assert calls[-1][3] == 11


def test_chunks_are_small_at_first():
    plan = _plan(list(range(1000)), 1, None)
    assert [len(worlds) for worlds in plan[:11]] == [10] * 10 + [25]
    assert [world for worlds in plan for world in worlds] == list(range(1000))
    assert {len(worlds) for worlds in _plan(list(range(50)), 200, None)} == {1}


@pytest.mark.parametrize("futures", [1, 4])
@pytest.mark.parametrize("workers", [2, 3, 8])
@pytest.mark.parametrize("runs", [600, 1000, 1234])
def test_workers_end_at_about_the_same_time(runs, workers, futures):
    """Each next chunk goes to the worker that has done least; one worker alone has no small chunks at the end."""
    done = [0] * workers
    for worlds in _plan(list(range(runs)), futures, None, 100, workers):
        done[done.index(min(done))] += len(worlds) * futures
    assert sum(done) == runs * futures
    assert max(done) - min(done) <= 25
    assert [len(worlds) for worlds in _plan(list(range(1000)), 1, None, 100)] == [10] * 10 + [100] * 9


def test_the_plan_is_for_the_workers_that_there_are(scenario, monkeypatch):
    plans = []

    def noted(job, plan, workers):
        plans.append([len(worlds) for worlds in plan])
        return finished_chunks(job, plan, workers)

    monkeypatch.setattr("sim.experiment.run.finished_chunks", noted)
    for workers in (1, 2):
        simulate(scenario, runs=240, workers=workers, engine="compiled")
    assert plans == [[10] * 10 + [100, 40], [10] * 10 + [70, 35, 25, 10]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"runs": 0}, "runs must be at least 1"),
        ({"futures": -1}, "futures must be at least 1"),
        ({"workers": 0}, "workers must be at least 1"),
        ({"seed": -1}, "seed must lie between 0"),
        ({"seed": 2**63}, "seed must lie between 0"),
        ({"seed": 1.5}, "seed must be an integer"),
        ({"runs": True}, "runs must be an integer"),
        ({"engine": "steam"}, "unknown engine 'steam'"),
    ],
)
def test_arguments_out_of_range_are_refused(scenario, arguments, words):
    with pytest.raises(ValueError, match=words):
        simulate(scenario, **arguments)


def _script(tmp_path, body):
    path = tmp_path / "script.py"
    path.write_text(
        textwrap.dedent(
            f"""
            import signal, sys
            sys.path[:0] = [{str(HERE)!r}, {str(HERE.parents[1])!r}]
            import fake_world
            import sim.experiment.run as run
            from sim.scenario.load import load_scenario
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits it as ignored
            scenario = load_scenario("coach", ["months=6", "gate.month=4"])
            """
        )
        + textwrap.dedent(body)
    )
    return [sys.executable, str(path)]


@contextlib.contextmanager
def _session(command, **environment):
    """A process and its workers, which are gone when the block ends."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_ends_workers_and_is_quiet(tmp_path):
    """Both workers are at worlds that never end: if they were waited for, so would be this test.

    The script has no ``__main__`` guard and needs none.
    """
    pids = tmp_path / "pids"
    pids.mkdir()
    command = _script(
        tmp_path,
        """
        run.simulate_world = fake_world.endless
        try:
            run.simulate(scenario, runs=40, engine="reference", workers=2, chunk=2)
        except KeyboardInterrupt:
            print("interrupted")
            sys.exit(130)
        """,
    )
    with _session(command, PID_FOLDER=str(pids)) as process:
        while len(workers := [path.name for path in pids.iterdir()]) < 2:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=HANGS)
        left = [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    assert (process.returncode, out, err) == (130, "interrupted\n", "")
    assert str(process.pid) not in workers
    assert not left
