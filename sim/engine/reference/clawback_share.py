"""Clawback of a share: what accrues of the month in which its customer cancels early (R-92)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.rules.clawback import kept_of_last_share_cents


def kept_share(run: Replication, deal: Deal, share: int) -> int:
    """Of the share of the month in which its customer cancelled early, what is not taken back (R-92)."""
    for rule in run.parameters.clawback:
        return kept_of_last_share_cents(
            deal.account.leave_day - deal.account.go_live_day, share,
            rule.full_days, rule.partial_days, rule.end_days, rule.partial_share_bps,
        )  # fmt: skip
    return share
