"""Parameters: a scenario in the engines' units (integer cents, whole days, basis points; probabilities as floats).

One record per table of the scenario, in the file of the same name as in ``sim.scenario.schema``, with the names of its
fields and the engine's unit (``sim.scenario.conversion``). Records contain numbers, names, records, and tuples of
these. Fields that are converted explicitly come first in a record; the functions for them depend only on the tables
that they are given. Archetypes are sorted by name, so the order in a scenario file has no effect.
"""

from sim.scenario.parameters.archetype import ArchetypeParameters, StageParameters
from sim.scenario.parameters.bands import BandsParameters, MeasuresParameters
from sim.scenario.parameters.bonus import BonusParameters
from sim.scenario.parameters.card import CardParameters
from sim.scenario.parameters.certificate import NO_CERTIFICATE, CertificateParameters
from sim.scenario.parameters.changes import ChangeParameters
from sim.scenario.parameters.claim import ClaimsParameters, ClassPayParameters
from sim.scenario.parameters.clawback import ClawbackParameters
from sim.scenario.parameters.conflict import ConflictParameters
from sim.scenario.parameters.effects import EffectsParameters
from sim.scenario.parameters.ladder import NO_LADDER, NO_THING, NO_TIER, LadderParameters, TierParameters
from sim.scenario.parameters.pay import TermsParameters
from sim.scenario.parameters.payout import PayoutParameters
from sim.scenario.parameters.phase import PhaseParameters
from sim.scenario.parameters.program import (
    DepartureParameters,
    ProgramParameters,
    ReviewParameters,
    SelectionParameters,
)
from sim.scenario.parameters.question import (
    FinanceParameters,
    GateParameters,
    InfluenceParameters,
    SunsetParameters,
)
from sim.scenario.parameters.readiness import ReadinessEffectsParameters, ReadinessParameters
from sim.scenario.parameters.rebate import RebateParameters
from sim.scenario.parameters.scenario import Parameters, blocks_of, parameters_of, started_parameters
from sim.scenario.parameters.start import (
    NO,
    UNKNOWN,
    YES,
    StartedCustomerParameters,
    StartedOpportunityParameters,
    StartedPartnerParameters,
    StartParameters,
)
from sim.scenario.parameters.vendor import ChannelParameters, VendorParameters, reseller_delay

__all__ = [
    "NO",
    "NO_CERTIFICATE",
    "NO_LADDER",
    "NO_THING",
    "NO_TIER",
    "UNKNOWN",
    "YES",
    "ArchetypeParameters",
    "BandsParameters",
    "BonusParameters",
    "CardParameters",
    "CertificateParameters",
    "ChangeParameters",
    "ChannelParameters",
    "ClaimsParameters",
    "ClassPayParameters",
    "ClawbackParameters",
    "ConflictParameters",
    "DepartureParameters",
    "EffectsParameters",
    "FinanceParameters",
    "GateParameters",
    "InfluenceParameters",
    "LadderParameters",
    "MeasuresParameters",
    "Parameters",
    "PayoutParameters",
    "PhaseParameters",
    "ProgramParameters",
    "ReadinessEffectsParameters",
    "ReadinessParameters",
    "RebateParameters",
    "ReviewParameters",
    "SelectionParameters",
    "StageParameters",
    "StartParameters",
    "StartedCustomerParameters",
    "StartedOpportunityParameters",
    "StartedPartnerParameters",
    "SunsetParameters",
    "TermsParameters",
    "TierParameters",
    "VendorParameters",
    "blocks_of",
    "parameters_of",
    "reseller_delay",
    "started_parameters",
]
