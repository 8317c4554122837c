"""A TOML text before and after ``tomllib``: what it may contain, and what its syntax errors mean to a person.

``scanned`` bounds the work of all that follows: it reads the text once, from left to right.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.lines import Steps, key_steps, table_at
from sim.scenario.paths import spec_of
from sim.scenario.schema import Root, Scenario
from sim.scenario.typed import LONGEST_NUMBER, cure_of

MOST_BYTES = 4_000_000
MOST_STEPS = 20
"""Keys of a path, and tables and lists within each other: twice as deep as any scenario."""
MOST_LETTERS = 1000
"""Letters of a number or a key without quotes."""

_TOKEN = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*+(?:""")?|'
    r"'''(?:[^']|'(?!''))*+(?:''')?|"
    r"#[^\n]*+|"
    r"""(?P<key>(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?)"""
    r"""(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?))*+)|"""
    r"(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)",
    re.DOTALL,
)
_STEP = re.compile(r"""[\w-]++|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?""")
_PAIR = re.compile(
    r"""(?P<key>[\w.'"-]++)[ \t]*+=[ \t]*+(?P<value>[^=\[\]{}#\n]*?)[ \t]*(?=,[ \t]*[\w.'"-]+[ \t]*=|[}\]#]|$)"""
)


def excess(text: str) -> tuple[int, str] | None:
    """Line and cause of the first thing that no scenario has: keys or tables nested too deeply, endless words.

    One pass, so that what follows never meets a text on which it would recurse or take long.
    """
    line, depth = 1, 0
    for token in _TOKEN.finditer(text):
        if token["key"] is not None:
            what = _excess_of_key(token["key"])
            if what:
                return line, what
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth > MOST_STEPS:
            return line, f"is nested too deeply: at most {MOST_STEPS} tables or lists within each other"
        line += token[0].count("\n")
    return None


def _excess_of_key(key: str) -> str:
    steps = [step for step in _STEP.findall(key) if step[0] not in "\"'"]
    longest = max(steps, key=len, default="")
    if len(longest) > MOST_LETTERS and longest[0].isdigit():
        return f"has a number of {len(longest):,} digits: write it with at most 17, such as 7.5e6"
    if len(longest) > MOST_LETTERS:
        return f"the key {longest[:LONGEST_NUMBER]}… has {len(longest):,} letters: at most {MOST_LETTERS:,}"
    if len(_STEP.findall(key)) > MOST_STEPS:
        return f"the key {key[:LONGEST_NUMBER]}… is nested too deeply: at most {MOST_STEPS} steps, as in a.b.c"
    return ""


def too_deep(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the first path with more than ``MOST_STEPS`` steps, those of keys such as ``"a.b"`` too; or none."""
    waiting: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), data)]
    while waiting:
        above, table = waiting.pop()
        for key, value in table.items():
            count = sum(step.count(".") + 1 for step in above) + key.count(".") + 1
            if count > MOST_STEPS:
                return (*above, key)
            if isinstance(value, Mapping):
                waiting.append(((*above, key), value))
    return ()


def path_on(text: str, line: int) -> str:
    """The path of the key with which a line begins; empty if it begins with none. The lines before are valid."""
    lines = text.splitlines()
    key = re.match(r"""[ \t]*([\w.'"-]{1,200}+)[ \t]*=""", lines[line - 1])
    return ".".join((*table_at("\n".join(lines[: line - 1])), *key_steps(key[1]))) if key else ""


def mistyped(text: str, line: int, root: type[Root] = Scenario) -> Iterator[tuple[str, str, str]]:
    """Path, cure and value of the numbers on a line that are not as TOML has them: ``threshold = 0,25``."""
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return
    table: Steps | None = None
    outer = re.match(r"""[ \t]*([\w.'"-]+)[ \t]*=[ \t]*\{""", lines[line - 1])
    for pair in _PAIR.finditer(lines[line - 1]):
        key, value = pair["key"], pair["value"]
        if not 0 < len(value) <= LONGEST_NUMBER or _is_value(value):
            continue
        if table is None:
            table = table_at("\n".join(lines[: line - 1]))
        inside = key_steps(outer[1]) if outer and pair.start() > outer.start(1) else ()
        path = ".".join((*table, *inside, *key_steps(key)))
        if cure := cure_of(value, spec_of(path, root)) or cure_of(value):
            yield path, cure, value


def _is_value(text: str) -> bool:
    try:
        tomllib.loads(f"value = {text}")
    except ValueError:
        return False
    return True
