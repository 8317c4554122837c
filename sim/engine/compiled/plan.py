"""What does not change within a world and is long to work out in Python: the vendor's plan, month by month."""

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.layout import FloatArray
from sim.engine.compiled.state import channel_reals, channel_row, needed_at
from sim.ledger import Channel, IntArray
from sim.rules.direct import monthly_churn, monthly_expansion, needed_new_arr, planned_arr

_CHANNELS = len(Channel)
_DIRECT = Channel.DIRECT.value


@part
def plan_world(m: IntArray, x: FloatArray) -> None:
    """Monthly rates, needed new ARR by channel and month, and how the direct team grows."""
    months = m[s.MONTHS]
    for channel in range(_CHANNELS):
        reals, start = channel_reals(m, channel), m[channel_row(m, channel) + p.STARTING_ARR]
        churn = monthly_churn(x[reals + p.CHURN_PER_YEAR])
        expansion = monthly_expansion(x[reals + p.EXPANSION_PER_YEAR])
        x[reals + p.MONTHLY_CHURN], x[reals + p.MONTHLY_EXPANSION] = churn, expansion
        before = planned_arr(start, x[reals + p.GROWTH_PER_YEAR], 0)
        for month in range(1, months + 1):
            if channel == _DIRECT:
                x[m[s.GROWTH_AT] + month] = before / start if start > 0 else 1.0
            after = planned_arr(start, x[reals + p.GROWTH_PER_YEAR], month)
            x[needed_at(m, channel, month)] = needed_new_arr(before, after, churn, expansion)
            before = after
