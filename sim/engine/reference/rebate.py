"""Rebates of partners in force, at the closes at which they accrue (R-75, R-76)."""

from sim.engine.reference.measures import measured, month_of_year
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import OPEN_END, Fee, Partner
from sim.ledger import Kind
from sim.rules.fiscal import ends_period
from sim.rules.rebate import funds_cents, payable_from_close, rebate_due_cents, rebate_of_period_cents
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import RebateParameters


def accrue_rebates(run: Replication, month: int) -> None:
    """What the period so far earns each partner, by dense index and name, less what accrued in it before."""
    if run.parameters.rebates == 0:
        return
    for partner in run.partners():
        for position, rebate in enumerate(partner.archetype.terms.rebates):
            _accrue(run, partner, position, rebate, month)


def _accrue(run: Replication, partner: Partner, position: int, rebate: RebateParameters, month: int) -> None:
    fiscal_month = month_of_year(run, month)
    if ends_period(fiscal_month, rebate.paid_months) and reaches_tier(partner.standing.tier, rebate.from_tier):
        base = measured(run, partner, rebate.base, month, rebate.period_months)
        measure = measured(run, partner, rebate.measure, month, rebate.period_months)
        of_period = rebate_of_period_cents(base, measure, rebate.mode, rebate.froms, rebate.rates_bps)
        due = rebate_due_cents(of_period, partner.rebates.get(position, 0))
        funds = funds_cents(due, rebate.fund_share_bps)
        payable_day = payable_from_close(month, partner.archetype.payout.holdback_days)
        _enter(run, partner, position, Kind.REBATE_ACCRUED, due - funds, base, payable_day)
        _enter(run, partner, position, Kind.REBATE_FUNDED, funds, base, OPEN_END)
        partner.rebates[position] = of_period
    if ends_period(fiscal_month, rebate.period_months):
        partner.rebates[position] = 0


def _enter(
    run: Replication, partner: Partner, position: int, kind: Kind, amount: int, base: int, payable_day: int
) -> None:
    """A row, and an entry on the list of fees; what is set aside as funds is on it and waits."""
    if amount:
        run.row(kind.value, partner.index, amount=amount, listed=base, detail=position)
        run.fees.append(Fee(partner, None, amount, position, payable_day, 0))


def recall_rebates(run: Replication, partner: Partner, place: int) -> None:
    """What accrued in the running periods of a partner that is there, by its place in the table."""
    number = run.parameters.rebates
    partner.rebates = {at: run.start.rebates_accrued[number * place + at] for at in range(number)}
