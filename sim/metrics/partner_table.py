"""One record per signed partner, from the ledger: its dates and the revenue of its customers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.ledger import LEAVING_KINDS, IntArray, Kind
from sim.metrics.tallies import DAY, KIND, LIST, PARTNER, row_months

NOT_YET = 1 << 30
"""Day of an event that has not happened by the horizon: later than every day."""


@dataclass(frozen=True, slots=True)
class PartnerTable:
    """Arrays of one length, in identity order; days are ``NOT_YET`` where nothing happened."""

    partner: IntArray
    signed_day: IntArray
    first_qualified_day: IntArray
    first_won_day: IntArray
    left_day: IntArray
    departed: npt.NDArray[np.bool_]
    """Whether the partner left on its own initiative (not removed, dismissed or failed)."""
    revenue_cents: IntArray
    """List revenue of its customers over the last twelve months of the ledger."""


def partner_table(rows: IntArray, months: int) -> PartnerTable:
    """Records of all partners that signed; rows of partners that are there on day 0 do not count."""
    partners = np.sort(rows[rows[:, KIND] == Kind.SIGNED, PARTNER])
    rows = rows[np.isin(rows[:, PARTNER], partners)]
    recent = rows[(rows[:, KIND] == Kind.REVENUE) & (row_months(rows) > months - 12)]
    revenue = np.zeros(len(partners), dtype=np.int64)
    np.add.at(revenue, np.searchsorted(partners, recent[:, PARTNER]), recent[:, LIST])
    departed = np.isin(partners, rows[rows[:, KIND] == Kind.DEPARTED, PARTNER])
    return PartnerTable(
        partner=partners,
        signed_day=_first_day(rows, partners, Kind.SIGNED),
        first_qualified_day=_first_day(rows, partners, Kind.QUALIFIED),
        first_won_day=_first_day(rows, partners, Kind.WON),
        left_day=_first_day(rows, partners, *LEAVING_KINDS),
        departed=departed,
        revenue_cents=revenue,
    )


def _first_day(rows: IntArray, partners: IntArray, *kinds: Kind) -> IntArray:
    days = np.full(len(partners), NOT_YET, dtype=np.int64)
    chosen = rows[np.isin(rows[:, KIND], kinds)]
    np.minimum.at(days, np.searchsorted(partners, chosen[:, PARTNER]), chosen[:, DAY])
    return days
