"""Letters that the font of the charts lacks: drawn with an installed font that has them, or named."""

import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

from sim.letters import REPLACEMENT, visible
from sim.report.charts.failure import LettersWarning

MOST_NAMED = 6
_BOXES = ("Last Resort", ".LastResort")
"""Fonts that have the same box for every letter of a script."""
_UNDRAWN = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})
"""Unicode categories of what is no letter by itself."""


def make_visible(artists: Iterable[Text]) -> None:
    """Shows characters that no text should have as U+FFFD, which an SVG could not even contain."""
    for artist in artists:
        if (text := artist.get_text()) != (shown := visible(text)):
            artist.set_text(shown)


def lacking(artists: Iterable[Text]) -> frozenset[str]:
    """The letters in some texts that the first font of the style lacks; a line break is none, no font has it."""
    letters = {letter for artist in artists for letter in artist.get_text()} - {"\n"}
    return frozenset(letters - set(_letters_of(findfont(FontProperties()), frozenset(letters))))


def fonts_with(letters: frozenset[str]) -> tuple[list[str], frozenset[str]]:
    """Names of installed fonts that have these letters, the one with most first, and the letters that none has."""
    chosen: list[str] = []
    left = letters
    while left:
        having = {name: _letters_of(path, left) for name, path in _installed()}
        best = max(having, key=lambda name: (len(having[name]), name), default="")
        if not best or not having[best]:
            break
        chosen.append(best)
        left -= having[best]
    return chosen, left


def in_words(letters: frozenset[str]) -> str:
    """Letters by their numbers, which every font can show: ``U+65E5, U+672C and 3 more``; empty for none."""
    named = sorted(letter for letter in letters if unicodedata.category(letter) not in _UNDRAWN)
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return ", ".join(f"U+{ord(letter):04X}" for letter in named[:MOST_NAMED]) + more


def warn_of(letters: frozenset[str]) -> None:
    """A LettersWarning that names the letters, if there are any."""
    named = sorted(letter for letter in letters if unicodedata.category(letter) not in _UNDRAWN)
    if named:
        shown = "".join(named[:MOST_NAMED]) + ("…" if len(named) > MOST_NAMED else "")
        what = f"no installed font has the letters {shown} ({in_words(letters)}): PNG charts show boxes in their place"
        warnings.warn(LettersWarning(what), stacklevel=3)


def fit_to_fonts(artists: Sequence[Text]) -> None:
    """Gives texts of a figure that others render the fonts they need; letters that no font has become U+FFFD."""
    make_visible(artists)
    if not (letters := lacking(artists)):
        return
    names, left = fonts_with(letters)
    for artist in artists:
        artist.set_fontfamily([*artist.get_fontfamily(), *names])
        artist.set_text("".join(REPLACEMENT if letter in left else letter for letter in artist.get_text()))
    warn_of(left)


def _installed() -> Iterator[tuple[str, str]]:
    """Name and file of each upright font with letters of its own."""
    for entry in fontManager.ttflist:
        if entry.style == "normal" and entry.variant == "normal" and not entry.name.startswith(_BOXES):
            yield entry.name, entry.fname


@cache
def _letters_of(path: str, letters: frozenset[str]) -> frozenset[str]:
    """Those of the letters that a font file has; none where it cannot be read."""
    try:
        font = get_font(path)
        return frozenset(letter for letter in letters if font.get_char_index(ord(letter)))
    except (OSError, RuntimeError, ValueError):
        return frozenset()
