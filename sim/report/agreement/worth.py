"""What its tiers are worth to a partner: the pay of deals that it has won, at the tiers of their wins and at each."""

from collections.abc import Iterator
from typing import Any

from sim.analysis.agreement.by_tier import ByTier
from sim.report.tables.columns import wrapped
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import known_money
from sim.units import CENTS


def worth_lines(found: ByTier, currency: str, width: int) -> Iterator[str]:
    """A sentence, and an empty line."""
    at = [f"{known_money(cents, currency)} at {tier}" for tier, cents in found.at.items()]
    yield from wrapped(
        f"Pay of its {counted(found.deals, 'deal')} in contract year 1, if each customer stays it: "
        f"{known_money(found.as_won, currency)} at the tiers at which they were won; all of them {listed(at)}.",
        width,
    )
    yield ""


def worth_object(found: ByTier) -> dict[str, Any]:
    """The same as JSON values, amounts in currency units."""
    at = {tier: cents / CENTS for tier, cents in found.at.items()}
    return {"deals": found.deals, "as_won": found.as_won / CENTS, "at_tier": at}
