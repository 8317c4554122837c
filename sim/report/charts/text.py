"""Text in charts: labels kept apart, headings that fit their line."""

from collections.abc import Sequence
from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text

SHARE_OF_WIDTH = 0.96
"""Widest line of a heading, as a share of the figure's width."""
MOST_LINES = 2
SMALLER = 0.93
"""Part of its size that a heading has next, where it needs more lines."""


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places near ``wanted``, in their order, at least ``gap`` apart and inside [low, high] if they fit."""
    order = sorted(range(len(wanted)), key=lambda position: (wanted[position], -position))
    blocks: list[tuple[float, int]] = []  # (centre, members), from the lowest
    for position in order:
        centre, size = wanted[position], 1
        reach = (size - 1) * gap / 2
        while blocks and _inside(centre, reach, low, high) - reach < _above(blocks[-1], gap):
            other, members = blocks.pop()
            centre = (centre * size + other * members) / (size + members)
            size += members
            reach = (size - 1) * gap / 2
        blocks.append((_inside(centre, reach, low, high), size))
    places = [centre + (k - (size - 1) / 2) * gap for centre, size in blocks for k in range(size)]
    result = [0.0] * len(wanted)
    for position, place in zip(order, places, strict=True):
        result[position] = place
    return result


def _above(block: tuple[float, int], gap: float) -> float:
    """Lowest place for the label after a block."""
    return block[0] + (block[1] + 1) * gap / 2


def _inside(centre: float, half: float, low: float, high: float) -> float:
    return max(low + half, min(centre, high - half))


def fitted(figure: Figure, x: float, top: float, text: str, *, sizes: Sequence[float], **style: Any) -> Text:
    """Text below a figure position: on one line in the first size that fits, else on two, smaller until it is whole."""
    text = " ".join(text.split())
    artist = figure.text(x, top, text, parse_math=False, va="top", **style)
    for size in sizes:
        artist.set_fontsize(size)
        if _width(figure, artist) <= SHARE_OF_WIDTH:
            return artist
    size = float(sizes[-1])
    while len(lines := _lines(figure, artist, text)) > MOST_LINES:
        size *= SMALLER
        artist.set_fontsize(size)
    artist.set_text("\n".join(lines))
    return artist


def _lines(figure: Figure, artist: Text, text: str) -> list[str]:
    """The text in lines that fit, broken at blanks, and inside a word that is longer than a line."""
    lines = []
    while text:
        fits = _longest(figure, artist, text)
        at = text.rfind(" ", 0, fits + 1) if fits < len(text) else fits
        at = fits if at <= 0 else at
        lines.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return lines


def _longest(figure: Figure, artist: Text, text: str) -> int:
    """How many of the first letters fit one line, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        artist.set_text(text[:middle])
        if _width(figure, artist) <= SHARE_OF_WIDTH:
            low = middle
        else:
            high = middle - 1
    return low


def bottom_of(figure: Figure, artist: Text) -> float:
    """Lower edge of a text as a share of the figure's height."""
    return float(artist.get_window_extent(_renderer(figure)).y0 / figure.bbox.height)


def _width(figure: Figure, artist: Text) -> float:
    """Width of a text as a share of the figure's."""
    return float(artist.get_window_extent(_renderer(figure)).width / figure.bbox.width)


def _renderer(figure: Figure) -> RendererBase:
    canvas: Any = figure.canvas
    renderer: RendererBase = canvas.get_renderer()
    return renderer
