"""Finding fields of a scenario: by a path or a pattern, by the rule they cite, or by words."""

import re
from collections.abc import Iterable, Sequence

from sim.scenario.catalogue import FieldRow
from sim.scenario.paths import covers
from sim.sources import SOURCES, cited

_RULE = re.compile(r"[RE]-\d+", re.IGNORECASE)


def at_path(fields: Iterable[FieldRow], path: str) -> list[FieldRow]:
    """The field at a path, or all below it; ``*`` matches any one step."""
    return [field for field in fields if covers(path, field.path)]


def citing(fields: Iterable[FieldRow], rule: str) -> list[FieldRow]:
    """The fields that rest on a rule, or whose source cites it."""
    return [field for field in fields if rule in (field.rule, *cited(field.source))]


def with_words(fields: Iterable[FieldRow], text: str) -> list[FieldRow]:
    """The fields with every word in name, meaning, or the text of the rule, whatever the case of letters."""
    words = text.lower().split()
    return [field for field in fields if words and all(word in _text(field) for word in words)]


def rule_of(text: str) -> str:
    """The rule that a query names, such as R-44, or an empty string."""
    return text.upper() if _RULE.fullmatch(text) else ""


def _text(field: FieldRow) -> str:
    rules: Sequence[str] = (field.rule, SOURCES.get(field.rule, ""))
    return " ".join((field.path, field.path.replace("_", " "), field.meaning, *rules)).lower()
