"""What a row of revenue says beside its amount: the class of the deal, and the tier of its partner (R-55, R-105).

The detail is the class where there is no ladder, and the class plus eight for each tier from the lowest on, with it,
where there is one.
"""

from sim.rules.attribution import CLASS_STEP


def revenue_detail(deal_class: int, tier: int) -> int:
    """Detail of a customer's month; ``tier`` is -1 for partners on no ladder (R-54, R-106)."""
    return deal_class + CLASS_STEP * (tier + 1)


def tier_of_revenue(detail: int) -> int:
    """The tier of the partner; -1 on no ladder (R-106)."""
    return detail // CLASS_STEP - 1
