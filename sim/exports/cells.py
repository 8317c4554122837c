"""A cell of an export as text: what stands for nothing, and what no cell may have."""

import unicodedata

from sim.letters import in_words, unseen

UNKNOWN = {"", "-", "–", "—", "?", "n/a", "na", "n.a.", "#n/a", "null", "none", "nil", "unknown", "(blank)", "tbd"}
"""What people and programs write for a value that there is not or that is not known."""
ERRORS = {"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"}
_SPACES = "\u00a0\u202f\u2007\u3000"
"""Spaces that are not at the end of a word, as spreadsheets write them."""
LONGEST = 120


def cell_text(raw: str) -> str | None:
    """The text of a cell without spaces around it; None if it stands for nothing."""
    text = unicodedata.normalize("NFC", raw).translate(dict.fromkeys(map(ord, _SPACES), " ")).strip()
    return None if text.casefold() in UNKNOWN else text


def fault_of(text: str, *, is_name: bool) -> tuple[str, str] | None:
    """What is wrong with a cell whatever its column, and what helps. ``is_name``: names and other words."""
    if text.casefold() in ERRORS:
        return "is an error of the spreadsheet", "correct it there"
    if (place := unseen(text, keep="")) is not None:
        return f"has a character that cannot be seen, {in_words(text, place)}", "remove it"
    if text[0] in "=@" or (is_name and text[0] in "+-"):
        return "is a formula to a spreadsheet", "export values, or begin it with another character"
    if is_name and len(text) > LONGEST:
        return f"is longer than {LONGEST} characters", "shorten it in every file"
    return None
