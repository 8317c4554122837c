"""Rebates of partners in force, compiled, at the closes at which they accrue (R-75, R-76)."""

from sim.compilation import part
from sim.engine.compiled.measures import measured, month_of_year, standing_of
from sim.engine.compiled.replication import archetype_of, emit
from sim.engine.compiled.state import OPEN_END, World
from sim.ledger import NOBODY, Kind
from sim.rules.fiscal import ends_period
from sim.rules.rebate import funds_cents, payable_from_close, rebate_due_cents, rebate_of_period_cents
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import RebateParameters

_REBATE_ACCRUED, _REBATE_FUNDED, _NOBODY = Kind.REBATE_ACCRUED.value, Kind.REBATE_FUNDED.value, NOBODY


@part
def accrue_rebates(w: World, month: int) -> None:
    """What the period so far earns each partner, by dense index and name, less what accrued in it before."""
    if w.parameters.rebates == 0:
        return
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        rebates = archetype_of(w, w.partners[slot]).terms.rebates
        for position in range(len(rebates)):
            _accrue(w, slot, position, rebates[position], month)


@part
def _accrue(w: World, slot: int, position: int, rebate: RebateParameters, month: int) -> None:
    fiscal_month = month_of_year(w, month)
    at = w.parameters.rebates * slot + position
    if ends_period(fiscal_month, rebate.paid_months) and reaches_tier(standing_of(w, slot), rebate.from_tier):
        base = measured(w, slot, rebate.base, month, rebate.period_months)
        measure = measured(w, slot, rebate.measure, month, rebate.period_months)
        of_period = rebate_of_period_cents(base, measure, rebate.mode, rebate.froms, rebate.rates_bps)
        due = rebate_due_cents(of_period, w.rebates_accrued[at])
        funds = funds_cents(due, rebate.fund_share_bps)
        payable_day = payable_from_close(month, archetype_of(w, w.partners[slot]).payout.holdback_days)
        _enter(w, slot, position, _REBATE_ACCRUED, due - funds, base, payable_day)
        _enter(w, slot, position, _REBATE_FUNDED, funds, base, OPEN_END)
        w.rebates_accrued[at] = of_period
    if ends_period(fiscal_month, rebate.period_months):
        w.rebates_accrued[at] = 0


@part
def _enter(w: World, slot: int, position: int, kind: int, amount: int, base: int, payable_day: int) -> None:
    """A row, and an entry on the list of fees; what is set aside as funds is on it and waits."""
    if amount == 0:
        return
    if w.run.fees == w.room.fees:
        w.run.is_full = True
        return
    emit(w, kind, w.partners[slot].index, _NOBODY, amount, base, position)
    entered = w.fees[w.run.fees]
    entered.partner = slot
    entered.deal = _NOBODY
    entered.amount_cents = amount
    entered.contract_year = position
    entered.payable_day = payable_day
    entered.entry = 0
    entered.has_been_due = False
    w.run.fees += 1


@part
def recall_rebates(w: World, slot: int) -> None:
    """What accrued in the running periods of a partner that is there."""
    number = w.parameters.rebates
    for place in range(number * slot, number * (slot + 1)):
        w.rebates_accrued[place] = w.start.rebates_accrued[place]
