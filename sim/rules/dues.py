"""Who else pays: the distributor's margin, fees of partners, minimums, support that a partner bears (R-71, R-72; MEM).

Nothing of it is the partner's pay, nor revenue with a cost of goods.
"""

from sim.units import BPS, MONTHS_PER_YEAR, share_of_cents

LAST_FISCAL_MONTH = MONTHS_PER_YEAR


def distributor_margin_cents(list_cents: int, rate_bps: int) -> int:
    """What a distributor keeps of a month's list, beside the partner's margin (R-71)."""
    return share_of_cents(list_cents, rate_bps)


def partner_fee_cents(fee_cents: int, month: int, agreement_month: int) -> int:
    """What a partner in force pays at a close: its yearly fee in the month of the agreement and each 12th after (R-72).

    The fee is that of its tier as just read.
    """
    return fee_cents if (month - agreement_month) % MONTHS_PER_YEAR == 0 else 0


def fiscal_partner_fee_cents(fee_cents: int, fiscal_month: int, is_agreement_month: bool) -> int:
    """The same by the fiscal year: in its last month, for the year to come (R-72).

    At first the part for the months that are left, cut to whole cents.
    """
    if fiscal_month == LAST_FISCAL_MONTH:
        return fee_cents
    return fee_cents * (LAST_FISCAL_MONTH - fiscal_month) // MONTHS_PER_YEAR if is_agreement_month else 0


def has_minimum(month: int, agreement_month: int, from_month: int) -> bool:
    """Whether a minimum holds in a month: so many months after that of the agreement (R-72)."""
    return month - agreement_month >= from_month


def shortfall_cents(minimum_cents: int, list_cents: int, margin_cents: int) -> int:
    """What a partner owes up to its monthly minimum beyond what it owes for its customers' use (R-72)."""
    return max(0, minimum_cents - (list_cents - margin_cents))


def support_rate_bps(gross_margin_bps: int, support_bps: int) -> int:
    """Support that a partner bears as a rate on list: its part of the cost of goods (R-71)."""
    return share_of_cents(BPS - gross_margin_bps, support_bps)


def support_borne_cents(list_cents: int, support_bps: int) -> int:
    """What comes off the cost of goods of a month's list, as the partners give the support (R-71)."""
    return share_of_cents(list_cents, support_bps)
