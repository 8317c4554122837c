"""Partners of a kind in force: departure, effort, people and certificates, product lines, ladder."""

from typing import Annotated, ClassVar

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.table import Name, Ordered, Table
from sim.scenario.unit import DAYS, ELASTICITY, MONTHS, PEOPLE, PROBABILITY, SHARE, SHARE_PER_YEAR

SegmentShare = Annotated[
    float, lever("share of deals", rule="R-74", unit=SHARE, engine="same", low=0, high=1, lasting=True)
]


class InForce(Table):
    """Partners of a kind in force: how they leave and work, their people, product lines and tier."""

    ordered: ClassVar[tuple[Ordered, ...]] = (
        Ordered(
            "departure_settled_per_year",
            "departure_new_per_year",
            moves="departure_settled_per_year",
            cause="departure_settled_per_year must not exceed departure_new_per_year: the hazard falls with age (E-05)",
        ),
    )
    departure_new_per_year: float = uncertainty(
        "probability of leaving within a year at the hazard of age 0",
        rule="E-05",
        unit=SHARE_PER_YEAR,
        low=0,
        high=0.99,
    )
    departure_settled_per_year: float = uncertainty(
        "the same at a high age", rule="E-05", unit=SHARE_PER_YEAR, low=0, high=0.99
    )
    departure_settling_months: float = uncertainty(
        "age at which the difference has fallen to 1/e", rule="E-05", unit=MONTHS, low=0.5, high=120
    )
    pay_elasticity: float = uncertainty(
        "elasticity of effort to relative pay", rule="R-77", unit=ELASTICITY, low=0, high=3
    )
    influence_probability: float = uncertainty(
        "that an active partner touches a given direct deal", rule="R-03", unit=PROBABILITY, low=0, high=1
    )
    review_exempt: bool = choice("exempt from the quarterly review", rule="R-130")
    reps: float = uncertainty(
        "people of a partner of size 1 who may hold certificates",
        rule="R-36",
        unit=PEOPLE,
        low=1,
        high=200,
        default=1.0,
        neutral=True,
    )
    delivers: bool = choice(
        "whether the partner implements what it sells, where it may deliver",
        rule="R-95",
        default=False,
        neutral=True,
    )
    accreditation_days: int = uncertainty(
        "days by which go-live is later where the partner delivers and may not yet",
        rule="R-138",
        unit=DAYS,
        low=0,
        high=720,
        default=0,
        neutral=True,
    )
    segments: dict[Name, SegmentShare] = choice(
        "product lines: the share of deals that each of them has",
        rule="R-74",
        default={},
        neutral=True,
        fixed=True,
    )
    ladder: Name | None = choice(
        "ladder on which partners of the kind stand; without one they have no tier",
        rule="R-107",
        default=None,
        neutral=True,
    )
    fixed_tier: Name | None = choice(
        "tier at which all partners of the kind stand and stay", rule="R-108", default=None, neutral=True
    )
