"""Arrays come through Arrow as they were, with nulls where they are told, and as Arrow itself makes them."""

import numpy as np
import pyarrow as pa
import pytest

from sim.experiment.arrow import arrow_array, arrow_list, arrow_text, numpy_array


@pytest.mark.parametrize("values", [[], [5], [*range(-3, 20)], [2**62, -(2**63)]])
@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_numbers(values, kind):
    values = np.array(values, dtype=kind)
    array = arrow_array(values)
    array.validate(full=True)
    assert array.equals(pa.array(values))
    assert np.array_equal(numpy_array(array, kind), values)
    found = arrow_list(values)
    found.validate(full=True)
    assert found.equals(pa.array([values.tolist()], pa.list_(pa.from_numpy_dtype(kind))))


def test_numbers_that_do_not_lie_side_by_side():
    values = np.arange(20).reshape(5, 4)[:, 1]
    assert arrow_array(values).to_pylist() == [1, 5, 9, 13, 17]


def test_nulls():
    values = np.arange(19)
    array = arrow_array(values, values % 3 != 0)
    array.validate(full=True)
    assert array.to_pylist() == [None if value % 3 == 0 else value for value in range(19)]
    assert numpy_array(array, np.int64, -1).tolist() == [-1 if value % 3 == 0 else value for value in range(19)]
    part = pa.chunked_array([array]).slice(4, 9)
    assert numpy_array(part, np.int64, -1).tolist() == [4, 5, -1, 7, 8, -1, 10, 11, -1]
    with pytest.raises(ValueError, match="7 nulls"):
        numpy_array(array, np.int64)


def test_numbers_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="int64 instead of float64"):
        numpy_array(arrow_array(np.arange(3)), np.float64)


@pytest.mark.parametrize("text", ["", "plain", "Zoë's \N{EURO SIGN} and a \x00 in it"])
def test_text(text):
    array = arrow_text(text)
    array.validate(full=True)
    assert array.to_pylist() == [text]
