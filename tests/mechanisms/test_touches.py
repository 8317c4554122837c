"""Touches of won deals: what models credit to partners, recomputed by other code from the ledger (R-83)."""

from fractions import Fraction
from math import floor

import pytest

from sim.analysis.trace.trace import trace
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.scenario.load import ScenarioError, load_scenario

from ..engines.cases import SMALL, both
from .test_claim import DEAL, DETAIL, FIXED, KIND, LIST, OWN, engines, meets, registers, rows_of

RULED = "attribution={ test='rules', touches=['first', 'last', 'linear'] }"
OVER = (
    "registration={ valid_days=60, approval_days=9 }", RULED, "conflict={ engagement_from_days=-40 }",
    *both(
        "registration_probability=0.6", "registration_delay_days=30", "first_contact_days=20", "win_probability=0.8",
        "direct_overlap_probability=0.5", "support_probability=0.5", "mention_probability=0.2",
        "opportunities_per_month=3.0",
    ),
    "archetypes.referral.segments={ a=0.8, b=0.2 }", "segments={ b={ sold_by=[], effects={ acv_multiplier=2.0 } } }",
)  # fmt: skip
MODELS = ("first", "last", "linear")


def credits(touches):
    """By a list of touches in their order, True of the partner: what each model credits of 1."""
    return {
        "first": Fraction(touches[0]),
        "last": Fraction(touches[-1]),
        "linear": Fraction(sum(touches), len(touches)),
    }


def touches_of(claim):
    """Of a deal that was won: days and whose, the partner before direct sales on the same day."""
    found = [(claim.contact_day, 0, True)]
    if 0 <= claim.submission - claim.contact_day < 1_000 and claim.submission <= claim.decided_day:
        found.append((claim.submission, 0, True))
    if -1_000 < claim.engaged_day <= claim.decided_day:
        found.append((claim.engaged_day, 1, False))
    if claim.is_routed:
        found.append((claim.decided_day, 3, False))
    elif claim.support == 2:
        found.append((claim.decided_day, 2, True))
    return [own for _, _, own in sorted(found)]


@engines
def test_what_models_credit_is_that_of_the_touches_of_each_deal(engine):
    scenario = load_scenario(SMALL, OVER)
    ledger, twin, parameters = ledger_of(scenario, 1, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    whole = trace(scenario, 1, 0, 0, engine)
    sums, seen = dict.fromkeys(MODELS, 0), set()
    for name in sorted({whole.roll.name(row[2]) for row in whole.rows if row[KIND] == Kind.WON}):
        traced = trace(scenario, 1, 0, 0, engine, name)
        value = {row[DEAL]: row[LIST] for row in traced.rows if row[KIND] == Kind.WON}
        for claim in traced.claims:
            if claim.end == Kind.WON:
                parts = credits(touches_of(claim))
                seen.add(tuple(parts.values()))
                for model in MODELS:
                    sums[model] += floor(parts[model] * value[claim.deal] + Fraction(1, 2))
    assert len(seen) >= 8
    assert {model: int(found[f"{model}_touch_acv"].sum()) for model in MODELS} == sums
    won = [row for row in ledger.rows if row[KIND] == Kind.WON]
    assert found["touched_acv"].sum() == sum(row[LIST] for row in won) > max(sums.values())
    assert any(row[DETAIL] // 2 == 4 for row in won)


WORKED = {
    # contact on day 35, a claim on 40, decided on 115 with documented support; direct sales from day 55 on
    "alone": ((), (1, 1, 1)),
    "direct later": (meets(10), (1, 1, Fraction(3, 4))),
    "direct before": (meets(-21), (0, 1, Fraction(3, 4))),
    "direct on the same day": (meets(-20), (1, 1, Fraction(3, 4))),
    "direct after the decision": (meets(61), (1, 1, 1)),
    "nothing documented": ((*meets(10), f"{OWN}.support_probability=0"), (1, 0, Fraction(2, 3))),
    "direct between contact and claim": ((*meets(-18), f"{OWN}.support_probability=0"), (1, 1, Fraction(2, 3))),
}


@engines
@pytest.mark.parametrize("case", WORKED)
def test_worked_touches(case, engine):
    more, parts = WORKED[case]
    scenario = load_scenario("tests/hand/q1.toml", (*FIXED, *registers(5, 90), RULED, f"{OWN}.acv_sigma=0", *more))
    found = ledger_metrics(scenario, *ledger_of(scenario, 1, 0, 0, engine))
    credited = tuple(int(found[f"{model}_touch_acv"].sum()) for model in MODELS)
    assert credited == tuple(floor(2_400_000 * part + Fraction(1, 2)) for part in parts)


@engines
def test_no_money_moves_by_a_report(engine):
    over = (*FIXED, *registers(5, 90), *meets(10))
    assert rows_of((*over, RULED), engine) == rows_of((*over, "attribution={ test='rules' }"), engine)


@pytest.mark.parametrize(
    ("over", "message"),
    [
        (("registration={ valid_days=90 }", *both("registration_probability=0.5"), "attribution.touches=['first']"),
         "attribution.touches: the test 'all' knows registered and unregistered deals alone"),
        (("attribution={ test='rules', touches=['first', 'first'] }",), "attribution.touches: each counts once"),
        (("attribution={ test='rules', touches=['u_shaped'] }",), "attribution.touches"),
    ],
)  # fmt: skip
def test_a_fault_is_refused(over, message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, over)
    assert message in str(caught.value)
