"""A chart that cannot be drawn costs no numbers."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class ChartWarning(UserWarning):
    """A chart could not be drawn; everything else is written."""


class LettersWarning(UserWarning):
    """A chart has letters that no installed font has."""


class UnwrittenError(OSError):
    """A chart was drawn, and its file cannot be written."""


@contextmanager
def drawing(name: str) -> Iterator[None]:
    """What is drawn inside may fail: a ChartWarning names the chart. A file that cannot be written is an error."""
    try:
        yield
    except UnwrittenError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        warnings.warn(
            ChartWarning(f"the chart {name} cannot be drawn ({reason}); the numbers are not affected"), stacklevel=3
        )
