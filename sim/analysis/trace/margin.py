"""The margin that resellers keep, from ledger rows: it passes through no list of fees (R-71)."""

from sim.ledger import COLUMNS, IntArray, Kind

_KIND, _AMOUNT, _LIST = (COLUMNS.index(name) for name in ("kind", "amount_cents", "list_cents"))


def margin_parts(rows: IntArray) -> tuple[tuple[str, int], ...]:
    """Customers' months at list, what of them is booked, and margin that is paid out of what is booked; in cents."""
    months = rows[rows[:, _KIND] == Kind.REVENUE]
    paid = rows[rows[:, _KIND] == Kind.RESALE_MARGIN, _AMOUNT].sum()
    parts = [
        ("customers' months at list", int(months[:, _LIST].sum())),
        ("less revenue booked", -int(months[:, _AMOUNT].sum())),
    ]
    return (*parts, *([("margin on revenue booked at list", int(paid))] if paid else []))


def kept_margin(rows: IntArray) -> int:
    """The sum of these parts."""
    return sum(cents for _, cents in margin_parts(rows))
