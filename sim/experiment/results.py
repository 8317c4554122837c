"""Results in files: every whole number once, in ``monthly.parquet``, ``totals.parquet`` and ``parameters.parquet``.

Whole numbers are delta-encoded and pages have checksums. Failures are in the manifest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.experiment.arrow import arrow_array, numpy_array
from sim.experiment.chunk import Chunk
from sim.experiment.columns import (
    FUTURE,
    KEYS,
    MONTH,
    MONTHLY,
    PARAMETERS,
    REPLICATION,
    TOTALS,
    WORLD,
    Column,
    column_name,
    kept_columns,
    monthly_columns,
    parameter_columns,
    printed_ratios,
    totals_columns,
)
from sim.experiment.ensemble import BatchFailure, BoolArray, Failure, quotient, ratio_window, window_sums
from sim.ledger import IntArray
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import NEVER
from sim.metrics.metric_set import Monthly
from sim.scenario.calendar import calendar_of
from sim.scenario.schema import Scenario

_REPLICATIONS = 1000
"""In a row group of ``monthly.parquet``: read together, and lost together if a page is damaged."""

Values = Mapping[str, npt.NDArray[Any]]


# Writing


def write_results(folder: Path, scenario: Scenario, results: Chunk, about: Mapping[str, str] | None = None) -> None:
    """Writes the result files, with ``about`` (such as seed and digest) in the metadata of each.

    Raises ValueError where a metric is not its declared sum.
    """
    if not isinstance(results.monthly, Monthly):  # its sums are computed from the parts that are written
        metric_set_of(scenario).check_sums(results.monthly)
    completed = results.completed
    calendar = calendar_of(scenario).told
    told = {"scenario": scenario.name, "currency": scenario.currency, **calendar, **(about or {})}
    _write(folder / MONTHLY, monthly_columns(scenario), _month_rows(scenario, results, completed), told)
    _write(folder / TOTALS, totals_columns(scenario), [_total_rows(scenario, results, completed)], told)
    rows = {WORLD.name: results.worlds, **results.parameters}
    _write(folder / PARAMETERS, parameter_columns(tuple(results.parameters), scenario), [rows], told)


def _month_rows(scenario: Scenario, results: Chunk, completed: BoolArray) -> Iterator[Values]:
    """Tables of some worlds each: one row per completed replication and month."""
    metric_set, months = metric_set_of(scenario), np.arange(1, scenario.months + 1)
    for rows in _groups(results, completed):
        monthly = Monthly(metric_set, {metric.name: results.monthly[metric.name][rows] for metric in metric_set.kept})
        numbers = results.replications[rows]
        keys = _keys(numbers, results.futures)
        table: dict[str, npt.NDArray[Any]] = {name: np.repeat(values, len(months)) for name, values in keys.items()}
        table[MONTH.name] = np.tile(months, len(numbers))
        table |= {column_name(metric): monthly[metric.name].ravel() for metric in metric_set.kept}
        for ratio in printed_ratios(scenario):
            sums = window_sums(monthly[ratio.numerator], monthly[ratio.denominator], ratio_window(ratio, scenario))
            table[ratio.name] = quotient(*sums).ravel()
        yield table


def _groups(results: Chunk, completed: BoolArray) -> Iterator[slice | IntArray]:
    """The completed rows of some worlds each; a slice, which needs no copy, if all are completed."""
    step = max(1, _REPLICATIONS // results.futures) * results.futures
    for start in range(0, len(completed), step):
        rows = completed[start : start + step]
        yield slice(start, start + step) if rows.all() else start + np.flatnonzero(rows)


def _total_rows(scenario: Scenario, results: Chunk, completed: BoolArray) -> Values:
    totals = {column_name(total): results.totals[total.name][completed] for total in metric_set_of(scenario).totals}
    return {**_keys(results.replications[completed], results.futures), **totals}


def _keys(replications: IntArray, futures: int) -> dict[str, IntArray]:
    return {REPLICATION.name: replications, WORLD.name: replications // futures, FUTURE.name: replications % futures}


def _write(path: Path, columns: Sequence[Column], tables: Iterable[Values], about: Mapping[str, str]) -> None:
    """Writes a Parquet file with one row group per table, without copying columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(one.name, _type(one), metadata=one.described()) for one in columns], metadata=about)
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=False,
        column_encoding={one.name: "DELTA_BINARY_PACKED" if one.is_whole else "BYTE_STREAM_SPLIT" for one in columns},
        write_statistics=[one.name for one in columns if one.name in KEYS],
        write_page_checksum=True,
    ) as writer:
        for table in tables:
            arrays = [arrow_array(table[one.name], _comes(one, table[one.name])) for one in columns]
            writer.write_table(pa.table(arrays, schema=schema))


