"""Characters that an encoding lacks, in characters that it has."""

import codecs

from sim.letters import visible

SPELLED = {
    "±": "+/-", "€": "EUR ", "£": "GBP ", "¥": "JPY ", "…": "...", "–": "-", "—": "-", "−": "-", "×": "x", "·": ".",
    "≥": ">=", "≤": "<=", "≈": "~", "→": "->", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
    "ß": "ss", "Æ": "Ae", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "Oe", "œ": "oe", "Ł": "L", "ł": "l", "\u00a0": " ",
}  # fmt: skip
"""Characters that a console may lack, in letters that every one has."""
SPELL = "partnersim.spell"
"""Name of the error handler that spells characters of which an encoding has none."""


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelled_character, error.object[error.start : error.end])), error.end


def _spelled_character(character: str) -> str:
    """The sign in words, the letter without its accent, or else its number as Python writes it: \\u65e5."""
    if character in SPELLED:
        return SPELLED[character]
    from unicodedata import normalize

    plain = normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return plain or character.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(SPELL, _spell)


def spelled(text: str, encoding: str) -> str:
    """The text as a console of this encoding shows it, without characters that cannot be seen."""
    return visible(text).encode(encoding, SPELL).decode(encoding)
