"""Planned contacts that are not made, and why, in words."""

from sim.analysis.figures.contacts import Contacts
from sim.report.words.counting import count, listed

NOTABLE = 0.01
"""Share of the planned contacts from which it is said that they are not made."""


def is_notable(contacts: Contacts) -> bool:
    """Whether so many planned contacts are not made that it is said."""
    return contacts.lost_share >= NOTABLE


def not_made(contacts: Contacts) -> str:
    """``of 2,000 planned contacts 500 are not made: 300 for want of hours, 200 for want of names (…)``."""
    causes = [
        f"{count(number)} for want of {what}"
        for number, what in ((contacts.without_hours, "hours"), (contacts.without_names, f"names{_lists(contacts)}"))
        if number >= 0.5
    ]
    lost = count(contacts.without_hours + contacts.without_names)
    return f"of {count(contacts.planned)} planned contacts {lost} are not made: {listed(causes)}"


def _lists(contacts: Contacts) -> str:
    short = ", ".join(
        f"{each.archetype} has {count(each.names)} names for {count(each.planned)} contacts" for each in contacts.short
    )
    return f" ({short})" if short else ""
