"""Contacts that a plan asks for, and how many of them are not made, by cause.

A month's contacts are those of the phase times the capacity factor of readiness, whatever the mix. Those above the
hours of the phase's heads are not made; the rest are shared out by the mix, and an archetype's contacts that find its
list of candidates empty are not made either (`sim/MODEL.md`, 7.3).
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from sim.experiment.ensemble import Ensemble
from sim.scenario.changes import Course
from sim.scenario.schema import Scenario
from sim.units import has_come


@dataclass(frozen=True, slots=True)
class ShortList:
    """An archetype for which more contacts are planned than names ever come on its list."""

    archetype: str
    names: int
    """On the list over the whole horizon."""
    planned: float
    """Contacts of a future, on average."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of a future over the horizon, on average over futures."""

    planned: float
    staffed: float
    """Planned, and within the hours of the phase's heads."""
    made: float
    short: tuple[ShortList, ...]

    @property
    def without_hours(self) -> float:
        """Planned contacts that nobody has time for."""
        return max(0.0, self.planned - self.staffed)

    @property
    def without_names(self) -> float:
        """Contacts that there is time for and no name on the list."""
        return max(0.0, self.staffed - self.made)

    @property
    def lost_share(self) -> float:
        """Share of the planned contacts that are not made."""
        return max(0.0, 1 - self.made / self.planned) if self.planned > 0 else 0.0


def contacts_of(ensemble: Ensemble) -> Contacts:
    """Planned and made contacts of an ensemble, and the lists that are too short for its mix."""
    scenario = ensemble.scenario
    planned, staffed, made = (_mean(ensemble, name) for name in ("planned_contacts", "staffed_contacts", "contacts"))
    spans = [(_mean(ensemble, "staffed_contacts", months), held.mix) for months, held in Course(scenario).spans]
    short, gone = [], _contacted_before(scenario)
    for name in sorted(scenario.mix):
        archetype = scenario.archetypes[name]
        names = archetype.candidates + (scenario.months - 1) * archetype.candidates_per_month - gone[name]
        wanted = sum(mix[name] * contacts for contacts, mix in spans)
        if wanted > names:
            short.append(ShortList(name, names, wanted))
    return Contacts(planned, staffed, made, tuple(short))


def _contacted_before(scenario: Scenario) -> Counter[str]:
    """Names of each archetype's list that are contacted or partners on day 0."""
    if scenario.start is None:
        return Counter()
    state = scenario.start.state
    contacted = (one.archetype for one in state.candidates if has_come(one.contacted_day))
    return Counter(one.archetype for one in state.partners) + Counter(contacted)


def _mean(ensemble: Ensemble, name: str, months: slice = slice(None)) -> float:
    """The sum of a metric over months, on average over futures."""
    return float(ensemble.values(name)[:, months].sum(axis=1).mean())


def contacts_dict(contacts: Contacts) -> dict[str, Any]:
    """Contacts as plain values, with what is not made by cause."""
    return {
        **asdict(contacts),
        "without_hours": contacts.without_hours,
        "without_names": contacts.without_names,
        "lost_share": contacts.lost_share,
    }
