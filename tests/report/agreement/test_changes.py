"""A change of any lever that concerns a partner is a sentence of its agreement, with both values."""

import re

import pytest

from sim.report.agreement.agreement import Agreement
from sim.report.agreement.changes import change_sentences
from sim.report.agreement.text import sentences
from sim.scenario.load import ScenarioError, changed, load_scenario
from sim.scenario.paths import leaf_paths, spec_of, value_at

from ...engines.cases import FIELDS
from .test_certificate import WHOLE

STATED = (
    *WHOLE,
    "bonuses.start={ amount=100.0, rate=0.01, acv_from=10.0, within_days=90, archetypes=['referrer'] }",
    "bonuses.other={ amount=100.0, archetypes=['reseller'] }",
    "ladders.metal.provisional_tier=high", "ladders.metal.provisional_months=3",
)  # fmt: skip
OF_US = ("cost_per_month", "care_weight")
WORDS = {
    "certificates.sales.valid_months": "certificate sales, the months for which it holds, for those passed or renewed "
    "from then on: 9 instead of 12",
    "certificates.sales.cost": "certificate sales, what a pass or renewal costs the vendor: $90 instead of $100",
    "bonuses.start.amount": "the amount of bonus start: $90 instead of $100",
    "bonuses.start.within_days": "the within days of bonus start: 9 instead of 90",
    "ladders.metal.tiers.high.needs.certified.sales": "tier high, the certified sales that it asks for: 9 instead of 2",
    "ladders.metal.tiers.high.one_of.points": "tier high, the points that suffices for it: 9 instead of 20",
    "ladders.metal.review_months": "the review months: 9 instead of 12",
    "ladders.metal.points.certified.tech": "the points for certified tech: 9 instead of 200",
}


def told(path: str, value: float, kind: str = "referrer") -> list[str]:
    scenario = load_scenario(FIELDS, [*STATED, f"changes.c={{ month=9, set={{ {path}={value} }} }}"])
    return [one.text for one in change_sentences(Agreement(scenario, kind))]


@pytest.mark.parametrize("path", WORDS)
def test_the_sentence_of_a_change(path: str) -> None:
    value = 90.0 if path.endswith(("cost", "amount")) else 9
    (sentence,) = told(path, value)
    assert sentence.endswith(f"(change c), {WORDS[path]}.")


def test_every_lever_of_ladder_bonus_and_certificate_is_told() -> None:
    """Generated: each that may change, to another value that the scenario can have."""
    scenario = load_scenario(FIELDS, STATED)
    silent, number = [], 0
    for path in leaf_paths(scenario):
        spec = spec_of(path)
        if not path.startswith(("ladders.", "bonuses.", "certificates.")) or spec is None or not spec.may_change:
            continue
        old = value_at(scenario, path)
        if not isinstance(old, int | float):
            continue
        for value in (old + 1, old / 2, 6, 1):
            try:
                changed(scenario, [f"changes.c={{ month=9, set={{ {path}={value} }} }}"])
            except ScenarioError:
                continue
            number += 1
            is_told = bool(told(path, value))
            if is_told == (path.startswith("bonuses.other") or path.endswith(OF_US)) and value != old:
                silent.append(path)
            break
    assert number > 20
    assert not silent


def test_the_page_has_it() -> None:
    scenario = load_scenario(FIELDS, [*STATED, "changes.c={ month=9, set={ bonuses.start.amount=90.0 } }"])
    said = [one.text for one in sentences(Agreement(scenario, "referrer"))]
    assert [one for one in said if re.search(r"change c\), the amount of bonus start: \$90 instead of \$100", one)]
