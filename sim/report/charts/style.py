"""The style of every chart, and how it is written."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.charts.failure import UnwrittenError, drawing
from sim.report.charts.fonts import fonts_with, in_words, lacking, make_visible, warn_of
from sim.report.charts.palette import GRID, INK, MUTED

WIDTH_PIXELS = 1600
WIDTH_INCHES = 10.0
_NOTE_SIZE = 8
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "partnersim",
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and copied
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 16.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": MUTED,
}


@contextmanager
def chart_style() -> Iterator[None]:
    """The same look whatever the user's own settings; letters that the font lacks are told in other words."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        warnings.filterwarnings("ignore", "Matplotlib currently does not support")
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def new_figure(height_inches: float) -> Figure:
    """An empty page of ``WIDTH_PIXELS``."""
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), dpi=WIDTH_PIXELS / WIDTH_INCHES, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def write_figure(draw: Callable[[], Figure], folder: Path, name: str) -> None:
    """Writes what ``draw`` draws as ``<name>.svg`` and ``<name>.png``; the same figure gives the same bytes.

    The SVG has the heading of the figure as its title, and every other heading, label and note as its description.
    If it cannot be drawn there is a ChartWarning instead; a LettersWarning names letters that no installed font has.
    Raises UnwrittenError if a file cannot be written.
    """
    pictures: dict[str, bytes] = {}
    missing = frozenset[str]()
    with drawing(name), chart_style():
        figure, pictures["png"] = _drawn(draw)
        if letters := lacking(figure.findobj(Text)):
            names, missing = fonts_with(letters)
            figure, pictures["png"] = _drawn(draw, names, missing)
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        pictures["svg"] = _described(svg.getvalue(), *_said(figure)).encode()
    warn_of(missing)
    for kind, picture in pictures.items():
        try:
            (folder / f"{name}.{kind}").write_bytes(picture)
        except OSError as error:
            raise UnwrittenError(error.errno, error.strerror, error.filename) from None


def _drawn(
    draw: Callable[[], Figure], fonts: Sequence[str] = (), missing: frozenset[str] = frozenset()
) -> tuple[Figure, bytes]:
    """A figure and its PNG, with fonts for letters that the first one lacks, and a note of those that none has."""
    mpl.rcParams["font.family"] = ["sans-serif", *fonts]
    figure = draw()
    make_visible(figure.findobj(Text))
    if said := in_words(missing):
        note = f"letters without a font where this was drawn: {said}"
        figure.text(0.99, 0.998, note, fontsize=_NOTE_SIZE, color=MUTED, ha="right", va="top")
    png = BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    return figure, png.getvalue()


def _said(figure: Figure) -> tuple[str, str]:
    """The first text of a figure, and all others of the figure and its axes."""
    heading, *others = (text.get_text() for text in figure.texts)
    for axes in figure.axes:
        others += [axes.get_title(loc="left"), axes.get_title(), axes.get_xlabel(), axes.get_ylabel()]
        others += [text.get_text() for text in axes.texts]
    texts = dict.fromkeys(" ".join(text.split()) for text in others if text.strip())
    return " ".join(heading.split()), "; ".join(texts)


def _described(svg: str, title: str, description: str) -> str:
    """The drawing with its title and description, which screen readers read and browsers show."""
    at = svg.index(">", svg.index("<svg")) + 1
    head = f'{svg[: at - 1]} role="img" aria-labelledby="title description">'
    said = f'\n <title id="title">{escape(title)}</title>\n <desc id="description">{escape(description)}</desc>'
    return f"{head}{said}{svg[at:]}"


def light_grid(axes: Axes, label_size: float, *, lines: Literal["both", "x"] = "both", tick_length: float = 5) -> None:
    """Light lines behind the drawing, and no frame above and to the right."""
    axes.grid(axis=lines, color=GRID, linewidth=1.2, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=label_size, length=tick_length)
