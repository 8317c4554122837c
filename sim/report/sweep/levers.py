"""Levers and their values for people."""

from collections.abc import Sequence
from math import ceil, floor
from string import ascii_uppercase
from textwrap import wrap

from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.mix_levers import PATH
from sim.report.words.labels import at_marks
from sim.report.words.rounding import fixed, plain_percent, significant
from sim.scenario.overrides import parts_of
from sim.scenario.unit import SCORE

FACTOR = "*"
CHANGES = {"+": "added to ", "-": "taken from ", FACTOR: "factor of "}
"""Operators of relative levers, and what their values are."""


def value_text(lever: Lever, value: float) -> str:
    """A lever's value as people read it: 25%, 90,000, or a name; +2 of one that is added, x1.5 of a factor."""
    said = lever.said(value)
    if isinstance(said, str):
        return said
    if is_fraction(lever):
        return plain_percent(value)
    sign = _sign(operator_of(lever), value)
    size = abs(value) if sign in ("+", "-") else value
    return f"{sign}{fixed(size, 0) if is_whole(lever) else significant(size, 6)}"


def _sign(operator: str, value: float) -> str:
    """What stands before a value: the sign of what is added or taken, ``x`` of a factor."""
    if operator == FACTOR:
        return "x"
    return operator if value >= 0 else {"+": "-", "-": "+"}.get(operator, "")


def row_text(lever: Lever, value: float) -> str:
    """The value as a table has room for it: the letter of a named mix."""
    return value_text(lever, value) if lever.is_ordered else letters_of(lever)[value]


def operator_of(lever: Lever) -> str:
    """How a relative lever changes its field: ``+``, ``-`` or ``*``; empty for one that states a value."""
    return parts_of(f"{lever.path}=")[1]


def is_fraction(lever: Lever) -> bool:
    """Whether the values are fractions of 1, read as percentages: not scores, and not what is added to a field."""
    spec = lever.spec
    is_share = spec.is_fraction and spec.unit != SCORE.words and not operator_of(lever)
    return is_share and max(abs(value) for value in lever.values) <= 1


def is_whole(lever: Lever) -> bool:
    """Whether the values are whole numbers of things, so that nothing lies between two that follow each other."""
    return lever.spec.kind == "int" and all(float(value).is_integer() for value in lever.values)


def in_words(lever: Lever, *, is_short: bool = False) -> str:
    """What a lever is: its meaning, up to the first semicolon where it has to be short, and the end of its path."""
    if lever.path.split(".")[0] == PATH:
        return f"share of the contacts that go to {lever.path.removeprefix(f'{PATH}.')}"
    spec, name = lever.spec, short_name(lever)
    if spec.unit == SCORE.words:
        return f"{name} ({SCORE.words})"
    changed = CHANGES.get(operator_of(lever), "")
    meaning = spec.meaning.split("; ")[0] if is_short else spec.meaning
    return f"{changed}{meaning} ({name})" if meaning else f"{changed}{name}"


def axis_lines(lever: Lever, most: int) -> str:
    """``in_words``, short, on two lines of at most ``most`` letters; the end of the path where that is too long."""
    lines = wrap(in_words(lever, is_short=True), most, break_long_words=False, break_on_hyphens=False)
    if len(lines) > 2 or max(map(len, lines)) > most:
        changed = CHANGES.get(operator_of(lever), "")
        lines = at_marks(f"{changed}{short_name(lever)}", most)
    return "\n".join(lines)


def short_name(lever: Lever) -> str:
    """The path without its first table: ``reseller.terms.rate``; ``managers of all phases`` with a wildcard there."""
    steps = parts_of(f"{lever.path}=")[0].split(".")
    if steps[1:2] == ["*"] and len(steps) > 2:
        return f"{'.'.join(steps[2:])} of all {steps[0]}"
    return ".".join(steps[1:] if len(steps) > 2 else steps)


def values_text(levers: Sequence[Lever], values: Sequence[float]) -> str:
    """What a point sets: each lever with its value, named mixes by name alone."""
    return ", ".join(
        f"{short_name(lever)} {value_text(lever, value)}" if lever.is_ordered else value_text(lever, value)
        for lever, value in zip(levers, values, strict=True)
    )


def between_points(lever: Lever, value: float) -> str:
    """An interpolated value: three digits, for it is no point that was simulated; the two whole numbers around it."""
    if is_whole(lever) and floor(value) < value:
        return f"between {value_text(lever, floor(value))} and {value_text(lever, ceil(value))}"
    return value_text(lever, float(significant(value, 3, apart="")))


def mix_name(lever: Lever, value: float) -> str:
    """A mix as a sentence names it: its name, or the share of its archetype."""
    said = lever.said(value)
    return said if isinstance(said, str) else f"{lever.path.removeprefix(f'{PATH}.')} {plain_percent(said)}"


def letters_of(lever: Lever) -> dict[float, str]:
    """Value to letter, for mixes whose names are too long for a table."""
    return dict(zip(lever.values, ascii_uppercase, strict=False))


def mix_shares(lever: Lever, value: float) -> str:
    """Who is contacted: reseller 70%, referral 30%."""
    shares = sorted(lever.settings(value).items(), key=lambda item: -item[1])
    return ", ".join(
        f"{path.removeprefix(f'{PATH}.')} {significant(share, 4, shift=2)}%" for path, share in shares if share > 0
    )
