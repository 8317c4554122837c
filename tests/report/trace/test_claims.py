"""Each deal of a traced partner with its claim: days read again from draws, and the reason of its class in words."""

import json
import subprocess
import sys
from functools import cache

import pytest

from sim.analysis.trace.trace import trace
from sim.ledger import Kind
from sim.report.trace.claims import claim_text
from sim.rules.attribution import BROAD, RULES, STRICT, class_of_deal
from sim.scenario.load import load_scenario

from ...engines.cases import SMALL, both
from ...traces import traces_of

OVER = (
    "registration={ valid_days=60, approval_days=25 }", "attribution={ test='rules' }", "conflict={}",
    *both(
        "registration_probability=0.8", "registration_delay_days=9", "first_contact_days=10", "win_probability=0.8",
        "direct_overlap_probability=0.4", "support_probability=0.6", "mention_probability=0.2",
        "opportunities_per_month=3.0", "cycle_sigma=0.9",
        "partner_overlap_probability=0.1", "conflict_probability=0.05", "cycle_median_days=30.0",
    ),
    "archetypes.referral.segments={ a=0.8, b=0.2 }", "archetypes.reseller.segments={ b=1.0 }",
    "segments={ b={ sold_by=['reseller'] } }",
)  # fmt: skip


@cache
def traced_partners(influence):
    scenario = load_scenario(SMALL, (*OVER, f"attribution.influence={influence}"))
    whole = trace(scenario, 1, 0, 0, "reference")
    assert whole.claims == ()
    names = sorted({whole.roll.name(row[2]) for row in whole.rows if row[1] == Kind.QUALIFIED})
    return traces_of(scenario, 1, "reference", names)


@pytest.mark.parametrize(("influence", "code"), [("strict", STRICT), ("broad", BROAD)])
def test_the_days_of_a_claim_give_the_class_of_the_deal(influence, code):
    found = set()
    for traced in traced_partners(influence):
        won = {row[3]: row[6] // 2 for row in traced.rows if row[1] == Kind.WON}
        assert {one.deal: one.deal_class for one in traced.claims if one.deal_class is not None} == won
        for one in traced.claims:
            if one.deal_class is not None and not one.is_routed:
                found.add(one.deal_class)
                assert one.deal_class == class_of_deal(
                    RULES, code, True, 7, 60, 0, one.contact_day, one.submission, one.approval_day, one.engaged_day,
                    one.support, one.decided_day,
                )  # fmt: skip
    assert found == {0, 1, 2, 3}


def test_every_reason_is_said():
    texts = [claim_text(traced, one) for traced in traced_partners("strict") for one in traced.claims]
    for words in (
        ": registered, its claim held from day ", ": unregistered, it was not registered",
        "its claim had expired on day ", "its claim was approved only on day ",
        "its claim came later than 7 days after the first contact", ": influenced, direct sales came on day ",
        "its support is documented", ": only fulfilled, it is only mentioned", "nothing documents its support",
        ", account also of re", ": the other partner's, it ends", ", of a segment that direct sales close; ",
        ", and direct sales came on day ", "; lost day ", "; lost to conflict day ", "; open", ", before its claim",
    ):  # fmt: skip
        assert any(words in text for text in texts), words


def test_registration_alone_asks_for_the_claim_alone():
    scenario = load_scenario(SMALL, ("registration={ valid_days=30 }", *both("registration_probability=0.5")))
    whole = trace(scenario, 1, 0, 0, "reference")
    name = next(whole.roll.name(row[2]) for row in whole.rows if row[1] == Kind.WON)
    traced = trace(scenario, 1, 0, 0, "reference", name)
    texts = [claim_text(traced, one) for one in traced.claims if one.deal_class is not None]
    reasons = ("its claim held", "it was not registered", "its claim had expired")
    assert texts
    assert all(any(reason in text for reason in reasons) for text in texts)


def run_command(*words):
    return subprocess.run([sys.executable, "-m", "sim", *words], check=True, capture_output=True, text=True).stdout


def test_the_command_prints_them():
    traced = max(traced_partners("strict"), key=lambda one: len(one.claims))
    options = ["trace", str(SMALL), "--replication", "0", "--seed", "1", "--partner", traced.partner, "--quiet"]
    options += [part for over in OVER for part in ("--set", over)]
    text, as_json = (run_command(*options, *more) for more in ((), ("--json",)))
    assert "\nClaims\n" in text
    found = json.loads(as_json)
    assert [one["words"] for one in found["claims"]] == [claim_text(traced, one) for one in traced.claims]
    assert len(text.split("\nClaims\n")[1].split("\n\n")[0].splitlines()) >= len(traced.claims)
