"""Text in charts: labels kept apart, headings that fit their line."""

from collections.abc import Sequence
from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text

SHARE_OF_WIDTH = 0.96
"""Widest line of a heading, as a share of the figure's width."""


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
    """Text below a figure position: on one line in the first size that fits, else on two, the second cut."""
    text = " ".join(text.split())
    artist = figure.text(x, top, text, parse_math=False, va="top", **style)
    for size in sizes:
        artist.set_fontsize(size)
        if _width(figure, artist) <= SHARE_OF_WIDTH:
            return artist
    words = text.split(" ")
    first = _longest(figure, artist, [" ".join(words[:k]) for k in range(len(words), 0, -1)])
    rest = text[len(first) :].lstrip()
    ends = [rest, *(rest[:k].rstrip() + "…" for k in range(len(rest) - 1, 0, -1))] if rest else [""]
    second = _longest(figure, artist, ends)
    artist.set_text(f"{first}\n{second}" if second else first)
    return artist


def _longest(figure: Figure, artist: Text, candidates: Sequence[str]) -> str:
    """The first of ``candidates`` that fits one line, else the last."""
    for candidate in candidates:
        artist.set_text(candidate)
        if _width(figure, artist) <= SHARE_OF_WIDTH:
            return candidate
    return candidates[-1]


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
