"""Effects, compiled: what a partner's tier and certificates make of the drivers of the model (R-95, R-106)."""

from sim.compilation import part
from sim.engine.compiled.line import line_of
from sim.engine.compiled.numbers import fill
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import Deal, World
from sim.engine.started import TO_MAKE
from sim.rules.effects import DRIVERS, product_of_effects
from sim.scenario.parameters import NO_TIER

_DRIVERS = DRIVERS
_NO_TIER, _TO_MAKE = NO_TIER, TO_MAKE


@part
def effect_of(w: World, slot: int, driver: int) -> float:
    """Factor of a driver of a partner; the last of all its factors."""
    if len(w.parameters.effects.factors) == 0:
        return 1.0
    return w.effects[_DRIVERS * slot + driver]


@part
def effect_of_deal(w: World, deal: Deal, driver: int) -> float:
    """Factor of a driver of a deal: that of its partner, then that of its segment (R-138)."""
    factor = effect_of(w, deal.partner, driver)
    of_lines = archetype_of(w, w.partners[deal.partner]).line_effects
    return factor * _effect_of_line(w, deal, driver) if len(of_lines) > 0 else factor


@part
def _effect_of_line(w: World, deal: Deal, driver: int) -> float:
    of_lines = archetype_of(w, w.partners[deal.partner]).line_effects
    return of_lines[_DRIVERS * line_of(w, deal) + driver]


@part
def make_effects(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """The effects of partners in force, for the month that begins: of those whose tier or certificates have changed.

    No change of parameters moves effects: they are what the world has, not levers.
    """
    if len(w.parameters.effects.factors) == 0:
        return
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        if w.effects_due[slot] != 0:
            make_effects_of(w, slot)


@part
def make_effects_of(w: World, slot: int) -> None:
    """The effects of a partner, from left to right over what has some."""
    if len(w.parameters.effects.factors) == 0:
        return
    w.effects_due[slot] = 0
    number = _list_sources(w, slot)
    if number == 1:  # most have a tier alone
        _copy_effects(w, slot, w.effect_sources[0])
        return
    for driver in range(_DRIVERS):
        w.effects[_DRIVERS * slot + driver] = product_of_effects(
            driver, w.effect_sources, number, w.parameters.effects.factors
        )


@part
def _copy_effects(w: World, slot: int, source: int) -> None:
    """Those of a partner that has one source of effects: its factors as they are."""
    effects, factors = w.effects, w.parameters.effects.factors
    for driver in range(_DRIVERS):
        effects[_DRIVERS * slot + driver] = factors[_DRIVERS * source + driver]


@part
def expect_effects(w: World, slot: int) -> None:
    """The tier or the certificates of a partner are others: its effects are made at the next opening."""
    if len(w.parameters.effects.factors) > 0:
        w.effects_due[slot] = 1


@part
def _list_sources(w: World, slot: int) -> int:
    """What a partner has effects of, in order, and how many there are."""
    number = 0
    if len(w.parameters.ladders) > 0 and w.standings[slot].tier != _NO_TIER:
        ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
        w.effect_sources[number] = ladder.first_position + w.standings[slot].tier
        number += 1
    certificates = len(w.parameters.certificates)
    for position in range(certificates):
        if w.holders[certificates * slot + position] > 0:
            w.effect_sources[number] = w.parameters.effects.first_certificate + position
            number += 1
    return number


@part
def begin_effects(w: World, slot: int) -> None:
    """Nothing has an effect on a partner yet."""
    expect_effects(w, slot)
    if len(w.parameters.effects.factors) > 0:
        fill(w.effects, _DRIVERS * slot, _DRIVERS * (slot + 1), 1.0)


@part
def recall_effects(w: World, slot: int) -> None:
    """The effects of a partner that is there; partners have the same places in the table."""
    expect_effects(w, slot)
    if len(w.parameters.effects.factors) > 0:
        for place in range(_DRIVERS * slot, _DRIVERS * (slot + 1)):
            w.effects[place] = w.start.effects[place]


@part
def find_effects(w: World) -> None:
    """Those that the table does not know, as they follow from where its partners stand."""
    for slot in range(w.start.partner_count):
        if effect_of(w, slot, 0) == _TO_MAKE:
            make_effects_of(w, slot)
