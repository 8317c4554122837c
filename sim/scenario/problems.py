"""The problems of a scenario, one line each: place, path, cause and remedy (DESIGN 4)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from sim.letters import visible

LONGEST_SHOWN = 60
LONGEST_WORD, LONGEST_TEXT = 120, 2000
"""Letters of a word (a path, a key) and of a sentence that a message prints."""
THOUSAND = 1000
MOST_PRINTED = 50
"""Problems that are printed; of more, their number."""
CLOSE, CLOSE_WORD = 0.75, 0.6
"""Likeness (0 to 1) of two names, and of each of their words, from which one was probably meant by the other."""
Hint = str | Callable[[], str]
"""What was probably meant; or a function that gives the end of the sentence, called only if the problem is printed."""


@dataclass(frozen=True)
class Problem:
    """One problem: where it is stated, its path, what is wrong, and the value read."""

    place: str
    path: str
    what: str
    hint: Hint = ""
    got: str = ""

    def __str__(self) -> str:
        head = placed(self.place, self.path)
        line = f"{head}: {brief(self.said)}"
        line += brief(meant(self.hint) if isinstance(self.hint, str) else self.hint())
        return visible(f"{line} (got {self.got})" if self.got else line, keep="")

    @property
    def said(self) -> str:
        """What is wrong, in the words of the message."""
        return self.what


@dataclass(frozen=True)
class CurableProblem(Problem):
    """A problem of a company's files: it cannot be made without what helps against it."""

    cure: str = field(kw_only=True)

    def __post_init__(self) -> None:
        if not self.cure.strip():
            raise ValueError(f"a problem without a cure: {self.what}")

    @property
    def said(self) -> str:
        return f"{self.what}: {self.cure}"


class ScenarioError(Exception):
    """A scenario cannot be used; ``problems`` has every reason, ``str()`` one line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        lines = [str(problem) for problem in self.problems[:MOST_PRINTED]]
        more = len(self.problems) - len(lines)
        super().__init__("\n".join([*lines, *([f"and {more:,} more problems"] if more else [])]))


def placed(place: str, path: str) -> str:
    """A place with the path there; alone if it is a setting as it was typed, with the path in it, or there is none."""
    is_typed = place.startswith("--") or "=" in place
    named = is_typed and re.search(rf"(?<![\w.]){re.escape(path)}(?![\w.])", place) is not None
    return place if named or not path else f"{place}: {brief(path)}"


def meant(word: str) -> str:
    """The end of a sentence: the word that was probably meant, if there is one."""
    return f". Did you mean '{word}'?" if word else ""


def suggestion(wrong: str, known: Sequence[str]) -> str:
    """The known name nearest to a wrong one, or an empty string if none is close."""
    letters = SequenceMatcher(b=wrong)
    best, found = CLOSE, ""
    for name in known:
        letters.set_seq1(name)
        if letters.real_quick_ratio() < best or letters.quick_ratio() < best:
            continue
        likeness = letters.ratio()
        if sorted(wrong) == sorted(name):
            likeness = max(likeness, CLOSE)  # letters in another order, also of three
        if likeness >= best and (likeness > best or not found) and _words_are_close(wrong, name):
            best, found = likeness, name
    return found


def _words_are_close(wrong: str, known: str) -> bool:
    """Whether each word is close to the one in its place: 'account_owner' is not 'account_name'."""
    pairs = [re.findall(r"[^\W_]+", name.casefold()) for name in (wrong, known)]
    if len(pairs[0]) != len(pairs[1]):
        return True
    return all(SequenceMatcher(None, a, b).ratio() >= CLOSE_WORD for a, b in zip(*pairs, strict=True))


def brief(text: str) -> str:
    """A text for a message, on one line: what nobody would read is cut from its words and its end."""
    words = re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda found: f"{found[0][: LONGEST_WORD // 2]}…", text)
    return words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…"


def without_exponent(limit: float) -> str:
    """A bound as people say it: 10,000,000 and not 1e+07."""
    return f"{limit:,.0f}" if abs(limit) >= THOUSAND and float(limit).is_integer() else f"{limit:g}"


def bounds_text(low: float, high: float) -> str:
    """The bounds of a field: ``0 to 10,000,000``."""
    return f"{without_exponent(low)} to {without_exponent(high)}"


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
