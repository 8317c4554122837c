"""A finished chunk in its own file: every whole number once, delta-encoded, in pages with checksums."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.arrow import arrow_list, arrow_text, numpy_array
from sim.experiment.chunk import Chunk
from sim.experiment.ensemble import BatchFailure, Failure
from sim.experiment.manifest import whole_file
from sim.metrics.metric_set import MetricSet, Monthly

_WHOLE = ("worlds", "monthly", "totals")
_REAL = ("parameters",)
_ABOUT = "about"


def write_chunk(path: Path, metric_set: MetricSet, chunk: Chunk, origin: Mapping[str, Any]) -> None:
    """Writes the chunk, completely or not at all. Raises ValueError where a metric is not its declared sum.

    ``origin`` identifies the run: a reader has to name the same.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    metric_set.check_sums(chunk.monthly)
    arrays = {
        "worlds": chunk.worlds,
        "monthly": np.concatenate([chunk.monthly[metric.name].ravel() for metric in metric_set.kept]),
        "totals": np.concatenate([chunk.totals[total.name] for total in metric_set.totals]),
        "parameters": np.concatenate([np.empty(0), *chunk.parameters.values()]),
    }
    lists = {name: arrow_list(values) for name, values in arrays.items()}
    table = pa.table({**lists, _ABOUT: arrow_text(json.dumps({**origin, **_about(chunk)}))})
    with (
        whole_file(path) as temporary,
        pq.ParquetWriter(
            temporary,
            table.schema,
            compression="zstd",
            use_dictionary=False,
            column_encoding={f"{name}.list.element": "DELTA_BINARY_PACKED" for name in _WHOLE},
            write_statistics=False,
            write_page_checksum=True,
        ) as writer,
    ):
        writer.write_table(table)


def read_chunk(path: Path, metric_set: MetricSet, months: int, origin: Mapping[str, Any]) -> Chunk:
    """The chunk in a file of the run of this ``origin``.

    Raises one of ``UNREADABLE`` if it has another origin or none, has none of these metrics, or is damaged.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        row = file.read()
    arrays = {
        name: numpy_array(row[name].combine_chunks().flatten(), np.int64 if name in _WHOLE else np.float64)
        for name in (*_WHOLE, *_REAL)
    }
    about = json.loads(row[_ABOUT][0].as_py())
    if any(about[key] != value for key, value in origin.items()):
        raise ValueError(f"{path}: has worlds of another run")
    worlds, futures, paths = arrays["worlds"], about["futures"], about["parameters"]
    rows = len(worlds) * futures
    monthly = arrays["monthly"].reshape(len(metric_set.kept), rows, months)
    totals = arrays["totals"].reshape(len(metric_set.totals), rows)
    parameters = arrays["parameters"].reshape(len(paths), len(worlds))
    return Chunk(
        worlds=worlds,
        futures=futures,
        monthly=Monthly(metric_set, {metric.name: monthly[at] for at, metric in enumerate(metric_set.kept)}),
        totals={total.name: totals[at] for at, total in enumerate(metric_set.totals)},
        parameters={path: parameters[at] for at, path in enumerate(paths)},
        failures=tuple(Failure(**failure) for failure in about["failures"]),
        batch_failures=tuple(BatchFailure(**failure) for failure in about["batch_failures"]),
    )


def _about(chunk: Chunk) -> dict[str, Any]:
    return {
        "futures": chunk.futures,
        "parameters": list(chunk.parameters),
        "failures": [asdict(failure) for failure in chunk.failures],
        "batch_failures": [asdict(failure) for failure in chunk.batch_failures],
    }
