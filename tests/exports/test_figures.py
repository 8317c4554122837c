"""Each figure that ``start`` prints, computed again from the exports as text: a book-keeper could do it by hand."""

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from sim.exports.assumed import assumptions
from sim.exports.derived import Told
from sim.exports.export import Asked
from sim.exports.scenario_file import INHERITED, files_of
from sim.exports.started import Started, started
from sim.report.start.lines import start_lines
from sim.scenario.catalogue import field_table
from sim.scenario.lint import red_flags
from sim.scenario.load import load_scenario

from .made import AS_OF, write
from .test_problems import Edit, written

SEEDS = (1, 2, 3)
Books = dict[str, list[dict[str, str]]]


@pytest.fixture(params=SEEDS)
def company(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Started, Books]:
    files = write(tmp_path / "crm", request.param)
    return started("coach", files, Asked(), Told(AS_OF)), books_of(files)


def books_of(files: dict[str, Path]) -> Books:
    return {table: list(csv.DictReader(file.read_text("utf-8").splitlines())) for table, file in files.items()}


def said(found: Started, beginning: str) -> str:
    """The one line with this beginning, of a file or of a subject."""
    (line,) = (line for line in start_lines(found) if line.rpartition("/")[2].startswith(beginning))
    return line.rpartition("crm/")[2]


def dollars(amount: Fraction) -> str:
    """To the cent, half up: an amount as it is printed."""
    cents = int(abs(amount) * 100 + Fraction(1, 2))
    return f"{'-' if amount < 0 else ''}${cents // 100:,}.{cents % 100:02}"


def arr_of(rows: list[dict[str, str]]) -> Fraction:
    return sum((Fraction(row["ARR (USD)"]) for row in rows), Fraction(0))


def days_ago(day: str) -> int:
    return (AS_OF - date.fromisoformat(day)).days


