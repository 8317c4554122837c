"""Settings of settlement and clawback that change nothing are told."""

from pathlib import Path

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.load import load_scenario

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
BOTH = ("referrer", "reseller")
OWN = "archetypes.referrer.payout={every_months=1}"
LATER = "changes.later={month=9, set={payout.every_months=6}}"
SURE = tuple(f"archetypes.{name}.early_cancel_probability=0.0" for name in BOTH)


def told(*overrides: str) -> list[str]:
    flags = red_flags(load_scenario(FIELDS, overrides))
    return [f"{flag.rule} {flag.message}" for flag in flags if "changes nothing" in flag.message]


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (("payout.trial_days=45",), "R-91 payout.trial_days changes nothing: payout.trigger is go_live, not trial_end"),
        ((OWN, "archetypes.referrer.payout.trial_days=45"), "R-91 archetypes.referrer.payout.trial_days"),
        (("payout.dispute_days=9",), "R-62 payout.dispute_days"),
        (("changes.later={month=9, set={payout.dispute_days=9}}",), "R-62 payout.dispute_days"),
        (("changes.later={month=9, set={payout.trial_days=45}}",), "R-91 payout.trial_days"),
        (("payout.dispute_probability=0.1",), "R-62 payout.dispute_probability"),
        (("archetypes.reseller.payout={every_months=1}",), "R-90 archetypes.reseller.payout"),
        (
            (OWN, "archetypes.reseller={terms.flat_fee=50, payout.every_months=1}", LATER),
            "R-90 a change of payout changes nothing: each archetype has a payout of its own",
        ),
        (("clawback={full_days=30, partial_share=0.4}",), "R-92 clawback.partial_share"),
        (("clawback={full_days=0}", "archetypes.referrer.downgrade_probability=0.1"), "R-92 archetypes.referrer.down"),
        (("clawback={full_days=30}", *SURE), "R-92 clawback changes nothing: no customer of a partner that earns"),
        (("clawback={full_days=30}", "archetypes.referrer.early_cancel_first_day=30"), "R-92 clawback changes nothing"),
        (
            ("vendor.reseller_delay_months=2", "archetypes.reseller.terms={model='referral', rate=0.1}"),
            "R-90 vendor.reseller_delay_months",
        ),
    ],
)
def test_what_changes_nothing_is_told(overrides: tuple[str, ...], words: str) -> None:
    (found,) = told(*overrides)
    assert found.startswith(words)


def every(*overrides: str) -> list[str]:
    return [f"{flag.rule} {flag.message}" for flag in red_flags(load_scenario(FIELDS, overrides))]


def test_a_holdback_past_the_clawback_is_told() -> None:
    """Held on day 60 after go-live or later nothing is at stake: 61 days are one too many."""
    rule = "clawback={full_days=30, partial_days=60}"
    words = "R-91 payout.holdback_days: pay waits 61 days, and nothing is taken back from day 60 on"
    assert [said for said in every(rule, "payout.holdback_days=61") if said.startswith(words)]
    for silent in (
        (rule, "payout.holdback_days=60"),
        (rule, "payout.holdback_days=61", "payout.trigger=signature"),
        ("payout.holdback_days=61",),
    ):
        assert not [said for said in every(*silent) if "holdback_days: pay waits" in said]


@pytest.mark.parametrize(
    "more",
    [
        "bonuses.start={amount=100}",
        "archetypes.reseller.terms.rebates={volume={base='sold', steps={low={from=0, rate=0.1}}}}",
        "archetypes.reseller.terms.services_rate=0.1",
    ],
)
def test_a_payout_of_resellers_that_earn_beside_their_margin_acts(more: str) -> None:
    own = "archetypes.reseller.payout={every_months=1}"
    assert [said for said in told(own) if "archetypes.reseller.payout" in said]
    assert not [said for said in told(own, more) if "archetypes.reseller.payout" in said]


def test_a_bonus_above_the_deal_is_told() -> None:
    median = load_scenario(FIELDS).archetypes["referrer"].acv_median
    of_one = "archetypes=['referrer']"

    def said(amount: float, more: str = "") -> list[str]:
        bonus = f"bonuses.start={{{of_one}, amount={amount}{more}}}"
        return [one for one in every(bonus) if one.startswith("R-76 bonuses.start.amount")]

    assert len(said(median + 1)) == 1
    assert not said(median)
    assert not said(median + 1, f", acv_from={median + 1}")


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("payout.trigger='trial_end'", "payout.trial_days=45"),
        ("payout.dispute_probability=0.1", "payout.dispute_days=9"),
        ("payout.dispute_probability=0.1", "changes.later={month=9, set={payout.dispute_days=9}}"),
        (
            "payout.dispute_probability=0.1", "payout.dispute_days=9",
            "changes.later={month=9, set={payout.dispute_days=0}}",
        ),
        (
            "clawback={full_days=30, partial_days=90, partial_share=0.4}",
            "changes.later={month=9, set={clawback.full_days=20, clawback.partial_days=20}}",
        ),
        (OWN, "vendor.reseller_delay_months=2"),
        (OWN, LATER),
        ("archetypes.reseller={terms.flat_fee=50, payout.every_months=1}",),
        (
            "archetypes.reseller={terms.flat_fee=0, payout.every_months=1}",
            'uncertainty."archetypes.reseller.terms.flat_fee"={low=0.0, high=90.0}',
        ),
        (
            "archetypes.reseller={segments.a=1, terms.lines.a.flat_fee=50, payout.every_months=1}",
            "archetypes.reseller.early_cancel_probability=0.1", "clawback={full_days=30}",
        ),
        ("payout.dispute_days=9", 'uncertainty."payout.dispute_probability"={low=0.0, high=0.3}'),
        ("clawback={full_days=30, end_days=60, partial_share=0.4}",),
        ("clawback={full_days=31}", "archetypes.referrer.early_cancel_first_day=30"),
        ("clawback={full_days=31}", *SURE, "archetypes.referrer.churn_basis='month'"),
        (
            "clawback={full_days=0}", "archetypes.referrer.downgrade_probability=0.1",
            "archetypes.referrer.downgrade_share=0.2",
        ),
    ],
)  # fmt: skip
def test_what_acts_is_not(overrides: tuple[str, ...]) -> None:
    assert told(*overrides) == []
