"""Segments of the market: which deals direct sales close, and what a segment does to those of partners (R-56)."""

from collections import Counter

import numpy as np
import pytest

from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario

from ..engines.cases import FIELDS, SMALL
from .test_claim import AMOUNT, DAY, DETAIL, FIXED, KIND, LIST, OWN, engines, rows_of

KEPT = ("archetypes.referral.segments={ large=1.0 }", "archetypes.reseller.segments={ large=0.5, small=0.5 }")
ROUTED = (*KEPT, "segments={ large={ sold_by=['reseller'] } }")
SURE = (f"{OWN}.acv_sigma=0", f"{OWN}.churn_per_year=0", f"{OWN}.early_cancel_probability=0", "months=36")


@engines
@pytest.mark.parametrize(
    "terms",
    [
        "{ model='referral', rate=0.2, later_rates=[], flat_fee=100.0, services_rate=0.1 }",
        "{ model='share', rate=0.2, later_rates=[], fee_least=50.0 }",
        "{ model='resale', rate=0.2, later_rates=[], fee_least=50.0 }",
    ],
)
def test_a_routed_deal_pays_nothing_and_lives_on(terms, engine):
    given = (*FIXED, *SURE, f"{OWN}.terms={terms}", f"{OWN}.services_share=0.5", "bonuses.some={ amount=70.0 }")
    rows = rows_of((*given, *ROUTED), engine)
    assert [row[KIND] for row in rows if row[KIND] in (Kind.QUALIFIED, Kind.ROUTED, Kind.WON)] == [
        *(Kind.QUALIFIED, Kind.ROUTED, Kind.WON)
    ]
    pay = (Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED, Kind.SERVICES_FEE_ACCRUED, Kind.BONUS_ACCRUED, Kind.RESALE_MARGIN)
    assert not [row for row in rows if row[KIND] in pay]
    (won,) = [row for row in rows if row[KIND] == Kind.WON]
    assert (won[DETAIL] // 2, won[AMOUNT], won[LIST]) == (4, 2_400_000, 2_400_000)
    revenue = [row for row in rows if row[KIND] == Kind.REVENUE]
    assert {row[DETAIL] for row in revenue} == {4}
    assert all(row[AMOUNT] == row[LIST] for row in revenue)


@engines
def test_who_may_sell_in_it_has_its_deals(engine):
    rows = rows_of((*FIXED, *KEPT, "segments={ large={ sold_by=['referral'] } }"), engine)
    assert [row[DETAIL] // 2 for row in rows if row[KIND] == Kind.WON] == [0]
    assert not [row for row in rows if row[KIND] == Kind.ROUTED]


@engines
def test_a_segment_may_be_kept_direct(engine):
    """An empty list: no kind sells in it, and no kind that does is needed."""
    for kept in (KEPT, (f"{OWN}.segments={{ large=0.999, small=0.001 }}",)):
        rows = rows_of((*FIXED, *kept, "segments={ large={ sold_by=[] } }"), engine)
        assert [row[DETAIL] // 2 for row in rows if row[KIND] == Kind.WON] == [4]


def test_a_kind_of_which_all_is_kept_direct_is_named():
    for share, said in ((1.0, 1), (0.5, 0)):
        segments = (
            f"{OWN}.segments={{ large={share}, small={1 - share} }}" if share < 1 else f"{OWN}.segments={{ large=1.0 }}"
        )
        flags = red_flags(load_scenario(SMALL, (segments, "segments={ large={ sold_by=[] } }")))
        assert sum(flag.rule == "R-56" for flag in flags) == said


@engines
def test_a_routed_deal_has_no_claim(engine):
    claim = ("registration={ valid_days=90 }", f"{OWN}.registration_probability=1")
    rows = rows_of((*FIXED, *claim, *ROUTED), engine)
    assert not [row for row in rows if row[KIND] == Kind.REGISTERED]
    assert [row[DETAIL] // 2 for row in rows if row[KIND] == Kind.WON] == [4]


@engines
@pytest.mark.parametrize(("factor", "acv"), [(3.0, 7_200_000), (0.5, 1_200_000)])
def test_a_segment_acts_on_its_deals(factor, acv, engine):
    effect = f"segments={{ large={{ effects={{ acv_multiplier={factor}, cycle_multiplier={factor} }} }} }}"
    rows, plain = (rows_of((*FIXED, *SURE, *KEPT, *more), engine) for more in ((effect,), ()))
    (won,), (before,) = ([row for row in found if row[KIND] == Kind.WON] for found in (rows, plain))
    (qualified,) = [row for row in rows if row[KIND] == Kind.QUALIFIED]
    assert won[LIST] == acv
    assert (won[DAY] - qualified[DAY], before[DAY] - qualified[DAY]) == (int(60 * factor), 60)


MIXED = (
    "archetypes.referrer.segments={ a=0.6, b=0.4 }", "archetypes.reseller.segments={ b=0.5, c=0.5 }",
    "segments={ b={ sold_by=['reseller'] } }", "archetypes.referrer.ladder=metal",
    "ladders.metal={ order=['x', 'y'], tiers={ x={}, y={ needs={ billed=1.0 } } } }",
)  # fmt: skip


@engines
def test_routed_deals_are_in_no_share_and_recruited(engine):
    scenario = load_scenario(FIELDS, MIXED)
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    revenue = np.zeros(scenario.months, int)
    for row in ledger.rows:
        if row[KIND] == Kind.REVENUE and row[DETAIL] % 8 == 4:
            revenue[row[DAY] // 30 - 1] += row[AMOUNT]
    assert revenue.any()
    assert found["routed_revenue"].tolist() == revenue.tolist()
    assert (found["sourced_revenue"] == found["partner_revenue"] - revenue).all()
    assert (found["registered_revenue"] == found["recruited_revenue"] - revenue).all()
    routed = Counter(row[DAY] // 30 for row in ledger.rows if row[KIND] == Kind.ROUTED)
    assert found["routed_opportunities"].tolist() == [routed[month] for month in range(scenario.months)]
    won = sum(row[KIND] == Kind.WON and row[DETAIL] // 2 == 4 for row in ledger.rows)
    assert found["routed_deals"].sum() == won > 0
    assert (found["registered_deals"] == found["won_deals"] - found["routed_deals"]).all()


@engines
def test_what_is_routed_is_in_no_measure_of_its_partner(engine):
    """All of a kind's deals are routed: nobody is billed anything, so that nobody rises."""
    over = (*MIXED, "archetypes.referrer.segments={ a=0.0, b=1.0 }")
    rows = rows_of(over, engine, FIELDS)
    assert [row for row in rows if row[KIND] == Kind.REVENUE and row[DETAIL] % 8 == 4]
    assert not [row for row in rows if row[KIND] == Kind.TIER_CHANGED]


FAULTS = {
    "segments.b.sold_by: there is no archetype 'nobody'": (*KEPT, "segments={ b={ sold_by=['nobody'] } }"),
    "segments.large: it states neither sold_by nor effects": (*KEPT, "segments={ large={} }"),
    "segments.huge: no kind of partner has opportunities of it": (*KEPT, "segments={ huge={ sold_by=['referral'] } }"),
    "segments.small.sold_by: nobody who has opportunities of it may sell in it (those are reseller)": (
        *KEPT, "segments={ small={ sold_by=['referral'] } }",
    ),
    "segments.large.effects.departure_multiplier: unknown": (
        *KEPT, "segments={ large={ effects={ departure_multiplier=2.0 } } }",
    ),
    "segments: the shares must sum to 1": ("archetypes.referral.segments={ a=0.5 }",),
}  # fmt: skip


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_refused(message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, FAULTS[message])
    assert message in str(caught.value)
