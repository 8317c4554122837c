"""A running program: what of its beginning no export says."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario
from sim.scenario.start.start_table import START

OPTIONS = {"month": "--program-began", "phase": "--phase", "phase_age_months": "--phase-began"}
"""Values of a start that may be assumed, and the options of ``start`` that state them."""


def start_assumed_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-143: values of the program's past that are judgement, which a run prints as facts."""
    if scenario.start is None:
        return
    paths = {f"{START}.{key}": key for key in OPTIONS}
    assumed = [
        key for path, key in paths.items() if path in scenario.sources and scenario.sources[path].grade == "judgement"
    ]
    if assumed:
        said = ", ".join(f"{START}.{key} = {getattr(scenario.start, key)}" for key in assumed)
        cure = f"if it was otherwise, start again with {', '.join(OPTIONS[key] for key in assumed)}"
        yield Flag("R-143", f"{said}: assumed, not exported; {cure}", "warning")
