"""Results as a pandas data frame, for those who have pandas."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

WITHOUT_PANDAS = "to_frame() needs pandas: python -m pip install 'partnersim[pandas]'"


def frame(content: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Any:
    """A ``pandas.DataFrame`` of columns, or of rows. ImportError that says what to install where there is none."""
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise ImportError(WITHOUT_PANDAS) from None
    return pandas.DataFrame(content)
