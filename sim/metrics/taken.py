"""What direct sales lose to the program, by cause: cannibalised deals, and time spent on partner work."""

import numpy as np
import numpy.typing as npt

from sim.ledger import IntArray

FloatArray = npt.NDArray[np.float64]


def taken_share(lost_arr: IntArray, displaced: IntArray, overload: IntArray) -> FloatArray:
    """Share of the lost direct ARR that is due to cannibalised deals, at each close; 0 where none is lost.

    All are (…, months) in cents: ``lost_arr`` is the direct ARR of the twin less that of the run, ``displaced`` and
    ``overload`` the loss by each cause in the month. Losses of earlier months churn and expand with direct business
    and keep their shares. With one cause alone the share is exactly 1 or 0 (R-53, R-144).
    """
    share = np.zeros(lost_arr.shape)
    taken = np.zeros(lost_arr.shape[:-1], dtype=np.int64)
    before, share_before = taken, share[..., 0]
    for month in range(lost_arr.shape[-1]):
        lost, own = lost_arr[..., month], displaced[..., month]
        moved = lost - before - own - overload[..., month]
        taken = taken + own + part_of(moved, share_before)
        np.divide(taken, lost, out=share[..., month], where=lost > 0)
        before, share_before = lost, share[..., month]
    return share


def part_of(amounts: IntArray, share: FloatArray) -> IntArray:
    """A share of amounts, half up, in whole cents."""
    return np.floor(amounts * share + 0.5).astype(np.int64)
