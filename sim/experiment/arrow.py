"""NumPy arrays as Arrow arrays and back, without a copy.

Arrow's own conversions import pandas wherever it is installed, which takes longer than writing a run.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.experiment.ensemble import BoolArray

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def arrow_array(values: Numbers, known: BoolArray | None = None) -> Any:
    """An array of int64 or double; null where it is not ``known``."""
    import pyarrow as pa

    marks = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    buffers = [marks, pa.py_buffer(np.ascontiguousarray(values))]
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)


def arrow_list(values: Numbers) -> Any:
    """An array of one list."""
    import pyarrow as pa

    numbers = arrow_array(values)
    ends = pa.py_buffer(np.array([0, len(values)], dtype=np.int32))
    return pa.Array.from_buffers(pa.list_(numbers.type), 1, [None, ends], children=[numbers])


def arrow_text(text: str) -> Any:
    """An array of one string."""
    import pyarrow as pa

    content = text.encode()
    ends = pa.py_buffer(np.array([0, len(content)], dtype=np.int32))
    return pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(content)])


def numpy_array(column: Any, kind: type[np.int64] | type[np.float64], null: int | None = None) -> npt.NDArray[Any]:
    """The numbers of a column of a table, with ``null`` in place of nulls.

    Raises ValueError for numbers of another kind, and for nulls where none are expected.
    """
    import pyarrow as pa

    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if array.type != pa.from_numpy_dtype(kind) or (null is None and array.null_count):
        raise ValueError(f"a column has {array.null_count} nulls and {array.type} instead of {np.dtype(kind)}")
    marks, numbers = array.buffers()
    place = slice(array.offset, array.offset + len(array))
    values = np.frombuffer(numbers, dtype=kind)[place] if len(array) else np.empty(0, dtype=kind)
    if null is None or not array.null_count:
        return values
    return np.where(np.unpackbits(np.frombuffer(marks, dtype=np.uint8), bitorder="little")[place], values, null)
