"""Clawback of a share, compiled: what accrues of the month in which its customer cancels early (R-92)."""

from sim.compilation import part
from sim.engine.compiled.state import World
from sim.rules.clawback import kept_of_last_share_cents


@part
def kept_share(w: World, position: int, share: int) -> int:
    """Of the share of the month in which its customer cancelled early, what is not taken back (R-92)."""
    if len(w.parameters.clawback) == 0:
        return share
    rule = w.parameters.clawback[0]
    account = w.accounts[position]
    return kept_of_last_share_cents(
        account.leave_day - account.go_live_day, share,
        rule.full_days, rule.partial_days, rule.end_days, rule.partial_share_bps,
    )  # fmt: skip
