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
    what = f"Pay of its {counted(found.deals, 'deal')} in contract year 1, if each customer stays it"
    if found.as_won is None:
        text = f"{what} and the partner one tier, by which each month is paid: {listed(at)}."
    else:
        won = f"{known_money(found.as_won, currency)} at the tiers at which they were won"
        text = f"{what}: {won}; all of them {listed(at)}."
    yield from wrapped(text, width)
    yield ""


def worth_object(found: ByTier) -> dict[str, Any]:
    """The same as JSON values, amounts in currency units."""
    at = {tier: cents / CENTS for tier, cents in found.at.items()}
    return {"deals": found.deals, "as_won": None if found.as_won is None else found.as_won / CENTS, "at_tier": at}
