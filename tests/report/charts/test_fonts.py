"""Letters that the font of the charts lacks, and characters that no drawing may have (19.31)."""

import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.image import imread

from sim.report.charts.failure import LettersWarning
from sim.report.charts.style import new_figure, write_figure

NAME = "Plain Squares"
LETTERS = "日本"


@pytest.fixture
def squares(tmp_path: Path) -> Iterator[str]:
    """The name of an installed font in which two letters are squares without a hole."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "one", "two"])
    builder.setupCharacterMap({ord(LETTERS[0]): "one", ord(LETTERS[1]): "two"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "one": square, "two": square})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "one", "two"), (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "squares.ttf")
    before = list(fontManager.ttflist)
    fontManager.addfont(tmp_path / "squares.ttf")
    yield NAME
    fontManager.ttflist[:] = before
    fontManager._findfont_cached.cache_clear()


def titled(text: str) -> Figure:
    figure = new_figure(1.0)
    figure.text(0.1, 0.3, text, fontsize=40, parse_math=False)
    return figure


def written(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    write_figure(lambda: titled(text), folder, "one")
    return (folder / "one.svg").read_text("utf-8")


def test_letters_without_a_font_are_named_once_in_plain_words(tmp_path: Path) -> None:
    """19.31: one line, and a note in the chart; the drawing has the letters. Not Matplotlib's own warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        svg = written(tmp_path, f"{LETTERS} ﷽ plan")
    assert [each.category for each in caught] == [LettersWarning]
    assert f"no installed font has the letters {LETTERS}" in str(caught[0].message)
    assert f"{LETTERS} ﷽ plan" in svg
    assert "letters without a font where this was drawn: U+65E5, U+672C" in svg
    assert (tmp_path / "one.png").is_file()


def test_letters_are_drawn_with_an_installed_font_that_has_them(squares: str, tmp_path: Path) -> None:
    """19.31: the picture has the squares of that font, and there is no warning."""
    svg = written(tmp_path / "drawn", LETTERS)  # warnings are errors
    assert squares in svg
    assert "letters without" not in svg
    drawn = imread(tmp_path / "drawn" / "one.png")[:, :, 0]
    rows, columns = (drawn < 0.5).any(axis=1), (drawn < 0.5).any(axis=0)
    inside = drawn[rows][:, columns]
    assert (inside < 0.5).mean() > 0.85  # two squares with a gap of a tenth


def test_letters_that_the_font_has_need_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.31: nor is any font looked for, or the chart drawn again, also where the text has two lines."""
    monkeypatch.setattr("sim.report.charts.style.fonts_with", None)
    assert "letters without" not in written(tmp_path, "Größe: 10 µm\n— Δ ≥ 5% мир")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u200b", "\ufffe", "\uffff", "\ud800"])
def test_a_drawing_is_well_formed_whatever_its_text(character: str, tmp_path: Path) -> None:
    """19.31: XML allows no controls, and a reader sees none."""
    svg = written(tmp_path, f"a{character}b")
    assert character not in svg
    assert "a\ufffdb" in "".join(ET.fromstring(svg).itertext())
