"""Compiled functions: compiled when their module is imported, and loaded from the cache the next time.

Numba's own cache looks only at the file of the function it compiles, so after an edit of a module that this file
imports it would silently run the old rules. Machine code is therefore kept in a folder named by a digest of every
source file that compiled code can come from (``sim.machine_code``): any edit means another folder.

Arithmetic is plain IEEE 754 (no fastmath, Python's error model), so that a compiled function and its plain
source give the same bits.

This module and ``sim.record_types`` are the only ones that import numba.
"""

import logging
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from multiprocessing import parent_process
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from sim.machine_code import Place, cache_place, discard, is_sound, keep, seal

Function = TypeVar("Function", bound=Callable[..., Any])

THREADS = "NUMBA_NUM_THREADS"
_log = logging.getLogger(__name__)


def hindrance() -> str | None:
    """The environment variable with which nothing can be compiled, as ``NAME=value``; None if there is none."""
    threads = os.environ.get(THREADS, "1")
    if _as_integer(threads, 1) < 1:
        return f"{THREADS}={threads}"
    disabled = os.environ.get("NUMBA_DISABLE_JIT", "0")
    return f"NUMBA_DISABLE_JIT={disabled}" if _as_integer(disabled, 0) else None


def _as_integer(text: str, otherwise: int) -> int:
    try:
        return int(text)
    except ValueError:  # numba ignores it likewise
        return otherwise


def _imported_numba() -> Any:
    """Numba without its types, which differ from version to version.

    No function here runs in numba's own threads: a number of them at which its import fails is left out.
    """
    import importlib

    threads = os.environ.get(THREADS)
    unusable = threads is not None and _as_integer(threads, 1) < 1
    if unusable:
        del os.environ[THREADS]
    try:
        return importlib.import_module("numba")
    finally:
        if unusable and threads is not None:
            os.environ[THREADS] = threads


_NUMBA = _imported_numba()
VERSIONS = f"numba {_NUMBA.__version__} python {platform.python_version()}"
PREPARATION = "10 seconds on a fast machine, a minute on a slow one"
"""How long it takes to compile the engine, as measured: the README says the same."""
fresh: list[str] = []
"""Names of the functions that this process has compiled because the cache did not have them."""
unkept: dict[Path, str] = {}
"""Cache folders that could not keep machine code of this process, and why."""
_told: set[Path] = set()


def compiled(signature: str, *, nogil: bool = True) -> Callable[[Function], Function]:
    """Decorator: compile a function for ``signature`` now, e.g. ``"float64(float64, int64)"``.

    The compiled function takes that signature alone. It releases the interpreter's lock while it runs unless
    ``nogil`` is false, which saves a short function a quarter of its call from Python. Its source stays
    reachable as ``.py_func`` and, with the functions it calls, through ``plain``.
    """

    def compile_function(function: Function) -> Function:
        place = cache_place(VERSIONS)
        if place.problem:
            unkept[place.home] = place.problem
        if place.folder is None:
            return _compile(signature, function, nogil=nogil)
        folder = place.folder / f"{function.__module__}.{function.__qualname__}-{_circumstances(function)}"
        if folder.exists():
            if is_sound(folder):
                return _loaded(signature, function, folder, nogil=nogil)
            _say_damaged(place)
            discard(folder)
        return _compiled_anew(signature, function, place, folder, nogil=nogil)

    return compile_function


def _loaded(signature: str, function: Function, folder: Path, *, nogil: bool) -> Function:
    """The function from its folder; Numba adds its code there if it takes what is there for another source's."""
    with _cache_in(folder):
        found = _compile(signature, function, nogil=nogil, cache=True)
    statistics = getattr(found, "stats", None)
    if statistics is not None and not statistics.cache_hits:
        with suppress(OSError):
            seal(folder)
    return found


def _compiled_anew(signature: str, function: Function, place: Place, folder: Path, *, nogil: bool) -> Function:
    """The function, its machine code kept in ``folder`` if the disk allows."""
    try:
        filled = Path(tempfile.mkdtemp(prefix=".", dir=place.folder))
        try:
            with _cache_in(filled):
                found = _compile(signature, function, nogil=nogil, cache=True)
            keep(filled, folder)
        except BaseException:
            discard(filled)
            raise
    except (OSError, RuntimeError) as error:  # the disk is full, or the source is not a file
        unkept.setdefault(place.home, getattr(error, "strerror", None) or str(error))
        return _compile(signature, function, nogil=nogil)
    return found


def _compile(signature: str, function: Function, **how: Any) -> Function:
    """``function`` compiled for ``signature``, or loaded from the cache."""
    with _noticed(function), _parts_as_text(function):
        decorate = _NUMBA.njit(signature, fastmath=False, error_model="python", **how)
        found: Function = decorate(function)
    return found


@contextmanager
def _parts_as_text(function: Callable[..., Any]) -> Iterator[None]:
    """What ``function`` is made of meanwhile stays unoptimised and without machine code: both are made of the whole.

    Numba would optimise each part, and make machine code of it, together with all that it calls, and so a part once for
    each level above it: half of the time that the engine takes to compile. Without the places of numba that this
    needs everything is compiled as numba does it.
    """
    from numba.core import codegen, compiler_lock, registry

    finished = getattr(codegen, "JITCodeLibrary", None)
    needed = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
    maker = registry.cpu_target.target_context.codegen()
    if not all(hasattr(finished, name) for name in needed) or not hasattr(maker, "_library_class"):
        yield
        return
    with compiler_lock.global_compiler_lock:  # or what another thread compiles would have no machine code
        before = maker._library_class
        maker._library_class = _text_class(finished, {function.__qualname__, "nrt"})
        try:
            yield
        finally:
            maker._library_class = before


