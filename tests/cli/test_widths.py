"""19.13: in every width and encoding each command prints the figures of the wide page, whole."""

import io
import itertools
import re
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from rich.console import RenderableType

import sim.cli.compare
import sim.cli.explain
import sim.cli.output
import sim.cli.run
import sim.cli.scenarios
import sim.cli.sweep
import sim.cli.trace
import sim.cli.validate
import sim.cli.verify
from sim.cli.output import print_lines, print_page
from sim.report.words.spelling import SPELL

from .conftest import Run

WIDE = 200
WIDTHS = (20, 40, 60, 80, 120, WIDE)
CONSOLES = {"utf-8": {20, 80}, "ascii": {20, WIDE}}
"""Encodings and the widths that are tried with each; the others with ``--full``."""
every_console = pytest.mark.parametrize(
    ("width", "encoding"),
    [
        pytest.param(width, encoding, marks=() if width in tried else pytest.mark.full)
        for encoding, tried in CONSOLES.items()
        for width in WIDTHS
    ],
)
RATE = "archetypes.reseller.terms.rate"
EUROS = ("--set", "currency=EUR", "--runs", "40", "--out", "o", "--force", "--quiet")
PAGES = {
    "run": ("run", "coach", *EUROS),
    "run --full": ("run", "coach", "--full", *EUROS),
    "compare": ("compare", "coach", "coach_ready", f"coach:{RATE}=0.35,vendor.inbound.arr_growth_per_year=0.1", *EUROS),
    "sweep": ("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", *EUROS),
    "sweep of two": ("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", "--over", "phases.*.managers+=0:2:3", *EUROS),
    "sweep of mixes": ("sweep", "coach", "--over", "mix=own/resale:reseller=.7,referral=.3", *EUROS),
}
LINES = {
    "trace": ("trace", "coach", "--replication", "3", "--set", "currency=EUR", "--quiet"),
    "trace --events": ("trace", "coach", "--replication", "3", "--events", "--months", "24", "--quiet"),
    "trace --partners": ("trace", "coach", "--replication", "3", "--partners", "--months", "24", "--quiet"),
    "trace --partner": ("trace", "coach", "--replication", "3", "--partner", "reseller/0/18", "--quiet"),
    "validate": ("validate", "coach", "--set", "currency=EUR", "--set", "phases.pilot.managers=0"),
    "explain": ("explain", "coach"),
    "explain a word": ("explain", "coach", "churn"),
    "explain a path": ("explain", "coach", "vendor.direct.churn_per_year"),
    "explain --agreement": ("explain", "coach", "--agreement", "--deal", "40000", "--set", "currency=EUR"),
    "verify": ("verify", "coach", "--runs", "1", "--quiet"),
    "scenarios": ("scenarios", "list"),
}
FIGURE = re.compile(r"(?:EUR )?[+-]?(?:EUR )?\d[\d,.]*[kMB%x]?")


@pytest.fixture(scope="module")
def pages() -> dict[str, RenderableType]:
    """Pages that were made once, for every width."""
    return {}


@pytest.fixture(scope="module")
def wide_lines() -> dict[str, list[str]]:
    """What commands print that print lines, in the widest console."""
    return {}


def _page(name: str, pages: dict[str, RenderableType], invoke: Run, monkeypatch: pytest.MonkeyPatch) -> RenderableType:
    if name not in pages:
        made = list[RenderableType]()
        for module in (sim.cli.run, sim.cli.compare, sim.cli.sweep):
            monkeypatch.setattr(module, "print_page", made.append)
        assert invoke(*PAGES[name]).exit_code == 0
        (pages[name],) = made
    return pages[name]


def _printed(act: Callable[[], object], width: int, encoding: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a console of this width and encoding shows, in spelled signs."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=SPELL)
    with monkeypatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setattr(sys, "stdout", stream)
        act()
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    return [line.encode("ascii", SPELL).decode() if encoding == "ascii" else line for line in text.splitlines()]


def _figures(lines: list[str]) -> Counter[str]:
    """Every figure with its sign, currency and unit, whatever the line breaks around it."""
    text = " ".join(" ".join(lines).encode("ascii", SPELL).decode().split())
    return Counter(FIGURE.findall(text))


def _check(lines: list[str], wide: list[str], width: int) -> None:
    assert [line for line in lines if len(line) > width and len(line.split()) > 1] == []
    assert [line for line in lines if "…" in line or "..." in line or line != line.rstrip()] == []
    assert _figures(wide) - _figures(lines) == Counter()


@every_console
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_figures_of_the_wide_page(
    name: str, width: int, encoding: str, pages: dict[str, RenderableType], invoke: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = _page(name, pages, invoke, monkeypatch)
    wide = _printed(lambda: print_page(page), WIDE, "utf-8", monkeypatch)
    assert len(_figures(wide)) > 20
    _check(_printed(lambda: print_page(page), width, encoding, monkeypatch), wide, width)


@every_console
@pytest.mark.parametrize("name", LINES)
def test_lines_have_the_figures_of_the_wide_console(
    name: str, width: int, encoding: str, wide_lines: dict[str, list[str]], invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(columns: int, signs: str) -> list[str]:
        shown = list[str]()
        for module in (sim.cli.trace, sim.cli.validate, sim.cli.explain, sim.cli.verify, sim.cli.scenarios):
            monkeypatch.setattr(module, "print_lines", lambda its: shown.extend(its))
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sim.cli.output, "stdout_encoding", lambda: signs)
        monkeypatch.setattr(sim.cli.trace, "stdout_encoding", lambda: signs)
        assert invoke(*LINES[name]).exit_code == 0
        return _printed(lambda: print_lines(shown), columns, signs, monkeypatch)

    if name not in wide_lines:
        wide_lines[name] = lines(WIDE, "utf-8")
        assert len(_figures(wide_lines[name])) > 3
    _check(lines(width, encoding), wide_lines[name], width)


@pytest.mark.parametrize("encoding", CONSOLES)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_columns_are_aligned_in_every_encoding(
    width: int, encoding: str, pages: dict[str, RenderableType], invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.13: signs are spelled before the page is laid out; the last column of a table ends where its head ends."""
    page = _page("run --full", pages, invoke, monkeypatch)
    lines = _printed(lambda: print_page(page), width, encoding, monkeypatch)
    for start in [at for at, line in enumerate(lines) if line.startswith(("Month ", "Months ", "Money "))]:
        table = itertools.takewhile(
            lambda line: re.match(r"(\d+(-\d+)?|sum)?( gate)? {2,}\S", line), lines[start + 1 :]
        )
        ends = [len(line) for line in table]
        assert set(ends) <= {len(lines[start])}, lines[start : start + len(ends) + 1]
