"""A cap on a partner's pay of the fiscal year, compiled: what it cut, and effort near it (R-78)."""

from sim.compilation import part
from sim.engine.compiled.agenda import note, put_in_order
from sim.engine.compiled.card import tier_of_pay
from sim.engine.compiled.replication import archetype_of, emit
from sim.engine.compiled.rights import registration_opens
from sim.engine.compiled.state import World
from sim.engine.prepared import PayPlan
from sim.ledger import NOBODY, Kind
from sim.rules.effort import cap_weight, near_cap_effort

_FEE_CUT, _NOBODY = Kind.FEE_CUT.value, NOBODY


@part
def write_cuts(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """A row for each partner of whose pay of the month a cap cut something, by dense index."""
    if not w.parameters.measures.is_read:
        return
    size = 0
    for one in range(w.run.with_flows):
        slot = w.with_flows[one]
        if w.cut_cents[slot] != 0:
            note(w, size, w.partners[slot].index, slot)
            size += 1
    put_in_order(w.agenda, size)
    for place in range(size):
        slot = w.agenda[place].entity
        emit(w, _FEE_CUT, w.partners[slot].index, _NOBODY, w.cut_cents[slot], 0, 0)
        w.cut_cents[slot] = 0


@part
def pay_effort_of(w: World, slot: int) -> float:
    """Effort factor from pay: what the cap leaves of a median deal's first year counts (R-77, R-78)."""
    archetype = archetype_of(w, w.partners[slot])
    pay = _pay_of(w, slot)
    if archetype.terms.cap_per_year_cents == 0:
        return pay.effort
    return _effort_near_cap(w, slot)


@part
def _pay_of(w: World, slot: int) -> PayPlan:
    partner = w.partners[slot]
    plan = w.prepared.archetypes[partner.archetype]
    first = plan.first_pay if registration_opens(w) else plan.first_closed
    return w.prepared.pay[first + tier_of_pay(w, slot, archetype_of(w, partner).terms)]


@part
def _effort_near_cap(w: World, slot: int) -> float:
    partner = w.partners[slot]
    archetype = archetype_of(w, partner)
    plan = w.prepared.archetypes[partner.archetype]
    pay = _pay_of(w, slot)
    weight = cap_weight(archetype.terms.cap_per_year_cents, w.year_pay_cents[slot], pay.first_year_fee_cents)
    program = w.parameters.program
    near = near_cap_effort(
        pay.first_year_pay, pay.later_years_pay, program.pay_horizon_years, weight, plan.market_pay,
        archetype.pay_elasticity, program.effort_cap,
    )  # fmt: skip
    return near * plan.waiting_effort
