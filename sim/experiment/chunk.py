"""Chunks: the integer results of some worlds of a run, in memory and in files."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.experiment.ensemble import BoolArray, Ensemble, Failure, FloatArray
from sim.ledger import IntArray
from sim.metrics.declared import METRICS, TOTALS

UNREADABLE = (OSError, ValueError, KeyError, EOFError)
"""Errors that reading a file without valid chunks may raise."""

_CELLS = ("worlds", "monthly", "totals", "paths", "parameters", "failures")
_REPLICATIONS = 250
"""In a chunk cut from an ensemble."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Integer results of some worlds of a run."""

    worlds: IntArray
    """(n,): which worlds."""
    monthly: IntArray
    """(n, futures, metrics, months)."""
    totals: IntArray
    """(n, futures, totals)."""
    paths: tuple[str, ...]
    parameters: FloatArray
    """(n, paths): drawn values; NaN where the world failed before drawing."""
    failures: tuple[Failure, ...]

    def select(self, keep: BoolArray) -> "Chunk":
        """The chunk with the marked worlds only."""
        worlds = self.worlds[keep]
        kept = frozenset(worlds.tolist())
        failures = tuple(failure for failure in self.failures if failure.world in kept)
        return Chunk(worlds, self.monthly[keep], self.totals[keep], self.paths, self.parameters[keep], failures)


def chunks_of(ensemble: Ensemble) -> Iterator[Chunk]:
    """The worlds of an ensemble in chunks."""
    futures = ensemble.futures
    step = max(1, _REPLICATIONS // futures)
    for start in range(0, ensemble.runs, step):
        worlds = np.arange(start, min(start + step, ensemble.runs), dtype=np.int64)
        rows = slice(start * futures, (start + len(worlds)) * futures)
        monthly = np.stack([ensemble.monthly[metric.name][rows] for metric in METRICS], axis=1)
        totals = np.stack([ensemble.totals[name][rows] for name in TOTALS], axis=1)
        drawn = [values[worlds] for values in ensemble.parameters.values()]
        yield Chunk(
            worlds=worlds,
            monthly=monthly.reshape(len(worlds), futures, len(METRICS), ensemble.months),
            totals=totals.reshape(len(worlds), futures, len(TOTALS)),
            paths=tuple(ensemble.parameters),
            parameters=np.array(drawn, dtype=np.float64).reshape(len(drawn), len(worlds)).T,
            failures=tuple(failure for failure in ensemble.failures if worlds[0] <= failure.world <= worlds[-1]),
        )


def write_chunks(path: Path, chunks: Iterable[Chunk]) -> None:
    """Writes chunks as a Parquet file, completely or not at all: one row per chunk, one ``.npy`` array per cell.

    Pages have checksums.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    temporary = path.with_name(f".{path.name}.tmp")
    schema = pa.schema([(name, pa.binary()) for name in _CELLS])
    with pq.ParquetWriter(
        temporary, schema, compression="zstd", use_dictionary=False, write_statistics=False, write_page_checksum=True
    ) as writer:
        for chunk in chunks:
            arrays = (
                chunk.worlds, chunk.monthly, chunk.totals, np.array(json.dumps(chunk.paths)), chunk.parameters,
                np.array(json.dumps([asdict(failure) for failure in chunk.failures])),
            )  # fmt: skip
            writer.write_table(pa.table([[_packed(array)] for array in arrays], schema=schema))
    os.replace(temporary, path)


def read_chunks(path: Path) -> Iterator[Chunk]:
    """The chunks in a file; raises one of ``UNREADABLE`` if there are none, or at the first damaged one."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for number in range(file.num_row_groups):
            row = file.read_row_group(number)
            arrays = {name: _unpacked(row[name][0].as_py()) for name in _CELLS}
            yield Chunk(
                worlds=arrays["worlds"],
                monthly=arrays["monthly"],
                totals=arrays["totals"],
                paths=tuple(json.loads(str(arrays["paths"]))),
                parameters=arrays["parameters"],
                failures=tuple(Failure(**failure) for failure in json.loads(str(arrays["failures"]))),
            )


def _packed(array: npt.NDArray[Any]) -> bytes:
    packed = BytesIO()
    np.lib.format.write_array(packed, np.asarray(array, order="C"), allow_pickle=False)
    return packed.getvalue()


def _unpacked(cell: bytes) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(BytesIO(cell), allow_pickle=False)
    return array
