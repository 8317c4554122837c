"""Units of what a run reports: how numbers are stored, and how they are shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.ledger import IntArray
from sim.units import CENTS, MILLION

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name in JSON; numbers are stored as whole multiples of its ``scale``-th part."""

    name: str
    scale: int = 1
    suffix: str = ""
    """Suffix of the name of a column with stored numbers."""

    def natural(self, kept: IntArray) -> FloatArray:
        """Stored numbers in the unit itself: cents in currency units."""
        return kept / self.scale


MONEY = Unit("money", CENTS, "_cents")
PARTNERS = Unit("partners")
CANDIDATES = Unit("candidates")
PLANNED_CONTACTS = Unit("candidates", MILLION, "_millionths")
"""Plans are not whole numbers: fractions of a contact are carried to the next month."""
OPPORTUNITIES = Unit("opportunities")
DEALS = Unit("deals")
CUSTOMERS = Unit("customers")
PEOPLE = Unit("people")
PHASE = Unit("phase")
BASIS_POINTS = Unit("bps", suffix="_bps")
MONTH = Unit("month")
SHARE = Unit("share")
"""Of ratios, which are quotients and are not stored."""
