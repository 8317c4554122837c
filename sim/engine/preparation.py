"""Getting an engine ready: what it needs may have to be compiled first, once for each machine and edit."""

from importlib import import_module
from time import monotonic


class EngineError(Exception):
    """The engine cannot work in this environment."""


def prepare(engine: str) -> None:
    """Imports an engine and says how long it took if that had to be compiled.

    Raises EngineError if an environment variable turns off the compiler that the compiled engine needs.
    """
    from sim.compilation import fresh, hindrance, not_kept, say, unkept

    if engine != "reference" and (variable := hindrance()):
        raise EngineError(
            f"{variable}: the compiled engine cannot work with this environment variable; remove it, or choose "
            "--engine reference (the same results, but slow)"
        )
    start, known = monotonic(), len(fresh)
    import_module("sim.engine.reference" if engine == "reference" else "sim.engine.compiled")
    if len(fresh) > known:
        later = not_kept() if unkept else "; later runs start at once"
        say(f"engine ready after {monotonic() - start:.0f} s{later}")
