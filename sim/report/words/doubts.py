"""Why the inputs of one or several scenarios may be doubted: ranges that lose mass at their bounds, and flags."""

from collections.abc import Iterator, Mapping

from sim.report.words.counting import counted, listed
from sim.scenario.cuts import cut_ranges
from sim.scenario.lint import red_flags
from sim.scenario.losses import losses_of
from sim.scenario.schema import Scenario

SHOWN = 4
"""Doubts that are printed; ``validate`` has all."""


def doubt_lines(scenarios: Mapping[str, Scenario], most: int = SHOWN) -> Iterator[str]:
    """A line for each doubt, and where it holds if it does not everywhere; names are as a sentence has them: ``in A``.

    Amounts and ranges that are drawn otherwise than stated come before flags.
    """
    where: dict[str, list[str]] = {}
    for kind in KINDS:
        for name, scenario in scenarios.items():
            for doubt in kind(scenario):
                where.setdefault(doubt, []).append(name)
    for doubt, names in list(where.items())[:most]:
        place = listed(names)
        yield doubt if len(names) == len(scenarios) else f"{place[0].upper()}{place[1:]}: {doubt}"
    yield from more_line(len(where) - most)


def more_line(left: int) -> Iterator[str]:
    """That there are others, and where; nothing if there are none."""
    if left > 0:
        yield f"{counted(left, 'more warning')}: partnersim validate (with the same options)"


def _ranges(scenario: Scenario) -> Iterator[str]:
    yield from (f"{loss.path}: {loss.text}." for loss in losses_of(scenario))
    yield from (f"{note.path}: {note.what}." for note in cut_ranges(scenario, ""))


def _flags(scenario: Scenario) -> Iterator[str]:
    yield from (f"{flag.severity.capitalize()} {flag.rule}: {flag.message}" for flag in red_flags(scenario))


KINDS = (_ranges, _flags)
"""Doubts of a scenario by kind, in the order in which they are told."""
