"""Nothing appears from nowhere: ARR, fees, revenue, contribution and cash add up, to the cent."""

from collections import Counter, defaultdict

import numpy as np

from sim.ledger import Channel, Kind
from sim.metrics.declared import metric_set_of
from sim.rules.card import RESALE
from sim.rules.payout import GO_LIVE
from sim.rules.phases import reaches_share
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, contract_month_cents, month_of, share_of_cents

DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ARR_MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
COSTS = [kind for kind in Kind if kind.name.startswith("COST_")]


def close_month(row) -> int:
    """Month of a row that a close writes."""
    assert row[DAY] % DAYS_PER_MONTH == 0
    return row[DAY] // DAYS_PER_MONTH


def of(rows, *kinds):
    return [row for row in rows if row[KIND] in kinds]


def test_recruited_arr_bridge(runs):
    """Deal by deal: what is renewed, cancelled or churned is what was in force; opening and moves make the close."""
    for run in runs:
        won = {(row[PARTNER], row[DEAL]): row for row in of(run.rows, Kind.WON)}
        arr, moves = defaultdict(int), Counter()
        closing = {}
        months = iter(range(1, run.parameters.months + 1))
        month = next(months)
        for row in run.rows:
            while month is not None and row[DAY] >= DAYS_PER_MONTH * month:
                closing[month] = sum(arr.values())
                month = next(months, None)
            key, amount = (row[PARTNER], row[DEAL]), row[AMOUNT]
            if row[KIND] == Kind.GO_LIVE:
                assert key not in arr
                assert amount == won[key][LIST] > 0
                arr[key] = amount
            elif row[KIND] == Kind.RENEWED:
                assert amount == arr[key]
            elif row[KIND] == Kind.EXPANDED:
                assert amount > 0
                arr[key] += amount
            elif row[KIND] in (Kind.CANCELLED, Kind.CHURNED):
                assert amount == -arr[key]
                arr[key] = 0
            if row[KIND] in (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED):
                moves[Kind(row[KIND]), month_of(row[DAY])] += amount
        opening = 0
        for m, stated in enumerate(run.metric("partner_arr"), 1):
            lost = run.metric("cancelled_arr")[m - 1] + run.metric("churned_arr")[m - 1]
            assert lost == -moves[Kind.CANCELLED, m] - moves[Kind.CHURNED, m]
            assert run.metric("expanded_arr")[m - 1] == moves[Kind.EXPANDED, m]
            gained = moves[Kind.GO_LIVE, m] + moves[Kind.EXPANDED, m]
            assert opening + gained - lost == stated == closing[m]
            opening = stated


def test_channel_arr_bridge(runs):
    """Opening + new + expansion - churn - taken = closing, and a channel's revenue is a twelfth of the closing ARR."""
    moving = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_EXPANSION, Kind.CHANNEL_CHURN)
    for run in runs:
        for rows, is_run in ((run.rows, True), (run.twin, False)):
            moves, revenue = Counter(), {}
            for row in rows:
                if row[KIND] in moving:
                    moves[row[DETAIL], close_month(row)] += row[AMOUNT]
                elif row[KIND] in (Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR):
                    assert row[AMOUNT] < 0
                    assert is_run
                    moves[Channel.DIRECT.value, close_month(row)] += row[AMOUNT]
                elif row[KIND] == Kind.CHANNEL_REVENUE:
                    assert (row[DETAIL], close_month(row)) not in revenue
                    revenue[row[DETAIL], close_month(row)] = row
            for channel, parameters in zip(Channel, run.parameters.vendor.channels, strict=True):
                arr = parameters.starting_arr_cents
                for month in range(1, run.parameters.months + 1):
                    arr += moves[channel.value, month]
                    assert arr >= 0
                    listed = contract_month_cents(arr, (month - 1) % 12 + 1)
                    booked = listed
                    if not run.parameters.vendor.resale_booking_is_gross:
                        booked -= share_of_cents(listed, parameters.margin_rate_bps)
                    row = revenue.get((channel.value, month), (0,) * 7)
                    assert (row[LIST] if row[AMOUNT] else listed, row[AMOUNT]) == (listed, booked)
                    if is_run:
                        assert run.metric(f"{channel.name.lower()}_arr")[month - 1] == arr
                        assert run.metric(f"{channel.name.lower()}_revenue")[month - 1] == booked


