"""The cells of an export become values: what a cell alone leaves open is decided first, then each is read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from sim.exports.cells import cell_text, fault_of
from sim.exports.columns import COLUMNS
from sim.exports.conventions import Decision, OpenReadingError, Readings, decided, value_under
from sim.exports.dates import LIKE, ORDERS, date_readings, month_readings, what_else
from sim.exports.heads import Heads, head_key
from sim.exports.numbers import COMMA, MARKS, Written, is_shortened, written_number
from sim.exports.records import Record
from sim.scenario.problems import Problem, shown
from sim.scenario.schema.table import MONEY_LIMIT
from sim.scenario.start.columns import CELLS, CHANNELS, CUSTOMERS, Column, Holds
from sim.scenario.start.read_table import ReadTable, Row, Value
from sim.units import CENTS

THOUSANDTHS = 1000
MOST_SIZE = 1000
MOST_COUNT = 1_000_000
SHORTENED = "is a number that a spreadsheet has shortened"
FLAGS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_NUMBERS = (Holds.AMOUNT, Holds.COUNT, Holds.SIZE)
_DATES = (Holds.DATE, Holds.MONTH)
_WORDS = (Holds.ID, Holds.TEXT)
_MARK = "decimal mark"
"""The cells of all columns of numbers, which one convention holds for."""


class _CellError(Exception):
    """A cell cannot be read: why, and what helps."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what, self.cure = what, cure


class _ToldError(Exception):
    """A cell cannot be read, as another one that has told why."""


