"""Seeded faults: small slips in the compiled flow, each of which a comparison of the engines must find.

A fault is an edit of one place of the engine's source, which then runs as plain Python. Without an edit the same
scenarios are equal in the same way.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.engine.reference import simulate
from sim.experiment.replication import tallies, world_parameters
from sim.ledger import IntArray
from sim.metrics.tallies import Tallies
from sim.randomness import chance_key
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters

from .plain_engine import Outcome, outcome_of, plain_kernel, world_of

SCENARIO = Path(__file__).parents[1] / "fields" / "fields.toml"
REPLICATIONS = 2
SEED = 1
DEALS, ROWS = 1024, 8192
SHORT = ("months=18",)
LONG = ("months=26",)
"""Long enough for customers to come up for renewal."""
BY_WINS = (
    "phases.launch.earliest_month=2",
    "phases.launch.entry_active_partners=0",
    "phases.launch.entry_partners_won=5",
)
BY_ACTIVE = (
    "phases.launch.earliest_month=2",
    "phases.launch.entry_active_partners=3",
    "phases.launch.entry_partners_won=0",
)
STARTED = (
    "archetypes.referrer.established={ partners = 6, age_months = 20, customers = 3.0, arr_median = 20000.0 }",
    "archetypes.reseller.established={ partners = 4, age_months = 3, customers = 2.0, arr_median = 20000.0 }",
)
SETTLED = (
    "clawback={ full_days = 20, partial_days = 60, end_days = 200 }",
    "payout={ every_months = 1, minimum = 2000.0, holdback_days = 30, dispute_probability = 0.4, dispute_days = 40 }",
    *(
        f"archetypes.{name}.{setting}" for name in ("referrer", "reseller") for setting in (
            "churn_basis='month'", "churn_per_year=0.6", "early_cancel_probability=0.3", "early_cancel_days=200",
            "downgrade_probability=0.5", "downgrade_share=0.4",
        )
    ),
)  # fmt: skip
"""Pay waits, is disputed and taken back; customers take less and leave in any month."""
SUNSET = ("sunset.month=9", "sunset.sourced_share=0.9")
PILOT_FIRST = ('program.journey=["pilot", "onboarding"]',)
UNPAID = ("departure.pay_after_departure=false",)
RESTLESS = tuple(
    f"archetypes.{name}.departure_{age}_per_year=0.9" for name in ("referrer", "reseller") for age in ("new", "settled")
)
SHARED = (
    "archetypes.referrer.terms.later_rates=[]",
    "archetypes.referrer.terms.model=share",
    "archetypes.referrer.terms.share_months=30",
    "archetypes.referrer.terms.expansion_rate=0.4",
    "archetypes.referrer.terms.flat_fee=50.0",
    "archetypes.referrer.expansion_probability=0.6",
    "months=26",
    "payout.every_months=1",
    "payout.lag_months=0",
    *STARTED,
)
LINES = (
    "archetypes.reseller.segments={a=0.5, b=0.5}",
    "archetypes.reseller.terms.lines={b={rate=0.1, fee_least=400.0}}",
    "archetypes.reseller.terms.renewal_rate=0.2",
    *LONG,
    *STARTED,
)
EARNED = (
    "archetypes.referrer.terms.rate=false",
    "archetypes.referrer.terms.bands={ measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=2e4, rate=0.3 } } }",
    "archetypes.referrer.terms.cap_per_year=4000.0",
    "archetypes.referrer.terms.rebates={ r={ base='sold', period='quarter', paid='month', "
    "steps={ a={ from=0, rate=0.02 }, b={ from=3e4, rate=0.05 } } } }",
    "bonuses={ first={ amount=300.0, most_per_partner=1 } }",
    "payout.every_months=1",
    *STARTED,
)
"""A partner is paid by volume up to a cap, with a rebate and a bonus."""
OWED = (
    "archetypes.reseller.distributor_rate=0.1",
    "archetypes.reseller.fee_per_year=1200.0",
    "archetypes.reseller.support_share=0.4",
    "archetypes.reseller.terms.minimum_per_month=3000.0",
    "archetypes.reseller.usage_ramp_months=6",
    "archetypes.reseller.usage_start_share=0.3",
    *STARTED,
)
"""A distributor keeps a part of a margin on use that ramps up; the partner pays fees, a minimum and support."""
FEW_SLOTS = ("program.onboarding_slots=1.0",)


class Fault(NamedTuple):
    """An edit of one place, and the scenario's changes under which it shows."""

    name: str
    module: str
    old: str
    new: str
    overrides: tuple[str, ...] = ()