def test_displaced_arr_comes_from_cannibalised_deals(runs):
    """Each equivalent once, at the close of the month in which direct would have won, at most the deal's ARR."""
    for run in runs:
        won = {(row[PARTNER], row[DEAL]): row for row in of(run.rows, Kind.WON) if row[DETAIL] == 1}
        seen = set()
        for row in of(run.rows, Kind.DISPLACED_ARR):
            key = row[PARTNER], row[DEAL]
            assert key not in seen
            seen.add(key)
            assert -won[key][LIST] <= row[AMOUNT] < 0
            assert close_month(row) == month_of(won[key][DAY] + run.parameters.vendor.direct_delay_days)


def test_fees_accrued_are_paid_or_owed(runs):
    """At every close; each fee is paid once, in full, at the first payout close after it became payable."""
    for run in runs:
        archetypes = run.parameters.archetypes
        payout = archetypes[0].payout
        go_live = {archetype.name: archetype.go_live_days for archetype in archetypes}
        names = archetype_names(run)
        open_fees, accrued, paid = defaultdict(list), 0, 0
        accrued_in, paid_in = Counter(), Counter()
        for row in run.rows:
            key = row[PARTNER], row[DEAL], row[DETAIL]
            if row[KIND] == Kind.FEE_ACCRUED:
                assert not open_fees[key]
                wait = go_live[names(row[PARTNER])] if payout.trigger == GO_LIVE and row[DETAIL] == 1 else 0
                open_fees[key].append((row[AMOUNT], row[DAY] + wait))
                accrued += row[AMOUNT]
                accrued_in[month_of(row[DAY])] += row[AMOUNT]
            elif row[KIND] == Kind.SHARE_ACCRUED:
                open_fees[*key[:2], (row[DETAIL] - 1) // 12 + 1].append((row[AMOUNT], row[DAY] - 1))
                accrued += row[AMOUNT]
                accrued_in[close_month(row)] += row[AMOUNT]
            elif row[KIND] == Kind.FEE_PAID:
                month = close_month(row)
                assert (month - payout.lag_months) % payout.every_months == 0
                amount, payable = open_fees[key].pop(0)
                assert amount == row[AMOUNT]
                cutoff = DAYS_PER_MONTH * (month - payout.lag_months)
                assert cutoff - DAYS_PER_MONTH * payout.every_months <= payable < cutoff
                paid += row[AMOUNT]
                paid_in[month] += row[AMOUNT]
            assert accrued - paid == sum(amount for fees in open_fees.values() for amount, _ in fees)
        assert [accrued_in[m] for m in range(1, run.parameters.months + 1)] == run.metric("commissions")
        assert [paid_in[m] for m in range(1, run.parameters.months + 1)] == run.metric("fees_paid")
        owed = 0
        for month, stated in enumerate(run.metric("fees_owed"), 1):
            owed += accrued_in[month] - paid_in[month]
            assert owed == stated >= 0
        assert owed == sum(amount for fees in open_fees.values() for amount, _ in fees)


def archetype_names(run):
    """The archetype's name of a dense index."""
    starts, start = [], 0
    for archetype in run.parameters.archetypes:
        starts.append((start, archetype.name))
        start += archetype.candidates + archetype.candidates_per_month * run.parameters.months

    def name(partner: int) -> str:
        return [found for first, found in starts if first <= partner][-1]

    return name


def test_every_cent_of_revenue_traces_to_a_won_deal(runs):
    """Revenue by customer sums to the line, and stands in exactly the months in which the customer is in force."""
    for run in runs:
        horizon = run.parameters.months
        won = {(row[PARTNER], row[DEAL]) for row in of(run.rows, Kind.WON)}
        start = {(row[PARTNER], row[DEAL]): month_of(row[DAY]) for row in of(run.rows, Kind.GO_LIVE)}
        end = {(row[PARTNER], row[DEAL]): month_of(row[DAY]) for row in of(run.rows, Kind.CANCELLED)}
        end |= {(row[PARTNER], row[DEAL]): month_of(row[DAY]) - 1 for row in of(run.rows, Kind.CHURNED)}
        booked, listed, months = Counter(), Counter(), defaultdict(list)
        for row in of(run.rows, Kind.REVENUE):
            key = row[PARTNER], row[DEAL]
            assert key in won
            assert 0 <= row[AMOUNT] <= row[LIST]
            months[key].append(close_month(row))
            booked[close_month(row)] += row[AMOUNT]
            listed[close_month(row)] += row[LIST]
        assert [booked[m] for m in range(1, horizon + 1)] == run.metric("recruited_revenue")
        assert [listed[m] for m in range(1, horizon + 1)] == run.metric("recruited_list_revenue")
        for key, first in start.items():
            assert months.pop(key, []) == list(range(first, min(horizon, end.get(key, horizon)) + 1))
        assert not months
        parts = [run.metric(f"{name}_revenue") for name in ("direct", "inbound", "roster", "recruited")]
        assert [sum(amounts) for amounts in zip(*parts, strict=True)] == run.metric("total_revenue")


def test_months_of_a_contract_year_sum_to_the_arr(runs):
    for run in runs:
        arr, revenue = {}, defaultdict(list)
        for row in run.rows:
            key = row[PARTNER], row[DEAL]
            if row[KIND] == Kind.GO_LIVE:
                arr[key] = [row[AMOUNT]]
            elif row[KIND] == Kind.RENEWED:
                arr[key].append(row[AMOUNT])
            elif row[KIND] == Kind.EXPANDED:
                arr[key][-1] += row[AMOUNT]
            elif row[KIND] == Kind.REVENUE:
                revenue[key].append(row[LIST])
        for key, amounts in revenue.items():
            years = [amounts[first : first + 12] for first in range(0, len(amounts), 12)]
            for year, in_force in zip(years, arr[key], strict=False):
                assert sum(year) == (in_force if len(year) == 12 else in_force * len(year) // 12)
            assert len(years) <= len(arr[key])


def test_resale_margin_is_list_less_booked_or_a_row_of_its_own(runs):
    for run in runs:
        paid = Counter()
        for row in of(run.rows, Kind.RESALE_MARGIN):
            paid[close_month(row)] += row[AMOUNT]
        names = archetype_names(run)
        terms = {archetype.name: archetype.terms for archetype in run.parameters.archetypes}
        pays = run.parameters.departure.pay_after_departure
        expected = Counter()
        for row in of(run.rows, Kind.REVENUE):
            margin_terms = terms[names(row[PARTNER])]
            margin = share_of_cents(row[LIST], margin_terms.cards[0].rate_bps) if margin_terms.model == RESALE else 0
            if run.parameters.vendor.resale_booking_is_gross:
                assert row[AMOUNT] == row[LIST]
            else:
                assert row[LIST] - row[AMOUNT] in ((margin,) if pays else (0, margin))
                margin = row[LIST] - row[AMOUNT]
            expected[close_month(row)] += margin
        if run.parameters.vendor.resale_booking_is_gross:
            assert {m: amount for m, amount in expected.items() if amount} == dict(paid)
        else:
            assert not paid
        assert [expected[m] for m in range(1, run.parameters.months + 1)] == run.metric("resale_margin")


def company(rows, run):
    """Revenue, contribution and cash of a ledger by month, counted a second time, row by row."""
    vendor, months = run.parameters.vendor, run.parameters.months
    sums = {name: [0] * (months + 1) for name in ("revenue", "listed", "pursued", "margin", "cost", "accrued", "paid")}
    for row in rows:
        kind, amount = row[KIND], row[AMOUNT]
        if kind in (Kind.CHANNEL_REVENUE, Kind.REVENUE):
            sums["revenue"][close_month(row)] += amount
            sums["listed"][close_month(row)] += row[LIST]
        elif kind == Kind.DISPLACED_ARR or (kind == Kind.CHANNEL_NEW_ARR and row[DETAIL] != Channel.ROSTER):
            sums["pursued"][close_month(row)] += amount  # what overload loses was paid for all the same
        elif kind in (Kind.RESALE_MARGIN, Kind.CHANNEL_MARGIN):
            sums["margin"][close_month(row)] += amount
        elif kind in COSTS:
            assert amount > 0
            sums["cost"][close_month(row)] += amount
        elif kind == Kind.FEE_ACCRUED:
            sums["accrued"][month_of(row[DAY])] += amount
        elif kind == Kind.SHARE_ACCRUED:
            sums["accrued"][close_month(row)] += amount
        elif kind == Kind.FEE_PAID:
            sums["paid"][close_month(row)] += amount
    contribution, cash = [], []
    for month in range(1, months + 1):
        goods = share_of_cents(sums["listed"][month], 10_000 - vendor.gross_margin_share_bps)
        acquisition = share_of_cents(sums["pursued"][month], vendor.acquisition_cost_rate_bps)
        spent = goods + acquisition + sums["cost"][month]
        earned = sums["revenue"][month] - sums["margin"][month]
        contribution.append(earned - spent - sums["accrued"][month])
        of_month = max(0, month - vendor.payment_delay_months)
        cash.append(sums["revenue"][of_month] - sums["margin"][of_month] - spent - sums["paid"][month])
    return sums["revenue"][1:], contribution, cash


def test_run_less_twin_is_incremental(runs):
    for run in runs:
        revenue, contribution, cash = company(run.rows, run)
        twin_revenue, twin_contribution, twin_cash = company(run.twin, run)
        assert run.metric("total_revenue") == revenue
        assert run.metric("twin_revenue") == twin_revenue
        assert run.metric("contribution") == contribution
        assert run.metric("twin_contribution") == twin_contribution
        assert run.metric("additional_revenue") == [a - b for a, b in zip(revenue, twin_revenue, strict=True)]
        assert run.metric("incremental_contribution") == [
            a - b for a, b in zip(contribution, twin_contribution, strict=True)
        ]
        incremental = [a - b for a, b in zip(cash, twin_cash, strict=True)]
        assert run.metric("incremental_cash") == incremental
        assert run.metric("cumulative_cash") == [sum(incremental[: m + 1]) for m in range(len(incremental))]


def lost_by_direct(run, month):
    """Direct list revenue that the twin has more, and its margin: cost of goods counted on the whole company."""
    loss = listed = 0
    for rows, sign in ((run.twin, 1), (run.rows, -1)):
        for row in of(rows, Kind.CHANNEL_REVENUE, Kind.REVENUE):
            if close_month(row) == month:
                listed += row[LIST] if sign < 0 else 0
                if row[KIND] == Kind.CHANNEL_REVENUE and row[DETAIL] == Channel.DIRECT:
                    loss += sign * row[AMOUNT]
    rate = 10_000 - run.parameters.vendor.gross_margin_share_bps
    return loss, loss - share_of_cents(listed + loss, rate) + share_of_cents(listed, rate)


def test_gross_less_what_direct_lost_is_net(runs):
    """Revenue and contribution, month by month, to the cent; the program's own is gross but for a rounding."""
    for run in runs:
        metric = run.metric
        for month in range(1, run.parameters.months + 1):
            value = {name: metric(name)[month - 1] for name in run.monthly}
            loss, margin = lost_by_direct(run, month)
            assert value["taken_revenue"] + value["overload_revenue"] == loss
            assert value["taken_contribution"] + value["overload_contribution"] == margin
            for name in ("taken_revenue", "overload_revenue", "taken_contribution", "overload_contribution"):
                assert value[name] >= 0
            assert value["additional_revenue"] == (
                value["recruited_revenue"] - value["taken_revenue"] - value["overload_revenue"]
            )
            assert value["incremental_contribution"] == (
                value["gross_incremental_contribution"]
                - value["taken_contribution"]
                + value["avoided_acquisition_cost"]
                - value["overload_contribution"]
            )
            assert abs(value["gross_incremental_contribution"] - value["program_contribution"]) <= 1


def test_taken_revenue_is_that_of_displaced_arr_that_lives_on_like_direct(runs):
    """Counted a second time: what each month displaced churns, expands and shrinks at the twin's rates, without cents.

    A cent a month of rounding, in the ARR that decays and in the revenue.
    """
    for run in runs:
        arr, twin = 0.0, run.parameters.vendor.channels[Channel.DIRECT].starting_arr_cents
        for month, stated in enumerate(run.metric("taken_revenue"), 1):
            moves = {
                row[KIND]: row[AMOUNT]
                for row in run.twin
                if row[DAY] == 30 * month and row[KIND] in ARR_MOVES and row[DETAIL] == Channel.DIRECT
            }
            kept = 1 + (moves.get(Kind.CHANNEL_CHURN, 0) + moves.get(Kind.CHANNEL_EXPANSION, 0)) / twin
            twin += sum(moves.values())
            arr = arr * kept + run.metric("displaced_arr")[month - 1]
            assert abs(stated - arr / 12) <= 2 + month / 6, month


def test_acquisition_is_avoided_for_displaced_deals_alone(runs):
    """At the rate of acquisition cost, half up on the month's new ARR with and without them; none for overload."""
    for run in runs:
        rate = run.parameters.vendor.acquisition_cost_rate_bps
        for displaced, avoided in zip(run.metric("displaced_arr"), run.metric("avoided_acquisition_cost"), strict=True):
            assert abs(avoided - displaced * rate / 10_000) <= 1
            assert displaced or not avoided


def test_the_roster_runs_in_the_twin_alike(runs):
    for run in runs:
        own = [row for row in of(run.rows, Kind.CHANNEL_REVENUE) if row[DETAIL] != Channel.DIRECT]
        assert own == [row for row in of(run.twin, Kind.CHANNEL_REVENUE) if row[DETAIL] != Channel.DIRECT]


def test_sourced_share_at_the_gate_is_integers_of_the_ledger(runs):
    for run in runs:
        ratio = metric_set_of(run.scenario).ratio("sourced_share")
        gate = run.scenario.gate
        window = range(max(1, gate.month - gate.window_months + 1), gate.month + 1)
        sourced = total = 0
        for row in of(run.rows, Kind.CHANNEL_REVENUE, Kind.REVENUE):
            if close_month(row) in window:
                total += row[AMOUNT]
                if row[KIND] == Kind.REVENUE or row[DETAIL] == Channel.ROSTER:
                    sourced += row[AMOUNT]
        assert sum(run.metric(ratio.numerator)[m - 1] for m in window) == sourced
        assert sum(run.metric(ratio.denominator)[m - 1] for m in window) == total
        bps = run.parameters.gate.threshold_bps
        assert reaches_share(sourced, total, bps) == (total > 0 and sourced * 10_000 >= bps * total)


def test_phases_are_entered_when_their_conditions_hold_and_only_then(runs):
    """At most one a month, on the state at the close before (R-44)."""
    for run in runs:
        entered = {row[DAY] // DAYS_PER_MONTH + 1: row[DETAIL] for row in of(run.rows, Kind.PHASE_ENTERED)}
        sunset = {row[DAY] // DAYS_PER_MONTH for row in of(run.rows, Kind.SUNSET)}
        phase = -1
        for month in range(1, run.parameters.months + 1):
            assert not sunset or month <= max(sunset) or month not in entered
            if sunset and month > max(sunset):
                continue
            following = phase + 1
            if following == len(run.parameters.phases):
                assert month not in entered
                continue
            wanted = run.parameters.phases[following]
            needed = wanted.entry_sourced_share_bps
            # a deal won on the day of the opening is decided after it
            won = {row[PARTNER] for row in of(run.rows, Kind.WON) if row[DAY] < DAYS_PER_MONTH * (month - 1)}
            first = max(1, month - run.parameters.gate.window_months)
            sourced = sum(run.metric("partner_revenue")[first - 1 : month - 1])
            total = sum(run.metric("total_revenue")[first - 1 : month - 1])
            active = run.metric("active_partners")[month - 2] if month > 1 else 0
            holds = (
                month >= wanted.earliest_month
                and len(won) >= wanted.entry_partners_won
                and active >= wanted.entry_active_partners
                and (not needed or reaches_share(sourced, total, needed))
            )
            assert holds == (month in entered)
            if holds:
                assert entered[month] == following
                phase = following


def test_influence_needs_active_partners(runs):
    """Direct business is touched in a month only if a partner is active at its close (R-03); a sunset comes after."""
    for run in runs:
        sunset = {close_month(row) for row in of(run.rows, Kind.SUNSET)}
        touched = {close_month(row) for row in of(run.rows, Kind.INFLUENCED_NEW_ARR)}
        active = {month for month, count in enumerate(run.metric("active_partners"), 1) if count}
        assert touched <= active | sunset


def test_years_of_contracts_are_360_days(runs):
    for run in runs:
        start = {(row[PARTNER], row[DEAL]): row[DAY] for row in of(run.rows, Kind.GO_LIVE)}
        for row in of(run.rows, Kind.RENEWED):
            assert row[DAY] == start[row[PARTNER], row[DEAL]] + DAYS_PER_YEAR * (row[DETAIL] - 1)


def by_month(run, rows, *kinds, column=AMOUNT, channels=tuple(Channel)):
    """Sums of a column over rows of these kinds, of any channel or of these, by month."""
    sums = [0] * run.parameters.months
    for row in of(rows, *kinds):
        if not Kind(row[KIND]).name.startswith("CHANNEL_") or row[DETAIL] in channels:
            closes = row[DAY] % DAYS_PER_MONTH == 0 and Kind(row[KIND]) not in (Kind.WON, Kind.FEE_ACCRUED)
            sums[(close_month(row) if closes else month_of(row[DAY])) - 1] += row[column]
    return np.array(sums)


def test_what_files_leave_out_is_counted_in_the_rows(runs):
    """The sums that no other test counts, from the rows and not from their parts."""
    for run in runs:
        rows, vendor = run.rows, run.parameters.vendor

        def of_rows(*kinds, run=run, rows=rows, **which):
            return by_month(run, rows, *kinds, **which)

        recruited, costs = of_rows(Kind.REVENUE), of_rows(*COSTS)
        direct, roster = (of_rows(Kind.CHANNEL_REVENUE, channels=(one,)) for one in (Channel.DIRECT, Channel.ROSTER))
        listed = of_rows(Kind.REVENUE, column=LIST).tolist()
        goods = np.array([share_of_cents(amount, 10_000 - vendor.gross_margin_share_bps) for amount in listed])
        roster_new = of_rows(Kind.CHANNEL_NEW_ARR, channels=(Channel.ROSTER,)).tolist()
        margin = 0 if vendor.resale_booking_is_gross else vendor.channels[Channel.ROSTER].margin_rate_bps
        new = of_rows(Kind.CHANNEL_NEW_ARR, channels=(Channel.DIRECT, Channel.INBOUND))
        new += of_rows(Kind.WON, Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR)
        new += [amount - share_of_cents(amount, margin) for amount in roster_new]
        signed = [sum(month_of(row[DAY]) <= month for row in of(rows, Kind.SIGNED)) for month in range(1, len(new) + 1)]
        earned = recruited - of_rows(Kind.RESALE_MARGIN) - of_rows(Kind.FEE_ACCRUED) - of_rows(Kind.SHARE_ACCRUED)
        expected = {
            "direct_revenue": direct, "partner_revenue": roster + recruited, "program_cost": costs,
            "program_contribution": earned - goods - costs, "gross_new_arr": new, "signed_ever": np.array(signed),
        }  # fmt: skip
        for name, values in expected.items():
            assert run.metric(name) == values.tolist(), name
