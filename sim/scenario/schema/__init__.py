"""The scenario's schema: models are frozen and refuse unknown keys.

Vendor, phases and archetypes have no defaults: a scenario states them. Money is in the scenario's currency here; the
engines see integer cents (``sim.scenario.parameters``).
"""

from sim.scenario.schema.about import Correlation, Factor, Source
from sim.scenario.schema.archetype import Archetype
from sim.scenario.schema.bands import Bands, Step
from sim.scenario.schema.bonus import Bonus
from sim.scenario.schema.card import Card
from sim.scenario.schema.certificate import Certificate
from sim.scenario.schema.changes import LeverChange
from sim.scenario.schema.claim import Attribution, Registration
from sim.scenario.schema.clawback import Clawback
from sim.scenario.schema.conflict import Conflict
from sim.scenario.schema.effects import DRIVERS, DealEffects, Effects, SellingEffects
from sim.scenario.schema.established import Established
from sim.scenario.schema.funnel import FunnelStage
from sim.scenario.schema.growth import Growth
from sim.scenario.schema.ladder import Ladder, Tier
from sim.scenario.schema.measure import COMPARED, MEASURES, by_measure, measure_of, thing_of
from sim.scenario.schema.pay import MarketTerms, Terms
from sim.scenario.schema.payout import Payout
from sim.scenario.schema.phase import Phase
from sim.scenario.schema.program import Departure, Program, Review, Selection
from sim.scenario.schema.question import Benchmark, Finance, Gate, Influence, Sunset
from sim.scenario.schema.readiness import Readiness, ReadinessEffects, ReadinessPath, Score
from sim.scenario.schema.rebate import Rebate
from sim.scenario.schema.root import Root
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.segment import Segment
from sim.scenario.schema.start import GrowthLastYear, Start
from sim.scenario.schema.table import FAULTS, MONEY_LIMIT, PATTERNS, Currency, Name, Ordered, Table, Together
from sim.scenario.schema.vendor import Channel, Roster, Vendor

__all__ = [
    "COMPARED",
    "DRIVERS",
    "FAULTS",
    "MEASURES",
    "MONEY_LIMIT",
    "PATTERNS",
    "Archetype",
    "Attribution",
    "Bands",
    "Benchmark",
    "Bonus",
    "Card",
    "Certificate",
    "Channel",
    "Clawback",
    "Conflict",
    "Correlation",
    "Currency",
    "DealEffects",
    "Departure",
    "Effects",
    "Established",
    "Factor",
    "Finance",
    "FunnelStage",
    "Gate",
    "Growth",
    "GrowthLastYear",
    "Influence",
    "Ladder",
    "LeverChange",
    "MarketTerms",
    "Name",
    "Ordered",
    "Payout",
    "Phase",
    "Program",
    "Readiness",
    "ReadinessEffects",
    "ReadinessPath",
    "Rebate",
    "Registration",
    "Review",
    "Root",
    "Roster",
    "Scenario",
    "Score",
    "Segment",
    "Selection",
    "SellingEffects",
    "Source",
    "Start",
    "Step",
    "Sunset",
    "Table",
    "Terms",
    "Tier",
    "Together",
    "Vendor",
    "by_measure",
    "measure_of",
    "thing_of",
]
