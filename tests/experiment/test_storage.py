import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from written import check_run, write_run

from sim.experiment.folder import OutputError
from sim.experiment.run import simulate
from sim.metrics.metric import NEVER
from sim.report.run.tables import FAN_ROWS


@pytest.fixture
def ensemble(scenario):
    return simulate(scenario, runs=3, futures=2, workers=1)


def test_a_run_directory_is_complete(ensemble, tmp_path):
    out = tmp_path / "deep" / "out"
    write_run(out, ensemble, {"gate": {}}, charts=lambda folder: (folder / "fan.svg").write_text("<svg/>"))
    assert sorted(path.name for path in out.iterdir()) == [
        "fan.svg",
        "manifest.json",
        "monthly.parquet",
        "parameters.parquet",
        "scenario.toml",
        "summary.json",
        "totals.parquet",
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
    assert table.num_rows == 6 * 6
    row = {name: table[name][3 * 6 + 4].as_py() for name in table.column_names}
    assert (row["replication"], row["world"], row["future"], row["month"]) == (3, 1, 1, 5)
    assert row["total_revenue_cents"] == ensemble.monthly["total_revenue"][3, 4]
    assert row["active_partners"] == ensemble.monthly["active_partners"][3, 4]
    assert row["manager_load_bps"] == ensemble.monthly["manager_load"][3, 4]
    assert row["sourced_share"] == ensemble.values("sourced_share")[3, 4]


def test_files_hold_whole_numbers_once_and_the_ratios_that_the_page_prints(ensemble, tmp_path):
    write_run(tmp_path / "out", ensemble, {})
    schema = pq.read_schema(tmp_path / "out" / "monthly.parquet")
    by_type = {kind: [field.name for field in schema if field.type == kind] for kind in (pa.int64(), pa.float64())}
    printed = {name for name, _ in FAN_ROWS if name.endswith("_share") and name in ensemble.metric_set} | {
        ensemble.scenario.gate.measure
    }
    assert set(by_type[pa.float64()]) == printed
    whole = [re.sub("_(cents|bps|millionths)$", "", name) for name in by_type[pa.int64()][4:]]
    assert len(whole) == len(set(whole))
    assert set(whole) == set(ensemble.monthly) - set(ensemble.metric_set.sums)
    for name in by_type[pa.int64()][4:]:
        declared = ensemble.metric_set[re.sub("_(cents|bps|millionths)$", "", name)]
        assert name.endswith("_cents") == (declared.unit.name == "money")


def test_totals_and_drawn_inputs(ensemble, tmp_path):
    write_run(tmp_path / "out", ensemble, {})
    totals = pq.read_table(tmp_path / "out" / "totals.parquet").to_pydict()
    assert list(zip(totals["replication"], totals["world"], totals["future"], strict=True)) == [
        (0, 0, 0), (1, 0, 1), (2, 1, 0), (3, 1, 1), (4, 2, 0), (5, 2, 1),
    ]  # fmt: skip
    for name in ("npv", "npv_with_runoff", "cash_trough"):
        assert totals[f"{name}_cents"] == ensemble.totals[name].tolist()
    months = ensemble.totals["payback_month"]
    assert totals["payback_month"] == [None if month == NEVER else month for month in months.tolist()]
    assert set(totals["payback_month"]) == {None, 7}
    drawn = pq.read_table(tmp_path / "out" / "parameters.parquet")
    assert drawn.column_names == ["world", "a.first", "b.second"]
    assert np.array_equal(drawn["a.first"].to_numpy(), ensemble.parameters["a.first"])


def test_a_column_says_its_unit_and_definition_in_its_file_and_in_the_manifest(ensemble, tmp_path):
    write_run(tmp_path / "out", ensemble, {})
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    for file in ("monthly", "totals", "parameters"):
        schema = pq.read_schema(tmp_path / "out" / f"{file}.parquet")
        said = {field.name: {key.decode(): text.decode() for key, text in field.metadata.items()} for field in schema}
        told = {name: {key: said[name][key] for key in manifest["columns"][f"{file}.parquet"][name]} for name in said}
        assert told == manifest["columns"][f"{file}.parquet"]
        assert all(one["definition"] for one in said.values())
        if file == "monthly":
            metric = ensemble.metric_set["fees_paid"]
            fees = {"unit": "USD cents", "kind": "flow", "definition": metric.definition}
            assert fees.items() <= said["fees_paid_cents"].items()


def test_what_is_left_out_is_the_sum_that_the_manifest_says(ensemble, tmp_path):
    """From the files alone, as their reader would: the columns that no file has are those of the ensemble."""
    write_run(tmp_path / "out", ensemble, {})
    sums = json.loads((tmp_path / "out" / "manifest.json").read_text())["sums"]
    frame = pd.read_parquet(tmp_path / "out" / "monthly.parquet")
    assert len(sums) == len(ensemble.metric_set.sums)
    missing = dict(sums)
    while missing:
        for name, parts in list(missing.items()):
            needed = {*parts["plus"], *parts["minus"]}
            if needed <= set(frame.columns):
                column = frame[parts["plus"]].sum(axis=1) - frame[parts["minus"]].sum(axis=1)
                frame[name] = column.groupby(frame["replication"]).cumsum() if parts["since_start"] else column
                del missing[name]
    for name in sums:
        values = ensemble.monthly[name.removesuffix("_cents")]
        assert frame[name].tolist() == values.ravel().tolist(), name


def test_a_sum_that_is_none_is_not_written(fake, scenario, ensemble, tmp_path):
    """Files and ensembles hold the parts alone: another number would come back, in silence."""
    fake("adds_up_wrongly")
    with pytest.raises(ValueError, match="program_cost is not its declared sum"):
        simulate(scenario, runs=3, workers=1)
    with pytest.raises(ValueError, match="read-only"):
        ensemble.monthly["program_cost"][2, 3] += 1
    wrong = dict(ensemble.monthly)
    wrong["program_cost"] = wrong["program_cost"] + 1
    with pytest.raises(ValueError, match="program_cost is not its declared sum"):
        write_run(tmp_path / "out", replace(ensemble, monthly=wrong), {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("whole", ["monthly", "totals"])
def test_whole_numbers_are_delta_encoded_with_checksums(ensemble, tmp_path, whole):
    write_run(tmp_path / "out", ensemble, {})
    group = pq.read_metadata(tmp_path / "out" / f"{whole}.parquet").row_group(0)
    for position in range(group.num_columns):
        column = group.column(position)
        assert column.compression == "ZSTD"
        assert ("DELTA_BINARY_PACKED" in column.encodings) == (column.physical_type == "INT64")
        assert not column.has_dictionary_page


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
    check_run(out, ensemble)
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
        check_run(out, ensemble)
    with pytest.raises(OutputError, match="thesis"):
        write_run(out, ensemble, {})
    assert (out / "chapter.txt").read_text() == "mine"


def test_a_file_in_the_place_of_a_folder_is_refused(ensemble, tmp_path):
    (tmp_path / "out").write_text("a file")
    for place in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(OutputError, match="out: is a file"):
            check_run(place, ensemble)


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
