"""19.22: labels of program months, against calendars written out month by month."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from sim.scenario.calendar import NAMES, Calendar, calendar_of
from sim.scenario.load import ScenarioError, input_digest, load_scenario, resolved_toml

NAMED = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
EVERY = [(start, begins) for start in range(1, 13) for begins in range(1, 13)]


def walked(start: int, begins: int, months: int) -> list[tuple[str, int]]:
    """Calendar month and number of the fiscal year of each program month, by walking from month to month."""
    found, at, year = [], start, 1
    for month in range(1, months + 1):
        if at == begins and month > 1:
            year += 1
        found.append((NAMED[at - 1], year))
        at = at + 1 if at < 12 else 1
    return found


@pytest.mark.parametrize(("start", "begins"), EVERY)
def test_every_month_has_the_label_of_a_calendar_walked_by_hand(start: int, begins: int) -> None:
    calendar = Calendar(start, begins)
    for month, (name, year) in enumerate(walked(start, begins, 60), start=1):
        assert calendar.label(month) == f"{name} FY{year}"
        assert calendar.beside(month) == f" ({name} FY{year})"
        assert calendar.after("x", month) == f"x {name} FY{year}"


@pytest.mark.parametrize(("start", "begins"), EVERY)
def test_the_months_of_the_fiscal_year_are_those_of_the_contract(start: int, begins: int) -> None:
    """F(m) runs 1 to 12 from the month in which the year begins."""
    months = [Calendar(start, begins).fiscal_month(month) for month in range(1, 40)]
    first = next(at for at, (name, _) in enumerate(walked(start, begins, 40)) if name == NAMED[begins - 1])
    assert months[first : first + 12] == list(range(1, 13))
    assert all(later == earlier % 12 + 1 for earlier, later in pairwise(months))


@pytest.mark.parametrize(
    ("start", "begins", "first", "last", "said"),
    [
        (7, 7, 1, 12, "FY1"),
        (7, 7, 13, 36, "FY2-FY3"),
        (4, 7, 1, 12, "Apr FY1-Mar FY2"),
        (4, 7, 1, 3, "Apr-Jun FY1"),
        (4, 7, 4, 15, "FY2"),
        (7, 7, 25, 30, "Jul-Dec FY3"),
        (7, 7, 24, 24, "Jun FY2"),
        (1, 1, 1, 48, "FY1-FY4"),
    ],
)
def test_spans(start: int, begins: int, first: int, last: int, said: str) -> None:
    calendar = Calendar(start, begins)
    assert calendar.span(first, last) == said
    assert calendar.beside(first, last) == f" ({said})"


def test_a_span_of_whole_years_is_told_by_years_alone() -> None:
    for start, begins in EVERY:
        months = walked(start, begins, 40)
        for first in range(1, 14):
            for last in range(first + 1, 40):
                opens = months[first - 1][0] == NAMED[begins - 1]
                closes = months[last - 1][0] == NAMED[begins - 2]
                said = Calendar(start, begins).span(first, last)
                years = [int(year) for year in re.findall(r"FY(\d+)", said)]
                assert bool(re.fullmatch(r"FY\d+(-FY\d+)?", said)) == (opens and closes)
                assert {years[0], years[-1]} == {months[first - 1][1], months[last - 1][1]}


def test_nothing_is_labelled_where_nothing_is_stated() -> None:
    calendar = calendar_of(load_scenario("coach", ["start_month=4"]))
    assert not calendar.is_stated
    assert [calendar.label(3), calendar.span(1, 12), calendar.beside(3), calendar.after("3", 3), calendar.sentence] == [
        "", "", "", "3", "",
    ]  # fmt: skip
    assert calendar.to_dict(12) == calendar.told == {}


def test_what_the_labels_mean() -> None:
    assert Calendar(4, 7).sentence == "Month 1 is Apr FY1; fiscal years run Jul-Jun."
    assert Calendar(4, 1).sentence == "Month 1 is Apr FY1; fiscal years run Jan-Dec."
    assert list(NAMES) == NAMED


def test_an_absent_field_is_in_no_resolved_form_and_a_stated_one_changes_it(tmp_path: Path) -> None:
    plain, stated = load_scenario("coach"), load_scenario("coach", ["fiscal_year_month=7"])
    assert "fiscal" not in resolved_toml(plain)
    assert "\nfiscal_year_month = 7\n" in resolved_toml(stated)
    assert input_digest(plain, 1, 1, 48) != input_digest(stated, 1, 1, 48)
    (tmp_path / "again.toml").write_text(resolved_toml(stated), encoding="utf-8")
    assert load_scenario(tmp_path / "again.toml") == stated
    assert load_scenario(tmp_path / "again.toml", ["fiscal_year_month=false"]).fiscal_year_month is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "must be at least 1 (calendar month) (got 0)"),
        ("13", "must be at most 12 (calendar month) (got 13)"),
        ("7.5", "must be a whole number (got 7.5)"),
        ("July", "must be a number, not text (got 'July')"),
    ],
)
def test_bounds_in_a_file_and_in_an_option(tmp_path: Path, value: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(f"--set fiscal_year_month: {said}")):
        load_scenario("coach", [f"fiscal_year_month={value}"])
    typed = value if value[0].isdigit() else repr(value)
    text = f'extends = "coach"\nname = "x"\ntitle = "X"\nfiscal_year_month = {typed}\n'
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(f"x.toml:4: fiscal_year_month: {said}")):
        load_scenario(tmp_path / "x.toml")
