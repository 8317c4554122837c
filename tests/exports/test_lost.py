"""Lost opportunities are history: they are checked as the others are, and count in nothing that is open."""

from pathlib import Path

import pytest

from sim.exports.scenario_file import files_of

from .test_problems import problems, read, written

HEADS = "id,partner,qualified_on,won_on"
ROWS = (
    "O-2001,Alder Consulting,2026-08-27,", "O-2002,Birch Resale,2026-06-10,2026-09-22",
    "O-2003,Birch Resale,2026-09-11,", "O-2004,Birch Resale,2026-02-02,",
)  # fmt: skip


def opportunities(folder: Path, heads: str, *more: str, rows: tuple[str, ...] = ROWS) -> dict[str, Path]:
    """The example's files, its opportunities and a fourth one with more columns."""
    files = written(folder)
    lines = [f"{HEADS}{heads}", *(f"{row}{cells}" for row, cells in zip(rows, more, strict=True))]
    files["opportunities"].write_text("\n".join([*lines, ""]), encoding="utf-8")
    return files


@pytest.mark.parametrize(
    ("heads", "cells", "said"),
    [
        (",lost_on", (",", ",", ",", ",2026-05-20"), "1 lost one is history and left out"),
        (",Closed Lost Date", (",", ",", ",", ",2026-05-20"), "1 lost one is history and left out"),
        (",Stage", (",Proposal", ",Closed Won", ",", ",Closed Lost"), "left out: Closed Lost"),
        (",Opportunity status", (",", ",won", ",", ",LOST - no budget"), "left out: LOST - no budget"),
        (",status,lost_on", (",,", ",,", ",,", ",Closed,2026-05-20"), "left out: Closed"),
        (",status,lost_on", (",,", ",,", ",,", ",Disqualified,"), "left out: Disqualified"),
    ],
)
def test_a_lost_opportunity_leaves_nothing_behind(
    heads: str, cells: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    found = read(opportunities(tmp_path, heads, *cells))
    assert [row["id"] for row in found.tables["opportunities"].rows] == ["O-2001", "O-2002", "O-2003"]
    assert any(said in note for note in found.notes["opportunities"])
    plain = tmp_path / "plain"
    plain.mkdir()
    assert files_of(found, "mine", "coach") == {
        name: text.replace(f"{plain}/", f"{tmp_path}/")
        for name, text in files_of(read(written(plain)), "mine", "coach").items()
    }


def test_other_words_are_open_and_said(tmp_path: Path) -> None:
    """A word that is not known is no reason to drop a deal: it is named instead."""
    found = read(opportunities(tmp_path, ",stage", ",Proposal", ",Closed Won", ",Negotiation", ",Proposal"))
    assert len(found.tables["opportunities"].rows) == 4
    assert found.notes["opportunities"] == ("open by their status: Negotiation, Proposal",)


@pytest.mark.parametrize(
    ("heads", "last", "said"),
    [
        (",lost_on", "O-2004,Birch Resale,2026-02-02,,2026-10-01", "lost_on: 2026-10-01 is after the as-of date"),
        (",lost_on", "O-2004,Birch Resale,2026-02-02,,2026-02-01", "lost_on: 2026-02-01 is before qualified_on 2026"),
        (",lost_on", "O-2004,Birch Resale,2026-02-02,2026-05-20,2026-05-20", "is 2026-05-20, and won_on is 2026-05-20"),
        (",Stage", "O-2004,Birch Resale,2026-02-02,2026-05-20,Closed Lost", "is 'Closed Lost', and won_on is 2026-05"),
        (",Stage", "O-2004,Birch Resale,2026-02-02,,Closed Won", "Stage: is 'Closed Won', and won_on is empty: state"),
        (",Stage", "O-2004,Birch Resale,2026-02-02,,Closed", "which says neither won nor lost: write won or lost"),
        (",Stage", "O-2004,Birch Resale,2025-04-21,,Closed Lost", "before the agreement of 'Birch Resale'"),
        (",Stage", "O-2004,Nobody,2026-02-02,,Closed Lost", "'Nobody' is not in partners.csv"),
    ],
)
def test_history_is_checked(heads: str, last: str, said: str, tmp_path: Path) -> None:
    found = problems(opportunities(tmp_path, heads, ",", ",", ",", "", rows=(*ROWS[:3], last)))
    assert len(found) == 1
    assert found[0].startswith("opportunities.csv:5: ")
    assert said in found[0]


def test_won_and_lost_by_two_columns(tmp_path: Path) -> None:
    found = problems(opportunities(tmp_path, ",status,lost_on", ",,", ",,", ",,", ",Won,2026-05-20"))
    assert found == ["opportunities.csv:5: status: is 'Won', and lost_on is 2026-05-20: correct one of the two"]


def test_lost_ones_were_qualified_once(tmp_path: Path) -> None:
    """They are of the number that the partner has qualified so far, as customers and open deals are."""
    files = opportunities(tmp_path, ",lost_on", ",", ",", ",", ",2026-05-20")
    partners = files["partners"].read_text("utf-8")
    files["partners"].write_text(partners.replace("2026-09-22,14,", "2026-09-22,4,"), encoding="utf-8")
    (said,) = problems(files)
    assert "is 4, and 'Birch Resale' has 5 customers and opportunities" in said
