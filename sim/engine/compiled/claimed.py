"""A claim as the compiled engine keeps it."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Claim:
    """The days of a claim, and whose deal it was; where claims tell deals apart."""

    contact_day: int
    """The partner's first contact with the account."""
    submission: int
    """Day of the registration."""
    approval_day: int
    engaged_day: int
    """On which direct sales come to the account."""
    deal_class: int
    """From the win on; before it ``UNDECIDED``."""
    other_class: int
    """Under the other test of attribution."""
    part: int
    """Of the value of an account that two partners split; else ``WHOLE``."""
    locked: int
    """Months with changes that were over when the opportunity was qualified."""
    has_rival: bool
    """Whether another partner has the account too, as its cycle begins."""
