"""Levers and their values for people."""

from collections.abc import Sequence
from math import ceil, floor
from string import ascii_uppercase

from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.mix_levers import PATH
from sim.report.words.rounding import fixed, plain_percent, significant


def value_text(lever: Lever, value: float) -> str:
    """A lever's value as people read it: 25%, 90,000, or a name."""
    said = lever.said(value)
    if isinstance(said, str):
        return said
    if is_fraction(lever):
        return plain_percent(value)
    return fixed(value, 0) if is_whole(lever) else significant(value, 6)


def row_text(lever: Lever, value: float) -> str:
    """The value as a table has room for it: the letter of a named mix."""
    return value_text(lever, value) if lever.is_ordered else letters_of(lever)[value]


def is_fraction(lever: Lever) -> bool:
    """Whether the values are fractions of 1, read as percentages."""
    return lever.spec.is_fraction and max(abs(value) for value in lever.values) <= 1


def is_whole(lever: Lever) -> bool:
    """Whether the values are whole numbers of things, so that nothing lies between two that follow each other."""
    return lever.spec.kind == "int" and all(float(value).is_integer() for value in lever.values)


def in_words(lever: Lever) -> str:
    """What a lever is, for an axis: its meaning, and in brackets the end of its path."""
    if lever.path.split(".")[0] == PATH:
        return f"share of the contacts that go to {lever.path.removeprefix(f'{PATH}.')}"
    return f"{lever.spec.meaning} ({short_name(lever)})"


def short_name(lever: Lever) -> str:
    """The path without its first table: ``reseller.terms.rate``."""
    steps = lever.path.split(".")
    return ".".join(steps[1:]) if len(steps) > 2 else lever.path


def values_text(levers: Sequence[Lever], values: Sequence[float]) -> str:
    """What a point sets: each lever with its value, named mixes by name alone."""
    return ", ".join(
        f"{short_name(lever)} {value_text(lever, value)}" if lever.is_ordered else value_text(lever, value)
        for lever, value in zip(levers, values, strict=True)
    )


def between_points(lever: Lever, value: float) -> str:
    """An interpolated value: three digits, for it is no point that was simulated; the two whole numbers around it."""
    if is_whole(lever) and floor(value) < value:
        return f"between {fixed(floor(value), 0)} and {fixed(ceil(value), 0)}"
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