def age(days: list[str]) -> str:
    ages = sorted(map(days_ago, days))
    middle = Fraction(ages[(len(ages) - 1) // 2] + ages[len(ages) // 2], 2)
    return f" for {int(middle + Fraction(1, 2))} days (median; {ages[0]:,} to {ages[-1]:,})"


def test_partners(company: tuple[Started, Books]) -> None:
    found, books = company
    rows = books["partners"]
    kinds = Counter(row["Type"] for row in rows)
    left = sum(row["Left"] != "" for row in rows)
    waiting = sum(row["Left"] == row["Onboarded"] == "" for row in rows)
    unknown = sum(row["Committed"] == "" for row in rows)
    by_kind = ", ".join(f"{kinds[kind]} {kind}" for kind in sorted(kinds))
    assert left
    assert said(found, "partners.csv") == (
        f"partners.csv: {len(rows)} partners ({by_kind}): {len(rows) - left} in force, {left} left"
        + (f"; {waiting} of those in force not onboarded yet" if waiting else "")
        + f"; {len(rows)} without a known size and {unknown} without a known commitment"
    )


def test_customers_by_channel(company: tuple[Started, Books]) -> None:
    found, books = company
    rows = books["customers"]
    own = {name: [row for row in rows if row["Partner"] == name] for name in ("direct", "inbound")}
    of_partners = [row for row in rows if row["Partner"] not in own]
    gone = {row["Partner name"] for row in books["partners"] if row["Left"]}
    orphans = [row for row in rows if row["Partner"] in gone]
    parts = [f"{len(of_partners)} of partners with ARR of {dollars(arr_of(of_partners))}"]
    parts += [f"{len(own[name])} {name} with ARR of {dollars(arr_of(own[name]))}" for name in own]
    more = f"; {len(orphans)} of partners that left with ARR of {dollars(arr_of(orphans))}" if orphans else ""
    assert said(found, "customers.csv") == (
        f"customers.csv: {len(rows)} customers with ARR of {dollars(arr_of(rows))}: {', '.join(parts)}{more}; "
        f"{len(of_partners)} of partners without a term: from their last anniversary"
    )
    by_channel = [f"{name} {dollars(arr_of(own[name]))} (of customers)" for name in own]
    assert said(found, "ARR: ") == f"ARR: {', '.join(by_channel)}, roster $0.00 (of last month's revenue)"


def test_open_and_waiting_deals_and_their_age(company: tuple[Started, Books]) -> None:
    found, books = company
    rows = books["opportunities"]
    open_deals = [row["Qualified on"] for row in rows if not row["Closed won"]]
    won = [row["Closed won"] for row in rows if row["Closed won"]]
    assert said(found, "opportunities.csv") == (
        f"opportunities.csv: {len(rows)} opportunities: {len(open_deals)} open{age(open_deals)}, "
        f"{len(won)} won and not live yet{age(won)}"
    )


FEW: dict[str, tuple[tuple[Edit, ...], str]] = {
    "0 open,": ((("opportunities", "O-2001,Alder Consulting,2026-08-27,\n", ""),
                ("opportunities", "O-2003,Birch Resale,2026-09-11,\n", "")), "1 won and not live yet for 8 days"),
    "1 open for 19 days,": ((("opportunities", "O-2001,Alder Consulting,2026-08-27,\n", ""),), "for 8 days"),
    "1 open for 1 day,": ((("opportunities", "O-2001,Alder Consulting,2026-08-27,\n", ""),
                          ("opportunities", "2026-09-11", "2026-09-29"),
                          ("partners", "2026-09-11", "2026-09-29")), "for 8 days"),
    "2 open for 27 days (median; 19 to 34),": ((("opportunities", "O-2002,Birch Resale,2026-06-10,2026-09-22\n", ""),),
                                              "0 won and not live yet"),
}  # fmt: skip


@pytest.mark.parametrize("text", FEW)
def test_few_deals(text: str, tmp_path: Path) -> None:
    """None has no age, one has its own, the middle of two is rounded half up."""
    edits, end = FEW[text]
    found = started("coach", written(tmp_path, *edits), Asked(), Told(date(2026, 9, 30)))
    (line,) = (line for line in start_lines(found) if "opportunities.csv: " in line)
    assert text in line
    assert line.endswith(end)


def booked(books: Books, found: Started) -> dict[str, Fraction]:
    """ARR of customers as it is booked: of resellers without their margin, which partners that left keep."""
    kinds = {row["Partner name"]: row["Type"] for row in books["partners"]}
    rate = {
        name: Fraction(f"{kind.terms.rate:.4f}") if kind.terms.model == "resale" else Fraction(0)
        for name, kind in found.scenario.archetypes.items()
    }
    assert found.scenario.departure.pay_after_departure
    totals = {"direct": Fraction(0), "inbound": Fraction(0), "partners": Fraction(0)}
    for row in books["customers"]:
        arr, name = Fraction(row["ARR (USD)"]), row["Partner"]
        totals[name if name in totals else "partners"] += arr if name in totals else arr * (1 - rate[kinds[name]])
    return totals


def test_customers_beside_the_last_month(company: tuple[Started, Books]) -> None:
    found, books = company
    last = books["months"][-1]
    totals = booked(books, found)
    by_months = {head.lower(): 12 * Fraction(last[head]) for head in ("Direct", "Inbound", "Partners")}
    for name, arr in totals.items():
        net = " net of margin" if name == "partners" else ""
        line = said(found, f"{name}: ")
        both = (
            f"{dollars(arr)} ARR of customers{net}, {dollars(by_months[name])} twelve times the last month's revenue: "
        )
        assert line.startswith(f"{name}: {both}")
        apart, rest = arr - by_months[name], line.rpartition(": ")[2]
        count = sum((row["Partner"] in totals) == (name in ("direct", "inbound")) for row in books["customers"])
        if apart == 0:
            assert rest == "equal"
        elif abs(apart) * 100 <= 12 * count:
            assert rest == "equal but for the cents by which months are rounded"
        else:
            share = f"{float(abs(apart) / by_months[name]):.1%}"
            assert rest == f"{dollars(abs(apart))} ({share}) {'more' if apart > 0 else 'less'}"
    shares = [each["partners"] / sum(each.values()) for each in (totals, by_months)]
    assert said(found, "partner share: ") == (
        f"partner share: {float(shares[0]):.1%} by customers, {float(shares[1]):.1%} by the last month's revenue"
    )


def test_growth_is_that_of_the_books(company: tuple[Started, Books]) -> None:
    found, books = company
    before, last = books["months"][-13], books["months"][-1]
    growth = [f"{name.lower()} {float(last[name]) / float(before[name]) - 1:.1%}" for name in ("Direct", "Inbound")]
    between = f"({last['Month'][:7]} against {before['Month'][:7]})"
    assert said(found, "revenue growth of last year: ") == f"revenue growth of last year: {', '.join(growth)} {between}"


def test_months_are_summed_to_check_them_against_the_books(company: tuple[Started, Books]) -> None:
    found, books = company
    rows = books["months"]
    heads = {"direct": "Direct", "inbound": "Inbound", "roster": "Roster", "partner": "Partners"}
    sums = {
        name: sum((Fraction(row.get(head) or 0) for row in rows[-12:]), Fraction(0)) for name, head in heads.items()
    }
    owed = Fraction(rows[-1].get("Fees owed") or 0)
    assert said(found, "months.csv: ").endswith(
        f"; revenue of the last 12: {', '.join(f'{name} {dollars(amount)}' for name, amount in sums.items())}; "
        f"fees owed at the end {dollars(owed)}"
    )


def test_the_programs_age(company: tuple[Started, Books]) -> None:
    found, books = company
    first = min(date.fromisoformat(row["Agreement date"]) for row in books["partners"])
    months = 12 * (AS_OF.year - first.year) + AS_OF.month - first.month + 1
    phase = found.derived.phase
    age = months - found.scenario.phases[phase].earliest_month + 1
    assert said(found, "program: ") == (
        f"program: {months} months over (first agreement {first}); phase {phase} (assumed) for {age} months (assumed)"
    )
    number = 12 * first.year + first.month - 1 + found.scenario.phases[phase].earliest_month - 1
    began = f"phase {phase} began in {number // 12}-{number % 12 + 1:02}, "
    assert phase != "pilot"
    lines = list(start_lines(found))
    assert (
        f"  assumed: the program began in {first:%Y-%m}, with its first agreement (else: --program-began DATE)" in lines
    )
    later = "its earliest month, though its conditions may have been met later"
    assert f"  assumed: {began}{later} (else: --phase-began DATE)" in lines


STATED = {
    "start.month": {"program_began": date(2023, 4, 1)},
    "start.phase": {"phase": "stabilise"},
    "start.phase_age_months": {"phase_began": date(2025, 2, 3)},
}


@pytest.mark.parametrize("stated", [(), *((path,) for path in STATED), tuple(STATED)])
def test_what_is_assumed_is_said_everywhere_until_it_is_stated(stated: tuple[str, ...], tmp_path: Path) -> None:
    """In the lines of start, the scenario's comment and sources, and validate; nowhere once an option says it."""
    told = replace(Told(AS_OF), **{key: value for path in stated for key, value in STATED[path].items()})
    found = started("coach", write(tmp_path / "crm"), Asked(), told)
    text = files_of(found, "mine", "coach")["scenario.toml"]
    for name, content in files_of(found, "mine", "coach").items():
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    scenario = load_scenario(tmp_path / "scenario.toml")
    lines = "\n".join(start_lines(found))
    flags = [flag.message for flag in red_flags(scenario) if ": assumed, not exported" in flag.message]
    options = {"start.month": "--program-began", "start.phase": "--phase", "start.phase_age_months": "--phase-began"}
    there = [path for path in options if path not in stated]
    assert [each.path for each in assumptions(found) if each.path in options] == there
    assert len(flags) == bool(there)
    for path, option in options.items():
        is_assumed = path in there
        value = f"{path} = {getattr(scenario.start, path.split('.')[1])}"
        assert (f"(else: {option} " in lines) == is_assumed
        assert (f"({option} " in text) == is_assumed
        assert (f'"{path}" = {{ source = "assumed: ' in text) == is_assumed
        assert any(value in flag and re.search(rf"{option}(,|$)", flag) for flag in flags) == is_assumed
        (field,) = (field for field in field_table(scenario) if field.path == path)
        assert field.grade == ("judgement" if is_assumed else None)
        assert field.source.startswith("assumed: ") if is_assumed else field.source == "stated to 'start'"
        assert re.search(rf"(?m)^{path.split('.')[1]} = .*: {'assumed' if is_assumed else 'as stated'}$", text)


def test_the_scenario_says_where_it_is_from_and_what_it_inherits(company: tuple[Started, Books]) -> None:
    """Files with their rows, and paths that there are, by the tables of the scenario."""
    found, books = company
    text = files_of(found, "mine", "coach")["scenario.toml"]
    assert "exports of the company on 2025-12-31" in text
    for table, rows in books.items():
        assert re.search(rf"(?m)^#   {table}\.csv +from {table}\.csv \({len(rows)} rows\)$", text)
    paths = [field.path for field in field_table(found.scenario)]
    for subject, patterns in INHERITED.items():
        assert re.search(rf"(?m)^#   {subject} +{re.escape(patterns)}$", text)
        for pattern in patterns.split(", "):
            wanted = pattern.replace(".", r"\.").replace("*", r"[^.]+")
            assert any(re.match(rf"{wanted}(\.|$)", path) for path in paths), pattern


def test_an_odd_name_of_an_export_stays_in_its_line(tmp_path: Path) -> None:
    files = write(tmp_path / "crm")
    odd = files["partners"].rename(tmp_path / "crm" / "my\nextends = 3.csv")
    text = files_of(started("coach", {**files, "partners": odd}, Asked(), Told(AS_OF)), "mine", "coach")[
        "scenario.toml"
    ]
    assert [line for line in text.splitlines() if line.startswith("extends")] == ['extends = "coach"']
