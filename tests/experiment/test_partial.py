import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from written import write_run

from sim.experiment.chunk import UNREADABLE, chunk_of
from sim.experiment.chunk_file import read_chunk, write_chunk
from sim.experiment.folder import partial_folder
from sim.experiment.identity import Identity
from sim.experiment.lock import locked
from sim.experiment.partial import ResumeError, resume_partial, start_partial
from sim.experiment.results import read_results
from sim.experiment.run import simulate
from sim.experiment.storage import other_sizes, run_directory


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
    partial, discarded = start_partial(folder, identity, runs=20)
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
    partial, _ = start_partial(folder, identity, runs=20)
    simulate(scenario, runs=5, futures=2, workers=1, chunk=2, partial=partial)
    fake("always_fails")
    resumed = simulate(scenario, runs=7, futures=2, workers=1, partial=resume_partial(folder, identity, runs=7))
    assert sorted({failure.world for failure in resumed.failures}) == [5, 6]


def test_failures_survive_a_resume(scenario, identity, folder, fake):
    fake("fails_in_places")
    partial, _ = start_partial(folder, identity, runs=20)
    first = simulate(scenario, runs=7, futures=2, workers=1, partial=partial)
    fake()
    again = simulate(scenario, runs=7, futures=2, workers=1, partial=resume_partial(folder, identity, runs=7))
    assert again.failures == first.failures
    assert again.digest == first.digest


def test_a_finished_run_is_loaded_and_a_larger_one_adds_worlds(scenario, identity, folder, fake):
    first = simulate(scenario, runs=6, futures=2, workers=1)
    write_run(folder, first, {})
    expected = simulate(scenario, runs=9, futures=2, workers=1).digest
    partial = resume_partial(folder, identity, runs=9)
    assert simulate(scenario, runs=9, futures=2, workers=1, partial=partial).digest == expected
    partial.discard()
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
    partial, _ = start_partial(small, identity, runs=20)
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
    partial, _ = start_partial(interrupted, identity, runs=20)
    simulate(scenario, runs=4, futures=2, workers=1, partial=partial)
    calls, fresh = [], []
    resumed = resume_partial(tmp_path / "out", identity, runs=9, others=[finished, interrupted])
    simulate(scenario, runs=9, futures=2, workers=1, partial=resumed, progress=lambda *call: calls.append(call))
    simulate(scenario, runs=9, futures=2, workers=1, progress=lambda *call: fresh.append(call))
    assert calls[-1] == fresh[-1]


def test_an_interrupted_run_with_more_worlds_is_not_removed_with_a_smaller_one(scenario, identity, tmp_path):
    for name, worlds in (("small", 2), ("large", 6)):
        partial, _ = start_partial(tmp_path / name, identity, runs=20)
        simulate(scenario, runs=worlds, futures=2, workers=1, partial=partial)
    resume_partial(tmp_path / "out", identity, runs=4, others=[tmp_path / "small", tmp_path / "large"]).discard()
    assert [path.name for path in tmp_path.iterdir()] == ["large.partial"]


def test_nothing_to_resume_names_the_folder(identity, folder):
    with pytest.raises(ResumeError, match=f"{folder}: nothing to resume"):
        resume_partial(folder, identity, runs=3)
    assert not partial_folder(folder).exists()


def test_other_inputs_are_not_resumed(scenario, identity, folder):
    start_partial(folder, identity, runs=20)
    other = Identity.of(scenario, seed=2, futures=2)
    with pytest.raises(ResumeError, match=f"{partial_folder(folder)}.*other inputs"):
        resume_partial(folder, other, runs=3)
    write_run(folder, simulate(scenario, runs=2, futures=2, seed=2, workers=1), {}, force=True)
    with pytest.raises(ResumeError, match=f"{partial_folder(folder)}.*other inputs"):
        resume_partial(folder, other, runs=3)


def test_results_of_another_version_are_not_resumed(identity, folder):
    start_partial(folder, identity, runs=20)
    manifest = partial_folder(folder) / "manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**content, "metrics": content["metrics"][:-1]}))
    with pytest.raises(ResumeError, match="another version"):
        resume_partial(folder, identity, runs=3)


