"""Certificates of a partner's people: exams and lapses by quarter (R-32, R-34, R-36).

People whose certificates end at one quarter's close are a cohort: they keep the validity that held when they passed or
renewed. Cohorts of a partner and certificate stand in a ring of ``COHORTS`` quarters.
"""

from sim.elementary import binomial_quantile
from sim.units import DAYS_PER_QUARTER, MONTHS_PER_QUARTER, round_half_up

MOST_PEOPLE = 200
COHORTS = 20
"""Quarters of the longest validity, 60 months."""


def certifiable_people(reps: float, size: float) -> int:
    """People of a partner who can be certified: 1 … ``MOST_PEOPLE`` (R-36)."""
    return min(MOST_PEOPLE, max(1, round_half_up(reps * size)))


def due_cohort(quarter: int) -> int:
    """Place in the ring of those whose certificates end at the close of a quarter (R-36)."""
    return quarter % COHORTS


def cohort_of(quarter: int, valid_months: int) -> int:
    """Place of those who pass, or are renewed, in a quarter; of the longest validity that of those just due (R-36).

    A validity that is no whole number of quarters ends at the next quarter's close.
    """
    return (quarter - -valid_months // MONTHS_PER_QUARTER) % COHORTS


def quarters_since(day: int) -> int:
    """Closes of a quarter from a day before day 0 on, that of day 0 included (R-36)."""
    return -day // DAYS_PER_QUARTER + 1


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


def exam_word(certificate_word: int, own_word: int, kind_word: int) -> int:
    """Name under which exams are drawn: of certificate and kind, differed by a partner's own name (R-36)."""
    return certificate_word ^ own_word ^ kind_word
