"""The rows with which a run begins: what is there already, of the day on which its first month opens."""

from sim.engine.reference.replication import Replication
from sim.engine.started import StartedDeal, StartedPartner
from sim.ledger import NOBODY, Kind, deal_code
from sim.rules.established import contract_month, days_since, has_gone_live, is_customer
from sim.units import DAYS_PER_MONTH, has_come, round_half_up

_THOUSANDTHS = 1000


def write_start(run: Replication) -> None:
    """Partners by identity, customers, what was qualified or won and is not live, who waits, fees owed."""
    start = run.start
    deals = [start.deals[place] for place in range(start.deal_count)]
    for place in range(start.partner_count):
        _write_partner(run, start.partners[place])
    for deal in deals:
        _write_customer(run, deal)
    for deal in deals:
        _write_opportunity(run, deal)
    for place in range(start.partner_count):
        partner = start.partners[place]
        if has_come(partner.onboarding_day):
            days = days_since(partner.onboarding_day, run.today)
            run.row(Kind.STARTED_ONBOARDING.value, partner.index, detail=days)
    for place in range(start.waiting_count):
        run.row(Kind.QUEUED.value, start.partners[start.waiting[place]].index)
    if start.owed_cents:
        run.row(Kind.STARTED_FEES.value, amount=start.owed_cents)


def write_program(run: Replication) -> None:
    """A program that runs already is in its phase."""
    if run.phase != NOBODY:
        month = run.start.month + sum(state.month for state in run.parameters.start)
        run.row(Kind.STARTED_PROGRAM.value, amount=month, detail=run.phase)


def _write_partner(run: Replication, partner: StartedPartner) -> None:
    if has_come(partner.contacted_day):
        days = days_since(partner.contacted_day, run.today)
        run.row(Kind.STARTED_CANDIDATE.value, partner.index, listed=days, detail=partner.stage)
    if partner.gone or not has_come(partner.signed_day):
        return
    last_activity_day = max(partner.last_qualified_day, partner.last_won_day)
    run.row(
        Kind.STARTED.value, partner.index, amount=round_half_up(partner.size * _THOUSANDTHS),
        listed=days_since(last_activity_day, run.today), detail=(run.today - partner.signed_day) // DAYS_PER_MONTH,
    )  # fmt: skip
    if has_come(partner.last_won_day) and partner.customers == 0:
        run.row(Kind.STARTED_WIN.value, partner.index, detail=days_since(partner.last_won_day, run.today))


def _write_customer(run: Replication, deal: StartedDeal) -> None:
    month = run.start.month
    if is_customer(deal.term_month, deal.last_month, month):
        years = contract_month(deal.term_month, month)
        run.row(Kind.STARTED_CUSTOMER.value, *_names(run, deal), deal.arr_cents, 0, years)


def _write_opportunity(run: Replication, deal: StartedDeal) -> None:
    if has_gone_live(deal.term_month, run.start.month):
        return
    if has_come(deal.won_day):
        days = days_since(deal.won_day, run.today)
        run.row(Kind.STARTED_DEAL.value, *_names(run, deal), listed=deal.arr_cents, detail=days)
    elif has_come(deal.qualified_day):
        days = days_since(deal.qualified_day, run.today)
        run.row(Kind.STARTED_OPPORTUNITY.value, *_names(run, deal), detail=days)


def _names(run: Replication, deal: StartedDeal) -> tuple[int, int]:
    """Dense index of the partner and code of the deal."""
    return run.start.partners[deal.partner].index, deal_code(deal.month, deal.k)
