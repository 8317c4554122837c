"""The ends of a sweep: every combination of the least and the greatest value of its levers."""

from itertools import product

from sim.analysis.sweep.lever import settings_of
from sim.analysis.sweep.mixes import is_mix
from sim.analysis.sweep.sweep import Sweep
from sim.analysis.sweep.variation import with_values
from sim.report.sweep.levers import values_text
from sim.scenario.schema import Scenario


def corners(sweep: Sweep) -> dict[str, Scenario]:
    """The scenario of each corner, by how a sentence names it: ``at reseller.terms.rate 10%``.

    Mixes change who is contacted and no range: their levers are left as the scenario has them.
    """
    levers = [lever for lever in sweep.levers if not is_mix(lever)]
    return {
        f"at {values_text(levers, corner)}": with_values(sweep.scenario, settings_of(levers, corner))
        for corner in product(*((min(lever.values), max(lever.values)) for lever in levers))
    }
