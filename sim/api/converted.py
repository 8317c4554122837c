"""A function of the analysis, whose result a notebook can show."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Found = TypeVar("Found")
Shown = TypeVar("Shown")


def converted(function: Callable[P, Found], convert: Callable[[Found], Shown]) -> Callable[P, Shown]:
    """The same function with the same signature and help, its result converted."""

    @wraps(function)
    def call(*args: P.args, **options: P.kwargs) -> Shown:
        return convert(function(*args, **options))

    return call
