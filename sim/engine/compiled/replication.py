"""Shared by all parts of a future, compiled: ledger rows and tallies, draws, readiness of the month."""

import numpy as np

from sim.compilation import part
from sim.engine.compiled.state import CODE_BITS, CODE_MASK, Books, Deal, Partner, World
from sim.engine.prepared import MonthReadiness
from sim.engine.started import PAST_MONTHS
from sim.ledger import IS_OF_CLOSE, NOBODY
from sim.metrics.tallies import SLOTS, TALLY_SLOT
from sim.randomness import uniform
from sim.scenario.parameters import ArchetypeParameters

_AHEAD = np.where(IS_OF_CLOSE, 0, 1)
_NOBODY = NOBODY


# Ledger rows


@part
def emit(w: World, kind: int, partner: int, deal: int, amount: int, listed: int, detail: int) -> None:
    """A row of today: into the tallies, and into the ledger if it is kept."""
    month = w.run.months_over + _AHEAD[kind]
    if month >= 1:
        _add(w, TALLY_SLOT[kind], month, amount, listed)
    if w.room.rows > 0:
        _keep(w, kind, partner, deal, amount, listed, detail)


@part
def emit_partner(w: World, kind: int, partner: Partner, detail: int) -> None:
    """A row of a partner."""
    emit(w, kind, partner.index, _NOBODY, 0, 0, detail)


@part
def emit_deal(w: World, kind: int, deal: Deal, amount: int, listed: int, detail: int) -> None:
    """A row of a deal."""
    emit(w, kind, deal.identity >> CODE_BITS, deal.identity & CODE_MASK, amount, listed, detail)


@part
def emit_amount(w: World, kind: int, amount: int, detail: int) -> None:
    """A row of the company; none without an amount."""
    if amount != 0:
        emit(w, kind, _NOBODY, _NOBODY, amount, 0, detail)


@part
def emit_channel(w: World, kind: int, channel: int, amount: int, listed: int) -> None:
    """A row of a channel; none without an amount."""
    if amount != 0:
        _add(w, TALLY_SLOT[kind] + channel, w.run.months_over + _AHEAD[kind], amount, listed)
        if w.room.rows > 0:
            _keep(w, kind, _NOBODY, _NOBODY, amount, listed, channel)


@part
def _add(w: World, slot: int, month: int, amount: int, listed: int) -> None:
    total = w.sums[(month - 1) * SLOTS + slot]
    total.amount += amount
    total.listed += listed
    total.count += 1


@part
def _keep(w: World, kind: int, partner: int, deal: int, amount: int, listed: int, detail: int) -> None:
    if w.run.rows == w.room.rows:
        w.run.is_full = True
        return
    row = w.rows[w.run.rows]
    row.day = w.run.today
    row.kind = kind
    row.partner = partner
    row.deal = deal
    row.amount_cents = amount
    row.list_cents = listed
    row.detail = detail
    w.run.rows += 1


@part
def keep_stock(w: World, month: int, stock: int, value: int) -> None:
    """A stock of the tallies at a close."""
    w.result.stocks[stock * w.parameters.months + month - 1] = value


@part
def add_stock(w: World, month: int, stock: int, number: int) -> None:
    """Add to what is counted for a month."""
    w.result.stocks[stock * w.parameters.months + month - 1] += number


@part
def stock_of(w: World, month: int, stock: int) -> int:
    """What is counted for a month."""
    return w.result.stocks[stock * w.parameters.months + month - 1]


# Draws


@part
def draw(w: World, stream: int, partner: Partner, ordinal: int) -> float:
    """A partner's uniform for a decision."""
    return uniform(w.run.key, stream, partner.name_word, partner.place, ordinal)


@part
def draw_at(w: World, stream: int, partner: Partner, within: int, ordinal: int) -> float:
    """A partner's uniform for a decision in a month, or at a stage of the funnel."""
    return uniform(w.run.key, stream, partner.name_word, partner.place | within, ordinal)


@part
def draw_for_deal(w: World, stream: int, deal: Deal, ordinal: int) -> float:
    """A deal's uniform for a decision."""
    return uniform(w.run.key, stream, w.partners[deal.partner].name_word, deal.place, ordinal)


# Properties of the program, a partner and a month


@part
def has_phase(w: World) -> bool:
    """Whether a phase is in force: the program has begun and has not ended."""
    return w.run.phase >= 0 and not w.run.is_sunset


@part
def archetype_of(w: World, partner: Partner) -> ArchetypeParameters:
    """The parameters of a partner's archetype."""
    return w.parameters.archetypes[partner.archetype]


@part
def books_of(w: World, month: int) -> Books:
    """The books of a month."""
    return w.books[month + PAST_MONTHS - 1]


@part
def month_readiness(w: World) -> MonthReadiness:
    """What readiness does today."""
    return w.prepared.readiness[w.run.months_over + 1]
