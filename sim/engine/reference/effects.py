"""Effects: what a partner's tier and certificates make of the drivers of the model, one factor each (R-95, R-106)."""

from collections.abc import Iterator

from sim.engine.reference.line import line_of
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.engine.started import TO_MAKE
from sim.rules.effects import DRIVERS, product_of_effects
from sim.scenario.parameters import NO_TIER


def effect_of(run: Replication, partner: Partner, driver: int) -> float:
    """Factor of a driver of a partner; the last of all its factors."""
    return partner.effects[driver] if run.parameters.effects.factors else 1.0


def effect_of_deal(run: Replication, deal: Deal, driver: int) -> float:
    """Factor of a driver of a deal: that of its partner, then that of its segment (R-138)."""
    factor, of_lines = effect_of(run, deal.partner, driver), deal.partner.archetype.line_effects
    return factor * of_lines[DRIVERS * line_of(run, deal) + driver] if of_lines else factor


def make_effects(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """The effects of every partner in force, for the month that begins."""
    if run.parameters.effects.factors:
        for partner in run.in_force.values():
            make_effects_of(run, partner)


def make_effects_of(run: Replication, partner: Partner) -> None:
    """The effects of a partner, from left to right over what has some."""
    factors = run.parameters.effects.factors
    if factors:
        sources = list(_sources(run, partner))
        partner.effects = [
            product_of_effects(driver, sources, len(sources), factors) for driver in range(DRIVERS)
        ]  # fmt: skip


def _sources(run: Replication, partner: Partner) -> Iterator[int]:
    if partner.standing.tier != NO_TIER:
        yield run.parameters.ladders[partner.archetype.ladder].first_position + partner.standing.tier
    first = run.parameters.effects.first_certificate
    yield from (first + position for position, holders in enumerate(partner.holders) if holders > 0)


def recall_effects(run: Replication, partner: Partner, place: int) -> None:
    """The effects of a partner that is there."""
    if run.parameters.effects.factors:
        partner.effects = [run.start.effects[DRIVERS * place + driver] for driver in range(DRIVERS)]


def find_effects(run: Replication, partners: list[Partner]) -> None:
    """Those that the table does not know, as they follow from where its partners stand."""
    for partner in partners:
        if effect_of(run, partner, 0) == TO_MAKE:
            make_effects_of(run, partner)
