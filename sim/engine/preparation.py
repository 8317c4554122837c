"""Getting an engine ready: the compiled one may have to be compiled first, once for each machine and edit."""

from collections.abc import Callable
from importlib import import_module
from time import monotonic

from sim.compilation import cache_folder

COMPILED_FILES = "kernel.run_worlds*.nbi"


def is_compiled() -> bool:
    """Whether this machine holds the compiled engine's machine code for these very sources."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob(COMPILED_FILES))


def prepare(engine: str, say: Callable[[str], None] | None = None) -> None:
    """Import an engine; compiling the compiled one, if it must be, is announced through ``say``."""
    if engine == "reference":
        import_module("sim.engine.reference")
        return
    is_new = not is_compiled()
    if is_new and say is not None:
        say("preparing the simulation engine, once for this machine (about half a minute) ...")
    start = monotonic()
    import_module("sim.engine.compiled")
    if is_new and say is not None:
        say(f"engine ready after {monotonic() - start:.0f} s; later runs start at once")
