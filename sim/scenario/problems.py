"""The problems of a scenario, one line each: place, path, cause and remedy (DESIGN 4)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.paths import Spec, allowed_keys, spec_of, suggestion, value_at

Place = Callable[[str], str]
"""Where a path is stated: ``file:line``, or ``--set path``."""

LONGEST_SHOWN = 60
MOST_MISSING_KEYS = 3
"""More keys than these missing from one table are one problem."""


@dataclass(frozen=True)
class Problem:
    """One problem: where it is stated, its path, what is wrong, and the value read."""

    place: str
    path: str
    what: str
    hint: str = ""
    got: str = ""

    def __str__(self) -> str:
        head = self.place if self.place == f"--set {self.path}" else f"{self.place}: {self.path}"
        line = f"{head if self.path else self.place}: {self.what}"
        if self.hint:
            line += f". Did you mean '{self.hint}'?"
        return f"{line} (got {self.got})" if self.got else line


class ScenarioError(Exception):
    """A scenario cannot be used; ``problems`` has every reason, ``str()`` one line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: Any) -> str:
    """A value as in the file, shortened to a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of more than 60 digits"
    if isinstance(value, tuple | list):
        text = "[" + ", ".join(shown(item) for item in value[:20]) + "]"
    elif isinstance(value, float):
        text = repr(value)
    else:
        text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def schema_problems(error: ValidationError, data: Mapping[str, Any], place: Place) -> list[Problem]:
    """The problems that pydantic found in ``data``, in the words of a scenario's author."""
    problems: list[Problem] = []
    missing: dict[tuple[str, ...], list[str]] = {}
    for detail in error.errors(include_url=False):
        steps = _steps(detail, data)
        if steps is None:
            continue
        if detail["type"] == "missing":
            missing.setdefault(steps[:-1], []).append(steps[-1])
        else:
            problems += _explained(detail, steps, place)
    for table, keys in missing.items():
        problems += _missing(table, keys, data, place)
    return problems


def _steps(detail: ErrorDetails, data: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The location as keys of the file; None for the alternative of a readiness that does not apply."""
    location = [str(step) for step in detail["loc"] if step != "[key]"]
    if len(location) > 2 and location[0] == "uncertainty":
        del location[2]
    if len(location) > 2 and location[0] == "readiness":
        is_path = isinstance(value_at(data, ".".join(location[:2])), Mapping)
        if is_path == ("float" in location[2]):
            return None
        del location[2]
    return tuple(location)


def _explained(detail: ErrorDetails, steps: tuple[str, ...], place: Place) -> Iterator[Problem]:
    path = ".".join(steps)
    kind, value = detail["type"], detail["input"]
    if kind == "value_error":
        yield from _stated(detail["msg"].removeprefix("Value error, "), steps, place)
    elif kind == "extra_forbidden":
        known = allowed_keys(steps[:-1])
        hint = suggestion(steps[-1], known)
        what = "unknown key" if hint or not known else f"unknown key; there are {', '.join(known)}"
        yield Problem(place(path), path, what, hint)
    elif kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        what = "must be one of " + ", ".join(f"'{choice}'" for choice in choices)
        hint = suggestion(value, choices) if isinstance(value, str) else ""
        yield Problem(place(path), path, what, hint, shown(value))
    else:
        yield Problem(place(path), path, _cause(detail, spec_of(path)), "", shown(value))


def _stated(text: str, steps: tuple[str, ...], place: Place) -> Iterator[Problem]:
    """Lines of a validator of the schema, each with the key it concerns in front, or none."""
    known = allowed_keys(steps)
    for line in text.split("\n"):
        match = re.match(r"([a-z_][\w.]*)(?::| (?=must )) ?(.*)", line)
        if match and match.group(1).split(".")[0] in known:
            path, what = ".".join((*steps, match.group(1))), match.group(2)
        else:
            path, what = ".".join(steps), line
        yield Problem(place(path), path, what)


def _cause(detail: ErrorDetails, spec: Spec | None) -> str:
    kind, value = detail["type"], detail["input"]
    bounds: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "int_type":
        whole = isinstance(value, float) and value == int(value)
        return f"must be a whole number: write {value:.0f} without a point" if whole else "must be a whole number"
    if kind == "float_type":
        return _not_a_number(value)
    if kind in ("greater_than_equal", "less_than_equal"):
        limit, word = (bounds["ge"], "least") if kind == "greater_than_equal" else (bounds["le"], "most")
        return _percent_hint(value, spec) or f"must be at {word} {limit:g}{_unit(spec)}"
    words = {
        "finite_number": "must be a finite number",
        "model_type": "must be a table",
        "dict_type": "must be a table",
        "tuple_type": "must be a list",
        "bool_type": "must be true or false",
        "string_type": "must be text, in quotes",
        "too_long": f"must have at most {bounds.get('max_length')} items",
        "distribution_form": detail["msg"],
    }
    if kind == "string_pattern_mismatch":
        if "A-Z" in bounds["pattern"]:
            return "must be three capital letters, such as USD"
        return "a name starts with a small letter and has only a-z, 0-9 and _, at most 40 of them"
    return words.get(kind, detail["msg"])


def _not_a_number(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return "must be a smaller number"
    if isinstance(value, str):
        try:
            return f"must be a number, not text: write {float(value):g}"
        except ValueError:
            return "must be a number, not text"
    return "must be a number"


def _unit(spec: Spec | None) -> str:
    return f" ({spec.unit})" if spec is not None and spec.unit else ""


def _percent_hint(value: Any, spec: Spec | None) -> str:
    """The remedy for 15 written instead of 0.15."""
    if spec is None or spec.high > 5 or not 2 <= value <= 100 or not spec.low <= value / 100 <= spec.high:
        return ""
    if not any(word in spec.unit for word in ("probability", "share", "rate", "score", "year")):
        return ""
    return f"is a fraction: write {value / 100:g} for {value:g}%"


def _missing(table: tuple[str, ...], keys: list[str], data: Mapping[str, Any], place: Place) -> list[Problem]:
    path = ".".join(table)
    if len(keys) > MOST_MISSING_KEYS and table:
        siblings = value_at(data, ".".join(table[:-1])) if len(table) > 1 else {}
        others = [name for name in siblings or {} if name != table[-1]]
        hint = suggestion(table[-1], others) if not allowed_keys(table[:-1]) else ""
        what = f"lacks {len(keys)} keys: add {', '.join(keys)}"
        return [Problem(place(path), path, what, hint)]
    return [
        Problem(place(full), full, f"is missing: {_addition(full, key)}")
        for key in keys
        for full in [".".join((*table, key))]
    ]


def _addition(path: str, key: str) -> str:
    """What to add for a missing key or table."""
    spec = spec_of(path)
    if spec is None:
        return f"add {key} = …"
    if spec.kind == "table":
        return f"add a table [{path}]"
    about = ", ".join(part for part in (spec.meaning, spec.unit) if part)
    bounds = f", {spec.low:g} to {spec.high:g}" if spec.numeric else ""
    return f"add {key} = … ({about}{bounds})" if about else f"add {key} = …"
