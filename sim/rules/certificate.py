"""Certificates of a partner's people: exams and lapses by quarter, what they cost, delivery (R-32, R-34, R-36, R-138).

People who passed in one quarter, or were renewed in it, are a cohort and lapse together. Cohorts of a partner and
certificate stand in a ring of ``COHORTS`` quarters.
"""

from sim.elementary import binomial_quantile
from sim.units import MONTHS_PER_QUARTER, round_half_up, share_of_cents

MOST_PEOPLE = 200
COHORTS = 20
"""Quarters of the longest validity, 60 months."""


def certifiable_people(reps: float, size: float) -> int:
    """People of a partner who can be certified: 1 … ``MOST_PEOPLE`` (R-36)."""
    return min(MOST_PEOPLE, max(1, round_half_up(reps * size)))


def cohort_of(quarter: int) -> int:
    """Place in the ring of those who pass, or are renewed, in a quarter (R-36)."""
    return quarter % COHORTS


def due_cohort(quarter: int, valid_months: int) -> int:
    """Place of those whose certificates end by the close of a quarter; it is theirs alone until then (R-36).

    A validity that is no whole number of quarters ends at the next quarter's close.
    """
    return (quarter + -valid_months // MONTHS_PER_QUARTER) % COHORTS


def exams_of_quarter(
    entitled: int,
    holders: int,
    due: int,
    pass_probability: float,
    renewal_probability: float,
    u_passed: float,
    u_renewed: float,
) -> tuple[int, int]:
    """How many lapse at a quarter's close, of those due, and how many pass then (R-34, R-36).

    ``entitled`` may hold the certificate: the partner's people, or the holders of the one that it requires. Who lapses
    may pass at once. If fewer are entitled than hold it, because the required one lapsed, the holders keep theirs.
    """
    lapsed = due - binomial_quantile(u_renewed, due, renewal_probability)
    eligible = max(0, entitled - (holders - lapsed))
    return lapsed, binomial_quantile(u_passed, eligible, pass_probability)


def delivery_wait_days(delivers: bool, may_deliver: bool, accreditation_days: int) -> int:
    """Days by which go-live is later, where the partner delivers and is not accredited (R-138)."""
    return accreditation_days if delivers and not may_deliver else 0


def delivery_cost_cents(list_cents: int, rate_bps: int, delivers: bool, may_deliver: bool) -> int:
    """What we pay for delivery, on first-year list: nothing where an accredited partner delivers (R-95, R-138)."""
    return 0 if delivers and may_deliver else share_of_cents(list_cents, rate_bps)
