"""A cap on a partner's pay of the fiscal year: what it cut, and effort near it (R-78)."""

from sim.engine.reference.card import tier_of_pay
from sim.engine.reference.measures import measured
from sim.engine.reference.replication import Replication
from sim.engine.reference.rights import registration_opens
from sim.engine.reference.state import Partner
from sim.ledger import Kind
from sim.rules.effort import cap_weight, near_cap_effort
from sim.rules.ring import PAY
from sim.units import MONTHS_PER_YEAR


def write_cuts(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """A row for each partner of whose pay of the month a cap cut something, by dense index."""
    cut = [partner for partner in run.measured if partner.flows is not None and partner.flows.cut_cents]
    for partner in sorted(cut, key=lambda partner: partner.index):
        if partner.flows is not None:
            run.row(Kind.FEE_CUT.value, partner.index, amount=partner.flows.cut_cents)
            partner.flows.cut_cents = 0


def pay_effort_of(run: Replication, partner: Partner, month: int) -> float:
    """Effort factor from pay: what the cap leaves of a median deal's first year counts (R-77, R-78)."""
    archetype, plan = partner.archetype, run.prepared.archetypes[partner.archetype_position]
    first = plan.first_pay if registration_opens(run) else plan.first_closed
    pay = run.prepared.pay[first + tier_of_pay(partner, archetype.terms)]
    if archetype.terms.cap_per_year_cents == 0:
        return pay.effort
    so_far = measured(run, partner, PAY, month, MONTHS_PER_YEAR)
    weight = cap_weight(archetype.terms.cap_per_year_cents, so_far, pay.first_year_fee_cents)
    program = run.parameters.program
    near = near_cap_effort(
        pay.first_year_pay, pay.later_years_pay, program.pay_horizon_years, weight, plan.market_pay,
        archetype.pay_elasticity, program.effort_cap,
    )  # fmt: skip
    return near * plan.waiting_effort
