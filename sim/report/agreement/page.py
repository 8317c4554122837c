"""The agreement of each kind of partner as text and as JSON values."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.analysis.agreement.entry import OF_PERIODS, Entry, Form
from sim.analysis.agreement.examples import Worked, examples
from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.example import example_sentences
from sim.report.agreement.text import sentences
from sim.report.agreement.worked_class import WORDS, class_example
from sim.report.agreement.worked_clawback import clawback_example
from sim.report.tables.columns import with_story
from sim.report.words.counting import listed
from sim.scenario.paths import split
from sim.scenario.schema import Scenario
from sim.units import CENTS

LABEL = 15
"""Characters of what a sentence is about."""
EXAMPLE = "example"
OF_ALL = ("clawback", "payout", "bonuses")
"""Tables of pay that are not of one kind of partner."""


def agreement_lines(
    scenario: Scenario, archetypes: Sequence[str], value: float | None, month: int | None, width: int
) -> Iterator[str]:
    """A heading and the sentences of each kind, then its examples."""
    for position, name in enumerate(archetypes):
        if position:
            yield ""
        agreement = Agreement(scenario, name)
        yield f"{name}: what a partner of this kind is paid"
        last = ""
        for about, text in (*sentences(agreement), *_of_examples(agreement, examples(scenario, name, value, month))):
            yield from with_story(f"  {about if about != last else '':<{LABEL}}", text, width)
            last = about
    if drawn := _drawn(scenario, archetypes):
        yield ""
        yield from with_story("", drawn, width)


def agreement_objects(
    scenario: Scenario, archetypes: Sequence[str], value: float | None, month: int | None
) -> list[dict[str, Any]]:
    """The same as JSON values, the entries of examples with days, months and amounts."""
    found = []
    for name in archetypes:
        agreement, its = Agreement(scenario, name), examples(scenario, name, value, month)
        found.append(
            {
                "archetype": name,
                "sentences": [one._asdict() for one in sentences(agreement)],
                "examples": [_example_object(agreement, one) for one in its],
            }
        )
    return found


def _of_examples(agreement: Agreement, its: Sequence[Worked]) -> Iterator[Said]:
    for one in its:
        for text in _words(agreement, one):
            yield Said(EXAMPLE, text)


def _words(agreement: Agreement, worked: Worked) -> Iterator[str]:
    yield from example_sentences(agreement, worked.example, worked.line, worked.tier)
    yield from class_example(agreement, worked)
    yield from clawback_example(agreement, worked.example)


def _example_object(agreement: Agreement, worked: Worked) -> dict[str, Any]:
    example = worked.example
    return {
        "line": worked.line or None,
        "tier": worked.tier or None,
        "deal": example.arr_cents / CENTS,
        "contract_year_1_by_class": {
            WORDS[at]: one.first_year_cents() / CENTS for at, one in ((worked.deal_class, example), *worked.others)
        }
        if worked.others
        else None,
        "won_day": example.won_day,
        "go_live_day": example.go_live_day,
        "sentences": list(_words(agreement, worked)),
        "entries": [
            {
                "form": one.form.value,
                "contract_year": one.year or None,
                "day": one.day,
                "amount": one.amount_cents / CENTS,
                "paid_month": one.paid_month,
                "name": _name(agreement, one),
            }
            for one in example.entries
        ],
        "open_bonuses": [
            {"name": one.name, "amount": one.amount_cents / CENTS, "probability": one.probability}
            for one in example.open_bonuses
        ],
    }


def _name(agreement: Agreement, entry: Entry) -> str | None:
    """Of a bonus or a rebate."""
    if entry.form is Form.BONUS:
        return sorted(agreement.scenario.bonuses)[entry.number]
    return sorted(agreement.terms.rebates)[entry.number] if entry.form in OF_PERIODS else None


def _drawn(scenario: Scenario, archetypes: Sequence[str]) -> str:
    """That numbers of pay are uncertain, and which ones the examples have."""
    own = [("archetypes", name, table) for name in archetypes for table in ("terms", "payout")]
    paths = [path for path in scenario.uncertainty if split(path)[:3] in own or split(path)[0] in OF_ALL]
    if not paths:
        return ""
    return f"A range is that of 8 worlds in 10; examples take the stated value of {listed(sorted(paths))}."
