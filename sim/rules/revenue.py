"""What a row of revenue says beside its amount: the class of the deal, and the tier of its partner (R-55, R-105).

The detail is the class where there is no ladder, and the class plus eight for each tier from the lowest on, with it,
where there is one.
"""

CLASSES = 8
"""Room for the classes of deals."""


def revenue_detail(deal_class: int, tier: int) -> int:
    """Detail of a customer's month; ``tier`` is -1 for partners on no ladder."""
    return deal_class + CLASSES * (tier + 1)


def class_of_revenue(detail: int) -> int:
    """The class of the deal."""
    return detail % CLASSES


def tier_of_revenue(detail: int) -> int:
    """The tier of the partner; -1 on no ladder."""
    return detail // CLASSES - 1
