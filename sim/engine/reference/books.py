"""The month's books: vendor, recognised revenue, cost and payouts, in that order (R-70, R-71, R-90, R-140)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import OPEN_END, Deal, Fee, Partner
from sim.ledger import Kind
from sim.rules.direct import team_overload, untouched_by_influence
from sim.rules.readiness import headroom_cost_cents
from sim.rules.terms import is_payout_close, referral_fee_cents, resale_margin_cents
from sim.scenario.parameters import PhaseParameters
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, contract_month_cents, round_half_up, within_limit


def margin_of(run: Replication, deal: Deal, listed: int) -> int:
    """Resale margin on an amount at list; none for a departed partner that the scenario no longer pays (R-71)."""
    terms = deal.partner.archetype.terms
    if not terms.model_is_resale or (deal.partner.gone and not run.parameters.departure.pay_after_departure):
        return 0
    return resale_margin_cents(listed, terms.rate_bps)


def accrue(run: Replication, deal: Deal, payable_day: int) -> None:
    """The referral fee of the contract year that begins; a departed partner's only if the scenario says so (R-70)."""
    year = deal.contract_year
    fee = fee_of_year(run, deal, year)
    if fee:
        run.row(Kind.FEE_ACCRUED.value, deal.partner.index, deal.code, fee, deal.arr_cents, year)
        run.fees.append(Fee(deal, fee, year, payable_day))


def fee_of_year(run: Replication, deal: Deal, year: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, in cents (R-70)."""
    terms = deal.partner.archetype.terms
    if terms.model_is_resale or (deal.partner.gone and not run.parameters.departure.pay_after_departure):
        return 0
    if year == 1:
        return referral_fee_cents(deal.arr_cents, terms.rate_bps)
    if year - 2 < len(terms.later_rates_bps):
        return referral_fee_cents(deal.arr_cents, terms.later_rates_bps[year - 2])
    return 0


class Books:
    """Closes the books of a month and remembers its revenue."""

    def __init__(self, run: Replication) -> None:
        self.run = run
        self.sourced = [0]
        self.total = [0]

    def window(self, month: int) -> tuple[int, int]:
        """Partner-sourced and all revenue of the gate's trailing window at the close of ``month``, in cents."""
        first = max(1, month - self.run.parameters.gate.window_months + 1)
        return sum(self.sourced[first : month + 1]), sum(self.total[first : month + 1])

    def close(self, month: int, phase: PhaseParameters | None, partners: int, active: list[Partner]) -> None:
        """Close a month with the phase that was in force, partners under agreement and those active."""
        run, vendor = self.run, self.run.parameters.vendor
        hours = run.raw_opportunities * vendor.partner_opportunity_hours
        lost = team_overload(
            hours, vendor.team_hours_per_month * run.prepared.team_growth[month], vendor.spare_team_share
        )
        sourced, total = run.vendor.close(month, lost, sorted(run.displaced.pop(month, [])), self._touched(active))
        recruited, listed = self._recognise(month)
        self.sourced.append(sourced + recruited)
        self.total.append(int(within_limit(total + recruited)))
        within_limit(listed)
        if phase is not None:
            self._pay_program(month, phase, partners)
        self._cost(Kind.COST_TEAM_TIME, round_half_up(hours * vendor.hour_cost_cents), run.raw_opportunities)
        self._cost(Kind.COST_HEADROOM, self._headroom(month, listed))
        self._pay_fees(month)
        run.raw_opportunities = run.onboardings_begun = 0

    def promise(self) -> None:
        """At the horizon: fees of the contract years to come, if no customer leaves (DESIGN 2.7)."""
        run = self.run
        horizon, last = run.parameters.months, run.parameters.finance.runoff_months
        for deal in run.customers:
            if deal.last_month != OPEN_END:
                continue
            year, after = deal.contract_year + 1, deal.term_month + MONTHS_PER_YEAR - horizon
            while after <= last:
                place = deal.partner.archetype_position, after
                run.ledger.pay_due[place] = run.ledger.pay_due.get(place, 0) + fee_of_year(run, deal, year)
                year, after = year + 1, after + MONTHS_PER_YEAR

    def _touched(self, active: list[Partner]) -> float:
        """Share of direct deals that at least one active partner touches (R-03)."""
        untouched = 1.0
        for position, archetype in enumerate(self.run.parameters.archetypes):
            count = sum(1 for partner in active if partner.archetype_position == position)
            untouched *= untouched_by_influence(archetype.influence_probability, count)
        return 1.0 - untouched

    def _recognise(self, month: int) -> tuple[int, int]:
        """One revenue row a customer and contract month; booked and list revenue in cents (R-71)."""
        run, gross = self.run, self.run.parameters.vendor.resale_booking_is_gross
        run.customers = [deal for deal in run.customers if month <= deal.last_month]
        run.customers.sort(key=lambda deal: deal.order)
        all_booked = all_listed = 0
        for deal in run.customers:
            listed = contract_month_cents(deal.arr_cents, month - deal.term_month + 1)
            margin = margin_of(run, deal, listed)
            booked = listed if gross else listed - margin
            run.row(Kind.REVENUE.value, deal.partner.index, deal.code, booked, listed)
            if gross and margin:
                run.row(Kind.RESALE_MARGIN.value, deal.partner.index, deal.code, margin)
            all_booked += booked
            all_listed += listed
        return all_booked, all_listed

    def _cost(self, kind: Kind, amount: int, detail: int = 0) -> None:
        if amount:
            self.run.row(kind.value, amount=amount, detail=detail)

    def _pay_program(self, month: int, phase: PhaseParameters, partners: int) -> None:
        """The program's cost lines (R-140, R-181)."""
        begun = self.run.onboardings_begun
        self._cost(Kind.COST_MANAGERS, phase.manager_cost_per_month_cents)
        self._cost(Kind.COST_STAFF, phase.staff_cost_per_month_cents)
        self._cost(Kind.COST_OWNER, phase.owner_cost_per_month_cents if month >= phase.owner_start_month else 0)
        self._cost(Kind.COST_INFRASTRUCTURE, phase.infrastructure_cost_per_month_cents)
        self._cost(Kind.COST_SUPPORT, phase.support_cost_per_month_cents * partners, partners)
        self._cost(Kind.COST_FIXED, phase.fixed_cost_per_month_cents)
        self._cost(Kind.COST_ONBOARDING, self.run.parameters.program.onboarding_cost_cents * begun, begun)

    def _headroom(self, month: int, listed: int) -> int:
        shortfall = self.run.prepared.readiness[month].headroom_shortfall
        return round_half_up(
            headroom_cost_cents(listed, self.run.parameters.readiness_effects.margin_cost_share, shortfall)
        )

    def _pay_fees(self, month: int) -> None:
        """Pays, in the order of accrual, every fee payable by the payout date (R-90, R-91)."""
        run, payout = self.run, self.run.parameters.payout
        if not is_payout_close(month, payout.every_months, payout.lag_months):
            return
        cutoff = DAYS_PER_MONTH * (month - payout.lag_months)
        open_fees = []
        for fee in run.fees:
            if fee.payable_day < cutoff:
                run.row(
                    Kind.FEE_PAID.value, fee.deal.partner.index, fee.deal.code, fee.amount_cents, 0, fee.contract_year
                )
            else:
                open_fees.append(fee)
        run.fees = open_fees
