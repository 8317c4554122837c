"""What a tier returns, in lines under the fields of its ladder, and as JSON values (R-105, Q-8)."""

from typing import Any

from sim.analysis.agreement.ladder import TierReturn
from sim.report.words.rounding import known_money, percent_in_full, plain_percent, significant
from sim.units import CENTS, round_half_up

_WHAT = {"billed": "billed", "live_arr": "live"}
"""Words for a year's money by its measure; else it is won."""


def return_line(found: TierReturn, currency: str) -> str:
    """``a partner that just reaches it has $50,000 billed a year ...: 6.5 times``."""
    left = known_money(round_half_up(found.revenue_cents * found.margin_share), currency)
    return (
        f"a partner that just reaches it ({found.archetype}) has {known_money(found.revenue_cents, currency)} "
        f"{_WHAT.get(found.measure, 'won')} a year; {percent_in_full(found.margin_share)} of it are left "
        f"(gross margin {plain_percent(found.gross_margin_share)} less {percent_in_full(found.pay_share)} "
        f"to partners): {left} for {known_money(found.cost_cents, currency)} of cost a year: "
        f"{significant(found.times, 3)} times (Q-8)"
    )


def return_object(found: TierReturn) -> dict[str, Any]:
    """The same as JSON values, amounts in currency units."""
    return {
        "ladder": found.ladder,
        "tier": found.tier,
        "archetype": found.archetype,
        "measure": found.measure,
        "revenue": found.revenue_cents / CENTS,
        "gross_margin_share": found.gross_margin_share,
        "pay_share": found.pay_share,
        "margin_share": found.margin_share,
        "cost": found.cost_cents / CENTS,
        "return": found.times,
    }
