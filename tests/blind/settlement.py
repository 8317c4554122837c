"""From earned to paid: a partner's account, payout by payout (R-90, R-91, R-92, R-174).

Entries are written into the account as they are earned, clawbacks as negative ones. At a payout the entries that are
due are added up: a positive sum of at least the minimum is paid, anything else stays in the account.

Readings where RULES leave it open: what is payable from the day of a close on is not in it; a clawback is due on its
own day, without a holdback; whether entries that add up to 0 stay or settle each other moves no money; what a departed
partner owes is lost at the first payout at which all that is in its account is due, and before that is set against what
falls due later (the second version lost it at once, before the two were compared).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.blind.money import DAYS, month_of


@dataclass(frozen=True)
class Promise:
    """When an agreement pays: on which event, how often, how much later, from which sum on."""

    trigger: str = "signature"
    every: int = 1
    lag: int = 0
    late: int = 0
    holdback: int = 0
    minimum: int = 0
    trial: int = 30
    payment_delay: int = 0


@dataclass(frozen=True)
class Entry:
    """An amount earned on ``day``, or taken back if negative, and the day from which it may be paid."""

    day: int
    amount: int
    payable: int


@dataclass
class Account:
    """A partner's account by months: paid at the close, waiting after it, lost because the partner is gone."""

    paid: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def payable_at_win(promise: Promise, won: int, live: int) -> int:
    """Day from which what a deal earned at its win may be paid."""
    happened = {
        "signature": won,
        "go_live": live,
        "first_payment": live + DAYS * promise.payment_delay,
        "trial_end": live + promise.trial,
    }[promise.trigger]
    return happened + promise.holdback


def payable_share(promise: Promise, won: int, live: int, month: int) -> int:
    """The same for the share of a month: its last day, or when that month's invoice is paid; never before the win's."""
    due = DAYS * month - 1
    if promise.trigger == "first_payment":
        due += DAYS * promise.payment_delay
    return max(due + promise.holdback, payable_at_win(promise, won, live))


def payable_renewal(promise: Promise, renewed: int) -> int:
    """The same for the fee of a later contract year: its first day, or when that is invoiced and paid."""
    due = renewed + (DAYS * promise.payment_delay if promise.trigger == "first_payment" else 0)
    return due + promise.holdback


def is_payout(promise: Promise, month: int) -> bool:
    """Whether the close of ``month`` pays: so long after the end of a paying period."""
    ended = month - promise.lag - promise.late
    return ended > 0 and ended % promise.every == 0


def settle(entries: Sequence[Entry], promise: Promise, months: int, gone_in: int | None = None) -> Account:
    """The account of a partner over the closes 1 … ``months``; ``gone_in`` is the month in which it left.

    A payout takes what had fallen due by the end of the paying period. A partner that has left is paid whatever is due,
    without a minimum; what it owes when nothing in its account falls due later is lost.
    """
    account = Account()
    open_entries: list[Entry] = []
    for month in range(1, months + 1):
        open_entries += [entry for entry in entries if month_of(entry.day) == month]
        paid = lost = 0
        gone = gone_in is not None and month >= gone_in
        if is_payout(promise, month):
            last_day = DAYS * (month - promise.lag - promise.late) - 1
            due = [entry for entry in open_entries if entry.payable <= last_day]
            total = sum(entry.amount for entry in due)
            if total > 0 and (gone or total >= promise.minimum):
                paid = total
                open_entries = [entry for entry in open_entries if entry.payable > last_day]
            elif gone and total < 0 and len(due) == len(open_entries):
                lost = total
                open_entries = [entry for entry in open_entries if entry.payable > last_day]
        account.paid.append(paid)
        account.lost.append(lost)
        account.waiting.append(sum(entry.amount for entry in open_entries))
    return account
