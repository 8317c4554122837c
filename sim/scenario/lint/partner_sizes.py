"""How many people or accounts the largest partner has, whom a run can be expected to have (R-08, R-36)."""

from collections.abc import Mapping
from typing import NamedTuple

from sim.elementary import exp, normal_quantile
from sim.scenario.paths import spec_of
from sim.scenario.schema import Archetype, Scenario, Start
from sim.scenario.values import values_of
from sim.units import round_half_up

MOST_PEOPLE = 200
"""Of any partner: what an engine counts."""
LIKELY = 0.9
"""Of an uncertain number of a kind: nine worlds of ten have no larger one."""
LARGER = 0.01
"""Partners expected among all names of a run that are larger than the largest."""


class Most(NamedTuple):
    """The most of something that a partner has."""

    number: float
    is_sure: bool
    """Nothing of it is drawn: no partner of any future has more."""

    def said(self, one: str, several: str) -> str:
        """That no partner has more of something, which is called so if it is one, or several."""
        many = f"more than {self.number:g} {one if self.number == 1 else several}"
        return f"no partner has {many}" if self.is_sure else f"hardly a future has a partner with {many}"


NO_LIMIT = Most(float("inf"), is_sure=True)


def most_people(scenario: Scenario, kinds: Mapping[str, Archetype]) -> Most:
    """People who may hold certificates, of a partner of any of the kinds."""
    return _largest([_people(scenario, name, kind) for name, kind in kinds.items()])


def most_accounts(scenario: Scenario, kinds: Mapping[str, Archetype]) -> Most:
    """Accounts of a partner of any of the kinds; those of partners that are there on day 0 are not known."""
    return _largest([_accounts(scenario, name, kind) for name, kind in kinds.items()])


def _largest(found: list[Most]) -> Most:
    if not found:
        return NO_LIMIT
    number = max(one.number for one in found)
    return Most(number, is_sure=all(one.is_sure for one in found if one.number == number))


def _people(scenario: Scenario, name: str, kind: Archetype) -> Most:
    size = _size(scenario, name, kind)
    if size is None:
        return Most(MOST_PEOPLE, is_sure=True)
    reps = _likely(scenario, f"archetypes.{name}.reps", kind.reps)
    number = min(MOST_PEOPLE, max(1, round_half_up(reps * size.number)))
    return Most(number, is_sure=number == MOST_PEOPLE or _is_sure(scenario, name, size, "reps"))


def _accounts(scenario: Scenario, name: str, kind: Archetype) -> Most:
    size = _size(scenario, name, kind)
    if size is None or kind.established is not None:
        return NO_LIMIT
    accounts = _likely(scenario, f"archetypes.{name}.accounts", kind.accounts)
    return Most(max(1, round_half_up(accounts * size.number)), is_sure=_is_sure(scenario, name, size, "accounts"))


def _is_sure(scenario: Scenario, name: str, size: Most, field: str) -> bool:
    return size.is_sure and f"archetypes.{name}.{field}" not in scenario.uncertainty


def _size(scenario: Scenario, name: str, kind: Archetype) -> Most | None:
    """Size of the largest partner of a kind; None where its partners are there on day 0 with sizes of their own."""
    if scenario.start is not None and _is_there(scenario.start, name):
        return None
    path = f"archetypes.{name}.size_sigma"
    sigma = _likely(scenario, path, kind.size_sigma)
    score = normal_quantile(1 - LARGER / max(1, kind.names(scenario.months)))
    size = exp(sigma * score - 0.5 * sigma * sigma)
    return Most(size, is_sure=sigma == 0 and path not in scenario.uncertainty)


def _is_there(start: Start, name: str) -> bool:
    """Whether a running program has partners or candidates of a kind."""
    state = start.state
    return name in {*(one.archetype for one in state.partners), *(one.archetype for one in state.candidates)}


def _likely(scenario: Scenario, path: str, stated: float) -> float:
    """A number of a kind: as stated, or the one that nine worlds of ten do not pass."""
    spec, distribution = spec_of(path), scenario.uncertainty.get(path)
    return stated if spec is None or distribution is None else float(values_of(distribution, spec)(LIKELY))
