"""The partners of a future as a table, and as JSON values: to find one by its tier, its deals or its pay."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.analysis.trace.partners import PartnerLine
from sim.ledger import Kind
from sim.report.tables.columns import with_story, wrapped
from sim.report.words.classes import CLASS_WORDS
from sim.report.words.counting import counted
from sim.report.words.rounding import plain_money
from sim.units import CENTS

HEADS = ("partner", "joined", "won", "revenue", "pay")
_WIDEST_NOTE = 100
"""Columns of the text above the table; a row may be longer."""
NOTE = (
    "Partners that had an agreement, and its month; deals won; in {currency} revenue from their customers and what "
    "they earned (fees, less what is taken back, and margin); how it ended, and in which month{tiers}{classes}. One "
    "with all its months: --partner ID."
)
_TIERS = "; the tier at which they began, and others from the close of a month on"
_CLASSES = f"; deals by class ({', '.join(CLASS_WORDS)})"
_LEFT = {
    Kind.PILOT_FAILED: "failed pilot",
    Kind.DEPARTED: "left",
    Kind.REMOVED: "removed",
    Kind.DISMISSED: "program ended",
}
_WIDTHS = (0, 6, 4, 8, 8)


def partner_table(lines: Sequence[PartnerLine], currency: str, width: int) -> Iterator[str]:
    """What the columns are, their names, a line or more for each partner, and the sum of all."""
    if not lines:
        yield "No partner had an agreement in this future."
        return
    has_tiers, has_classes = any(one.tiers for one in lines), any(one.won_by_class for one in lines)
    parts = {"tiers": _TIERS if has_tiers else "", "classes": _CLASSES if has_classes else ""}
    yield from wrapped(NOTE.format(currency=currency, **parts), min(width, _WIDEST_NOTE))
    widest = max(len(one.partner) for one in lines)
    story = "; ".join(("status", *["tiers"] * has_tiers, *["deals by class"] * has_classes))
    yield from with_story(_cells(HEADS, widest), story, width)
    for one in lines:
        joined = "day 0" if one.joined_month is None else str(one.joined_month)
        cells = (one.partner, joined, f"{one.won:,}", _money(one.revenue_cents), _money(one.pay_cents))
        yield from with_story(_cells(cells, widest), _story(one), width)
    sums = (sum(one.won for one in lines), *(sum(map(of, lines)) for of in (_revenue, _pay)))
    all_of_them = ("all", "", f"{sums[0]:,}", _money(sums[1]), _money(sums[2]))
    yield from with_story(_cells(all_of_them, widest), f"{counted(len(lines), 'partner')}", width)


def _revenue(one: PartnerLine) -> int:
    return one.revenue_cents


def _pay(one: PartnerLine) -> int:
    return one.pay_cents


def _money(cents: int) -> str:
    return plain_money(cents / CENTS)


def _cells(cells: Sequence[str], widest: int) -> str:
    first, *others = cells
    sides = " ".join(f"{cell:>{width}}" for cell, width in zip(others, _WIDTHS[1:], strict=True))
    return f"{first:<{widest}} {sides}"


def status_of(one: PartnerLine) -> str:
    """Whether a partner is in force at the end, or how and in which month it left."""
    return "in force" if one.left_by is None else f"{_LEFT[one.left_by]} {one.left_month}"


def _story(one: PartnerLine) -> str:
    """Status, tiers, and deals by class."""
    tiers = ", ".join(tier if close is None else f"{tier} {close}" for close, tier in one.tiers)
    classes = "/".join(map(str, one.won_by_class)) if one.won else ""
    return "; ".join(part for part in (status_of(one), tiers, classes) if part)


def partner_objects(lines: Sequence[PartnerLine]) -> list[dict[str, Any]]:
    """The same as JSON values; money in currency units, and null for what there is not."""
    return [
        {
            "partner": one.partner,
            "kind": one.kind,
            "joined_month": one.joined_month,
            "status": "in force" if one.left_by is None else _LEFT[one.left_by],
            "left_month": one.left_month,
            "tier": one.tier,
            "tiers": [{"from_close": close, "tier": tier} for close, tier in one.tiers],
            "won": one.won,
            "won_by_class": dict(zip(CLASS_WORDS, one.won_by_class, strict=True)) if one.won_by_class else None,
            "revenue": one.revenue_cents / CENTS,
            "pay": one.pay_cents / CENTS,
            "fees": one.fees_cents / CENTS,
            "margin": one.margin_cents / CENTS,
            "paid": one.paid_cents / CENTS,
        }
        for one in lines
    ]
