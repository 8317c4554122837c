"""Conflict, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.schema import Conflict, Registration
from sim.units import to_bps

SETTLEMENTS = ("first_registered", "first_contact", "split")
"""In the order of ``sim.rules.collision``."""


@dataclass(frozen=True, slots=True)
class ConflictParameters:
    protection_days: int
    """Of each term of a claim's validity."""
    protected_odds_multiplier: float
    unprotected_odds_multiplier: float
    engaged_cannibalised_odds_multiplier: float
    credit_share: float
    best_credit_share: float
    credit_odds_multiplier: float
    protections: int
    """How many are agreed."""
    protection_odds_multiplier: float
    credit_bps: int
    commission_bps: int
    settlement: int
    answer_days: int
    split_share_bps: int


def conflict_parameters(conflict: Conflict, registration: Registration) -> ConflictParameters:
    """What acts where direct sales or another partner are at an account."""
    days = registration.protection_days
    return ConflictParameters(
        protection_days=registration.valid_days if days is None else days,
        protected_odds_multiplier=conflict.protected_odds_multiplier,
        unprotected_odds_multiplier=conflict.unprotected_odds_multiplier,
        engaged_cannibalised_odds_multiplier=conflict.engaged_cannibalised_odds_multiplier,
        credit_share=conflict.direct_credit_share,
        best_credit_share=conflict.best_credit_share,
        credit_odds_multiplier=conflict.credit_odds_multiplier,
        protections=len(conflict.protections),
        protection_odds_multiplier=conflict.protection_odds_multiplier,
        credit_bps=to_bps(conflict.direct_credit_share),
        commission_bps=to_bps(conflict.direct_commission_rate),
        settlement=SETTLEMENTS.index(conflict.settlement),
        answer_days=conflict.answer_days,
        split_share_bps=to_bps(conflict.split_share),
    )
