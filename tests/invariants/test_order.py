"""Rows stand in a legal order: by day and phase of the day, in each partner's life, and in each deal's."""

from collections import defaultdict

from sim.ledger import DEALS_A_MONTH, LEAVING_KINDS, NOBODY, Channel, Kind, Subject, Trait
from sim.rules.selection import HIGHEST_SCORE
from sim.units import DAYS_PER_MONTH, month_of

DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)

PHASE_OF_DAY = {
    1: (
        Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION, Kind.CHANNEL_REVENUE, Kind.CHANNEL_MARGIN,
        Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR, Kind.INFLUENCED_NEW_ARR, Kind.INFLUENCED_REVENUE, Kind.CONTACTED,
        Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED, Kind.REVENUE, Kind.RESALE_MARGIN, Kind.SHARE_ACCRUED,
        Kind.FEE_PAID,        Kind.COST_MANAGERS, Kind.PHASE_ENTERED, Kind.SUNSET, Kind.MANAGER_LOAD,
    ),
    2: (Kind.GO_LIVE, Kind.CANCELLED, Kind.RENEWED, Kind.EXPANDED, Kind.CHURNED),
    3: (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER),
    4: (Kind.REJECTED, Kind.QUALIFIED),
    5: (Kind.ONBOARDING_ENDED,),
    6: (Kind.PILOT_PASSED, Kind.PILOT_EXTENDED, Kind.PILOT_FAILED),
    7: (Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED, Kind.SIGNED),
}  # fmt: skip
"""Kinds that happen in one phase of the day alone (fees accrue, and onboarding and its queue begin, in several)."""
PHASE = {kind: phase for phase, kinds in PHASE_OF_DAY.items() for kind in kinds}

VENDOR = {
    Kind.GROWTH,
    Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION, Kind.CHANNEL_REVENUE, Kind.CHANNEL_MARGIN,
}  # fmt: skip
"""Business that needs no program."""
LEFT = set(LEAVING_KINDS)
IN_FORCE = {Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED}
NEXT_OF_PARTNER = {
    None: {Kind.CONTACTED},
    Kind.CONTACTED: {Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED},
    Kind.STAGE_PASSED: {Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED, Kind.SIGNED},
    Kind.REFUSED: set(),
    Kind.POSTPONED: {Kind.CONTACTED},
    Kind.SIGNED: {Kind.QUEUED, Kind.PILOT_PASSED, Kind.PILOT_EXTENDED, Kind.PILOT_FAILED} | IN_FORCE,
    Kind.QUEUED: {Kind.ONBOARDING_STARTED} | IN_FORCE,
    Kind.ONBOARDING_STARTED: {Kind.ONBOARDING_ENDED} | IN_FORCE,
    Kind.ONBOARDING_ENDED: {Kind.PILOT_PASSED, Kind.PILOT_EXTENDED, Kind.PILOT_FAILED} | IN_FORCE,
    Kind.PILOT_EXTENDED: {Kind.PILOT_PASSED, Kind.PILOT_FAILED} | IN_FORCE,
    Kind.PILOT_PASSED: {Kind.QUEUED} | IN_FORCE,
    **{kind: set() for kind in LEFT},
}
"""What may follow what in a partner's life, deals apart; nothing follows a leaving."""

NEXT_OF_DEAL = {
    None: {Kind.REJECTED, Kind.QUALIFIED},
    Kind.REJECTED: set(),
    Kind.QUALIFIED: {Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER},
    Kind.LOST: set(),
    Kind.LOST_TO_CONFLICT: set(),
    Kind.LOST_WITH_PARTNER: set(),
    Kind.WON: {Kind.GO_LIVE},
    Kind.GO_LIVE: {Kind.CANCELLED, Kind.RENEWED, Kind.CHURNED},
    Kind.CANCELLED: set(),
    Kind.RENEWED: {Kind.EXPANDED, Kind.RENEWED, Kind.CHURNED},
    Kind.EXPANDED: {Kind.RENEWED, Kind.CHURNED},
    Kind.CHURNED: set(),
}
"""What may follow what in a deal's life; its money rows are looked at apart."""
MONEY_OF_DEAL = {
    Kind.DISPLACED_ARR,
    Kind.REVENUE,
    Kind.RESALE_MARGIN,
    Kind.FEE_ACCRUED,
    Kind.SHARE_ACCRUED,
    Kind.FEE_PAID,
}


def lives(rows, is_own):
    """Rows by partner, or by partner and deal, in the order of the ledger."""
    result = defaultdict(list)
    for row in rows:
        if row[PARTNER] >= 0 and (row[DEAL] < 0) == is_own:
            result[row[PARTNER] if is_own else (row[PARTNER], row[DEAL])].append(row)
    return result


def test_days_and_phases_of_the_day_rise(runs):
    for run in runs:
        for rows in (run.rows, run.twin):
            days = [row[DAY] for row in rows]
            assert days == sorted(days)
            assert days[0] >= 0
            assert days[-1] == DAYS_PER_MONTH * run.parameters.months
            ordered = [(row[DAY], PHASE[row[KIND]]) for row in rows if row[KIND] in PHASE]
            assert ordered == sorted(ordered)


def test_within_a_phase_of_the_day_partners_and_deals_rise(runs):
    for run in runs:
        keys = [
            (row[DAY], PHASE[row[KIND]], row[PARTNER], row[DEAL]) for row in run.rows if PHASE.get(row[KIND], 1) > 1
        ]
        assert keys == sorted(keys)


