"""Pages as they are piped: in 80 columns, without blanks at the ends of lines, nothing left out."""

import pytest

from .conftest import Run

RATE = "archetypes.reseller.terms.rate"
SMALL = ("--runs", "8", "--out", "o", "--quiet")
PAGES = {
    "run": ("run", "coach", *SMALL),
    "run --full": ("run", "coach", "--full", *SMALL),
    "compare": ("compare", "coach", "coach_ready", f"coach:{RATE}=0.35,vendor.inbound.arr_growth_per_year=0.1", *SMALL),
    "sweep": ("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", *SMALL),
    "sweep of two": ("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", "--over", "phases.*.managers+=0:2:3", *SMALL),
    "sweep of mixes": ("sweep", "coach", "--over", "mix=own/resale:reseller=.7,referral=.3", *SMALL),
    "trace": ("trace", "coach", "--replication", "3"),
    "explain --agreement": ("explain", "coach", "--agreement"),
    "trace --like": ("trace", "coach", "--like", "p50", "--runs", "8"),
}
TEXTS = {
    "validate": ("validate", "coach_ready"),
    "explain": ("explain", "coach"),
    "explain a word": ("explain", "coach", "churn"),
    "verify": ("verify", "coach", "--runs", "1"),
}


@pytest.mark.parametrize("name", [*PAGES, *TEXTS])
def test_no_line_ends_in_blanks(name: str, invoke: Run) -> None:
    """18.20"""
    lines = invoke(*(PAGES | TEXTS)[name]).stdout.splitlines()
    assert len(lines) > 1
    assert [line for line in lines if line != line.rstrip()] == []
    if name in PAGES:
        assert [line for line in lines if len(line) > 80 and len(line.split()) > 1] == []
        assert [line for line in lines if "…" in line] == []
