"""What a share comes to beside a fee once, in lines under the fields of its terms, and as JSON values (Q-13)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sim.analysis.agreement.breakeven import LONGEST, Breakeven
from sim.report.words.counting import counted
from sim.report.words.rounding import known_money, significant
from sim.units import CENTS, MONTHS_PER_YEAR


def breakeven_lines(found: Breakeven, currency: str) -> Iterator[tuple[str, str]]:
    """What a line is about, and the line; without a word where it goes on."""
    churn = f"{significant(found.monthly_churn, 3, shift=2)}%"
    once = f"{known_money(found.sum_cents, currency)} at the win, and " if found.sum_cents else ""
    beside = "the sum and " if found.sum_cents else ""
    fee, month = known_money(found.fee_cents, currency), known_money(found.month_cents, currency)
    share = f"{once}{known_money(found.share_cents, currency)} a month of a median customer"
    yield "share", f"{share}, who pays {month}; {churn} leave each month (Q-13)"
    with_churn = known_money(found.fee_with_churn_cents, currency)
    yield "", f"{counted(found.months, 'month')}: {fee} if it stays, {with_churn} with churn"
    if found.all_months == 0 or found.all_months > MONTHS_PER_YEAR:
        term = f"{found.all_months} months" if found.all_months else f"{LONGEST} years"
        yield "", f"{term}: {known_money(found.all_with_churn_cents, currency)} with churn"
    yield "fee", f"{fee} once instead is earned back {_earned_back(found)}"
    yield "", f"such a fee is what {beside}{counted(found.months, 'month')} of the share come to"
    if found.dearer_from:
        so_far = "the sum and the share have" if found.sum_cents else "the share has"
        from_then = "with churn; from then on the fee is cheaper"
        yield "", f"{so_far} come to as much in month {found.dearer_from}, {from_then}"
    else:
        never = "the sum and the share never come" if found.sum_cents else "the share never comes"
        yield "", f"{never} to as much, with churn"


def _earned_back(found: Breakeven) -> str:
    months = (
        (found.earned_back_with_churn, "all that the customer pays, with churn"),
        (found.earned_back_net, "less the share, if it stays"),
        (found.earned_back_net_with_churn, "less the share, with churn"),
    )
    return ", ".join(f"{f'in month {month}' if month else 'never'} ({what})" for month, what in months)


def breakeven_object(found: Breakeven) -> dict[str, Any]:
    """The same as JSON values, amounts in currency units."""
    values = {key: value for key, value in asdict(found).items() if not key.endswith("_cents")}
    amounts = {
        key.removesuffix("_cents"): value / CENTS for key, value in asdict(found).items() if key.endswith("_cents")
    }
    never = {key: values[key] or None for key in values if key.startswith("earned_back") or key == "dearer_from"}
    return (
        values
        | never
        | amounts
        | {"line": found.line or None, "tier": found.tier or None, "all_months": found.all_months or None}
    )
