"""Exports as systems and people write them: ways to write the same tables differently."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from .company import HEADS, Table

Tables = Mapping[str, Table]
DATES = {
    "partners": ("signed", "onboarded", "left", "first_qualified", "last_qualified", "last_won"),
    "customers": ("first_go_live", "term_begins"),
    "opportunities": ("qualified_on", "won_on"),
    "candidates": ("contacted",),
    "months": (),
}
AMOUNTS = {
    "partners": (),
    "customers": ("arr",),
    "opportunities": (),
    "candidates": (),
    "months": HEADS["months"][1:],
}
MONEY = ("arr", *AMOUNTS["months"])
DECIMALS = {**AMOUNTS, "partners": ("size",)}


@dataclass(frozen=True)
class Style:
    """How tables are written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    quoting: int = csv.QUOTE_MINIMAL
    unknown: str = ""
    before: str = ""
    """Text before the heads."""
    day: Callable[[date], str] = date.isoformat
    number: Callable[[str], str] = str
    """From a plain number of the table, of amounts and sizes."""
    money: Callable[[str], str] = str
    """From a number as ``number`` writes it."""
    head: Callable[[str], str] = str
    total: Callable[[str, Table], list[str] | None] | None = None
    """The cells of a row below the others."""
    padded: str = ""
    more_cells: int = 0
    """Empty cells at the end of each line."""
    gaps: bool = False
    """Blank lines between rows."""
    backwards: bool = False
    """Rows and columns in the opposite order."""
    order: str | None = None
    """Of day and month, which the user says."""

    def content(self, table: str, rows: Table) -> bytes:
        """A table's file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.line_end)
        heads = list(HEADS[table])
        if self.backwards:
            heads, rows = heads[::-1], rows[::-1]
        empty = [""] * self.more_cells
        writer.writerow([self.head(head) for head in heads] + empty)
        for row in rows:
            writer.writerow(
                [f"{self.padded}{self._cell(table, head, row[head])}{self.padded}" for head in heads] + empty
            )
            if self.gaps:
                text.write(self.line_end + self.delimiter * (len(heads) - 1 + self.more_cells) + self.line_end)
        if self.total is not None and (total := self.total(table, rows)) is not None:
            order = [HEADS[table].index(head) for head in heads]
            writer.writerow([total[place] for place in order] + empty)
        return (self.before + text.getvalue()).encode(self.encoding)

    def _cell(self, table: str, head: str, text: str) -> str:
        if not text:
            return self.unknown
        if head in DATES[table]:
            return self.day(date.fromisoformat(text))
        if head in DECIMALS[table]:
            return self.money(self.number(text)) if head in AMOUNTS[table] else self.number(text)
        return text


def grouped(mark: str, group: str) -> Callable[[str], str]:
    """Numbers with this decimal mark, thousands apart."""

    def write(text: str) -> str:
        whole, _, part = text.partition(".")
        return f"{int(whole):,}".replace(",", group) + mark + part

    return write


def total_of(label: str) -> Callable[[str, Table], list[str] | None]:
    """A row of totals: a label in the first cell, sums of amounts below them."""

    def row(table: str, rows: Table) -> list[str]:
        sums = {head: sum(round(100 * float(row[head] or 0)) for row in rows) for head in AMOUNTS[table]}
        cells = [f"{sums[head] / 100:.2f}" if head in sums else "" for head in HEADS[table]]
        return [label or cells[0], *cells[1:]]

    return row


def without_label(table: str, rows: Table) -> list[str] | None:
    """Sums of amounts alone."""
    return total_of("")(table, rows) if table == "customers" else None


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STYLES = {
    "plain": Style(),
    "byte order mark": Style(encoding="utf-8-sig"),
    "UTF-16": Style(encoding="utf-16"),
    "UTF-16 big end first, without mark": Style(encoding="utf-16-be"),
    "UTF-16 little end first, without mark": Style(encoding="utf-16-le"),
    "Windows": Style(encoding="cp1252"),
    "semicolons": Style(delimiter=";"),
    "tabs": Style(delimiter="\t"),
    "bars": Style(delimiter="|"),
    "delimiter stated": Style(delimiter=";", before="sep=;\r\n", line_end="\r\n"),
    "an odd delimiter, stated": Style(delimiter="~", before="sep=~\n"),
    "Windows lines": Style(line_end="\r\n"),
    "old Mac lines": Style(line_end="\r"),
    "all quoted": Style(quoting=csv.QUOTE_ALL),
    "N/A": Style(unknown="N/A"),
    "dash": Style(unknown="-"),
    "long dash": Style(unknown="–"),
    "null": Style(unknown="NULL"),
    "total row": Style(total=total_of("Total")),
    "total with its count": Style(total=total_of("Grand Totals (60 records)")),
    "total row in German": Style(total=total_of("Summe:")),
    "sums without a label": Style(total=without_label),
    "dollars": Style(number=grouped(".", ","), money=lambda text: f"${text}"),
    "dollars, spaced": Style(number=grouped(".", ","), money=lambda text: f" $ {text} "),
    "code before": Style(number=grouped(".", ","), money=lambda text: f"USD {text}"),
    "code after, decimal comma": Style(delimiter=";", number=grouped(",", "."), money=lambda text: f"{text} USD"),
    "thousands apart by spaces": Style(number=grouped(",", "\u202f")),
    "thousands apart by apostrophes": Style(number=grouped(".", "'")),
    "day first": Style(day=lambda day: f"{day.day:02}/{day.month:02}/{day.year}", order="dmy"),
    "day first, short, dots": Style(day=lambda day: f"{day.day}.{day.month}.{day.year}", order="dmy"),
    "month first": Style(day=lambda day: f"{day.month:02}/{day.day:02}/{day.year}", order="mdy"),
    "month first, dashes": Style(day=lambda day: f"{day.month}-{day.day}-{day.year}", order="mdy"),
    "year first, slashes": Style(day=lambda day: f"{day.year}/{day.month}/{day.day}"),
    "name of the month": Style(day=lambda day: f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"),
    "American name of the month": Style(day=lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}"),
    "with a time": Style(day=lambda day: f"{day.isoformat()}T00:00:00.000Z"),
    "with a clock": Style(day=lambda day: f"{day.month}/{day.day}/{day.year} 12:00 AM", order="mdy"),
    "heads in words": Style(head=lambda head: head.replace("_", " ").title()),
    "heads in capitals": Style(head=lambda head: f" {head.replace('_', '-').upper()} "),
    "heads with the currency": Style(head=lambda head: f"{head} (USD)" if head in MONEY else head),
    "padded": Style(padded=" \u00a0"),
    "empty columns at the end": Style(more_cells=2),
    "blank lines": Style(gaps=True),
    "backwards": Style(backwards=True),
    "everything at once": Style(
        "cp1252", ";", "\r\n", csv.QUOTE_ALL, "n/a", "sep=;\r\n", lambda day: f"{day.day}.{day.month}.{day.year}",
        grouped(",", "."), lambda text: f"{text} USD", lambda head: head.replace("_", " ").upper(),
        backwards=True, gaps=True, padded=" ", more_cells=1, order="dmy",
    ),
}  # fmt: skip