def _type(column: Column) -> Any:
    import pyarrow as pa

    return pa.int64() if column.is_whole else pa.float64()


def _comes(column: Column, values: npt.NDArray[Any]) -> BoolArray | None:
    return np.asarray(values < NEVER) if column.may_be_never else None


# Reading


def read_results(folder: Path, scenario: Scenario, manifest: Mapping[str, Any]) -> Iterator[Chunk]:
    """The worlds of a folder of results in chunks; ``manifest`` is that of the folder.

    Raises one of ``UNREADABLE`` where results are missing, damaged or not those of the manifest.
    """
    import pyarrow.parquet as pq

    whole = _without_months(folder, scenario, manifest)
    columns = kept_columns(scenario)
    first = 0
    with pq.ParquetFile(folder / MONTHLY, page_checksum_verification=True) as file:
        for number in range(file.num_row_groups):
            values = _arrays(file.read_row_group(number, columns=[one.name for one in columns]), columns)
            is_last = number == file.num_row_groups - 1
            after = len(whole.worlds) if is_last else first + _worlds_until(whole.worlds[first:], values[WORLD.name])
            if after > first:
                yield _with_months(whole.part(first, after), scenario, values)
                first = after
    if first < len(whole.worlds):
        raise ValueError(f"{folder / MONTHLY}: ends before its last world")


def _worlds_until(worlds: IntArray, of_rows: IntArray) -> int:
    """The number of worlds up to that of the last row; 0 without rows."""
    return int(np.searchsorted(worlds, of_rows[-1], side="right")) if len(of_rows) else 0


def _without_months(folder: Path, scenario: Scenario, manifest: Mapping[str, Any]) -> Chunk:
    """Everything except the monthly values."""
    paths = tuple(manifest["parameters"])
    parameters = _read(folder / PARAMETERS, parameter_columns(paths, scenario))
    totals = _read(folder / TOTALS, totals_columns(scenario))
    chunk = Chunk(
        worlds=parameters[WORLD.name],
        futures=int(manifest["futures"]),
        monthly={},
        totals={},
        parameters={path: parameters[path] for path in paths},
        failures=tuple(Failure(**failure) for failure in manifest["failures"]),
        batch_failures=tuple(BatchFailure(**failure) for failure in manifest["batch_failures"]),
    )
    completed = chunk.completed
    if not np.array_equal(totals[REPLICATION.name], chunk.replications[completed]):
        raise ValueError(f"{folder / TOTALS}: does not have the replications of its manifest")
    for total in metric_set_of(scenario).totals:
        chunk.totals[total.name] = _spread(totals[column_name(total)], completed)
    return chunk


def _with_months(chunk: Chunk, scenario: Scenario, values: Mapping[str, IntArray]) -> Chunk:
    """The worlds with their monthly values; ``values`` are the rows of their completed replications."""
    metric_set, months, completed = metric_set_of(scenario), scenario.months, chunk.completed
    expected = chunk.replications[completed]
    is_theirs = np.array_equal(values[REPLICATION.name], np.repeat(expected, months))
    if not is_theirs or not np.array_equal(values[MONTH.name], np.tile(np.arange(1, months + 1), len(expected))):
        raise ValueError(f"{MONTHLY}: does not have the rows of its replications")
    kept = {
        metric.name: _spread(values[column_name(metric)].reshape(-1, months), completed) for metric in metric_set.kept
    }
    return replace(chunk, monthly=Monthly(metric_set, kept))


def _spread(values: IntArray, completed: BoolArray) -> IntArray:
    """One row per replication, zero in those that failed."""
    if completed.all():
        return values
    spread = np.zeros((len(completed), *values.shape[1:]), dtype=np.int64)
    spread[completed] = values
    return spread


def _read(path: Path, columns: Sequence[Column]) -> dict[str, npt.NDArray[Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return _arrays(file.read(columns=[one.name for one in columns]), columns)


def _arrays(table: Any, columns: Sequence[Column]) -> dict[str, npt.NDArray[Any]]:
    """Columns by name. Raises ValueError for another type or a null, KeyError for a missing column."""
    return {
        one.name: numpy_array(
            table.column(one.name), np.int64 if one.is_whole else np.float64, NEVER if one.may_be_never else None
        )
        for one in columns
    }
