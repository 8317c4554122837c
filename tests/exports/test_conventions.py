"""Dates and numbers that can be read in two ways, whatever their dialect (Hypothesis): right, or refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exports.export import Asked, Export, read_export

HEADS = "id,partner,arr,first_go_live"
DAYS = st.dates(date(2001, 1, 1), date(2026, 9, 30))
CENTS = st.integers(0, 10**12)
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])

# How each way writes a day; the first number's part is the day in some, the month in others.
DATES = {
    "dmy": lambda day, sign: f"{day.day}{sign}{day.month}{sign}{day.year}",
    "mdy": lambda day, sign: f"{day.month}{sign}{day.day}{sign}{day.year}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("conventions")


def customers(folder: Path, amounts: list[str], days: list[str], delimiter: str, encoding: str, **asked: str) -> Export:
    """Customers with these cells."""
    lines = [HEADS.replace(",", delimiter)]
    cells = zip(amounts, days, strict=True)
    lines += [
        delimiter.join(f'"{cell}"' for cell in (f"Ä{place}", "Söhne", amount, day))
        for place, (amount, day) in enumerate(cells)
    ]
    file = folder / "customers.csv"
    file.write_bytes("\r\n".join(lines).encode(encoding))
    return read_export("customers", file, Asked(currency="EUR", **asked))  # type: ignore[arg-type]


def values(export: Export, column: str) -> list[object]:
    assert export.table is not None
    return [row[column] for row in export.table.rows]


@settings(max_examples=150, deadline=None)
@given(
    days=st.lists(DAYS, min_size=1, max_size=8), order=st.sampled_from(["dmy", "mdy"]), sign=st.sampled_from("/-."),
    delimiter=DELIMITERS, encoding=ENCODINGS,
)  # fmt: skip
def test_dates_are_right_or_refused(
    folder: Path, days: list[date], order: str, sign: str, delimiter: str, encoding: str
) -> None:
    """20.5: refused where no day of the column is past the 12th and one has another month; --dates reads it then."""
    texts = [DATES[order](day, sign) for day in days]
    amounts = ["1"] * len(days)
    export = customers(folder, amounts, texts, delimiter, encoding)
    is_open = all(day.day <= 12 for day in days) and any(day.day != day.month for day in days)
    assert bool(export.problems) == is_open
    if not is_open:
        assert values(export, "first_go_live") == days
    stated = customers(folder, amounts, texts, delimiter, encoding, dates=order)
    assert stated.problems == ()
    assert values(stated, "first_go_live") == days
    other = {"dmy": "mdy", "mdy": "dmy"}[order]
    wrong = customers(folder, amounts, texts, delimiter, encoding, dates=other)
    assert bool(wrong.problems) == any(day.day > 12 for day in days)


@settings(max_examples=100, deadline=None)
@given(days=st.lists(DAYS, min_size=2, max_size=8), data=st.data())
def test_a_column_of_both_orders_is_never_read_in_silence(folder: Path, days: list[date], data: st.DataObject) -> None:
    orders = data.draw(st.lists(st.sampled_from(["dmy", "mdy"]), min_size=len(days), max_size=len(days)))
    texts = [DATES[order](day, "/") for day, order in zip(days, orders, strict=True)]
    export = customers(folder, ["1"] * len(days), texts, ",", "utf-8")
    seen = {order for day, order in zip(days, orders, strict=True) if day.day > 12}
    if len(seen) == 2:
        assert any("has not the" in str(problem) for problem in export.problems)
    elif not export.problems:
        expected = [date(day.year, day.day, day.month) if order not in seen and day.day <= 12 else day
                    for day, order in zip(days, orders, strict=True)]  # fmt: skip
        assert values(export, "first_go_live") == expected


def amount_text(cents: int, mark: str, group: str, decimals: int) -> str:
    """An amount with this decimal mark; thousands apart if there is a sign for it; cents if any, or if wanted."""
    whole, part = divmod(cents, 100)
    digits = f"{whole:,}".replace(",", group) if group else str(whole)
    return digits if decimals == 0 and part == 0 else f"{digits}{mark}{part:02}"


def is_open_number(text: str) -> bool:
    """One point or comma, three digits behind it and one to three before it that do not begin with 0."""
    signs = [sign for sign in text if sign in ".,"]
    if len(signs) != 1:
        return False
    whole, part = text.split(signs[0])
    return len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


@settings(max_examples=200, deadline=None)
@given(
    cents=st.lists(CENTS | st.integers(0, 10**7), min_size=1, max_size=6), mark=st.sampled_from(".,"),
    grouping=st.sampled_from(["", "other", " ", "'"]), decimals=st.sampled_from([0, 2]), delimiter=DELIMITERS,
    sign=st.sampled_from(["{}", "€{}", "{} EUR", "EUR {}", "{} €"]),
)  # fmt: skip
def test_amounts_are_right_or_refused(
    folder: Path, cents: list[int], mark: str, grouping: str, decimals: int, delimiter: str, sign: str
) -> None:
    """20.5: a factor of a thousand is never guessed."""
    group = {"other": {".": ",", ",": "."}[mark]}.get(grouping, grouping)
    plain = [amount_text(each, mark, group, decimals) for each in cents]
    texts = [sign.format(text) for text in plain]
    days = ["2026-01-31"] * len(cents)
    export = customers(folder, texts, days, delimiter, "utf-8")
    decides = any(not is_open_number(text) and sum(text.count(sign) for sign in ".,") > 0 for text in plain)
    assert bool(export.problems) == (any(map(is_open_number, plain)) and not decides)
    if not export.problems:
        assert values(export, "arr") == cents
    stated = customers(folder, texts, days, delimiter, "utf-8", decimal={".": "point", ",": "comma"}[mark])
    assert stated.problems == ()
    assert values(stated, "arr") == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.50", 123450), ("$1,234.50", None), ("1.234,50", 123450), ("(1,234.50)", -123450),
        ("-€1,234.50", -123450), ("€ -1.50", -150), ("1 234 567,89", 123456789), ("0.125", 13),
        (".5", 50), ("5.", 500), ("1234.565", 123457),
        ("1,23,456.00", None), ("12,34", 1234), ("1.2.3", None), ("1,234,56", None), ("--5.00", None), ("(5.00", None),
        ("€5.00 EUR", None), ("5 kr", None), ("١٢", 1200), ("1e5", None), ("", None), ("1'234.50", 123450),
        ("1,234,567", 123456700), ("1.234.567", 123456700), ("12.000.00", None), ("€", None), ("01.234", 123),
    ],
)  # fmt: skip
def test_amounts_by_hand(folder: Path, text: str, cents: int | None) -> None:
    export = customers(folder, [text], ["2026-01-31"], ";", "utf-8")
    assert bool(export.problems) == (cents is None)
    if cents is not None:
        assert values(export, "arr") == [cents]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", date(2026, 2, 28)), ("2026-2-3", date(2026, 2, 3)), ("2026/02/28 00:00", date(2026, 2, 28)),
        ("28 Feb 2026", date(2026, 2, 28)), ("28-February-2026", date(2026, 2, 28)),
        ("Feb 28, 2026", date(2026, 2, 28)), ("Sept 3 2025", date(2025, 9, 3)), ("5/5/2025", date(2025, 5, 5)),
        ("2026-02-28T10:11:12+01:00", date(2026, 2, 28)),
        ("2026-02-29", None), ("2026-13-01", None), ("28 Fev 2026", None), ("2026-02", None), ("28.02.26", None),
        ("20260228", None), ("0000-00-00", None), ("45000", None), ("2026-02-28-01", None), ("Q1 2026", None),
    ],
)  # fmt: skip
def test_dates_by_hand(folder: Path, text: str, day: date | None) -> None:
    export = customers(folder, ["1"], [text], ",", "utf-8")
    assert bool(export.problems) == (day is None)
    if day is not None:
        assert values(export, "first_go_live") == [day]


@pytest.mark.parametrize(
    ("currency", "text", "fits"),
    [
        ("USD", "$5.00", True), ("USD", "US$5.00", True), ("CAD", "$5.00", True), ("CAD", "C$5.00", True),
        ("USD", "C$5.00", False), ("EUR", "$5.00", False), ("GBP", "£5.00", True), ("GBP", "€5.00", False),
        ("JPY", "¥5", True), ("CNY", "¥5", True), ("SEK", "5.00 SEK", True), ("SEK", "5.00 NOK", False),
    ],
)  # fmt: skip
def test_signs_of_currencies(currency: str, text: str, fits: bool, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(f"{HEADS}\nC,P,{text},2026-01-31\n", encoding="utf-8")
    assert (read_export("customers", file, Asked(currency=currency)).problems == ()) == fits


@pytest.mark.parametrize(
    ("head", "fits"),
    [("ARR (USD)", True), ("arr_usd", True), ("ARR in $", True), ("ARR EUR", False), ("arr_eur", False)],
)
def test_currencies_in_heads(head: str, fits: bool, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(f"{HEADS.replace('arr', head)}\nC,P,5.00,2026-01-31\n", encoding="utf-8")
    export = read_export("customers", file, Asked(currency="USD"))
    assert [problem.place for problem in export.problems] == ([] if fits else [f"{file}:1"])
