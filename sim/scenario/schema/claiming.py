"""Claims of a kind of partner: its registrations, direct sales and other partners at its accounts."""

from typing import ClassVar

from sim.scenario.fields import uncertainty
from sim.scenario.schema.table import Ordered, Table
from sim.scenario.unit import DAYS, PROBABILITY


class Claiming(Table):
    """How a kind of partner registers deals, and whom it meets at its accounts."""

    ordered: ClassVar[tuple[Ordered, ...]] = (
        Ordered(
            "registration_delay_least_days",
            "registration_delay_days",
            moves="registration_delay_days",
            cause="registration_delay_days: it is below registration_delay_least_days: partners register between the "
            "two, in days from their first contact",
        ),
    )
    registration_probability: float = uncertainty(
        "that the partner registers a qualified opportunity",
        rule="R-58",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    registration_delay_days: int = uncertainty(
        "days from its first contact after which it has registered at the latest",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=90,
        default=0,
        neutral=True,
    )
    registration_delay_least_days: int = uncertainty(
        "days from its first contact before which it does not register",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=90,
        default=0,
        neutral=True,
    )
    first_contact_days: int = uncertainty(
        "days from its first contact with an account to the qualified opportunity",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=360,
        default=0,
        neutral=True,
    )
    direct_overlap_probability: float = uncertainty(
        "that direct sales meet the account of a qualified opportunity too",
        rule="R-52",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    partner_overlap_probability: float = uncertainty(
        "that an account is also one of another active partner of the kind, of each of them",
        rule="R-52",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    support_probability: float = uncertainty(
        "that the partner's support of a deal is documented, where it is not only mentioned",
        rule="R-81",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
    mention_probability: float = uncertainty(
        "that the partner is only mentioned in a deal",
        rule="R-82",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
