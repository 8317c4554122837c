"""Monte Carlo simulator of a B2B software vendor's partner program."""

from sim.version import __version__

TYPE_CHECKING = False  # without typing, whose import takes longer than the rest
if TYPE_CHECKING:
    from sim.api.comparison import compare
    from sim.api.run import simulate
    from sim.api.sweep import sweep
    from sim.scenario.load import load_scenario

__all__ = ["__version__", "compare", "load_scenario", "simulate", "sweep"]

_HOMES = {
    "compare": "sim.api.comparison",
    "load_scenario": "sim.scenario.load",
    "simulate": "sim.api.run",
    "sweep": "sim.api.sweep",
}


def __getattr__(name: str) -> object:
    """The public functions, imported when first used: importing ``sim`` alone stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