FAULTS = (
    # The order of a day, of a queue, of customers
    Fault(
        "tied partners go the other way", "agenda",
        "order_key(phase, partner, deal)", "order_key(phase, 0xFFFFFF - partner, deal)",
    ),
    Fault(
        "tied deals of a partner go the other way", "agenda",
        "order_key(phase, partner, deal)", "order_key(phase, partner, 0xFFFF - deal)",
    ),
    Fault(
        "the onboarding queue serves the last to come", "partner",
        "        slot = w.waiting[w.run.waiting_first]\n        w.run.waiting_first += 1\n",
        "        w.run.waiting_end -= 1\n        slot = w.waiting[w.run.waiting_end]\n",
        FEW_SLOTS,
    ),
    Fault(
        "new customers and partners stand in the order of their coming", "agenda",
        "    put_in_order(w.agenda, added)\n", "",
    ),
    Fault("a partner whose pilot fails stays until it departs", "partner", "    partner.gone = True\n", "    pass\n"),
    # Slots and agreements
    Fault(
        "a partner that left keeps its slot for ever", "partner",
        "    w.run.busy -= 1\n", "    w.run.busy -= 0 if partner.gone else 1\n",
        RESTLESS + FEW_SLOTS,
    ),
    Fault(
        "a partner that left while it waited takes a slot", "partner",
        "            w.run.busy += 1\n", "        w.run.busy += 1\n",
        RESTLESS + FEW_SLOTS,
    ),
    Fault("sunset does not dismiss", "program", "    w.run.in_force = 0\n", "", SUNSET),
    Fault(
        "the program costs on after its sunset", "books",
        "    if not has_phase(w):\n", "    if w.run.phase < 0:\n",
        SUNSET,
    ),
    # Reading state at the wrong time
    Fault(
        "opportunities read last month's load", "program",
        "    read_capacity(w, month)\n    contact_candidates(w, month)\n    make_effects(w, month)\n"
        "    bring_opportunities(w, month)\n",
        "    contact_candidates(w, month)\n    make_effects(w, month)\n    bring_opportunities(w, month)\n"
        "    read_capacity(w, month)\n",
    ),
    Fault(
        "contacts read last month's phase", "program",
        "    enter_phase(w, month)\n    list_candidates(w, month)\n    read_capacity(w, month)\n"
        "    contact_candidates(w, month)\n",
        "    list_candidates(w, month)\n    read_capacity(w, month)\n    contact_candidates(w, month)\n"
        "    enter_phase(w, month)\n",
    ),
    Fault(
        "active partners are counted before the departures", "program",
        "    process_departures(w, month)\n    review_partners(w, month)\n    count_active_partners(w, month)\n",
        "    count_active_partners(w, month)\n    process_departures(w, month)\n    review_partners(w, month)\n",
    ),
    Fault(
        "the review comes a month early", "program",
        "    if month % MONTHS_PER_QUARTER != 0:\n", "    if month % MONTHS_PER_QUARTER != 2:\n",
    ),
    Fault(
        "won deals count instead of partners that won", "deal",
        "    if partner.is_recruited and is_first:\n        w.run.partners_won += 1\n",
        "    w.run.partners_won += 1\n",
        BY_WINS,
    ),
    # Recruiting and pilots
    Fault(
        "the fraction of a contact is lost", "candidate",
        "        recruiting.contact_carry -= contacts * MILLION\n", "        recruiting.contact_carry = 0\n",
    ),
    Fault(
        "a returning candidate draws its old numbers", "partner",
        "month, partner.index, partner.visit + 1)\n", "month, partner.index, partner.visit)\n",
    ),
    Fault(
        "a candidate not ready rests a month too long", "candidate",
        "month + selection.revisit_months, index", "month + selection.revisit_months + 1, index",
    ),
    Fault(
        "a pilot is judged before its extension", "partner",
        "not partner.pilot_is_extended,", "partner.pilot_is_extended,",
    ),
    Fault(
        "an extended pilot counts from its extension", "partner",
        "partner.pilot_start_day + days,", "w.run.today + days,",
    ),
    Fault(
        "a pilot that comes first counts no opportunities before onboarding", "partner",
        "        _expect_first_opportunity(w, slot)\n        _begin_pilot(w, slot)\n",
        "        _begin_pilot(w, slot)\n",
        PILOT_FIRST,
    ),
    # Deals and customers
    Fault(
        "a first opportunity meets the discovery gate", "partner",
        "new_deal(w, slot, partner.first_month, 0, day, True)\n",
        "new_deal(w, slot, partner.first_month, 0, day, False)\n",
    ),
    Fault(
        "a displaced deal comes a month late", "deal",
        "month_of(today + w.parameters.vendor.direct_delay_days)",
        "month_of(today + w.parameters.vendor.direct_delay_days) + 1",
    ),
    Fault(
        "a renewal does not change the ARR of the term", "customer",
        "        _move_arr(w, position, deal.arr_cents - before)\n",
        "        _move_arr(w, position, deal.arr_cents - before)\n        deal.arr_cents = before\n",
        LONG,
    ),
    Fault(
        "a renewal's fee is that of the year before", "customer",
        "    deal.contract_year += 1\n    deal.term_month = month_of(today)\n    read_at_renewal(w, position)\n"
        "    accrue(w, position, payable_at_renewal(w, deal))\n",
        "    accrue(w, position, payable_at_renewal(w, deal))\n    read_at_renewal(w, position)\n"
        "    deal.contract_year += 1\n    deal.term_month = month_of(today)\n",
        LONG,
    ),
    Fault(
        "a renewal draws the ordinal of the next", "customer",
        "    ordinal = deal.contract_year - 1\n", "    ordinal = deal.contract_year\n",
        LONG,
    ),
    Fault(
        "a customer that leaves pays one month more", "customer",
        "_leave(w, position, _CHURNED, month_of(today) - 1, 0)", "_leave(w, position, _CHURNED, month_of(today), 0)",
        LONG,
    ),
    Fault(
        "the last month of a contract is not recognised", "books",
        "if month <= w.deals[position].last_month:", "if month < w.deals[position].last_month:",
    ),
    Fault(
        "orphans are those that have a partner", "customer",
        "    if not w.partners[deal.partner].gone:\n        odds = retention",
        "    if w.partners[deal.partner].gone:\n        odds = retention",
        LONG,
    ),
    # Money
    Fault(
        "a payout loses the fees that wait", "payout",
        "            w.fees[kept] = w.fees[position]\n            kept += 1\n",
        "            w.fees[kept] = w.fees[position]\n",
    ),
    Fault(
        "a fee payable on the day of the cutoff is paid", "payout",
        "is_due(fee.payable_day, month,", "is_due(fee.payable_day - 1, month,",
        ('payout.trigger="signature"', "payout.every_months=1"),
    ),
    Fault(
        "a partner's minimum is asked of each entry", "payout",
        "payout_outcome(due.amount_cents, minimum,", "payout_outcome(fee.amount_cents, minimum,", SETTLED,
    ),
    Fault(
        "an entry is asked at each payout", "payout",
        "        fee.has_been_due = True\n", "        fee.has_been_due = False\n", SETTLED,
    ),
    Fault(
        "what was taken back is earned still", "clawback",
        "    enter(w, position, -amount, w.run.today)\n",
        "    enter(w, position, -amount, w.run.today)\n    account.earned_cents += amount\n", SETTLED,
    ),
    Fault(
        "a downgrade takes no ARR", "clawback",
        "        deal.arr_cents -= given_up\n", "        deal.arr_cents -= 0\n", SETTLED,
    ),
    Fault(
        "who takes less stays for the year", "customer",
        "_await_end_of_year(w, position, w.accounts[position].go_live_day)",
        "_await(w, position, AWAITS_RENEWAL, w.accounts[position].go_live_day + DAYS_PER_YEAR)", SETTLED,
    ),
    Fault(
        "the age of a customer counts from a month before its go-live", "clawback",
        "        w.run.today - account.go_live_day, account.earned_cents,\n",
        "        w.run.today - account.go_live_day + 30, account.earned_cents,\n", SETTLED,
    ),
    Fault(
        "a disputed entry waits no longer", "payout",
        "            fee.payable_day += payout.dispute_days\n", "", SETTLED,
    ),
    Fault(
        "what is due to a partner that left is its last", "payout",
        "minimum, partner.gone, not due.has_more)", "minimum, partner.gone, True)", SETTLED,
    ),
    Fault(
        "bands know nothing of what was sold before", "bands",
        "deal_fee_cents(bands.measure, others, deal.arr_cents", "deal_fee_cents(bands.measure, 0, deal.arr_cents",
        EARNED,
    ),
    Fault(
        "what a cap cut is cut again", "cap",
        "        emit(w, _FEE_CUT, w.partners[slot].index, _NOBODY, w.cut_cents[slot], 0, 0)\n"
        "        w.cut_cents[slot] = 0\n",
        "        emit(w, _FEE_CUT, w.partners[slot].index, _NOBODY, w.cut_cents[slot], 0, 0)\n", EARNED,
    ),
    Fault(
        "effort knows no cap", "cap",
        "archetype.terms.cap_per_year_cents == 0:", "archetype.terms.cap_per_year_cents >= 0:", EARNED,
    ),
    Fault("a rebate accrues again", "rebate", "        w.rebates_accrued[at] = of_period\n", "", EARNED),
    Fault(
        "a period begins with what the last one accrued", "rebate",
        "    if ends_period(fiscal_month, rebate.period_months):\n        w.rebates_accrued[at] = 0\n", "", EARNED,
    ),
    Fault(
        "a partner has any number of bonuses", "bonus",
        "* deal.partner + place] = had + 1\n", "* deal.partner + place] = had\n", EARNED,
    ),
    Fault(
        "a distributor's part is booked as ours", "books",
        "listed if gross else listed - margin - distributor\n", "listed if gross else listed - margin\n", OWED,
    ),
    Fault(
        "a partner's fee comes a month late", "dues",
        "partner_fee_cents(_ANY_FEE, month, agreement)", "partner_fee_cents(_ANY_FEE, month - 1, agreement)", OWED,
    ),
    Fault(
        "a partner owes for its margin too", "dues",
        "w.used_cents[deal.partner] += listed - margin\n", "w.used_cents[deal.partner] += listed\n", OWED,
    ),
    Fault(
        "use of a month counts in the next", "dues",
        "partner.index, _NOBODY, shortfall, used, 0)\n        w.used_cents[slot] = 0\n",
        "partner.index, _NOBODY, shortfall, used, 0)\n", OWED,
    ),
    Fault(
        "partners that left bear support", "dues",
        "    if not partner.gone and is_sold(", "    if is_sold(", OWED + RESTLESS,
    ),
    Fault(
        "use is a month ahead", "use",
        "month_of_use_cents(arr_cents, month, archetype", "month_of_use_cents(arr_cents, month + 1, archetype", OWED,
    ),
    Fault(
        "later fees go to partners that left", "card",
        "    return not partner.gone or w.parameters.departure.pay_after_departure\n", "    return True\n",
        LONG + UNPAID + RESTLESS,
    ),
    Fault(
        "a share is payable from the next month on", "payout",
        "(payout.trigger, month, won, delay)", "(payout.trigger, month + 1, won, delay)",
        SHARED,
    ),
    Fault(
        "a share has no end", "card",
        "    if not is_shared(contract_month_of(year, month), card.share_months):\n        return 0\n", "", SHARED,
    ),
    Fault(
        "a share knows nothing of the ARR before", "books",
        "    return listed if added == 0 else", "    return listed if True else", SHARED,
    ),
    Fault(
        "what was added is that of the year before", "customer",
        "    w.added_cents[position] = deal.arr_cents - before\n",
        "    if deal.contract_year == 1:\n        w.added_cents[position] = deal.arr_cents - before\n", SHARED,
    ),
    Fault(
        "years to come have what this one added", "promises",
        "list_before(w, position, contract_month, listed) if year == deal.contract_year else listed",
        "list_before(w, position, contract_month, listed)", SHARED,
    ),
    Fault(
        "shares are promised from the first month of the year", "promises",
        "        month = passed % MONTHS_PER_YEAR + 1\n        contract_month",
        "        month = 1\n        contract_month", SHARED,
    ),
    Fault(
        "a flat sum is not at the win alone", "books",
        "    if deal.contract_year == 1:\n        fee +=", "    if True:\n        fee +=", SHARED,
    ),
    Fault(
        "a margin has one rate", "card",
        "margin_on_cents(\n        before, after, _year_rate(w, position, terms, card, year),",
        "margin_on_cents(\n        before, after, card.rate_bps,", LINES,
    ),
    Fault("all lines have one card", "card", "line_of(w, w.deals[position]) if len(cards) > tiers else 0", "0", LINES),
    Fault("margins to come are not promised", "promises", "        _promise_margins(w, position)\n", "", LINES),
    Fault(
        "the booked ACV has one month's least", "card",
        "arr, arr, MONTHS_PER_YEAR)", "arr, arr, 1)", LINES,
    ),
    Fault("the month's onboardings are paid again", "books", "    w.run.onboardings_begun = 0\n", ""),
    Fault(
        "influence touches what was taken away", "vendor",
        "            new = _take_away(w, month, new, overload)\n", "            _take_away(w, month, new, overload)\n",
    ),
    # The twin, and what has no row
    Fault(
        "the twin keeps its program", "kernel",
        "    else:\n        end_agreements(w)\n", "    elif w.run.phase >= 0:\n        end_agreements(w)\n", STARTED,
    ),
    Fault(
        "the twin counts stocks", "kernel",
        "    if with_program:\n        count_stocks(w, month)\n", "    count_stocks(w, month)\n",
    ),
    # What is there on day 0
    Fault("customers of day 0 wait for their go-live", "start", "    deal.awaits = started.awaits\n", "", STARTED),
    Fault("their ARR is not counted", "started_rows", "    count_arr(w, deal, deal.arr_cents)\n", "", STARTED),
    Fault(
        "their term begins on day 0", "start",
        "    deal.term_month = started.term_month\n", "    deal.term_month = started.term_month // 2\n", STARTED,
    ),
    Fault("their contracts are in the first year", "start", "= started.contract_year\n", "= 1\n", STARTED),
    Fault("their revenue is not theirs", "start", "    deal.is_established = started.is_established\n", "", STARTED),
    Fault(
        "open opportunities are decided a day late", "start",
        "schedule_deal(w, event.day,", "schedule_deal(w, event.day + event.phase // 3,", STARTED,
    ),
    Fault("partners of day 0 are not cared for", "start", "= started.onboarded\n", "= False\n", STARTED),
    Fault("they are as young as day 0", "start", "= started.signed_day\n", "= 0\n", STARTED),
    Fault(
        "their last win is no activity", "start",
        "= max(started.last_qualified_day, started.last_won_day)\n", "= started.last_qualified_day\n", STARTED,
    ),
    Fault("they have worked no account", "start", "    partner.qualified = started.qualified\n", "", STARTED),
    Fault("they ramp from month 1", "start", "= started.first_month\n", "= 0\n", STARTED),
    Fault(
        "they are recruited where a phase asks", "start",
        "= started.is_recruited\n", "= True\n", STARTED + BY_ACTIVE,
    ),
    Fault(
        "they draw under another place", "start",
        "started.name_word, started.place)", "started.name_word, started.place + 65536)", STARTED,
    ),
    Fault(
        "the twin begins where the run ends", "start",
        "        w.channel_arr_cents[channel] = w.start.channel_arr_cents[channel]\n",
        "        if w.run.rows == 0:\n"
        "            w.channel_arr_cents[channel] = w.start.channel_arr_cents[channel]\n",
    ),
    Fault(
        "nobody waits in the tallies", "in_force",
        "        waiting += 1 if partner.waits else 0\n", "", FEW_SLOTS,
    ),
    Fault(
        "the tallies miss what is lost", "replication",
        "    total.amount += amount\n", "    total.amount += max(0, amount)\n",
    ),
    # Records
    Fault(
        "a partner contacted anew has what another had", "partner",
        "    partner.qualified = 0\n", "    partner.qualified = partner.index % 2\n",
    ),
    Fault(
        "partners draw under the name of the first archetype", "candidate",
        "return w.parameters.archetypes[position].name_word", "return w.parameters.archetypes[0].name_word",
    ),
)  # fmt: skip


