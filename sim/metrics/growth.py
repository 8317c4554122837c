"""Growth of the vendor's own business without a program, where it changes from year to year (E-30)."""

import numpy as np

from sim.ledger import Channel, IntArray
from sim.metrics.business import Business
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.unit import BASIS_POINTS
from sim.scenario.parameters import Parameters
from sim.units import BPS, MONTHS_PER_YEAR


def _starting_arr(world: Parameters) -> int:
    return sum(world.vendor.channels[channel].starting_arr_cents for channel in (Channel.DIRECT, Channel.INBOUND))


def _own_growth(business: Business) -> IntArray:
    """ARR of the twin over that of a year before, less one; 0 where there was none."""
    twin = business.twin
    arr = twin["direct_arr"] + twin["inbound_arr"]
    start = np.broadcast_to(business.parameter(_starting_arr), (len(arr), 1))
    months = arr.shape[-1]
    early = np.repeat(start, min(MONTHS_PER_YEAR, months), axis=1)
    before = np.concatenate([early, arr[:, : months - early.shape[1]]], axis=1)
    growth = np.divide(arr, before, out=np.ones(arr.shape), where=before > 0) - 1.0
    rounded: IntArray = np.floor(growth * BPS + 0.5).astype(np.int64)
    return rounded


GROWTH = Mechanism(
    "growth",
    (
        Metric(
            "own_growth",
            BASIS_POINTS,
            "stock",
            "growth of direct and inbound ARR without a program over 12 months, before month 12 since the start",
            _own_growth,
        ),
    ),
    is_stated=lambda scenario: scenario.vendor.growth is not None,
)
