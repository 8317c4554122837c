"""One entry of pay of a deal: what it is, when it is earned and when it is paid."""

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """Forms of pay of a deal."""

    FEE = "fee"
    """Of a contract year."""
    SUM = "sum"
    """Once, at the win."""
    SERVICES = "services"
    """On services sold beside the deal, at the win."""
    BONUS = "bonus"
    """For the deal, at the win."""
    SHARE = "share"
    """Of a month's list price."""
    MARGIN = "margin"
    """Off a month's list price; the partner keeps it, and no payout has it."""
    REBATE = "rebate"
    """On the business of a period, at a close."""
    FUNDS = "funds"
    """The part of a rebate that is set aside as marketing funds; no payout has it."""


NOT_PAID_OUT = (Form.MARGIN, Form.FUNDS)
OF_PERIODS = (Form.REBATE, Form.FUNDS)
"""Of no contract year, and of no deal alone."""


@dataclass(slots=True)
class Entry:
    """One entry of pay, in the order in which they are earned."""

    form: Form
    year: int
    """Contract year; 0 of a rebate."""
    day: int
    """On which it is earned; of a month its last."""
    amount_cents: int
    list_cents: int
    """What it is on: the ARR, a month at list price, or the base of a rebate."""
    payable_day: int
    paid_month: int | None = None
    """Of the close at which it is paid; None where no payout has paid it yet, and for what never is."""
    number: int = 0
    """Of a bonus or a rebate among those of the scenario or the terms, in the order of their names."""
