"""Partners that are there on day 0 beside the list that they came from, and beside what they can have sold."""

import math
from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, company_arr, percent
from sim.scenario.schema import Archetype, Established, Scenario

LARGE_SHARE = 0.5
"""Share of direct and inbound ARR that established partners may have without a warning."""


def established_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-143: more partners than names, customers that nobody can have won, and their ARR beside the company's."""
    arr = 0.0
    for name, kind in sorted(scenario.archetypes.items()):
        established = kind.established
        if established is not None and established.partners:
            yield from _list(name, kind, established)
            yield from _customers(name, kind, established)
            mean = established.arr_median * math.exp(kind.acv_sigma**2 / 2)
            arr += established.partners * established.customers * mean
    own = company_arr(scenario)
    if own > 0 and arr > LARGE_SHARE * own:
        what = (
            f"established partners begin with about {about(arr, scenario)} of ARR, {percent(arr / own)} of the "
            "company's direct and inbound ARR: starting_arr must not include it"
        )
        yield Flag("R-143", what, "warning")


def _list(name: str, kind: Archetype, established: Established) -> Iterator[Flag]:
    if established.partners > kind.candidates:
        what = (
            f"archetypes.{name}.established.partners: {established.partners:,} partners, more than the "
            f"{kind.candidates:,} names on their first target list"
        )
        yield Flag("R-143", what, "warning")


def _customers(name: str, kind: Archetype, established: Established) -> Iterator[Flag]:
    """Customers beside the deals that a partner can have won at full flow in its time."""
    rate = kind.opportunities_per_month * kind.win_probability * (1 - kind.conflict_probability)
    most = min(kind.accounts, rate * established.age_months)
    if established.customers > most:
        what = (
            f"archetypes.{name}.established.customers: {established.customers:g} a partner of size 1, which by its "
            f"rate and odds has won {most:.1f} deals at most within {established.age_months} months"
        )
        yield Flag("R-143", what, "warning")