def _text_class(finished: Any, whole: set[str]) -> Any:
    """Numba's class of code, which finishes only what has a name of ``whole``."""

    class Text(finished):
        def _optimize_final_module(self) -> None:
            if self.name in whole:
                super()._optimize_final_module()

        def _finalize_final_module(self) -> None:
            if self.name in whole:
                super()._finalize_final_module()
            else:
                self._finalize_dynamic_globals()
                self._finalized = True

        @property
        def codegen(self) -> Any:
            return self._codegen if self.name in whole else _WithoutAddresses(self._codegen)

    return Text


class _WithoutAddresses:
    """Numba's maker of code for a part, none of whose globals has an address."""

    def __init__(self, maker: Any) -> None:
        self._maker = maker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._maker, name)

    def set_env(self, name: str, env: Any) -> None:
        """Nothing: the environment is for Python, which does not call a part."""


@contextmanager
def _cache_in(folder: Path) -> Iterator[None]:
    """Numba's cache is in ``folder`` meanwhile."""
    before = _NUMBA.config.CACHE_DIR
    _NUMBA.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        _NUMBA.config.CACHE_DIR = before


@contextmanager
def _noticed(function: Callable[..., Any]) -> Iterator[None]:
    """A compilation inside is announced and listed; what is loaded from the cache is not."""
    from numba.core import event

    name = f"{function.__module__}.{function.__qualname__}"

    class Listener(event.Listener):
        heard = False

        def on_start(self, event: Any) -> None:  # noqa: ARG002
            _announce()
            if not self.heard:
                fresh.append(name)
            self.heard = True

        def on_end(self, event: Any) -> None:
            """Nothing."""

    with event.install_listener("numba:compile", Listener()):
        yield


@cache
def _announce() -> None:
    """Said before the first compilation of a process."""
    say(f"preparing the simulation engine ({PREPARATION}){not_kept()} ...")


def not_kept() -> str:
    """That every run takes this time, and why; empty if machine code is kept, or that was said before."""
    news = {home: why for home, why in unkept.items() if home not in _told}
    _told.update(news)
    return "".join(f"; every run will take this time: {home} cannot keep files ({why})" for home, why in news.items())


@cache
def _say_damaged(place: Place) -> None:
    say(f"{place.folder}: damaged machine code was thrown away and is prepared again", logging.ERROR)


def say(line: str, level: int = logging.WARNING) -> None:
    """A line for the user, on stderr unless the program that calls this one has set up logging; none in workers."""
    if parent_process() is None:
        _log.log(level, line)


def _circumstances(function: Callable[..., Any]) -> str:
    """A digest of what machine code depends on besides sources and versions."""
    variables = sorted(
        (name, value) for name, value in os.environ.items() if name.startswith("NUMBA_") and name != THREADS
    )
    place = str(Path(function.__code__.co_filename).parent)
    return sha256(repr((*_processor(), sys.flags.optimize, variables, place)).encode()).hexdigest()[:16]


@cache
def _processor() -> tuple[str, str]:
    """Name and features of the processor, as far as they are known."""
    from llvmlite import binding

    try:
        return binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    except RuntimeError:
        return platform.machine(), ""


def part(function: Function) -> Function:
    """Decorator: a part of a compiled function, compiled with its caller and without a door to Python.

    Numba would compile it anew for every literal argument; here a literal counts as its type, which makes compiling
    the engine several times faster.
    """
    dispatcher: Any = _NUMBA.njit(error_model="python", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(
        function
    )
    find_template = getattr(dispatcher, "get_call_template", None)
    if find_template is not None:

        def without_literals(args: Any, kws: Any) -> Any:
            return find_template(
                tuple(_NUMBA.types.unliteral(arg) for arg in args),
                {name: _NUMBA.types.unliteral(arg) for name, arg in kws.items()},
            )

        dispatcher.get_call_template = without_literals
    return dispatcher  # type: ignore[no-any-return]


def shared(function: Function) -> Function:
    """A plain Python function that compiled functions may call too; it stays plain for everybody else."""
    from numba.extending import register_jitable

    result: Function = register_jitable(error_model="python")(function)
    return result


def plain(function: Function) -> Function:
    """The plain Python source of a compiled function, calling the plain source of what it calls by name.

    A function that was not compiled is returned with the compiled functions it calls replaced likewise.
    """
    source: Any = getattr(function, "py_func", function)
    called = {
        name: plain(source.__globals__[name])
        for name in source.__code__.co_names
        if hasattr(source.__globals__.get(name), "py_func")
    }
    copy: Any = FunctionType(
        source.__code__,
        {**source.__globals__, **called},
        source.__name__,
        source.__defaults__,
        source.__closure__,
    )
    return copy  # type: ignore[no-any-return]


def direct(function: Function) -> Function:
    """A compiled function for calls from plain Python that skip the search for a signature by the arguments.

    Nearly halves the cost of a call. Arguments are converted (an enum's member, an integer where a float
    stands); the result cannot be called in compiled code. A function that was not compiled is returned as is.
    """
    overloads: dict[Any, Any] = getattr(function, "overloads", {})
    for overload in overloads.values():
        entry: Function = overload.entry_point
        return entry
    return function
