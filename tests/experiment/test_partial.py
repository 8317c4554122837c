import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.experiment.chunk import UNREADABLE, chunk_of
from sim.experiment.chunk_file import read_chunk, write_chunk
from sim.experiment.partial import (
    Identity,
    ResumeError,
    partial_folder,
    resume_partial,
    start_partial,
)
from sim.experiment.results import read_results
from sim.experiment.run import simulate
from sim.experiment.storage import other_sizes, run_directory, write_run


@pytest.fixture
def identity(scenario):
    return Identity.of(scenario, seed=1, futures=2)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


class StopHereError(Exception):
    pass


def interrupt_after(chunks):
    calls = []

    def progress(*call):
        calls.append(call)
        if len(calls) == chunks:
            raise StopHereError

    return progress


def simulated_worlds(partial):
    return sorted(world for chunk in partial.chunks() for world in chunk.worlds.tolist())


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_and_resumed_is_the_same_run(scenario, identity, folder, workers):
    partial, discarded = start_partial(folder, identity)
    assert not discarded
    with pytest.raises(StopHereError):
        simulate(
            scenario,
            runs=20,
            futures=2,
            workers=workers,
            chunk=3,
            partial=partial,
            progress=interrupt_after(3),
        )
    again = resume_partial(folder, identity, runs=20)
    assert len(simulated_worlds(again)) >= 8
    calls = []
    resumed = simulate(
        scenario, runs=20, futures=2, workers=1, partial=again, progress=lambda *call: calls.append(call)
    )
    assert resumed.digest == simulate(scenario, runs=20, futures=2, workers=1).digest
    assert calls[0][0] >= 16
    again.discard()
    assert not partial_folder(folder).exists()


def test_only_missing_worlds_are_simulated(scenario, identity, folder, fake):
    partial, _ = start_partial(folder, identity)
    simulate(scenario, runs=5, futures=2, workers=1, chunk=2, partial=partial)
    fake("always_fails")
    resumed = simulate(scenario, runs=7, futures=2, workers=1, partial=resume_partial(folder, identity, runs=7))
    assert sorted({failure.world for failure in resumed.failures}) == [5, 6]


def test_failures_survive_a_resume(scenario, identity, folder, fake):
    fake("fails_in_places")
    partial, _ = start_partial(folder, identity)
    first = simulate(scenario, runs=7, futures=2, workers=1, partial=partial)
    fake()
    again = simulate(scenario, runs=7, futures=2, workers=1, partial=resume_partial(folder, identity, runs=7))
    assert again.failures == first.failures
    assert again.digest == first.digest


def test_a_finished_run_is_loaded_and_a_larger_one_adds_worlds(scenario, identity, folder, fake):
    first = simulate(scenario, runs=6, futures=2, workers=1)
    write_run(folder, first, {})
    expected = simulate(scenario, runs=9, futures=2, workers=1).digest
    larger = simulate(scenario, runs=9, futures=2, workers=1, partial=resume_partial(folder, identity, runs=9))
    assert larger.digest == expected
    fake("always_fails")
    same = simulate(scenario, runs=6, futures=2, workers=1, partial=resume_partial(folder, identity, runs=6))
    assert same.digest == first.digest
    assert np.array_equal(same.totals["npv"], first.totals["npv"])
    smaller = simulate(scenario, runs=4, futures=2, workers=1, partial=resume_partial(folder, identity, runs=4))
    assert smaller.completed.all()