def test_finished_worlds_are_discarded_only_by_force(scenario, identity, folder):
    """19.25"""
    partial, _ = start_partial(folder, identity, runs=20)
    simulate(scenario, runs=3, futures=2, workers=1, partial=partial)
    other = Identity.of(scenario, seed=2, futures=2)
    for started, cure in ((identity, "--resume continues it, --force"), (other, "other inputs.*--force")):
        with pytest.raises(ResumeError, match=f"{partial_folder(folder)}: has finished worlds.*{cure}"):
            start_partial(folder, started, runs=20)
    assert simulated_worlds(resume_partial(folder, identity, runs=20)) == [0, 1, 2]
    anew, discarded = start_partial(folder, identity, runs=20, force=True)
    assert discarded
    assert simulated_worlds(anew) == []
    assert not start_partial(folder, other, runs=20)[1], "without finished worlds there is nothing to lose"


def test_a_smaller_resumption_keeps_the_worlds_beyond_it(scenario, identity, folder):
    """19.25"""
    partial, _ = start_partial(folder, identity, runs=20)
    simulate(scenario, runs=6, futures=2, workers=1, partial=partial)
    with pytest.raises(ResumeError, match=r"up to run 6, more than 4: --runs 6 keeps them, --force"):
        resume_partial(folder, identity, runs=4)
    assert simulated_worlds(resume_partial(folder, identity, runs=6)) == [0, 1, 2, 3, 4, 5]
    assert resume_partial(folder, identity, runs=4, force=True)


@pytest.mark.parametrize("change", ["input_digest", "seed", "nothing said"])
def test_worlds_of_another_run_among_the_parts_are_not_used(scenario, identity, folder, change):
    """19.23: whatever the manifest beside them says."""
    partial, _ = start_partial(folder, identity, runs=20)
    whole = simulate(scenario, runs=6, futures=2, workers=1, chunk=2, partial=partial)
    chunk = chunk_of(whole).part(2, 4)
    origin = {} if change == "nothing said" else {**identity.origin(), change: 7}
    foreign = sorted(partial_folder(folder).glob("*.parquet"))[1]
    write_chunk(foreign, whole.metric_set, chunk, origin)
    again = resume_partial(folder, identity, runs=6)
    assert simulated_worlds(again) == [0, 1, 4, 5]
    assert simulate(scenario, runs=6, futures=2, workers=1, partial=again).digest == whole.digest


def test_what_somebody_keeps_among_the_parts_stays(scenario, identity, folder):
    """19.24"""
    partial, _ = start_partial(folder, identity, runs=20)
    (partial.folder / "notes.txt").write_text("mine")
    simulate(scenario, runs=6, futures=2, workers=1, partial=partial)
    partial.discard()
    assert sorted(path.name for path in partial.folder.iterdir()) == ["manifest.json", "notes.txt"]
    start_partial(folder, identity, runs=20)
    assert (partial.folder / "notes.txt").read_text() == "mine"


def test_parts_of_a_living_run_of_another_size_are_not_removed(scenario, identity, tmp_path):
    """19.32"""
    small, large = tmp_path / "small", tmp_path / "large"
    with locked(small):
        partial, _ = start_partial(small, identity, runs=4)
        simulate(scenario, runs=2, futures=2, workers=1, partial=partial)
        larger = resume_partial(large, identity, runs=9, others=[small])
        simulate(scenario, runs=9, futures=2, workers=1, partial=larger)
        larger.discard()
        assert simulated_worlds(resume_partial(small, identity, runs=4)) == [0, 1]
    resume_partial(large, identity, runs=9, others=[small]).discard()
    assert not partial_folder(small).exists()


def test_a_foreign_folder_in_the_way_is_not_removed(identity, folder):
    foreign = partial_folder(folder)
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    with pytest.raises(ResumeError, match="in the way"):
        start_partial(folder, identity, runs=20)
    assert (foreign / "letter.txt").exists()


def test_a_damaged_chunk_is_simulated_again(scenario, identity, folder):
    partial, _ = start_partial(folder, identity, runs=20)
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
    write_chunk(tmp_path / "chunk", ensemble.metric_set, chunk_of(ensemble), {"seed": 1})
    assert_same(
        read_chunk(tmp_path / "chunk", ensemble.metric_set, scenario.months, {"seed": 1}), ensemble, [*range(7)]
    )


def test_a_chunk_holds_each_number_once(scenario, tmp_path):
    ensemble = simulate(scenario, runs=7, futures=2, workers=1)
    write_chunk(tmp_path / "chunk", ensemble.metric_set, chunk_of(ensemble), {})
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
    partial, _ = start_partial(folder, identity, runs=20)
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
