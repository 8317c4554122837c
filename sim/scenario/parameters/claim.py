"""Claims, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.parameters.conflict import ConflictParameters, conflict_parameters
from sim.scenario.schema import Attribution, Conflict, Influence, Registration
from sim.units import to_bps, to_cents

TESTS = ("all", "rules")
"""In the order of ``sim.rules.attribution``, and so are the words that follow."""
INFLUENCES = ("strict", "broad")


@dataclass(frozen=True, slots=True)
class ClassPayParameters:
    """The part of its pay that a deal of a class earns; a registered one has all of it."""

    unregistered_bps: int
    influenced_bps: int
    none_bps: int


def class_pay_parameters(_: Blocks, attribution: Attribution | None) -> ClassPayParameters:
    """Of terms; without attribution those that it has where nothing is stated."""
    stated = attribution or Attribution()
    return ClassPayParameters(
        unregistered_bps=to_bps(stated.unregistered_pay_share),
        influenced_bps=to_bps(stated.influenced_pay_share),
        none_bps=to_bps(stated.none_pay_share),
    )


@dataclass(frozen=True, slots=True)
class ClaimsParameters:
    """What tells the deals of partners apart, where something does."""

    is_registration_stated: bool
    valid_days: int
    approval_days: int
    renewals: int
    least_acv_cents: int
    test: int
    influence: int
    within_days: int
    unregistered_credit_bps: int
    influenced_credit_bps: int
    none_credit_bps: int
    engagement_from_days: int
    engagement_to_days: int
    tells_touches: bool
    """Whether a report shares the value of won deals by who touched them."""
    asks_for_direct: bool
    """Whether something asks if direct sales come to an account."""
    conflict: ConflictParameters


def claims_parameters(
    _: Blocks,
    registration: Registration | None,
    attribution: Attribution | None,
    conflict: Conflict | None,
    influence: Influence,
    has_routes: bool,
) -> tuple[ClaimsParameters, ...]:
    """One, or none where every deal counts in full. ``has_routes``: direct sales close deals of some segment."""
    if registration is None and attribution is None and conflict is None and not has_routes:
        return ()
    claim, stated = registration or Registration(valid_days=1), attribution or Attribution()
    met = conflict or Conflict()
    credit = stated.influenced_credit_share
    return (
        ClaimsParameters(
            is_registration_stated=registration is not None,
            valid_days=claim.valid_days,
            approval_days=claim.approval_days,
            renewals=claim.renewals,
            least_acv_cents=to_cents(claim.least_acv),
            test=TESTS.index(stated.test),
            influence=INFLUENCES.index(stated.influence),
            within_days=stated.within_days,
            unregistered_credit_bps=to_bps(stated.unregistered_credit_share),
            influenced_credit_bps=to_bps(influence.credit_share if credit is None else credit),
            none_credit_bps=to_bps(stated.none_credit_share),
            engagement_from_days=met.engagement_from_days,
            engagement_to_days=met.engagement_to_days,
            tells_touches=bool(stated.touches),
            asks_for_direct=stated.test == "rules" or met.asks_for_direct(()),
            conflict=conflict_parameters(met, claim),
        ),
    )
