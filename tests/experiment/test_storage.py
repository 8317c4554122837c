import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.experiment.run import simulate
from sim.experiment.storage import OutputError, check_output, write_folder, write_run
from sim.metrics.declared import METRICS, RATIOS


@pytest.fixture
def ensemble(scenario):
    return simulate(scenario, runs=3, futures=2, workers=1)


def test_a_run_directory_is_complete(ensemble, tmp_path):
    out = tmp_path / "deep" / "out"
    write_run(out, ensemble, {"gate": {}}, charts=lambda folder: (folder / "fan.svg").write_text("<svg/>"))
    assert sorted(path.name for path in out.iterdir()) == [
        "fan.svg",
        "integers.parquet",
        "manifest.json",
        "monthly.parquet",
        "parameters.parquet",
        "scenario.toml",
        "summary.json",
    ]
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["program"] == "partnersim"
    assert manifest["digest"] == ensemble.digest
    assert manifest["input_digest"] == ensemble.input_digest
    assert json.loads((out / "summary.json").read_text()) == {"gate": {}}


def test_monthly_parquet_has_a_row_a_replication_and_month(ensemble, tmp_path):
    write_run(tmp_path / "out", ensemble, {})
    table = pq.read_table(tmp_path / "out" / "monthly.parquet")
    names = ["replication", "world", "future", "month", *(d.name for d in (*METRICS, *RATIOS))]
    assert table.column_names == names
    assert table.num_rows == 6 * 6
    row = {name: column[3 * 6 + 4].as_py() for name, column in zip(names, table.columns, strict=True)}
    assert (row["replication"], row["world"], row["future"], row["month"]) == (3, 1, 1, 5)
    assert row["total_revenue"] == ensemble.monthly["total_revenue"][3, 4] / 100
    assert row["active_partners"] == ensemble.monthly["active_partners"][3, 4]
    assert row["sourced_share"] == ensemble.values("sourced_share")[3, 4]
    drawn = pq.read_table(tmp_path / "out" / "parameters.parquet")
    assert drawn.column_names == ["world", "a.first", "b.second"]
    assert np.array_equal(drawn["a.first"].to_numpy(), ensemble.parameters["a.first"])


def test_failed_replications_stand_in_the_manifest_and_not_in_the_table(scenario, tmp_path, fake):
    fake("fails_in_places")
    write_run(tmp_path / "out", simulate(scenario, runs=7, futures=2, workers=1), {})
    replications = pq.read_table(tmp_path / "out" / "monthly.parquet")["replication"].unique().to_pylist()
    assert replications == [0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 13]
    failures = json.loads((tmp_path / "out" / "manifest.json").read_text())["failures"]
    assert [(failure["world"], failure["future"]) for failure in failures] == [(3, 1), (5, 0), (5, 1)]


def test_a_run_of_this_program_is_replaced(ensemble, tmp_path):
    out = tmp_path / "out"
    write_run(out, ensemble, {"n": 1}, charts=lambda folder: (folder / "old.svg").write_text("old"))
    check_output(out)
    write_run(out, ensemble, {"n": 2})
    assert json.loads((out / "summary.json").read_text()) == {"n": 2}
    assert not (out / "old.svg").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(ensemble, tmp_path):
    (tmp_path / "out").mkdir()
    write_run(tmp_path / "out", ensemble, {})
    assert (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("manifest", [None, "{}", '{"program": "another"}', "not json"])
def test_a_foreign_folder_is_refused_and_left_alone(ensemble, tmp_path, manifest):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("mine")
    if manifest is not None:
        (out / "manifest.json").write_text(manifest)
    with pytest.raises(OutputError, match="thesis"):
        check_output(out)
    with pytest.raises(OutputError, match="thesis"):
        write_run(out, ensemble, {})
    assert (out / "chapter.txt").read_text() == "mine"


def test_a_file_or_a_foreign_partial_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        check_output(tmp_path / "out")
    with pytest.raises(OutputError, match="cannot be written"):
        check_output(tmp_path / "out" / "below")
    (tmp_path / "other.partial").mkdir()
    (tmp_path / "other.partial" / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"other\.partial"):
        check_output(tmp_path / "other")


def test_a_failure_leaves_what_was_there(ensemble, tmp_path):
    out = tmp_path / "out"
    write_run(out, ensemble, {"n": 1})

    def broken(folder):
        (folder / "fan.svg").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_run(out, ensemble, {"n": 2}, charts=broken)
    with pytest.raises(ValueError, match="JSON"):
        write_run(out, ensemble, {"n": float("nan")})
    assert json.loads((out / "summary.json").read_text()) == {"n": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_earlier_results_come_back_if_new_ones_cannot_take_their_place(ensemble, tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_run(out, ensemble, {"n": 1})
    rename = Path.rename

    def refused(path, target):
        if "staging" in path.name:
            raise OSError("permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="permission denied"):
        write_run(out, ensemble, {"n": 2})
    assert json.loads((out / "summary.json").read_text()) == {"n": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("content", ["compare", "sweep"])
def test_results_of_any_command_are_replaced_whole_or_not_at_all(content, tmp_path):
    out = tmp_path / "out"

    def fill(number):
        def write(folder):
            (folder / f"{number}.csv").write_text(str(number))
            (folder / "manifest.json").write_text(json.dumps({"program": "partnersim", "content": content}))
            if number == 2:
                raise OSError("disk full")

        return write

    write_folder(out, content, fill(1))
    with pytest.raises(OSError, match="disk full"):
        write_folder(out, content, fill(2))
    assert [path.name for path in sorted(out.iterdir())] == ["1.csv", "manifest.json"]
    write_folder(out, content, fill(3))
    assert [path.name for path in sorted(out.iterdir())] == ["3.csv", "manifest.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with pytest.raises(OutputError, match=f"another command \\({content}, not run\\)"):
        check_output(out)