def test_a_larger_run_finds_the_smaller_one_below_reports(scenario, identity, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    digest = identity.input_digest
    small, large = (run_directory(scenario, digest, runs) for runs in (6, 9))
    assert small.as_posix() == f"reports/coach-{digest[:8]}-6"
    partial, _ = start_partial(small, identity)
    simulate(scenario, runs=6, futures=2, workers=1, partial=partial)
    others = other_sizes(scenario, digest, 9)
    assert others == [small]
    expected = simulate(scenario, runs=9, futures=2, workers=1).digest
    resumed = resume_partial(large, identity, runs=9, others=others)
    assert simulate(scenario, runs=9, futures=2, workers=1, partial=resumed).digest == expected
    resumed.discard()
    assert list((tmp_path / "reports").iterdir()) == []


def test_worlds_that_two_sources_have_count_once(scenario, identity, tmp_path):
    finished, interrupted = tmp_path / "finished", tmp_path / "interrupted"
    write_run(finished, simulate(scenario, runs=6, futures=2, workers=1), {})
    partial, _ = start_partial(interrupted, identity)
    simulate(scenario, runs=4, futures=2, workers=1, partial=partial)
    calls, fresh = [], []
    resumed = resume_partial(tmp_path / "out", identity, runs=9, others=[finished, interrupted])
    simulate(scenario, runs=9, futures=2, workers=1, partial=resumed, progress=lambda *call: calls.append(call))
    simulate(scenario, runs=9, futures=2, workers=1, progress=lambda *call: fresh.append(call))
    assert calls[-1] == fresh[-1]


def test_an_interrupted_run_with_more_worlds_is_not_removed_with_a_smaller_one(scenario, identity, tmp_path):
    for name, worlds in (("small", 2), ("large", 6)):
        partial, _ = start_partial(tmp_path / name, identity)
        simulate(scenario, runs=worlds, futures=2, workers=1, partial=partial)
    resume_partial(tmp_path / "out", identity, runs=4, others=[tmp_path / "small", tmp_path / "large"]).discard()
    assert [path.name for path in tmp_path.iterdir()] == ["large.partial"]


def test_nothing_to_resume_names_the_folder(identity, folder):
    with pytest.raises(ResumeError, match=f"{folder}: nothing to resume"):
        resume_partial(folder, identity, runs=3)
    assert not partial_folder(folder).exists()


def test_other_inputs_are_not_resumed(scenario, identity, folder):
    start_partial(folder, identity)
    other = Identity.of(scenario, seed=2, futures=2)
    with pytest.raises(ResumeError, match=f"{partial_folder(folder)}.*other inputs"):
        resume_partial(folder, other, runs=3)
    write_run(folder, simulate(scenario, runs=2, futures=2, seed=2, workers=1), {}, force=True)
    with pytest.raises(ResumeError, match=f"{partial_folder(folder)}.*other inputs"):
        resume_partial(folder, other, runs=3)


def test_results_of_another_version_are_not_resumed(identity, folder):
    start_partial(folder, identity)
    manifest = partial_folder(folder) / "manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**content, "metrics": content["metrics"][:-1]}))
    with pytest.raises(ResumeError, match="another version"):
        resume_partial(folder, identity, runs=3)


def test_starting_anew_discards_and_says_so(scenario, identity, folder):
    partial, _ = start_partial(folder, identity)
    simulate(scenario, runs=3, futures=2, workers=1, partial=partial)
    anew, discarded = start_partial(folder, identity)
    assert discarded
    assert simulated_worlds(anew) == []


def test_a_foreign_folder_in_the_way_is_not_removed(identity, folder):
    foreign = partial_folder(folder)
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    with pytest.raises(ResumeError, match="in the way"):
        start_partial(folder, identity)
    assert (foreign / "letter.txt").exists()


def test_a_damaged_chunk_is_simulated_again(scenario, identity, folder):
    partial, _ = start_partial(folder, identity)
    whole = simulate(scenario, runs=6, futures=2, workers=1, chunk=2, partial=partial)
    damaged = sorted(partial_folder(folder).glob("*.parquet"))[1]
    damaged.write_bytes(damaged.read_bytes()[:200])
    again = resume_partial(folder, identity, runs=6)
    assert simulated_worlds(again) == [0, 1, 4, 5]
    assert simulate(scenario, runs=6, futures=2, workers=1, partial=again).digest == whole.digest


def assert_same(chunk, ensemble, worlds):
    """The chunk holds these worlds of the ensemble, number for number."""
    assert chunk.worlds.tolist() == worlds
    rows = [world * ensemble.futures + future for world in worlds for future in range(ensemble.futures)]
    assert set(chunk.monthly) == set(ensemble.monthly)
    for name, values in ensemble.monthly.items():
        np.testing.assert_array_equal(chunk.monthly[name], values[rows], name)
    for name, values in ensemble.totals.items():
        np.testing.assert_array_equal(chunk.totals[name], values[rows], name)
    for path, values in ensemble.parameters.items():
        np.testing.assert_array_equal(chunk.parameters[path], values[worlds], path)
    assert chunk.failures == tuple(failure for failure in ensemble.failures if failure.world in worlds)


@pytest.mark.parametrize("name", ["simulate_world", "fails_in_places", "always_fails"])
def test_a_chunk_comes_back_as_it_was(scenario, tmp_path, fake, name):
    fake(name)
    ensemble = simulate(scenario, runs=7, futures=2, workers=1)
    write_chunk(tmp_path / "chunk", ensemble.metric_set, chunk_of(ensemble))
    assert_same(read_chunk(tmp_path / "chunk", ensemble.metric_set, scenario.months), ensemble, [*range(7)])


def test_a_chunk_holds_each_number_once(scenario, tmp_path):
    ensemble = simulate(scenario, runs=7, futures=2, workers=1)
    write_chunk(tmp_path / "chunk", ensemble.metric_set, chunk_of(ensemble))
    row = pq.read_table(tmp_path / "chunk")
    assert len(row["monthly"][0]) == 7 * 2 * scenario.months * len(ensemble.metric_set.kept)
    assert len(ensemble.metric_set.kept) + len(ensemble.metric_set.sums) == len(ensemble.monthly)


@pytest.mark.parametrize(
    ("name", "at_once", "worlds"),
    [
        ("simulate_world", 5, [[0, 1], [2, 3], [4, 5], [6]]),
        ("fails_in_places", 5, [[0, 1], [2, 3], [4], [5, 6]]),
        ("fails_in_places", 1, [[0], [1], [2], [3], [4], [5, 6]]),
        ("always_fails", 5, [[0, 1, 2, 3, 4, 5, 6]]),
    ],
)
def test_a_run_comes_back_some_worlds_at_a_time(scenario, tmp_path, monkeypatch, fake, name, at_once, worlds):
    """A world that failed has no rows: it comes with those after it, or with the last."""
    fake(name)
    ensemble = simulate(scenario, runs=7, futures=2, workers=1)
    monkeypatch.setattr("sim.experiment.results._REPLICATIONS", at_once)
    write_run(tmp_path / "out", ensemble, {})
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    parts = list(read_results(tmp_path / "out", scenario, manifest))
    assert [part.worlds.tolist() for part in parts] == worlds
    for part in parts:
        assert_same(part, ensemble, part.worlds.tolist())


@pytest.mark.parametrize("position", [0.3, 0.6, 0.9])
def test_a_flipped_bit_in_a_chunk_is_noticed(scenario, identity, folder, position):
    partial, _ = start_partial(folder, identity)
    whole = simulate(scenario, runs=6, futures=2, workers=1, chunk=2, partial=partial)
    damaged = sorted(partial_folder(folder).glob("*.parquet"))[1]
    content = bytearray(damaged.read_bytes())
    content[int(position * len(content))] ^= 4
    damaged.write_bytes(content)
    again = simulate(scenario, runs=6, futures=2, workers=1, partial=resume_partial(folder, identity, runs=6))
    assert again.digest == whole.digest


@pytest.mark.parametrize("file", ["monthly", "totals", "parameters"])
@pytest.mark.parametrize("position", [0.3, 0.6, 0.9])
def test_a_flipped_bit_in_a_run_is_noticed(scenario, identity, folder, file, position):
    whole = simulate(scenario, runs=6, futures=2, workers=1)
    write_run(folder, whole, {})
    damaged = folder / f"{file}.parquet"
    content = bytearray(damaged.read_bytes())
    content[int(position * len(content))] ^= 4
    damaged.write_bytes(content)
    again = simulate(scenario, runs=6, futures=2, workers=1, partial=resume_partial(folder, identity, runs=6))
    assert again.digest == whole.digest
    assert np.array_equal(again.totals["npv"], whole.totals["npv"])


@pytest.mark.parametrize("file", ["monthly", "totals", "parameters"])
@pytest.mark.parametrize("change", ["row", "column", "type", "order", "file"])
def test_a_run_that_was_changed_is_noticed(scenario, folder, file, change):
    """Rows, columns and types are those of the manifest, or nothing is read."""
    write_run(folder, simulate(scenario, runs=6, futures=2, workers=1), {})
    path = folder / f"{file}.parquet"
    table = pq.read_table(path)
    if change == "row":
        table = table.slice(1)
    elif change == "column":
        table = table.drop_columns([table.column_names[-1] if file != "monthly" else "contacts"])
    elif change == "type":
        table = table.cast(pa.schema([pa.field(name, pa.float32()) for name in table.column_names]))
    elif change == "order":
        table = table.take([*range(1, table.num_rows), 0])
    pq.write_table(table, path)
    if change == "file":
        path.unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    with pytest.raises(UNREADABLE):
        list(read_results(folder, scenario, manifest))
