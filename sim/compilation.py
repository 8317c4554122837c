"""Compiled functions and where their machine code is kept.

``compiled`` compiles a function for one stated signature when its module is imported and keeps the machine
code between runs. Numba's own cache looks only at the file of the function it compiles, so after an edit of a
module that this file imports it would silently run the old rules. Here the machine code is therefore kept in a
folder named by a digest of every source file that compiled code can come from: any edit means another folder.

Arithmetic is plain IEEE 754 (no fastmath, Python's error model), so that a compiled function and its plain
source give the same bits.

This module and ``sim.record_types`` are the only ones that import numba.
"""

import atexit
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numba
from platformdirs import user_cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])

ABOVE_COMPILED_CODE = ("analysis", "api", "cli", "experiment", "report")
"""Subpackages whose sources no compiled function can use: the engine may not import them."""
DIGEST_DIGITS = 16
KEPT_DAYS = 30
_SECONDS_PER_DAY = 86_400
_NUMBA: Any = numba
"""Numba without its types, which differ from version to version."""


def compiled(signature: str, *, nogil: bool = True) -> Callable[[Function], Function]:
    """Decorator: compile a function for ``signature`` now, e.g. ``"float64(float64, int64)"``.

    The compiled function takes that signature alone. It releases the interpreter's lock while it runs unless
    ``nogil`` is false, which saves a short function a quarter of its call from Python. Its source stays
    reachable as ``.py_func`` and, with the functions it calls, through ``plain``.
    """

    def compile_function(function: Function) -> Function:
        folder = cache_folder()
        if folder is not None:
            before = _NUMBA.config.CACHE_DIR
            _NUMBA.config.CACHE_DIR = str(folder)
            try:
                return _compile(signature, function, nogil=nogil, keep=True)
            except (OSError, RuntimeError):  # the disk is full, or the source is not a file
                pass
            finally:
                _NUMBA.config.CACHE_DIR = before
        return _compile(signature, function, nogil=nogil, keep=False)

    return compile_function


@contextmanager
def before_compiling(call: Callable[[], None]) -> Iterator[None]:
    """Calls ``call`` once, before the first function that is compiled inside because the cache does not hold it."""
    from numba.core import event

    class First(event.Listener):
        """Hears when a compilation begins; what comes from the cache begins none."""

        calls = 0

        def on_start(self, event: Any) -> None:  # noqa: ARG002
            self.calls += 1
            if self.calls == 1:
                call()

        def on_end(self, event: Any) -> None:
            """Nothing."""

    with event.install_listener("numba:compile", First()):
        yield


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


@cache
def cache_folder() -> Path | None:
    """The folder of this process's machine code, or None when no folder can be written.

    ``<the user's cache folder>/<digest of the sources>``; where that cannot be written, a private folder that
    is removed at exit. Folders of other digests, unused for 30 days, are removed when a new one is made.
    """
    home = Path(user_cache_dir("partnersim", appauthor=False))
    folder = home / source_digest(Path(__file__).parent)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                _remove_unused(home)
        os.utime(folder)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return _private_folder()


def source_digest(root: Path) -> str:
    """16 hexadecimal digits of SHA-256 over the compiler's versions and the Python files below ``root``.

    Each file counts with its path relative to ``root``, its length and its bytes, in the order of the paths; the
    subpackages above the compiled code do not count.
    """
    digest = sha256(f"numba {_NUMBA.__version__} python {platform.python_version()}\0".encode())
    sources = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    for name in sorted(sources):
        if name.partition("/")[0] in ABOVE_COMPILED_CODE:
            continue
        content = sources[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:DIGEST_DIGITS]


def _compile(signature: str, function: Function, *, nogil: bool, keep: bool) -> Function:
    """``function`` compiled for ``signature``, its machine code kept on disk or not."""
    decorate = _NUMBA.njit(signature, cache=keep, nogil=nogil, fastmath=False, error_model="python")
    wrapped: Function = decorate(function)
    return wrapped


def _private_folder() -> Path | None:
    """A folder of this process alone, removed at exit; None when even that cannot be made."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="partnersim-"))
    except OSError:
        return None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _remove_unused(home: Path) -> None:
    """Remove the digest folders in ``home`` that no process has used for 30 days, as far as possible."""
    oldest = time.time() - KEPT_DAYS * _SECONDS_PER_DAY
    for folder in home.iterdir():
        is_digest = len(folder.name) == DIGEST_DIGITS and set(folder.name) <= set("0123456789abcdef")
        if is_digest and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
