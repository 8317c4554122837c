"""Claims: how a partner registers an opportunity, and whose deal it is when it is decided."""

from collections.abc import Iterator
from typing import Any, Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import entries, known
from sim.scenario.schema.table import Ordered, Table
from sim.scenario.unit import DAYS, MONEY, NUMBER, SHARE


class Registration(Table):
    """Deals that partners may register: from its approval on a claim is alive for some days."""

    lasting = True
    valid_days: int = lever(
        "days from its approval for which a claim is alive", rule="R-50", unit=DAYS, low=1, high=720
    )
    approval_days: int = lever(
        "days from its submission until a claim is approved",
        rule="R-50",
        unit=DAYS,
        low=0,
        high=90,
        default=0,
        neutral=True,
    )
    renewals: int = lever(
        "times that a claim is renewed, each for as many days again",
        rule="R-50",
        unit=NUMBER,
        low=0,
        high=20,
        default=0,
        neutral=True,
    )
    least_acv: float = lever(
        "contract value from which an opportunity can be registered; 0 any",
        rule="R-50",
        unit=MONEY,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )


def _part(meaning: str, rule: str, *, default: float | None) -> Any:
    """A share of pay or of credit."""
    return lever(meaning, rule=rule, unit=SHARE, engine="bps", low=0, high=1, default=default, neutral=True)


class Attribution(Table):
    """Whose deal it was, by its claim, by direct sales and by what the partner did; and what each class counts."""

    lasting = True
    test: Literal["all", "rules"] = choice(
        "every deal is its partner's own, or only one that it brought first", rule="R-80", default="all", neutral=True
    )
    within_days: int = lever(
        "days from the partner's first contact within which it has to register, under the rules",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=360,
        default=7,
        neutral=True,
    )
    influence: Literal["strict", "broad"] = choice(
        "influenced is a deal with documented support, or any in which the partner had a part",
        rule="R-85",
        default="strict",
        neutral=True,
    )
    unregistered_pay_share: float = _part("part of its pay that a deal without a claim earns", "R-54", default=1.0)
    unregistered_credit_share: float = _part(
        "part of the revenue of such deals that counts as sourced", "R-54", default=1.0
    )
    influenced_pay_share: float = _part("part of its pay that an influenced deal earns", "R-81", default=0.5)
    influenced_credit_share: float | None = _part(
        "part of the revenue of such deals that counts as credited; not stated: influence.credit_share",
        "R-81",
        default=None,
    )
    none_pay_share: float = _part(
        "part of its pay that a deal earns which the partner only fulfils", "R-82", default=0.0
    )
    none_credit_share: float = _part("part of the revenue of such deals that counts as credited", "R-82", default=0.0)


class Conflict(Table):
    """Direct sales at the account of a partner's deal."""

    lasting = True
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


REGISTERING = ("registration_probability", "registration_delay_days", "registration_delay_least_days")
"""Whether and when a kind of partner registers an opportunity."""
REGISTRATIONS = "registrations"
"""The measure of a ladder that counts them."""
OF_RULES = ("direct_overlap_probability", "support_probability", "mention_probability")
"""What only the rules of attribution ask for."""


def claim_problems(
    registration: Registration | None,
    attribution: Attribution | None,
    conflict: Conflict | None,
    kinds: dict[str, Any],
    ladders: dict[str, Any],
    drawn: Any,
) -> Iterator[str]:
    """What is wrong with claims; ``drawn`` are the paths of numbers that are uncertain."""
    yield from known(_idle_attribution(registration, attribution))
    yield from known(_idle_conflict(attribution, conflict))
    for name, ladder in entries(ladders):
        yield from known(_asks_for_nothing(f"ladders.{name}", ladder, registration))
    for name, kind in entries(kinds):
        yield from known(_without_registration(f"archetypes.{name}", kind, registration, drawn))
        yield from known(_without_rules(f"archetypes.{name}", kind, attribution, drawn))


def _idle_attribution(registration: Registration | None, attribution: Attribution | None) -> Iterator[str]:
    if attribution is None:
        return
    if attribution.test == "all":
        if registration is None:
            yield (
                "attribution.test: with the test 'all' and no [registration] every deal counts in full, and nothing "
                'here acts: state [registration], or attribution.test = "rules", or leave [attribution] out'
            )
        idle = {name: getattr(attribution, name) for name in Attribution.model_fields if not name.startswith("unregis")}
        for name, value in idle.items():
            if name != "test" and value != Attribution.model_fields[name].default:
                yield (
                    f"attribution.{name}: the test 'all' knows registered and unregistered deals alone: leave it "
                    'out, or state attribution.test = "rules"'
                )
    elif registration is None and attribution.within_days != Attribution.model_fields["within_days"].default:
        yield "attribution.within_days: without [registration] nothing is registered: state it, or leave this out"


def _idle_conflict(attribution: Attribution | None, conflict: Conflict | None) -> Iterator[str]:
    if conflict is not None and (attribution is None or attribution.test == "all"):
        yield (
            "conflict: only the rules of attribution ask when direct sales came to an account: state "
            'attribution.test = "rules", or leave [conflict] out'
        )


def _without_registration(above: str, kind: Any, registration: Registration | None, drawn: Any) -> Iterator[str]:
    if registration is not None:
        return
    for name in REGISTERING:
        if getattr(kind, name) or f"{above}.{name}" in drawn:
            yield f"{above}.{name}: nothing can be registered without [registration]: state registration.valid_days"


def _asks_for_nothing(above: str, ladder: Any, registration: Registration | None) -> Iterator[str]:
    """A ladder that counts registrations where there are none."""
    if registration is not None:
        return
    asked = {
        f"{above}.tiers.{name}.{part}": getattr(tier, part)
        for name, tier in sorted(ladder.tiers.items())
        for part in ("needs", "one_of")
    } | {f"{above}.points": ladder.points}
    for path in (path for path, measures in asked.items() if REGISTRATIONS in measures):
        yield f"{path}.{REGISTRATIONS}: nothing is registered without [registration]: state registration.valid_days"


def _without_rules(above: str, kind: Any, attribution: Attribution | None, drawn: Any) -> Iterator[str]:
    if attribution is not None and attribution.test == "rules":
        return
    neutral = {name: type(kind).model_fields[name].default for name in OF_RULES}
    for name, value in neutral.items():
        if getattr(kind, name) != value or f"{above}.{name}" in drawn:
            yield (
                f'{above}.{name}: only the rules of attribution ask for it: state attribution.test = "rules", or leave '
                "it out"
            )
