"""Terms that are read again, and find what they were."""

from collections.abc import Iterator

from sim.scenario.changes import Course, is_of_terms
from sim.scenario.lint.flag import Flag
from sim.scenario.paths import split
from sim.scenario.schema import Archetype, Scenario, Terms

NEVER_LOCKED = ("cap_per_year", "minimum_from_month", "minimum_per_month", "rebates", "services_rate")
"""Levers of terms that every deal has as they are in force."""
ONCE = "flat_fee"
FIRST_YEAR = "rate"
YEARS = range(2, 11)


def read_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-74: ``terms.read`` where nothing differs when it is read again.

    What is retroactive acts on deals in force whatever they read.
    """
    course = Course(scenario)
    moved = [
        move.path
        for period, moves in zip(course.periods, course.moves, strict=True)
        for name, its in moves.items()
        for move in its
        if move.is_felt and not period.changes[name].retroactive
    ]
    for name, kind in sorted(scenario.archetypes.items()):
        terms = kind.terms
        if terms.read == "win" or terms.tiers or _is_banded_again(terms):
            continue
        if not any(_acts(path, name, kind) for path in moved):
            when = "renewals" if terms.read == "renewal" else "closes"
            what = (
                f"archetypes.{name}.terms.read: what {when} read is what the win read: no change sets a rate or limit "
                "of these terms that acts then, and no bands by what partners sell or have live give their rate: "
                "leave it out"
            )
            yield Flag("R-74", what, "warning")


def _is_banded_again(terms: Terms) -> bool:
    """Whether bands give another rate when they are read again."""
    if terms.model == "referral" or terms.bands is None or terms.bands.measure == "billed":
        return False
    cards = [terms.card(line) for line in ("", *terms.lines)]
    return any(card.is_banded and (terms.read == "accrual" or card.renewal_rate is None) for card in cards)


def _acts(path: str, name: str, kind: Archetype) -> bool:
    """Whether a lever that changes is read again by deals of a kind."""
    steps = split(path)
    if not is_of_terms(path) or steps[1] != name or steps[3] in NEVER_LOCKED or steps[-1] == ONCE:
        return False
    if kind.terms.model != "referral":
        return True
    return steps[-1] != FIRST_YEAR and _has_later_fees(kind.terms)


def _has_later_fees(terms: Terms) -> bool:
    lines = ("", *terms.lines)
    return any(terms.rate_of_year(year, line) or terms.card(line).expansion_rate for line in lines for year in YEARS)
