"""Partners of an archetype that the company has already when the run begins."""

from sim.scenario.fields import choice, uncertainty
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import CUSTOMERS, MONEY, MONTHS, PARTNERS


class Established(Table):
    """Partners under agreement on day 0: onboarded, selling, with customers in the middle of their contracts."""

    partners: int = uncertainty("partners under agreement on day 0", rule="R-143", low=0, high=50_000, unit=PARTNERS)
    age_months: int = uncertainty("months since their agreements", rule="R-143", low=1, high=480, unit=MONTHS)
    customers: float = uncertainty(
        "customers in force of such a partner of size 1", rule="R-143", low=0, high=1000, unit=CUSTOMERS
    )
    arr_median: float = uncertainty(
        "list ARR of such a customer; its spread is acv_sigma", rule="E-24", low=1, high=1e8, unit=MONEY
    )
    tier: Name | None = choice(
        "tier at which they stand on day 0; not stated: the one that they qualify for",
        rule="R-108",
        default=None,
        neutral=True,
    )
