"""Parameters: a scenario in the engines' units (integer cents, whole days, basis points; probabilities as floats).

A record a table of the scenario, in the file of the same name in ``sim.scenario.schema``, with its fields' names and
the engine's unit (``sim.scenario.conversion``). Records hold numbers, names, records, and tuples of these. What is
worked out by hand stands first in a record; the functions that do it are given the tables that they read and see
nothing else. Archetypes stand in the order of their names, so the order of a scenario file never enters a run.
"""

from sim.scenario.parameters.archetype import ArchetypeParameters, StageParameters, TermsParameters
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
    PayoutParameters,
    SunsetParameters,
)
from sim.scenario.parameters.readiness import ReadinessEffectsParameters, ReadinessParameters
from sim.scenario.parameters.scenario import Parameters, blocks_of, parameters_of
from sim.scenario.parameters.vendor import ChannelParameters, VendorParameters

__all__ = [
    "ArchetypeParameters",
    "ChannelParameters",
    "DepartureParameters",
    "FinanceParameters",
    "GateParameters",
    "InfluenceParameters",
    "Parameters",
    "PayoutParameters",
    "PhaseParameters",
    "ProgramParameters",
    "ReadinessEffectsParameters",
    "ReadinessParameters",
    "ReviewParameters",
    "SelectionParameters",
    "StageParameters",
    "SunsetParameters",
    "TermsParameters",
    "VendorParameters",
    "blocks_of",
    "parameters_of",
]
