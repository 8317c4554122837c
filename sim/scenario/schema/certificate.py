"""Certificates: what people of a partner may pass, how long it holds, and the rights that it gives."""

from collections.abc import Iterator

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import entries, known
from sim.scenario.schema.effects import SellingEffects
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import MONEY, MONTHS, PROBABILITY


class Certificate(Table):
    """A certificate of people: exams at the close of each quarter, from the end of onboarding on."""

    requires: Name | None = choice(
        "certificate that a person must hold first; none, if it is not stated", rule="R-36", default=None, neutral=True
    )
    pass_probability: float = uncertainty(
        "that a person who may passes in a quarter", rule="R-34", unit=PROBABILITY, low=0, high=1
    )
    renewal_probability: float = uncertainty(
        "that one whose certificate ends renews it; else it lapses",
        rule="R-36",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
    valid_months: int = lever(
        "months for which one that is passed or renewed holds; it ends at the next close of a quarter",
        rule="R-36",
        unit=MONTHS,
        low=3,
        high=60,
        default=12,
        neutral=True,
    )
    cost: float = lever(
        "what one costs us, as a person passes or renews it",
        rule="R-32",
        unit=MONEY,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )
    partner_cost: float = uncertainty(
        "what one costs the partner, likewise",
        rule="R-32",
        unit=MONEY,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )
    may_register: bool | None = choice(
        "whether it gives the right to register deals; without a word of any certificate or tier all have it",
        rule="R-109",
        default=None,
        neutral=True,
    )
    may_deliver: bool = choice("whether it gives the right to deliver", rule="R-138", default=False, neutral=True)
    effects: SellingEffects | None = choice(
        "what it does to the drivers of a partner while somebody there holds it, as multipliers",
        rule="R-34",
        default=None,
        neutral=True,
    )


def certificate_problems(certificates: dict[str, Certificate]) -> Iterator[str]:
    """What is wrong with the certificates that others require."""
    for name, certificate in entries(certificates):
        yield from known(_requirement(name, certificate.requires, certificates))


def _requirement(name: str, required: str | None, certificates: dict[str, Certificate]) -> Iterator[str]:
    path = f"certificates.{name}.requires"
    if required is None:
        return
    if required not in certificates:
        there = ", ".join(sorted(one for one in certificates if one != name)) or "none"
        cure = f"state [certificates.{required}], or leave it out"
        yield f"{path}: there is no certificate '{required}' (there are {there}): {cure}"
        return
    circle, after = [name], required
    while after not in circle:
        circle.append(after)
        following = certificates[after].requires
        if following is None or following not in certificates:
            return
        after = following
    if after == name == min(circle):
        way = " requires ".join([*circle, name])
        yield f"{path}: nobody can hold them, {way}: leave one requires out"
