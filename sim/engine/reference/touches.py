"""Touches of won deals, counted for a report (R-83)."""

from sim.engine.reference.deal_class import class_of
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.metrics.tallies import TOUCH_CREDIT
from sim.randomness import Stream
from sim.rules.attribution import support_given
from sim.rules.touches import MODELS, touch_credit_cents
from sim.units import month_of

_SUPPORT = Stream.SUPPORT.value


def count_touches(run: Replication, deal: Deal) -> None:
    """A deal is won: what each model credits of its value to its partner."""
    if not any(claims.tells_touches for claims in run.parameters.claims):
        return
    claim, archetype = deal.claim, deal.partner.archetype
    support = support_given(
        run.draw_for_deal(_SUPPORT, deal), archetype.mention_probability, archetype.support_probability
    )
    for model in range(MODELS):
        credit = touch_credit_cents(
            model, deal.arr_cents, claim.contact_day, claim.submission, claim.engaged_day, support, class_of(deal),
            run.today,
        )  # fmt: skip
        run.ledger.add(TOUCH_CREDIT + model, month_of(run.today), credit)
