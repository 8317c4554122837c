"""Touches of won deals, compiled: counted for a report (R-83)."""

from sim.compilation import part
from sim.engine.compiled.deal_class import class_of
from sim.engine.compiled.replication import add_stock, archetype_of, draw_for_deal
from sim.engine.compiled.state import World
from sim.metrics.tallies import TOUCH_CREDIT
from sim.randomness import Stream
from sim.rules.attribution import support_given
from sim.rules.touches import MODELS, touch_credit_cents
from sim.units import month_of

_SUPPORT, _MODELS, _TOUCH_CREDIT = Stream.SUPPORT.value, MODELS, TOUCH_CREDIT


@part
def count_touches(w: World, position: int) -> None:
    """A deal is won: what each model credits of its value to its partner."""
    if len(w.parameters.claims) == 0 or not w.parameters.claims[0].tells_touches:
        return
    deal, claim = w.deals[position], w.claims[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    u = draw_for_deal(w, _SUPPORT, deal, 0)
    support = support_given(u, archetype.mention_probability, archetype.support_probability)
    for model in range(_MODELS):
        credit = touch_credit_cents(
            model, deal.arr_cents, claim.contact_day, claim.submission, claim.engaged_day, support,
            class_of(w, position), w.run.today,
        )  # fmt: skip
        add_stock(w, month_of(w.run.today), _TOUCH_CREDIT + model, credit)