CASES = sorted({fault.overrides for fault in FAULTS})


@cache
def parameters_and_key(overrides: tuple[str, ...], world: int) -> tuple[Parameters, int]:
    scenario = load_scenario(SCENARIO, [*SHORT, *overrides])
    return world_parameters(scenario, SEED, world)[1], chance_key(SEED, world, 0)


@cache
def expected(overrides: tuple[str, ...], world: int) -> Outcome:
    """What the reference engine gives, and the tallies of its ledgers."""
    parameters, key = parameters_and_key(overrides, world)
    run, twin = (simulate(parameters, key, with_program) for with_program in (True, False))
    return Outcome(run.array(), twin.array(), tallies(run, parameters), tallies(twin, parameters))


def differences(kernel: Any, overrides: tuple[str, ...]) -> Iterator[str]:
    """What differs between the engines, a replication after the other."""
    for world in range(REPLICATIONS):
        parameters, key = parameters_and_key(overrides, world)
        found, right = outcome_of(kernel, world_of([parameters], DEALS, ROWS), 0, key), expected(overrides, world)
        assert found is not None, "there is not enough room"
        pairs: list[tuple[str, IntArray, IntArray]] = [
            ("ledger", found.ledger, right.ledger), ("ledger of the twin", found.twin_ledger, right.twin_ledger),
        ]  # fmt: skip
        for name, one, other in (("", found.tallies, right.tallies), (" twin", found.twin_tallies, right.twin_tallies)):
            pairs += parts_of(name, one, other)
        yield from (name for name, one, other in pairs if not np.array_equal(one, other))


def parts_of(name: str, one: Tallies, other: Tallies) -> list[tuple[str, IntArray, IntArray]]:
    parts = ("sums", "stocks", "recruited_arr", "pay_due", "unused", "owed")
    return [(f"{part}{name}", getattr(one, part), getattr(other, part)) for part in parts]


@pytest.mark.parametrize("overrides", CASES, ids=lambda overrides: "+".join(overrides) or "plain")
def test_without_a_fault_nothing_differs(overrides: tuple[str, ...]) -> None:
    with plain_kernel() as kernel:
        assert list(differences(kernel, overrides)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_fault_is_found(fault: Fault) -> None:
    with plain_kernel({fault.module: (fault.old, fault.new)}) as kernel:
        assert next(differences(kernel, fault.overrides), None) is not None


def test_there_are_enough_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len({fault[1:] for fault in FAULTS}) == len(FAULTS) >= 78
