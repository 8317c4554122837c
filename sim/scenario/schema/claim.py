"""Claims: how a partner registers an opportunity, and whose deal it is when it is decided."""

from collections.abc import Iterator
from typing import Any, Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import check, entries, known
from sim.scenario.schema.conflict import Conflict, conflict_problems
from sim.scenario.schema.table import Table
from sim.scenario.unit import DAYS, MONEY, NUMBER, SHARE


class Registration(Table):
    """Deals that partners may register: from its approval on a claim is alive for some days."""

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
    protection_days: int | None = lever(
        "days of each term of its validity for which a claim keeps direct sales off; not stated: all of them",
        rule="R-50",
        unit=DAYS,
        low=0,
        high=720,
        default=None,
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

    @check
    def _protects_while_it_holds(self) -> Iterator[str]:
        if self.protection_days is not None and self.protection_days > self.valid_days:
            yield (
                f"protection_days: {self.protection_days:g} are more than valid_days, {self.valid_days:g}: a claim "
                "protects while it holds: lower it"
            )


def _part(meaning: str, rule: str, *, default: float | None) -> Any:
    """A share of pay or of credit."""
    return lever(meaning, rule=rule, unit=SHARE, engine="bps", low=0, high=1, default=default, neutral=True)


class Attribution(Table):
    """Whose deal it was, by its claim, by direct sales and by what the partner did; and what each class counts."""

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

    touches: tuple[Literal["first", "last", "linear"], ...] = choice(
        "models by which a report shares the value of won deals between partners and direct sales, who touched them: "
        "first, last, linear; no pay and no share is by them",
        rule="R-83",
        default=(),
        neutral=True,
    )


REGISTERING = ("registration_probability", "registration_delay_days", "registration_delay_least_days")
"""Whether and when a kind of partner registers an opportunity."""
REGISTRATIONS = "registrations"
"""The measure of a ladder that counts them."""
OF_RULES = ("support_probability", "mention_probability")
"""What only the rules of attribution ask for."""


def claim_problems(
    registration: Registration | None,
    attribution: Attribution | None,
    conflict: Conflict | None,
    kinds: dict[str, Any],
    ladders: dict[str, Any],
    drawn: Any,
) -> Iterator[str]:
    """What is wrong with claims; ``drawn`` are the paths of numbers that have other values too."""
    yield from known(_idle_attribution(registration, attribution, drawn))
    if conflict is not None:
        yield from conflict_problems(conflict, drawn)
        yield from known(_idle_conflict(attribution, conflict, kinds, drawn))
    yield from known(_protection(registration, conflict, drawn))
    yield from known(_collisions(registration, conflict, kinds, drawn))
    for name, ladder in entries(ladders):
        yield from known(_asks_for_nothing(f"ladders.{name}", ladder, registration))
    for name, kind in entries(kinds):
        yield from known(_without_registration(f"archetypes.{name}", kind, registration, drawn))
        yield from known(_without_rules(f"archetypes.{name}", kind, attribution, conflict, drawn))


def _idle_attribution(
    registration: Registration | None, attribution: Attribution | None, drawn: Any
) -> Iterator[str]:  # fmt: skip
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
            is_drawn = f"attribution.{name}" in drawn
            if name != "test" and (is_drawn or value != Attribution.model_fields[name].default):
                yield (
                    f"attribution.{name}: the test 'all' knows registered and unregistered deals alone: leave it "
                    'out, or state attribution.test = "rules"'
                )
    elif len(set(attribution.touches)) != len(attribution.touches):
        yield f"attribution.touches: each counts once (they are {', '.join(attribution.touches)})"
    if (
        attribution.test == "rules"
        and registration is None
        and (
            attribution.within_days != Attribution.model_fields["within_days"].default
            or "attribution.within_days" in drawn
        )
    ):
        yield "attribution.within_days: without [registration] nothing is registered: state it, or leave this out"


def _idle_conflict(
    attribution: Attribution | None, conflict: Conflict, kinds: dict[str, Any], drawn: Any
) -> Iterator[str]:
    """Days on which direct sales come, and nothing asks for them; rivals' first contacts lie as far apart."""
    if conflict.states("answer_days", drawn) and not (_overlapping(kinds, drawn) or _met(kinds, drawn)):
        yield (
            "conflict.answer_days: neither direct sales nor another partner is at an account of a deal, and nothing "
            "has to be answered: state archetypes.<name>.direct_overlap_probability or partner_overlap_probability, or "
            "leave it out"
        )
    if asks_for_direct(attribution, conflict, drawn) or _overlapping(kinds, drawn):
        return
    for name in ("engagement_from_days", "engagement_to_days"):
        if conflict.states(name, drawn):
            yield (
                f"conflict.{name}: nothing asks when direct sales come to an account: state attribution.test = "
                '"rules", a multiplier of the odds of conflict or conflict.answer_days, or leave it out'
            )


def _protection(registration: Registration | None, conflict: Conflict | None, drawn: Any) -> Iterator[str]:
    if registration is None or registration.protection_days is None:
        return
    if conflict is None or not conflict.tells_protected(drawn):
        yield (
            "registration.protection_days: no odds depend on protection: state conflict.protected_odds_multiplier or "
            "unprotected_odds_multiplier, or leave it out"
        )


def asks_for_direct(attribution: Attribution | None, conflict: Conflict | None, drawn: Any) -> bool:
    """Whether something asks if direct sales come to an account."""
    by_rules = attribution is not None and attribution.test == "rules"
    return by_rules or (conflict is not None and conflict.asks_for_direct(drawn))


def _overlapping(kinds: dict[str, Any], drawn: Any) -> list[str]:
    """Kinds whose partners have accounts in common."""
    return _having("partner_overlap_probability", kinds, drawn)


def _met(kinds: dict[str, Any], drawn: Any) -> list[str]:
    """Kinds whose accounts direct sales meet too."""
    return _having("direct_overlap_probability", kinds, drawn)


def _having(field: str, kinds: dict[str, Any], drawn: Any) -> list[str]:
    return [name for name, kind in entries(kinds) if getattr(kind, field) > 0 or f"archetypes.{name}.{field}" in drawn]


def _collisions(
    registration: Registration | None, conflict: Conflict | None, kinds: dict[str, Any], drawn: Any
) -> Iterator[str]:
    """Accounts of several partners, and how they are settled."""
    path = "archetypes.{}.partner_overlap_probability"
    overlapping = _overlapping(kinds, drawn)
    if conflict is None:
        for name in overlapping:
            yield f"{path.format(name)}: it needs [conflict], which says how it is settled: state conflict.settlement"
        return
    if not overlapping:
        for name in ("settlement", "split_share"):
            if conflict.states(name, drawn):
                yield (
                    f"conflict.{name}: no partners have accounts in common: state {path.format('<name>')}, or leave "
                    "it out"
                )
    elif conflict.settlement == "first_registered":
        registers = registration is not None and any(
            kind.registration_probability > 0 or f"archetypes.{name}.registration_probability" in drawn
            for name, kind in entries(kinds)
        )
        if not registers:
            yield (
                "conflict.settlement: no kind of partner registers, so that no account is of who registered first: "
                'state [registration] and a registration_probability, or conflict.settlement = "first_contact"'
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


def _without_rules(
    above: str, kind: Any, attribution: Attribution | None, conflict: Conflict | None, drawn: Any
) -> Iterator[str]:
    if attribution is not None and attribution.test == "rules":
        return
    for name in OF_RULES:
        if getattr(kind, name) != type(kind).model_fields[name].default or f"{above}.{name}" in drawn:
            yield f'{above}.{name}: only the rules of attribution ask for it: state attribution.test = "rules"'
    name = "direct_overlap_probability"
    is_there = kind.direct_overlap_probability > 0 or f"{above}.{name}" in drawn
    if is_there and not asks_for_direct(attribution, conflict, drawn):
        yield (
            f"{above}.{name}: nothing asks if direct sales come to an account: state attribution.test = "
            '"rules", a multiplier of the odds of conflict or conflict.answer_days'
        )
