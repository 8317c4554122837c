"""Growth of the vendor's own business that changes from year to year."""

from sim.scenario.fields import uncertainty
from sim.scenario.schema.table import Table
from sim.scenario.unit import CORRELATION, SHARE, SIGMA


class Growth(Table):
    """Growth of the channels that changes from year to year around ``arr_growth_per_year``."""

    yearly_sigma: float = uncertainty(
        "spread of a year's log growth around its lasting level", rule="E-32", unit=SIGMA, low=0, high=1
    )
    persistence: float = uncertainty(
        "part of a year's deviation that the next year keeps", rule="E-31", unit=CORRELATION, low=-0.5, high=0.95
    )
    common_share: float = uncertainty(
        "part of the variance of a year's shock that direct, inbound and existing partners have in common",
        rule="E-38",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
    )
