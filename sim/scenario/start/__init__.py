"""A company as it is: the start state of a scenario with a running program, read from the tables that it names.

``columns`` declares the tables, ``stored`` reads them, the ``…_checks`` say what cannot be true of them, and ``state``
makes the records of ``records``, which the engines read.
"""

from sim.scenario.start.records import (
    StartedCandidate,
    StartedCustomer,
    StartedMonth,
    StartedOpportunity,
    StartedPartner,
    StartState,
)
from sim.scenario.start.state import read_start, start_of

__all__ = [
    "StartState",
    "StartedCandidate",
    "StartedCustomer",
    "StartedMonth",
    "StartedOpportunity",
    "StartedPartner",
    "read_start",
    "start_of",
]