def test_a_close_walks_partners_and_deals_in_the_order_of_identity(runs):
    """Fees are paid in the order in which they accrued; everything else by partner and deal."""
    for run in runs:
        for kind in (Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED, Kind.DISPLACED_ARR, Kind.REVENUE, Kind.RESALE_MARGIN):
            keys = [(row[DAY], row[PARTNER], row[DEAL]) for row in run.rows if row[KIND] == kind]
            assert keys == sorted(keys)
        places, paid = defaultdict(list), []
        for place, row in enumerate(run.rows):
            if row[KIND] in (Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED):
                year = row[DETAIL] if row[KIND] == Kind.FEE_ACCRUED else (row[DETAIL] - 1) // 12 + 1
                places[row[PARTNER], row[DEAL], year].append(place)
            elif row[KIND] == Kind.FEE_PAID:
                paid.append((row[DAY], places[row[PARTNER], row[DEAL], row[DETAIL]].pop(0)))
        assert paid == sorted(paid)


def test_nothing_but_the_close_on_the_last_day(runs):
    for run in runs:
        last = DAYS_PER_MONTH * run.parameters.months
        assert {PHASE.get(row[KIND], 1) for row in run.rows if row[DAY] == last} == {1}


def test_a_partners_life(runs):
    for run in runs:
        for rows in lives(run.rows, is_own=True).values():
            state, passed = None, 0
            for row in rows:
                kind = Kind(row[KIND])
                assert kind in NEXT_OF_PARTNER[state], f"{kind.name} after {state}: {rows}"
                if kind in (Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED):
                    assert row[DETAIL] == passed
                passed = 0 if kind == Kind.CONTACTED else passed + (kind == Kind.STAGE_PASSED)
                state = kind
            assert sum(row[KIND] == Kind.SIGNED for row in rows) <= 1
            assert sum(row[KIND] in LEFT for row in rows) <= 1


def test_a_partner_that_left_has_no_row_but_of_its_deals(runs):
    """And these are deals that were open, or customers, when it left; it brings no new opportunity."""
    for run in runs:
        left = {}
        for row in run.rows:
            assert row[PARTNER] not in left or row[DEAL] >= 0
            if row[PARTNER] in left:
                assert row[KIND] not in (Kind.QUALIFIED, Kind.REJECTED)
            if row[KIND] in LEFT:
                left[row[PARTNER]] = row[DAY]


def test_deals_belong_to_partners_under_agreement(runs):
    for run in runs:
        signed = {}
        for row in run.rows:
            if row[KIND] == Kind.SIGNED:
                signed[row[PARTNER]] = row[DAY]
            if row[KIND] in (Kind.QUALIFIED, Kind.REJECTED):
                assert row[DAY] > signed[row[PARTNER]]


def test_a_deals_life(runs):
    for run in runs:
        for (_, code), rows in lives(run.rows, is_own=False).items():
            state, day_of = None, {}
            for row in rows:
                kind = Kind(row[KIND])
                if kind in MONEY_OF_DEAL:
                    assert Kind.WON in day_of
                    assert kind not in (Kind.REVENUE, Kind.RESALE_MARGIN, Kind.SHARE_ACCRUED) or Kind.GO_LIVE in day_of
                    assert kind != Kind.FEE_ACCRUED or row[DETAIL] == 1 or Kind.RENEWED in day_of
                    continue
                assert kind in NEXT_OF_DEAL[state], f"{kind.name} after {state}: {rows}"
                assert kind in (Kind.EXPANDED,) or not day_of or row[DAY] > max(day_of.values())
                state, day_of[kind] = kind, row[DAY]
            assert month_of(rows[0][DAY]) == code // DEALS_A_MONTH


def test_deals_take_as_long_as_the_scenario_says(runs):
    for run in runs:
        archetypes = {(a.go_live_days, a.early_cancel_days) for a in run.parameters.archetypes}
        for rows in lives(run.rows, is_own=False).values():
            day_of = {Kind(row[KIND]): row[DAY] for row in rows if row[KIND] not in MONEY_OF_DEAL}
            if Kind.GO_LIVE in day_of:
                assert day_of[Kind.GO_LIVE] - day_of[Kind.WON] in {wait for wait, _ in archetypes}
            if Kind.CANCELLED in day_of:
                assert 1 <= day_of[Kind.CANCELLED] - day_of[Kind.GO_LIVE] <= max(window for _, window in archetypes)


def test_sizes_scores_and_signs(runs):
    positive = (Kind.SIGNED, DETAIL), (Kind.WON, LIST), (Kind.GO_LIVE, AMOUNT), (Kind.FEE_ACCRUED, AMOUNT)
    positive = (*positive, (Kind.SHARE_ACCRUED, AMOUNT))
    for run in runs:
        lowest = run.parameters.selection.minimum_score
        for row in run.rows:
            for kind, column in positive:
                assert row[KIND] != kind or row[column] > 0
            if row[KIND] == Kind.CONTACTED:
                assert lowest <= row[DETAIL] <= HIGHEST_SCORE
            if row[KIND] == Kind.WON:
                assert 0 <= row[AMOUNT] <= row[LIST]
            if row[KIND] == Kind.ONBOARDING_STARTED:
                assert row[DETAIL] >= 0


def test_the_twin_has_rows_of_the_vendor_alone(runs):
    for run in runs:
        assert {row[KIND] for row in run.twin} <= VENDOR


def test_rows_name_what_their_kind_says_and_closes_write_at_closes(runs):
    for run in runs:
        for row in (*run.rows, *run.twin):
            kind = Kind(row[KIND])
            assert (row[PARTNER] != NOBODY) == (kind.subject is not Subject.COMPANY), kind
            assert (row[DEAL] != NOBODY) == (kind.subject is Subject.DEAL), kind
            if Trait.CLOSE in kind.traits:
                assert row[DAY] > 0, kind
                assert row[DAY] % DAYS_PER_MONTH == 0, kind
            if Trait.BY_CHANNEL in kind.traits:
                assert row[DETAIL] in tuple(Channel), kind
