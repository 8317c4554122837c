"""How a deal of a partner is called."""

from sim.ledger import DEALS_A_MONTH, NOBODY


def deal_name(deal: int) -> str:
    """``month/position`` of a partner's deal, or empty."""
    return "" if deal == NOBODY else f"{deal // DEALS_A_MONTH}/{deal % DEALS_A_MONTH}"
