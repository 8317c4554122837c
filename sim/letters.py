"""Characters that no text should have: they cannot be seen, or make a text look like another one.

Text of a scenario that has one is refused (``sim.scenario.schema``). Text that cannot be refused, such as a path or a
message that quotes what a user typed, is shown with U+FFFD in their place, wherever it goes.
"""

import re
import unicodedata

REPLACEMENT = "\ufffd"
BREAKS = "\t\n"
"""What a text of several lines may have."""

_JOINERS = "\u200c\u200d"
"""Two characters that some scripts, and emoji, need between two of their signs."""
_JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
"""Unicode categories of those signs; letters that have a case, as Latin ones, are in none."""
_NAMES = {"Cc": "a control character", "Cs": "half of a character", "Cn": "no character"}
"""What characters without a name are, by their category."""
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Controls, marks of direction, characters without width, halves of characters, and those that are none."""


def unseen(text: str, keep: str = BREAKS) -> int | None:
    """The position of the first character that no text should have, except those to ``keep``; None if it has none."""
    return next((found.start() for found in _UNSEEN.finditer(text) if _is_unseen(found, keep)), None)


def visible(text: str, keep: str = BREAKS) -> str:
    """The text with U+FFFD in place of each character that no text should have, except those to ``keep``."""
    if text.isascii() and text.isprintable():  # as nearly every cell of a table is
        return text
    return _UNSEEN.sub(lambda found: REPLACEMENT if _is_unseen(found, keep) else found[0], text)


def in_words(text: str, position: int) -> str:
    """A character of a text by its number and, if it has one, its name: ``U+202E (right-to-left override)``."""
    character = text[position]
    name = unicodedata.name(character, "").lower() or _NAMES.get(unicodedata.category(character), "")
    return f"U+{ord(character):04X}{f' ({name})' if name else ''}"


def _is_unseen(found: "re.Match[str]", keep: str) -> bool:
    if found[0] in keep:
        return False
    text, position = found.string, found.start()
    beside = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
    is_joined = len(beside) == 2 and all(unicodedata.category(one) in _JOINED for one in beside)
    return not (found[0] in _JOINERS and is_joined)
