"""Getting an engine ready: the compiled one may have to be compiled first, once for each machine and edit."""

from collections.abc import Callable
from importlib import import_module
from time import monotonic

from sim.compilation import before_compiling


def prepare(engine: str, say: Callable[[str], None] | None = None) -> None:
    """Import an engine; if its machine code is not in the cache, ``say`` announces that it is compiled now."""
    if engine == "reference" or say is None:
        import_module("sim.engine.reference" if engine == "reference" else "sim.engine.compiled")
        return
    compiles = False

    def announce() -> None:
        nonlocal compiles
        compiles = True
        say("preparing the simulation engine, once for this machine (about half a minute) ...")

    start = monotonic()
    with before_compiling(announce):
        import_module("sim.engine.compiled")
    if compiles:
        say(f"engine ready after {monotonic() - start:.0f} s; later runs start at once")
