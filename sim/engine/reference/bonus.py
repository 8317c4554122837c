"""Bonuses for single deals, as they are won (R-76)."""

from sim.engine.reference.books import enter
from sim.engine.reference.card import terms_of
from sim.engine.reference.deal_class import pay_share_of
from sim.engine.reference.line import line_of
from sim.engine.reference.measures import earn
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.ledger import Kind
from sim.randomness import Stream, draw_uniform
from sim.rules.bonus import (
    bonus_cents,
    has_line,
    has_mark,
    has_size,
    is_in_time,
    is_in_window,
    is_left,
    mark_word,
)
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import BonusParameters
from sim.units import month_of

_BONUS_MARK = Stream.BONUS_MARK.value


def pay_bonuses(run: Replication, deal: Deal, is_first: bool, payable_day: int) -> None:
    """Each bonus that a deal earns as it is won, by name: an entry of pay of its own."""
    partner, month = deal.partner, month_of(run.today)
    if partner.gone and not run.parameters.departure.pay_after_departure:
        return
    if pay_share_of(deal, terms_of(deal)) == 0:
        return
    for position, bonus in enumerate(run.parameters.bonuses):
        had = partner.bonuses.get(position, 0)
        if not _is_for(run, deal, bonus, had, is_first):
            continue
        partner.bonuses[position] = had + 1
        amount = earn(run, partner, bonus_cents(deal.arr_cents, bonus.amount_cents, bonus.rate_bps), month)
        if amount:
            run.row(Kind.BONUS_ACCRUED.value, partner.index, deal.code, amount, deal.arr_cents, position)
            enter(run, deal, amount, payable_day)


def recall_bonuses(run: Replication, partner: Partner, place: int) -> None:
    """What a partner that is there has had, by its place in the table."""
    number = len(run.parameters.bonuses)
    partner.bonuses = {bonus: run.start.bonuses_had[number * place + bonus] for bonus in range(number)}


def _is_for(run: Replication, deal: Deal, bonus: BonusParameters, had: int, is_first: bool) -> bool:
    partner, month = deal.partner, month_of(run.today)
    return (
        (is_first or not bonus.trigger_is_first_deal)
        and is_in_window(month, bonus.from_month, bonus.to_month)
        and is_in_time(run.today - partner.signed_day, bonus.within_days)
        and has_size(deal.arr_cents, bonus.acv_from_cents, bonus.acv_below_cents)
        and is_left(had, bonus.most_per_partner)
        and reaches_tier(partner.standing.tier, bonus.from_tiers[partner.archetype_position])
        and has_line(bonus.lines[partner.archetype_position], line_of(run, deal))
        and has_mark(_mark(run, deal, bonus), bonus.probability)
    )


def _mark(run: Replication, deal: Deal, bonus: BonusParameters) -> float:
    partner = deal.partner
    word = mark_word(bonus.name_words[partner.archetype_position], partner.name_word, partner.archetype.name_word)
    return draw_uniform(run.key, _BONUS_MARK, word, deal.place, 0)
