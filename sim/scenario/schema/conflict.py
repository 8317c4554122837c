"""Conflict: direct sales at the account of a partner's deal, and accounts that partners have in common."""

from collections.abc import Container, Iterator
from typing import Any, Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.check import known
from sim.scenario.schema.table import Ordered, Table
from sim.scenario.unit import DAYS, FACTOR, MONEY_RATE, SHARE

Protection = Literal["named_accounts", "discount_rule", "escalation"]


def _odds(meaning: str, rule: str, *, low: float = 0.01) -> Any:
    """A factor on odds; 1 changes nothing."""
    return uncertainty(meaning, rule=rule, unit=FACTOR, low=low, high=100, default=1.0, neutral=True)


class Conflict(Table):
    """Direct sales at the account of a partner's deal, what is done about it, and accounts of several partners."""

    ordered = (
        Ordered(
            "engagement_from_days",
            "engagement_to_days",
            moves="engagement_to_days",
            cause="engagement_to_days: it is below engagement_from_days: direct sales come between the two, in days "
            "from the day on which the opportunity is qualified",
        ),
    )
    engagement_from_days: int = lever(
        "first day, from the one of qualification, on which direct sales may come to the account",
        rule="R-52",
        unit=DAYS,
        low=-360,
        high=360,
        default=-30,
        neutral=True,
    )
    engagement_to_days: int = lever(
        "last such day", rule="R-52", unit=DAYS, low=-360, high=360, default=30, neutral=True
    )
    protected_odds_multiplier: float = _odds(
        "on the odds of conflict where direct sales came to an account that a claim protected", "R-50"
    )
    unprotected_odds_multiplier: float = _odds(
        "on the odds of conflict where direct sales came to an account without protection", "R-53"
    )
    engaged_cannibalised_odds_multiplier: float = _odds(
        "on the odds that direct sales would have won a deal whose account they met before the partner did",
        "R-144",
        low=1,
    )
    direct_credit_share: float = lever(
        "part of the commission on a partner's deal that the direct rep is credited with",
        rule="R-53",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    direct_commission_rate: float = lever(
        "commission of direct reps on the ACV at list, of which they are credited with a part",
        rule="R-53",
        unit=MONEY_RATE,
        low=0,
        high=0.5,
        default=0.0,
        neutral=True,
    )
    best_credit_share: float = uncertainty(
        "part of the credit at which conflict is lowest",
        rule="R-53",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.5,
        neutral=True,
    )
    credit_odds_multiplier: float = _odds(
        "on the odds of conflict at the share furthest from the best one", "R-53", low=1
    )
    protections: tuple[Protection, ...] = choice(
        "what is agreed with direct sales: named_accounts, discount_rule, escalation",
        rule="R-53",
        default=(),
        neutral=True,
    )
    protection_odds_multiplier: float = _odds("on the odds of conflict, of each of them", "R-53")
    answer_days: int = lever(
        "days for which the decision of a deal waits until its conflict is answered: direct sales, or another partner, "
        "are at its account too",
        rule="R-62",
        unit=DAYS,
        low=0,
        high=360,
        default=0,
        neutral=True,
    )
    settlement: Literal["first_registered", "first_contact", "split"] = choice(
        "whose an account of two partners is", rule="R-51", default="first_registered", neutral=True
    )
    split_share: float = lever(
        "part of a deal's value that the partner has who would have had all of it; the other has the rest",
        rule="R-52",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.5,
        neutral=True,
    )

    def states(self, name: str, drawn: Container[str]) -> bool:
        """Whether a number is another than the one that changes nothing, or uncertain."""
        return getattr(self, name) != type(self).model_fields[name].default or f"conflict.{name}" in drawn

    def tells_protected(self, drawn: Container[str]) -> bool:
        """Whether odds of conflict depend on protection where direct sales came."""
        return any(self.states(name, drawn) for name in ("protected_odds_multiplier", "unprotected_odds_multiplier"))

    def asks_for_direct(self, drawn: Container[str]) -> bool:
        """Whether odds, or the day of the decision, depend on direct sales coming to the account."""
        asking = ("engaged_cannibalised_odds_multiplier", "answer_days")
        return self.tells_protected(drawn) or any(self.states(name, drawn) for name in asking)


def conflict_problems(conflict: Conflict, drawn: Container[str]) -> Iterator[str]:
    """What in it acts on nothing."""
    for faults in (_credit(conflict, drawn), _protections(conflict, drawn), _split(conflict, drawn)):
        yield from known(faults)


def _credit(conflict: Conflict, drawn: Container[str]) -> Iterator[str]:
    has_odds, costs = (conflict.states(name, drawn) for name in ("credit_odds_multiplier", "direct_commission_rate"))
    if conflict.states("direct_credit_share", drawn) and not costs and not has_odds:
        yield (
            "conflict.direct_credit_share: it costs nothing and changes no odds: state conflict.direct_commission_rate "
            "or credit_odds_multiplier, or leave it out"
        )
    if conflict.states("best_credit_share", drawn) and not has_odds:
        yield "conflict.best_credit_share: no odds depend on it: state conflict.credit_odds_multiplier, or leave it out"


def _protections(conflict: Conflict, drawn: Container[str]) -> Iterator[str]:
    act = conflict.states("protection_odds_multiplier", drawn)
    if len(set(conflict.protections)) != len(conflict.protections):
        yield f"conflict.protections: each counts once (they are {', '.join(conflict.protections)})"
    if conflict.protections and not act:
        yield (
            "conflict.protections: they change nothing: state conflict.protection_odds_multiplier (0.7 takes 30% off "
            "the odds)"
        )
    if not conflict.protections and act:
        yield 'conflict.protection_odds_multiplier: nothing is agreed: state conflict.protections = ["named_accounts"]'


def _split(conflict: Conflict, drawn: Container[str]) -> Iterator[str]:
    if conflict.states("split_share", drawn) and conflict.settlement != "split":
        yield (
            f"conflict.split_share: the settlement '{conflict.settlement}' splits nothing: leave it out, or state "
            'conflict.settlement = "split"'
        )
