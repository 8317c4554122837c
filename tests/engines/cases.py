"""Scenarios on which the engines are compared: every file there is, and variants that reach what these do not."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w

TESTS = Path(__file__).parents[1]
SMALL = TESTS / "scenario" / "small.toml"
FIELDS = TESTS / "fields" / "fields.toml"
HAND = TESTS / "hand" / "hand.toml"
BOTH = ("referral", "reseller")

FILES = (SMALL, FIELDS, HAND, *sorted((TESTS / "invariants").glob("*.toml")))
SLOW_FILES = tuple(sorted((TESTS / "closed_forms").glob("*.toml")))
"""Made for large samples: a replication or two will do."""


def both(*settings: str) -> tuple[str, ...]:
    """The same settings for both archetypes of ``small``."""
    return tuple(f"archetypes.{name}.{setting}" for name in BOTH for setting in settings)


CUSTOMERS = both("early_cancel_probability=0.2", "expansion_probability=0.7", "churn_per_year=0.3")
EVERYBODY_LEAVES = both("departure_new_per_year=0.95", "departure_settled_per_year=0.9")
NO_NEW_NAMES = both("candidates_per_month=0")

VARIANTS: dict[str, tuple[str, ...]] = {
    "pilot_first": ('program.journey=["pilot", "onboarding"]', "program.pilot_extension_probability=0.8"),
    "no_pilot": ('program.journey=["onboarding"]',),
    "pilots_always_fail": ("program.pilot_opportunities=100",),
    "sunset": ("sunset.month=12", "sunset.sourced_share=0.9"),
    "sunset_at_once": ("sunset.month=1", "sunset.sourced_share=1.0"),
    "gross": ('vendor.resale_booking="gross"',),
    "gross_unpaid": ('vendor.resale_booking="gross"', "departure.pay_after_departure=false", *EVERYBODY_LEAVES),
    "open_deals_lost": ('departure.open_deals="lost"', *EVERYBODY_LEAVES),
    "unpaid_after_departure": ("departure.pay_after_departure=false", "months=36", *EVERYBODY_LEAVES, *CUSTOMERS),
    "paid_at_signature": ('payout.trigger="signature"', "payout.every_months=1", "payout.lag_months=0"),
    "shares": (
        "archetypes.referral.terms.later_rates=[]", "archetypes.referral.terms.model=share",
        "archetypes.referral.terms.share_months=14", "archetypes.referral.terms.expansion_rate=0.3",
        "archetypes.referral.terms.fee_least=90.0", "archetypes.referral.terms.fee_most=400.0",
        "archetypes.referral.terms.flat_fee=77.0", "archetypes.referral.terms.registered_rate=0.02",
        "payout.every_months=12", "payout.lag_months=12", "departure.pay_after_departure=false", "months=40",
        *EVERYBODY_LEAVES, *CUSTOMERS,
    ),
    "rate_card": (
        "archetypes.referral.segments={a=0.5, b=0.3, c=0.2}",
        "archetypes.referral.terms.lines={a={rate=0.3, renewal_rate=0.05}, c={rate=0.0, flat_fee=900.0}}",
        "archetypes.referral.terms.expansion_rate=0.2", "archetypes.referral.terms.fee_most=5_000.0",
        "archetypes.reseller.segments={a=0.5, b=0.5}",
        "archetypes.reseller.terms.lines={b={renewal_rate=0.07, fee_least=20.0}}",
        "archetypes.reseller.terms.later={year_2=0.12}", "archetypes.reseller.terms.expansion_rate=0.02",
        "archetypes.reseller.terms.registered_rate=0.05", "archetypes.reseller.terms.flat_fee=20.0",
        "program.pay_horizon_years=4", "months=40", *CUSTOMERS,
    ),
    "use_ramps": (
        "archetypes.referral.usage_ramp_months=9", "archetypes.referral.usage_start_share=0.15",
        "archetypes.referral.terms={model='share', rate=0.2, later_rates=[], expansion_rate=0.3}",
        "archetypes.reseller.usage_ramp_months=30", "archetypes.reseller.usage_start_share=0.0", "months=40",
        *both("downgrade_probability=0.5", "downgrade_share=0.4"), "clawback={full_days=0}", *CUSTOMERS,
    ),
    "distributor": (
        "archetypes.reseller.distributor_rate=0.07", "archetypes.referral.fee_per_year=500.0",
        "archetypes.reseller.terms.minimum_per_month=900.0", "archetypes.reseller.support_share=0.3",
        "departure.pay_after_departure=false", "months=30",
        "archetypes.reseller.usage_ramp_months=9", "archetypes.reseller.usage_start_share=0.4", *EVERYBODY_LEAVES,
    ),
    "shares_settled": (
        "archetypes.referral.terms={model='share', rate=0.2, later_rates=[], flat_fee=300.0, expansion_rate=0.3}",
        "archetypes.reseller.terms={model='resale', rate=0.2, renewal_rate=0.1, expansion_rate=0.05, flat_fee=200.0}",
        "archetypes.referral.payout={every_months=2, trigger='trial_end', trial_days=70, holdback_days=20, "
        "minimum=2000.0, late_months=1, dispute_probability=0.4, dispute_days=40}",
        "payout.trigger='first_payment'", "vendor.reseller_delay_months=4",
        "clawback={full_days=30, partial_days=90, end_days=330, partial_share=0.7}",
        *both(
            "early_cancel_days=330", "early_cancel_probability=0.4", "downgrade_probability=0.5", "downgrade_share=0.4",
            "expansion_probability=0.7", "churn_per_year=0.3",
        ),
        "archetypes.referral.churn_basis='month'", "months=40", *EVERYBODY_LEAVES,
    ),
    "claimed": (
        "registration={ valid_days=60, renewals=1, approval_days=3, least_acv=5_000.0 }",
        "attribution={ test='rules', influence='broad', unregistered_pay_share=0.5, unregistered_credit_share=0.6, "
        "influenced_credit_share=0.3, none_pay_share=0.1, none_credit_share=0.2, "
        "touches=['first', 'last', 'linear'] }",
        "conflict={ engagement_from_days=-40, engagement_to_days=60 }", "phases.scale.entry_sourced_share=0.02",
        *both(
            "registration_probability=0.6", "registration_delay_days=20", "registration_delay_least_days=2",
            "first_contact_days=10", "direct_overlap_probability=0.4", "support_probability=0.6",
            "mention_probability=0.1", "terms.registered_rate=0.05", "terms.flat_fee=99.99", "terms.services_rate=0.1",
            "services_share=0.5",
        ),
        "bonuses.some={ amount=500.0 }", "months=40", *EVERYBODY_LEAVES, *CUSTOMERS,
        "changes.shorter={ month=8, set={ registration.valid_days=20, attribution.unregistered_pay_share=0.25 } }",
        "changes.stricter={ month=17, retroactive=true, set={ attribution={ within_days=2, influenced_pay_share=0.1, "
        "none_credit_share=0.0 }, registration.renewals=0 } }",
    ),
    "conflict": (
        "registration={ valid_days=60, renewals=1, approval_days=3, protection_days=20 }",
        "conflict={ protected_odds_multiplier=0.5, unprotected_odds_multiplier=3.0, "
        "engaged_cannibalised_odds_multiplier=4.0, direct_credit_share=0.4, direct_commission_rate=0.08, "
        "best_credit_share=0.7, credit_odds_multiplier=2.0, protections=['named_accounts', 'escalation'], "
        "protection_odds_multiplier=0.8, settlement='first_registered', answer_days=11 }",
        *both(
            "registration_probability=0.6", "registration_delay_days=20", "first_contact_days=10",
            "direct_overlap_probability=0.5", "partner_overlap_probability=0.1", "conflict_probability=0.2",
            "cannibalised_probability=0.3",
        ),
        "archetypes.reseller.distributor_rate=0.07", "months=40", *EVERYBODY_LEAVES, *CUSTOMERS,
    ),
    "split": (
        "changes.quicker={ month=9, set={ conflict.answer_days=0 } }",
        "conflict={ settlement='split', split_share=0.8, answer_days=21, engagement_from_days=-5, "
        "engagement_to_days=9 }",
        *both("partner_overlap_probability=0.2"), "months=30",
    ),
    "routed": (
        "archetypes.referral.segments={ a=0.5, b=0.5 }", "archetypes.reseller.segments={ b=0.4, c=0.6 }",
        "segments={ b={ sold_by=['reseller'] }, c={ sold_by=['referral', 'reseller'], "
        "effects={ win_odds_multiplier=2.0, acv_multiplier=3.0, churn_odds_multiplier=2.0 } }, "
        "a={ effects={ cycle_multiplier=0.5 } } }",
        "archetypes.reseller.distributor_rate=0.07", "archetypes.reseller.terms.minimum_per_month=900.0",
        "vendor.reseller_delay_months=3", "archetypes.referral.terms.rate=false",
        "archetypes.referral.terms.bands={measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=2e4, rate=0.3 } } }",
        "months=40", *CUSTOMERS,
    ),
    "registered": ("registration={ valid_days=30 }", "archetypes.referral.registration_probability=0.5", "months=30"),
    "paid_late": ("payout.every_months=12", "payout.lag_months=12", "months=40"),
    "even": ('program.arrivals="even"',),
    "readiness_paths": (
        "readiness.product_maturity={months=[2, 20], scores=[0.2, 1.0]}",
        "readiness.sales_clarity={months=[1, 6, 12], scores=[0.9, 0.3, 0.6]}",
        "readiness.positioning={months=[5], scores=[0.5]}",
        "readiness.margin_headroom={months=[3, 4], scores=[0.0, 1.0]}",
        "readiness.direct_discipline={months=[1, 24], scores=[0.0, 0.9]}",
    ),
    "changes": (
        "changes.fewer={month=3, set={program.pilot_days=40, program.pilot_extended_days=45, mix.referral=0.2, "
        "mix.reseller=0.8, phases.pilot.managers=0.2, review.idle_quarters=1, selection.minimum_score=20}}",
        "changes.cut={month=9, retroactive=true, set={archetypes.referral.terms.rate=0.01, "
        "archetypes.reseller.terms.rate=0.3, vendor.roster.margin_rate=0.0, payout.lag_months=3}}",
        "changes.more={month=9, set={phases.pilot.contacts_per_month=60.0, phases.scale.contacts_per_month=60.0}}",
        "changes.raise={month=15, set={archetypes.referral.terms.rate=0.2, archetypes.reseller.terms.rate=0.1}}",
        *CUSTOMERS,
    ),
    "five_months": ("months=5", "gate.month=5"),
    "one_month": ("months=1", "gate.month=1"),
    "years": ("months=72", *CUSTOMERS, "archetypes.referral.terms.later_rates=[0.08, 0.04, 0.02, 0.01]"),
    "twenty_years": ("months=240", "phases.pilot.contacts_per_month=2.0", "phases.scale.contacts_per_month=2.0"),
    "no_new_names": NO_NEW_NAMES,
    "nobody_on_the_list": (*NO_NEW_NAMES, *both("candidates=0")),
    "a_huge_list": ("archetypes.reseller.candidates=50000", "months=6", "gate.month=6"),
    "a_list_of_fixed_length": ("archetypes.reseller.candidates=100",),
    "uncertain_lists": (
        *NO_NEW_NAMES,
        'uncertainty."archetypes.reseller.candidates"={low=1, high=2000}',
        'uncertainty."archetypes.referral.candidates"={low=1, high=2000}',
    ),
    "uncertain_flow": (
        'uncertainty."phases.pilot.contacts_per_month"={low=0.0, high=60.0}',
        'uncertainty."archetypes.referral.candidates_per_month"={low=0, high=50}',
        'uncertainty."program.onboarding_slots"={low=0.1, high=10.0}',
    ),
    "uncertain_money": (
        'uncertainty."vendor.gross_margin_share"={low=0.5, high=0.9}',
        'uncertainty."vendor.acquisition_cost_rate"={low=0.5, high=2.0}',
        'uncertainty."vendor.payment_delay_months"={low=0, high=3}',
        'uncertainty."influence.credit_share"={low=0.1, high=0.5}',
        'uncertainty."finance.discount_rate"={low=0.05, high=0.2}',
        'uncertainty."finance.runoff_months"={low=0, high=60}',
    ),
    "one_archetype_alone_is_worked": ("mix={referral=1.0, reseller=0.0}",),
    "no_managers": ("phases.pilot.managers=0.0", "phases.scale.managers=0.0"),
    "few_slots": ("program.onboarding_slots=0.1", *EVERYBODY_LEAVES),
    "managers_overloaded": ("program.partners_per_manager=1.0", "program.overload_departure_elasticity=2.0"),
    "phases_never_start": ("phases.pilot.earliest_month=100", "phases.scale.earliest_month=200"),
    "a_first_phase_with_conditions": ("phases.pilot.entry_partners_won=1",),
    "no_direct_business": ("vendor.direct.starting_arr=0.0",),
    "little_direct_business": (
        *both("cannibalised_probability=1.0"), "vendor.direct.starting_arr=50_000.0",
        "vendor.partner_opportunity_hours=100.0",
    ),
    "displaced_at_once": (*both("cannibalised_probability=0.9"), "vendor.direct_delay_days=1"),
    "everybody_sells_nobody_is_worked_out": both("committed_reps_probability=1.0", "accounts=1.0", "size_sigma=2.5"),
    "always_later": ("selection.later_probability=1.0", "selection.revisit_months=1", "selection.minimum_score=24"),
    "nobody_is_ready": ("selection.minimum_score=36",),
    "strict_review": ("review.idle_quarters=1", "review.grace_days=0", "review.no_deal_months=3"),
    "no_review": ("review.idle_quarters=0", "review.no_deal_months=0"),
    "much_influence": both("influence_probability=0.9"),
    "everything_certain": both("win_probability=1.0", "qualification_probability=1.0", "conflict_probability=0.0"),
    "ordinary_deals_a_day_long": both("cycle_median_days=1.0", "go_live_days=1", "early_cancel_days=1"),
}  # fmt: skip

TIES = (
    'program.journey=["onboarding", "pilot"]', 'program.arrivals="even"', "program.onboarding_slots=12.0",
    "program.pilot_days=60", "program.pilot_extended_days=90", "vendor.direct_delay_days=30",
    "months=30", "phases.pilot.contacts_per_month=60.0", "phases.scale.contacts_per_month=80.0",
    *both(
        "candidates=400", "onboarding_median_days=30.0", "onboarding_sigma=0.0", "committed_reps_probability=0.9",
        "first_opportunity_median_days=30.0", "first_opportunity_sigma=0.0", "size_sigma=0.0", "cycle_median_days=30.0",
        "cycle_sigma=0.0", "go_live_days=30", "early_cancel_probability=0.2", "early_cancel_days=1",
        "opportunities_per_month=2.0", "ramp_months=1", "conflict_probability=0.2", "cannibalised_probability=0.5",
        "funnel.outreach.median_days=30.0", "funnel.outreach.sigma=0.0",
    ),
    "archetypes.referral.funnel.pitch.median_days=30.0", "archetypes.referral.funnel.pitch.sigma=0.0",
    *(f"readiness.{name}=1.0" for name in ("product_maturity", "sales_clarity", "organisational_capacity")),
)  # fmt: skip
"""Everything takes whole months, so that most events share their day with others of their kind."""


def one_archetype(folder: Path) -> Path:
    """A file of ``small`` with one archetype."""
    data: dict[str, Any] = tomllib.loads(SMALL.read_text("utf-8"))
    del data["archetypes"]["reseller"], data["correlation"], data["sources"]
    data["mix"] = {"referral": 1.0}
    data["uncertainty"] = {path: value for path, value in data["uncertainty"].items() if "reseller" not in path}
    file = folder / "one.toml"
    file.write_text(tomli_w.dumps(data), "utf-8")
    return file
