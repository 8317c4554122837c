"""The vendor's own business by month, compiled; the no-program twin consists of this alone."""

from sim.compilation import part
from sim.engine.compiled.agenda import note, put_in_order
from sim.engine.compiled.growth import note_growth
from sim.engine.compiled.replication import books_of, emit, emit_amount, emit_channel
from sim.engine.compiled.state import CODE_BITS, CODE_MASK, World
from sim.engine.plan import planned_month
from sim.ledger import Channel, Kind
from sim.names import name_word
from sim.randomness import Stream, uniform
from sim.rules.direct import new_arr_cents
from sim.rules.pay import resale_margin_cents
from sim.rules.plan import lost_cents
from sim.units import MONTHS_PER_YEAR, contract_month_cents, round_half_up, within_limit

_DIRECT, _ROSTER = Channel.DIRECT.value, Channel.ROSTER.value
_VENDOR_NAME = name_word("vendor")
_FIRST_NOISE = Stream.DIRECT_NOISE.value
_MONTH_PLACE = 8
_NEW_ARR, _CHURN, _EXPANSION = Kind.CHANNEL_NEW_ARR.value, Kind.CHANNEL_CHURN.value, Kind.CHANNEL_EXPANSION.value
_REVENUE, _MARGIN = Kind.CHANNEL_REVENUE.value, Kind.CHANNEL_MARGIN.value
_TEAM_OVERLOAD, _DISPLACED_ARR = Kind.TEAM_OVERLOAD.value, Kind.DISPLACED_ARR.value
_INFLUENCED_NEW_ARR, _INFLUENCED_REVENUE = Kind.INFLUENCED_NEW_ARR.value, Kind.INFLUENCED_REVENUE.value


@part
def open_channels(w: World, month: int) -> None:
    """The opening of a month."""
    note_growth(w, month)


@part
def close_channels(w: World, month: int, overload: float, touched_share: float) -> None:
    """The month of each channel; adds to sourced and all revenue."""
    for channel in range(len(w.parameters.vendor.channels)):
        new = _grow(w, month, channel)
        if channel == _DIRECT:
            new = _take_away(w, month, new, overload)
            _influence(w, month, new, touched_share)
        booked = _recognise(w, month, channel)
        books_of(w, month).total += booked
        if channel == _ROSTER:
            books_of(w, month).sourced += booked


@part
def _grow(w: World, month: int, channel: int) -> int:
    """Churn, expansion and new ARR of a channel; the new ARR in cents."""
    arr = w.channel_arr_cents[channel]
    gained = round_half_up(arr * w.prepared.channels[channel].expansion)
    lost = min(_lost(w, month, channel, arr), arr + gained)
    needed = w.plan.needed_new_arr[planned_month(w.parameters.months, channel, month)]
    u = uniform(w.run.key, _FIRST_NOISE + channel, _VENDOR_NAME, month << _MONTH_PLACE, 0)
    new = new_arr_cents(u, needed, w.parameters.vendor.noise_sigma)
    emit_channel(w, _CHURN, channel, -lost, 0)
    emit_channel(w, _EXPANSION, channel, gained, 0)
    emit_channel(w, _NEW_ARR, channel, new, 0)
    w.channel_arr_cents[channel] = int(within_limit(arr + new + gained - lost))
    return new


@part
def _lost(w: World, month: int, channel: int, arr: int) -> int:
    """What leaves a channel's ARR in a month, in cents."""
    at = planned_month(w.parameters.months, channel, month)
    return lost_cents(arr, w.prepared.channels[channel].churn, w.plan.needed_new_arr[at], w.plan.arr[at - 1])


@part
def _take_away(w: World, month: int, new: int, overload: float) -> int:
    """Direct new ARR less what partner work and cannibalised deals took; ARR in force stays at least 0."""
    lost = min(round_half_up(new * overload), w.channel_arr_cents[_DIRECT])
    emit_amount(w, _TEAM_OVERLOAD, -lost, 0)
    w.channel_arr_cents[_DIRECT] -= lost
    new -= lost
    for position in range(_collect_displaced(w, month)):
        displaced = w.links[w.agenda[position].entity]
        taken = min(displaced.second, w.channel_arr_cents[_DIRECT])
        if taken != 0:
            emit(w, _DISPLACED_ARR, displaced.first >> CODE_BITS, displaced.first & CODE_MASK, -taken, 0, 0)
        w.channel_arr_cents[_DIRECT] -= taken
        new -= taken
    return new


@part
def _collect_displaced(w: World, month: int) -> int:
    """Write the month's direct equivalents into the agenda by identity of the partners' deals; returns their number."""
    size = 0
    position = w.displaced[month]
    while position >= 0:
        if size == w.room.agenda:
            w.run.is_full = True
            return 0
        note(w, size, w.links[position].first, position)
        size += 1
        position = w.links[position].next
    put_in_order(w.agenda, size)
    return size


@part
def _influence(w: World, month: int, new: int, touched_share: float) -> None:
    """Influenced ARR decays like direct ARR, grows by the touched share of new ARR and is never above it."""
    arr = w.run.influenced_arr_cents
    gained = round_half_up(arr * w.prepared.channels[_DIRECT].expansion)
    lost = min(_lost(w, month, _DIRECT, arr), arr + gained)
    touched = round_half_up(max(0, new) * touched_share)
    emit_amount(w, _INFLUENCED_NEW_ARR, touched, 0)
    arr = min(w.channel_arr_cents[_DIRECT], arr + gained - lost + touched)
    w.run.influenced_arr_cents = arr
    emit_amount(w, _INFLUENCED_REVENUE, contract_month_cents(arr, (month - 1) % MONTHS_PER_YEAR + 1), 0)


@part
def _recognise(w: World, month: int, channel: int) -> int:
    """Booked revenue of a channel's month in cents."""
    vendor = w.parameters.vendor
    listed = contract_month_cents(w.channel_arr_cents[channel], (month - 1) % MONTHS_PER_YEAR + 1)
    margin = resale_margin_cents(listed, vendor.channels[channel].margin_rate_bps)
    booked = listed if vendor.resale_booking_is_gross else listed - margin
    emit_channel(w, _REVENUE, channel, booked, listed)
    if vendor.resale_booking_is_gross:
        emit_channel(w, _MARGIN, channel, margin, 0)
    return booked
