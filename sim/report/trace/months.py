"""A future by month: a line a month with counts and money; of one partner what happened to it."""

from collections.abc import Iterator, Sequence

from sim.analysis.trace.trace import Trace
from sim.ledger import Kind, Subject
from sim.report.tables.columns import lines_of, with_story, wrapped
from sim.report.trace.why import WIDTH
from sim.report.words.events import Event, events
from sim.report.words.rounding import plain_money
from sim.units import CENTS

COMPANY_HEADS = ("month", "contacts", "signed", "left", "qualified", "won", "lost", "revenue", "recruited", "cost")
COMPANY_NOTE = (
    "Contacts made; partners that signed and left; opportunities qualified, deals won and lost; in {currency} all "
    "revenue of the month, that of recruited partners' customers, and the program's cost with fees earned. Every "
    "event: --events."
)
PARTNER_HEADS = ("month", "qualified", "won", "lost", "revenue", "fees", "paid", "what happened")
PARTNER_NOTE = (
    "Opportunities qualified, deals won and lost; in {currency} revenue of the month from its customers, fees "
    "earned, less what is taken back, and paid. Every event: --events."
)
MARGIN_HEADS = (*PARTNER_HEADS[:-1], "margin", PARTNER_HEADS[-1])
"""Of a partner that resells."""
MARGIN_NOTE = PARTNER_NOTE.replace(
    "and paid.", "and paid, and the margin that it keeps of what its customers are billed."
)
_WIDTHS = (5, 8, 6, 5, 9, 4, 5, 8, 9, 8)
_PARTNER_WIDTHS = (5, 9, 4, 5, 8, 7, 7, 7)
_TOLD = frozenset({Kind.CLAWED_BACK, Kind.DOWNGRADED, Kind.DISPUTED, Kind.FEE_LOST})
"""Events of its deals that are told."""


def month_lines(traced: Trace, width: int = WIDTH) -> Iterator[str]:
    """What the columns are, their names, and a line a month; of a partner the months in which anything happened."""
    if traced.partner is None:
        yield from wrapped(COMPANY_NOTE.format(currency=traced.scenario.currency), width)
        rows = [COMPANY_HEADS, *_company_rows(traced)]
        yield from (line for _, line in lines_of(_aligned(rows), width, least=_WIDTHS))
        return
    if not traced.rows:
        yield from wrapped(not_contacted(traced), width)
        return
    resells = any(month.margin_cents for month in traced.months)
    heads, note = (MARGIN_HEADS, MARGIN_NOTE) if resells else (PARTNER_HEADS, PARTNER_NOTE)
    yield from wrapped(note.format(currency=traced.scenario.currency), width)
    yield from with_story(_line(heads[:-1], _PARTNER_WIDTHS), heads[-1], width)
    yield from _partner_lines(traced, width, resells=resells)


def not_contacted(traced: Trace) -> str:
    """That a candidate was never approached, and how many were."""
    assert traced.partner is not None
    archetype = traced.partner.split("/")[0]
    return (
        f"{traced.partner} was never contacted in this future, so it has no events: {traced.contacted:,} candidates "
        f"of {archetype} were, in {traced.scenario.months} months."
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The months to the right of their column."""
    return [[f"{month:>{_WIDTHS[0]}}", *cells] for month, *cells in rows]


def _company_rows(traced: Trace) -> Iterator[list[str]]:
    for each in traced.months:
        counts = (each.month, each.contacted, each.signed, each.left, each.qualified, each.won, each.lost)
        amounts = (each.revenue_cents, each.recruited_cents, each.cost_cents)
        yield [*(f"{number:,}" for number in counts), *(plain_money(cents / CENTS) for cents in amounts)]


def _partner_lines(traced: Trace, width: int, *, resells: bool) -> Iterator[str]:
    stories = dict[int, list[str]]()
    for row, event in zip(traced.rows, events(traced.rows, traced.roll.name, traced.scenario), strict=True):
        stories.setdefault(event.month, []).extend(_story(row[1], event))
    for each in traced.months:
        if each.month not in stories:
            continue
        counts = (each.month, each.qualified, each.won, each.lost)
        amounts = (each.recruited_cents, each.fees_cents, each.paid_cents)
        margin = (each.margin_cents,) if resells else ()
        cells = [*(f"{number:,}" for number in counts), *(plain_money(cents / CENTS) for cents in (*amounts, *margin))]
        yield from with_story(_line(cells, _PARTNER_WIDTHS), "; ".join(stories[each.month]), width)


def _story(kind: int, event: Event) -> list[str]:
    """An event of the partner itself, or of its pay; those of its deals are counted."""
    return [event.event] if Kind(kind).subject is Subject.PARTNER or kind in _TOLD else []


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=False))
