"""What its tiers are worth to a partner of a traced future: the pay of its deals as won, and at each tier."""

from collections.abc import Iterator
from typing import Any

from sim.analysis.agreement.by_tier import ByTier, WonDeal, pay_by_tier, tells_tiers_apart
from sim.analysis.trace.trace import Trace
from sim.ledger import COLUMNS, Kind
from sim.report.tables.columns import wrapped
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import known_money
from sim.rules.attribution import class_of_won
from sim.units import CENTS, month_of

_DAY, _KIND, _LIST, _DETAIL = (COLUMNS.index(name) for name in ("day", "kind", "list_cents", "detail"))


def worth_lines(traced: Trace, width: int) -> Iterator[str]:
    """Nothing of a whole future, of a partner without a deal, or of one whose deals do not earn by tier."""
    found, tiers = _worth(traced), _tiers(traced)
    if found is None:
        return
    currency = traced.scenario.currency
    at = [f"{known_money(cents, currency)} at {tier}" for cents, tier in zip(found.at, tiers, strict=True)]
    yield from wrapped(
        f"Pay of its {counted(found.deals, 'deal')} in contract year 1, if each customer stays it: "
        f"{known_money(found.as_won, currency)} at the tiers at which they were won; all of them {listed(at)}.",
        width,
    )
    yield ""


def worth_object(traced: Trace) -> dict[str, Any] | None:
    """The same as JSON values, amounts in currency units."""
    found = _worth(traced)
    if found is None:
        return None
    at = {tier: cents / CENTS for tier, cents in zip(_tiers(traced), found.at, strict=True)}
    return {"deals": found.deals, "as_won": found.as_won / CENTS, "at_tier": at}


def _tiers(traced: Trace) -> tuple[str, ...]:
    kind = traced.scenario.archetypes[_name(traced)] if traced.partner is not None else None
    return () if kind is None or kind.ladder is None else traced.scenario.ladders[kind.ladder].order


def _name(traced: Trace) -> str:
    return (traced.partner or "").split("/")[0]


def _worth(traced: Trace) -> ByTier | None:
    if traced.course is None or not tells_tiers_apart(traced.scenario.archetypes[_name(traced)]):
        return None
    won = [
        WonDeal(row[_DAY], row[_LIST], class_of_won(row[_DETAIL]), traced.course.in_books(month_of(row[_DAY])))
        for row in traced.rows
        if row[_KIND] == Kind.WON
    ]
    place = sorted(traced.scenario.archetypes).index(_name(traced))
    return pay_by_tier(traced.parameters, place, len(_tiers(traced)), won) if won else None