class Reading:
    """Reads the records of one table; ``problems`` are those of its cells so far."""

    def __init__(
        self, table: ReadTable, heads: Heads, records: Sequence[Record], currency: str | None,
        spelled: Mapping[str, Sequence[str]],
    ) -> None:  # fmt: skip
        self._table, self._heads, self._records, self._currency = table, heads, records, currency
        self._spelled = {column: {head_key(name): name for name in names} for column, names in spelled.items()}
        self._columns = [column for column in COLUMNS[table.table] if column.name in heads.places]
        self._orders: dict[str, Decision] = {}
        self._open: Counter[str] = Counter()
        self._mark = Decision()
        self.problems: list[Problem] = []

    def decide(self, order: str | None, mark: str | None) -> None:
        """Decides the order of day and month of each column, and the decimal mark of the file."""
        numbers: list[tuple[int, Readings]] = []
        for column in self._columns:
            cells = list(self._cells(column))
            if column.holds in _DATES:
                dates = [(line, _dates_of(column, text)) for line, text in cells]
                self._orders[column.name] = decided(dates, order)
                self._open[column.name] = _undecided(dates, self._orders[column.name])
            elif column.holds in _NUMBERS:
                found = ((line, written_number(text)) for line, text in cells)
                numbers += [(line, number.readings) for line, number in found if number is not None]
        self._mark = decided(numbers, mark)
        self._open[_MARK] = _undecided(numbers, self._mark)

    def notes(self) -> list[str]:
        """How cells were read that could have been read in two ways."""
        notes = []
        for order, said in ORDERS.items():
            lines = [
                f"{self._heads.names[column]} as on line {found.line}"
                for column, found in self._orders.items()
                if found.line and found.convention == order
            ]
            if lines:
                notes.append(f"dates have the {said}: {', '.join(lines)}")
        if self._mark.convention == COMMA and self._mark.line:
            notes.append(f"numbers have {MARKS[COMMA]}, as on line {self._mark.line}")
        return notes

    def cents(self, text: str) -> int | None:
        """An amount of the file in cents; None if it cannot be read."""
        try:
            return _whole(self._number(text) * CENTS)
        except (_CellError, _ToldError):
            return None

    def row(self, record: Record) -> Row:
        """The values of a record; what cannot be read has none, and is a problem."""
        values: dict[str, Value] = {}
        row = Row(record.line, values)
        for column in COLUMNS[self._table.table]:
            if column.name in self._heads.unread:
                continue
            place = self._heads.places.get(column.name)
            text = None if place is None else cell_text(record.cells[place])
            try:
                values[column.name] = self._value(column, text)
            except _CellError as error:
                self.problems.append(self._table.problem(row, column.name, error.what, error.cure, got=_got(text)))
            except _ToldError:
                continue
        if self._table.table == CUSTOMERS:
            self._find_channel(row, values)
        return row

    def _cells(self, column: Column) -> Iterator[tuple[int, str]]:
        place = self._heads.places[column.name]
        for record in self._records:
            if (text := cell_text(record.cells[place])) is not None:
                yield record.line, text

    def _value(self, column: Column, text: str | None) -> Value:
        if text is None:
            if column.needed is CELLS:
                raise _CellError("is empty", f"state the {column.meaning}")
            return None
        if fault := fault_of(text, is_name=column.holds in _WORDS):
            raise _CellError(*fault)
        match column.holds:
            case Holds.DATE | Holds.MONTH:
                return self._date(column, text)
            case Holds.AMOUNT:
                return self._amount(text)
            case Holds.SIZE:
                return self._size(text)
            case Holds.COUNT:
                return self._count(text)
            case Holds.FLAG:
                if text.casefold() not in FLAGS:
                    raise _CellError("is neither yes nor no", "write one of them, or leave it empty")
                return FLAGS[text.casefold()]
            case Holds.ID:
                if is_shortened(text):
                    raise _CellError(SHORTENED, "give the column a text format there")
                return text
            case Holds.TEXT:
                return self._spelled.get(column.name, {}).get(head_key(text), text)

    def _date(self, column: Column, text: str) -> date:
        readings = _dates_of(column, text)
        if not readings:
            raise _CellError(*what_else(text))
        order = self._orders[column.name]
        try:
            found: date = value_under(readings, order)
        except OpenReadingError as error:
            if error.is_ambiguous:
                both = " or ".join(str(day) for day in readings.values())
                raise self._once(column.name, both, "--dates dmy or --dates mdy") from None
            what = f"has not the {ORDERS[order.convention]}, {_decided_by(order, '--dates', 'dates of this column')}"
            raise _CellError(what, f"write it as the others, or all of them as {LIKE}") from None
        return found

    def _number(self, text: str) -> Decimal:
        """A number without regard to its column; its currency is the scenario's."""
        if is_shortened(text):
            raise _CellError(SHORTENED, "give the column a number format there")
        written = written_number(text)
        if written is None:
            raise _CellError("is no number", "write one such as 1234.50")
        self._check_currency(written)
        try:
            found: Decimal = value_under(written.readings, self._mark)
        except OpenReadingError as error:
            if error.is_ambiguous:
                both = " or ".join(f"{number:f}" for number in written.readings.values())
                raise self._once(_MARK, both, "--decimal point or --decimal comma") from None
            why = _decided_by(self._mark, "--decimal", "numbers of this file")
            raise _CellError(f"has not {MARKS[self._mark.convention]}, {why}", "write it as the others") from None
        return found

    def _once(self, cells: str, both: str, options: str) -> "_CellError | _ToldError":
        """Of several cells that nothing decides, the first tells it; the others are told with it."""
        others, self._open[cells] = self._open[cells] - 1, 0
        more = "" if others < 1 else f", as {others:,} more {'cell' if others == 1 else 'cells'}"
        return _CellError(f"can be {both}{more}", f"say which with {options}") if others >= 0 else _ToldError()

    def _check_currency(self, written: Written) -> None:
        if self._currency and written.currencies is not None and self._currency not in written.currencies:
            what = f"is in another currency than the scenario, which is in {self._currency}"
            raise _CellError(what, "convert it")

    def _amount(self, text: str) -> int:
        number = self._number(text)
        if abs(number) > MONEY_LIMIT:
            raise _CellError(f"is larger than {MONEY_LIMIT:,.0f}, the most that an amount can be", "correct it")
        return _whole(number * CENTS)

    def _count(self, text: str) -> int:
        number = self._number(text)
        if number != number.to_integral() or not 0 <= number <= MOST_COUNT:
            raise _CellError(f"must be a whole number from 0 to {MOST_COUNT:,}", "correct it")
        return int(number)

    def _size(self, text: str) -> int:
        thousandths = _whole(self._number(text) * THOUSANDTHS)
        if not 1 <= thousandths <= MOST_SIZE * THOUSANDTHS:
            cure = "compare it with the usual partner of its archetype, which has 1, or leave it empty"
            raise _CellError(f"must lie between 0.001 and {MOST_SIZE:,}", cure)
        return thousandths

    def _find_channel(self, row: Row, values: dict[str, Value]) -> None:
        """A customer has a partner or a channel; a channel may be named in either column."""
        partner, channel = values.get("partner"), values.get("channel")
        if not row.has_read("partner", "channel"):
            if partner is not None and partner.casefold() in CHANNELS:
                values["partner"], values["channel"] = None, partner.casefold()
            return
        known = channel.casefold() if channel is not None and channel.casefold() in CHANNELS else None
        if partner is not None and partner.casefold() in CHANNELS:
            if known not in (None, partner.casefold()):
                self._channel_problem(row, f"is '{channel}', and the partner is '{partner}'", "keep one of the two")
            values["partner"], values["channel"] = None, partner.casefold()
        elif partner is None and channel is not None and known is None:
            cure = f"write {', '.join(CHANNELS)}, or name the partner"
            self._channel_problem(row, "is no channel", cure, channel)
            del values["channel"]
        elif partner is not None and known is not None:
            self._channel_problem(row, f"is '{channel}', and the partner is '{partner}'", "keep one of the two")
        else:
            values["channel"] = known

    def _channel_problem(self, row: Row, what: str, cure: str, got: str | None = None) -> None:
        self.problems.append(self._table.problem(row, "channel", what, cure, got=_got(got)))


def _dates_of(column: Column, text: str) -> Readings:
    return date_readings(text) if column.holds is Holds.DATE else month_readings(text)


def _undecided(cells: Sequence[tuple[int, Readings]], decision: Decision) -> int:
    """Cells of two readings that differ, where nothing decides between them."""
    return 0 if decision.convention else sum(len(set(readings.values())) > 1 for _, readings in cells)


def _decided_by(decision: Decision, option: str, others: str) -> str:
    if decision.line:
        return f"which the other {others} have (line {decision.line})"
    return f"which {option} {decision.convention} states"


def _whole(number: Decimal) -> int:
    """Half up, as every amount of a run."""
    return int((number + Decimal("0.5")).to_integral(ROUND_FLOOR))


def _got(text: str | None) -> str:
    return "" if text is None else shown(text)
