"""A company as it is: the start state of a scenario with a running program, of the tables that it names.

``columns`` declares the tables, ``stored`` reads them, the ``…_checks`` say what cannot be true of them, and ``state``
makes the records of ``records``, which the engines read. ``sim.scenario.start_tables`` finds the tables of a scenario.
"""

from sim.scenario.start.records import (
    StartedCandidate,
    StartedCustomer,
    StartedMonth,
    StartedOpportunity,
    StartedPartner,
    StartState,
)
from sim.scenario.start.start_table import StartTable
from sim.scenario.start.stored import stored_tables

__all__ = [
    "StartState",
    "StartTable",
    "StartedCandidate",
    "StartedCustomer",
    "StartedMonth",
    "StartedOpportunity",
    "StartedPartner",
    "stored_tables",
]
