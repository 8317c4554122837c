"""The margin that resellers keep, from ledger rows: it passes through no list of fees (R-71)."""

from sim.analysis.figures.deal import deal_name
from sim.ledger import COLUMNS, IntArray, Kind

_KIND, _PARTNER, _DEAL, _AMOUNT, _LIST = (
    COLUMNS.index(name) for name in ("kind", "partner", "deal", "amount_cents", "list_cents")
)


def margin_parts(rows: IntArray, *, is_gross: bool) -> tuple[tuple[str, int], ...]:
    """Customers' months at list, what of them is booked, and what is kept by others or paid out of it; in cents."""
    months = rows[rows[:, _KIND] == Kind.REVENUE]
    parts = [
        ("customers' months at list", int(months[:, _LIST].sum())),
        ("less revenue booked", -int(months[:, _AMOUNT].sum())),
        ("less distributors' margin", 0 if is_gross else -_sum(rows, Kind.DISTRIBUTOR_MARGIN)),
        ("margin on revenue booked at list", _sum(rows, Kind.RESALE_MARGIN)),
    ]
    return (*parts[:2], *(part for part in parts[2:] if part[1]))


def margin_by_customer(rows: IntArray, partner: int, *, is_gross: bool) -> tuple[tuple[str, int], ...]:
    """What a partner keeps of each of its customers, by deal, and what all others keep of theirs; in cents.

    Nothing where it keeps no margin.
    """
    is_own = rows[:, _PARTNER] == partner
    own, others = rows[is_own], rows[~is_own]
    deals = sorted(set(own[:, _DEAL].tolist()))
    by_deal = {deal: kept_margin(own[own[:, _DEAL] == deal], is_gross=is_gross) for deal in deals}
    parts = [(f"customer {deal_name(deal)}", cents) for deal, cents in by_deal.items() if cents]
    return (*parts, ("all other partners", kept_margin(others, is_gross=is_gross))) if parts else ()


def kept_margin(rows: IntArray, *, is_gross: bool) -> int:
    """The sum of these parts."""
    return sum(cents for _, cents in margin_parts(rows, is_gross=is_gross))


def _sum(rows: IntArray, kind: Kind) -> int:
    return int(rows[rows[:, _KIND] == kind, _AMOUNT].sum())
