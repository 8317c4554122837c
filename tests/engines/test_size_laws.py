"""Partners of unknown size that have brought the same share one law: it is worked once, and nothing else follows."""

from dataclasses import replace

from sim.engine import compiled, reference
from sim.randomness import chance_key
from sim.scenario.parameters import Parameters

from .started import parameters_with, partner, state_of

MONTHS = ("months=3", "gate.month=3")


def unknown(name: str, archetype: str, qualified: int, first_day: int) -> object:
    return partner(name, archetype, size_thousandths=None, qualified=qualified, first_qualified_day=first_day)


def world() -> Parameters:
    there = [
        unknown("a", "referral", 4, -500), unknown("b", "referral", 5, -500), unknown("c", "referral", 4, -481),
        unknown("d", "referral", 4, -480), unknown("e", "reseller", 4, -500), unknown("f", "reseller", 4, -490),
        partner("g", "referral", size_thousandths=800),
        partner("h", "referral", size_thousandths=None, left_day=-10),
    ]  # fmt: skip
    return parameters_with(state_of(there), *MONTHS)  # type: ignore[arg-type]


def with_laws_of_their_own(parameters: Parameters) -> Parameters:
    """The same world in which each partner of unknown size has a law of its own."""
    (start,) = parameters.start
    numbers = iter(range(len(start.partners)))
    partners = tuple(replace(one, law=next(numbers)) if one.law >= 0 else one for one in start.partners)
    own = replace(start, partners=partners, laws=sum(one.law >= 0 for one in partners))
    return replace(parameters, start=(own,))


def test_partners_that_have_brought_as_many_since_the_same_month_share_a_law() -> None:
    """Months are of 30 days: -481 and -500 are of one, -480 is of the next."""
    (start,) = world().start
    assert {one.id: one.law for one in start.partners} == {
        "a": 0, "b": 1, "c": 0, "d": 2, "g": -1, "h": -1, "e": 3, "f": 3
    }  # fmt: skip
    assert start.laws == 4


def test_nothing_follows_from_sharing() -> None:
    shared = world()
    apart = with_laws_of_their_own(shared)
    assert (shared.start[0].laws, apart.start[0].laws) == (4, 6)
    for future in range(5):
        key = chance_key(1, 0, future)
        rows = compiled.simulate(shared, key).rows
        assert rows == compiled.simulate(apart, key).rows
    assert reference.simulate(shared, key).rows == compiled.simulate(shared, key).rows
