"""The vendor's own business, a month at a time; the no-program twin is this and nothing else."""

from sim.engine.plan import Plan, planned_month
from sim.engine.prepared import Prepared
from sim.engine.reference.growth import note_growth
from sim.ledger import NOBODY, Channel, Kind, Ledger
from sim.names import name_word
from sim.randomness import Stream, draw_uniform, month_place
from sim.rules.direct import new_arr_cents
from sim.rules.pay import resale_margin_cents
from sim.rules.plan import lost_cents
from sim.scenario.parameters import ChannelParameters, Parameters
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, contract_month_cents, round_half_up, within_limit

_NOISE = (Stream.DIRECT_NOISE.value, Stream.INBOUND_NOISE.value, Stream.ROSTER_NOISE.value)
_VENDOR_NAME = name_word("vendor")


class Vendor:
    """ARR in force by channel, and the part of it that partners influenced."""

    def __init__(self, parameters: Parameters, prepared: Prepared, plan: Plan, key: int, ledger: Ledger) -> None:
        self.months, self.parameters = parameters.months, parameters.vendor
        self._prepared, self.plan = prepared, plan
        self._key = key
        self._append = ledger.rows.append
        self.arr_cents = [0 for _ in parameters.vendor.channels]
        self.influenced_arr_cents = 0

    def open(self, month: int) -> None:
        """The opening of a month."""
        note_growth(self, month)

    def close(
        self, month: int, overload: float = 0.0, displaced: list[tuple[int, int, int]] | None = None,
        touched_share: float = 0.0,
    ) -> tuple[int, int]:  # fmt: skip
        """Close a month: rows of churn, expansion, new ARR and revenue; partner-sourced and all revenue in cents.

        ``overload`` is the share of direct new ARR lost to partner work, ``displaced`` the direct equivalents of
        cannibalised deals (partner, deal, ARR in cents) due this month, ``touched_share`` the share of direct new ARR
        that active partners influence.
        """
        sourced = total = 0
        for position, channel in enumerate(self.parameters.channels):
            new = self._grow(month, position)
            if position == Channel.DIRECT:
                new = self._take_away(month, new, overload, displaced or [])
                self._influence(month, new, touched_share)
            revenue = self._recognise(month, position, channel)
            total += revenue
            sourced += revenue if position == Channel.ROSTER else 0
        return sourced, total

    def row(self, month: int, kind: int, amount: int, list_cents: int = 0, detail: int = 0) -> None:
        """A row of a month's last day, which is the first of the next; none without an amount."""
        if amount:
            self._append((DAYS_PER_MONTH * month, kind, NOBODY, NOBODY, amount, list_cents, detail))

    def _grow(self, month: int, position: int) -> int:
        """Churn, expansion and new ARR of a channel; the new ARR in cents."""
        arr = self.arr_cents[position]
        gained = round_half_up(arr * self._prepared.channels[position].expansion)
        lost = min(self._lost(month, position, arr), arr + gained)
        needed = self.plan.needed_new_arr[planned_month(self.months, position, month)]
        u = draw_uniform(self._key, _NOISE[position], _VENDOR_NAME, month_place(month), 0)
        new = new_arr_cents(u, needed, self.parameters.noise_sigma)
        self.row(month, Kind.CHANNEL_CHURN.value, -lost, detail=position)
        self.row(month, Kind.CHANNEL_EXPANSION.value, gained, detail=position)
        self.row(month, Kind.CHANNEL_NEW_ARR.value, new, detail=position)
        self.arr_cents[position] = int(within_limit(arr + new + gained - lost))
        return new

    def _lost(self, month: int, position: int, arr: int) -> int:
        """What leaves a channel's ARR in a month, in cents."""
        plan, at = self.plan, planned_month(self.months, position, month)
        return lost_cents(arr, self._prepared.channels[position].churn, plan.needed_new_arr[at], plan.arr[at - 1])

    def _take_away(self, month: int, new: int, overload: float, displaced: list[tuple[int, int, int]]) -> int:
        """Direct new ARR less what partner work and cannibalised deals took; ARR in force stays at least 0."""
        lost = min(round_half_up(new * overload), self.arr_cents[Channel.DIRECT])
        self.row(month, Kind.TEAM_OVERLOAD.value, -lost)
        self.arr_cents[Channel.DIRECT] -= lost
        new -= lost
        for partner, deal, arr in displaced:
            taken = min(arr, self.arr_cents[Channel.DIRECT])
            if taken:
                self._append((DAYS_PER_MONTH * month, Kind.DISPLACED_ARR.value, partner, deal, -taken, 0, 0))
            self.arr_cents[Channel.DIRECT] -= taken
            new -= taken
        return new

    def _influence(self, month: int, new: int, touched_share: float) -> None:
        """Influenced ARR decays like direct ARR, grows by the touched share of new ARR and is never above it."""
        arr = self.influenced_arr_cents
        gained = round_half_up(arr * self._prepared.channels[Channel.DIRECT].expansion)
        lost = min(self._lost(month, Channel.DIRECT, arr), arr + gained)
        touched = round_half_up(max(0, new) * touched_share)
        self.row(month, Kind.INFLUENCED_NEW_ARR.value, touched)
        self.influenced_arr_cents = min(self.arr_cents[Channel.DIRECT], arr + gained - lost + touched)
        revenue = contract_month_cents(self.influenced_arr_cents, (month - 1) % MONTHS_PER_YEAR + 1)
        self.row(month, Kind.INFLUENCED_REVENUE.value, revenue)

    def _recognise(self, month: int, position: int, channel: ChannelParameters) -> int:
        """Booked revenue of a channel's month in cents."""
        listed = contract_month_cents(self.arr_cents[position], (month - 1) % MONTHS_PER_YEAR + 1)
        margin = resale_margin_cents(listed, channel.margin_rate_bps)
        booked = listed if self.parameters.resale_booking_is_gross else listed - margin
        self.row(month, Kind.CHANNEL_REVENUE.value, booked, listed, position)
        if self.parameters.resale_booking_is_gross:
            self.row(month, Kind.CHANNEL_MARGIN.value, margin, detail=position)
        return booked
