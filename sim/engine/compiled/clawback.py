"""Clawback, compiled: pay of the first contract year that is taken back when a customer leaves or takes less (R-92)."""

from sim.compilation import part
from sim.engine.compiled.books import enter
from sim.engine.compiled.replication import archetype_of, emit_deal
from sim.engine.compiled.state import World
from sim.ledger import Kind
from sim.rules.clawback import clawed_back_cents, downgraded_cents

_CLAWED_BACK, _DOWNGRADED = Kind.CLAWED_BACK.value, Kind.DOWNGRADED.value


@part
def claw_back(w: World, position: int) -> None:
    """What the age of a customer that leaves takes back."""
    _take_back(w, position, _at_stake(w, position))


@part
def downgrade(w: World, position: int) -> int:
    """A customer takes less: the ARR that it gives up, in cents, and as much of what its age would take back."""
    deal = w.deals[position]
    share = archetype_of(w, w.partners[deal.partner]).downgrade_share
    given_up = downgraded_cents(deal.arr_cents, share)
    if given_up != 0:
        deal.arr_cents -= given_up
        emit_deal(w, _DOWNGRADED, deal, -given_up, 0, 0)
    _take_back(w, position, downgraded_cents(_at_stake(w, position), share))
    return given_up


@part
def _at_stake(w: World, position: int) -> int:
    """What would be taken back of a customer that leaves today, in cents."""
    if len(w.parameters.clawback) == 0:
        return 0
    rule = w.parameters.clawback[0]
    account = w.accounts[position]
    return clawed_back_cents(
        w.run.today - account.go_live_day, account.earned_cents,
        rule.full_days, rule.partial_days, rule.end_days, rule.partial_share_bps,
    )  # fmt: skip


@part
def _take_back(w: World, position: int, amount: int) -> None:
    """A negative entry on the list of fees, payable at once."""
    if amount == 0:
        return
    account = w.accounts[position]
    age = w.run.today - account.go_live_day
    emit_deal(w, _CLAWED_BACK, w.deals[position], -amount, account.earned_cents, age)
    enter(w, position, -amount, w.run.today)
