"""Clawback: pay of the first contract year that is taken back when a customer leaves or takes less (R-92)."""

from sim.engine.reference.books import enter
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.ledger import Kind
from sim.rules.clawback import clawed_back_cents, downgraded_cents


def claw_back(run: Replication, deal: Deal) -> None:
    """What the age of a customer that leaves takes back."""
    _take_back(run, deal, _at_stake(run, deal))


def downgrade(run: Replication, deal: Deal) -> int:
    """A customer takes less: the ARR that it gives up, in cents, and as much of what its age would take back."""
    share = deal.partner.archetype.downgrade_share
    given_up = downgraded_cents(deal.arr_cents, share)
    if given_up:
        deal.arr_cents -= given_up
        run.row(Kind.DOWNGRADED.value, deal.partner.index, deal.code, -given_up)
    _take_back(run, deal, downgraded_cents(_at_stake(run, deal), share))
    return given_up


def _at_stake(run: Replication, deal: Deal) -> int:
    """What would be taken back of a customer that leaves today, in cents."""
    for rule in run.parameters.clawback:
        return clawed_back_cents(
            run.today - deal.account.go_live_day, deal.account.earned_cents,
            rule.full_days, rule.partial_days, rule.end_days, rule.partial_share_bps,
        )  # fmt: skip
    return 0


def _take_back(run: Replication, deal: Deal, amount: int) -> None:
    """A negative entry on the list of fees, payable at once."""
    if not amount:
        return
    account = deal.account
    age = run.today - account.go_live_day
    run.row(Kind.CLAWED_BACK.value, deal.partner.index, deal.code, -amount, account.earned_cents, age)
    enter(run, deal, -amount, run.today)
