"""Both engines give the same ledger on scenarios that nobody wrote."""

import tomllib
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.experiment.verification import verify
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.paths import leaf_paths, spec_of

from .cases import SMALL, both

DATA = tomllib.loads(SMALL.read_text("utf-8"))

HIGHEST = {
    "candidates": 60, "candidates_per_month": 12, "contacts_per_month": 40.0, "opportunities_per_month": 6.0,
    "accounts": 40.0, "partners": 30, "team_hours_per_month": 3000.0, "starting_arr": 1e7, "acv_median": 1e6,
    "hour_cost": 1000.0, "partner_opportunity_hours": 100.0, "onboarding_slots": 20.0, "managers": 10.0, "staff": 10.0,
    "partners_per_manager": 50.0, "entry_partners_won": 5, "entry_active_partners": 5, "pilot_opportunities": 4,
    "entry_sourced_share": 0.1,
}  # fmt: skip
"""Bounds below those of the schema, so that the readable engine takes milliseconds, and things happen."""
HIGHEST_DAYS = 70.0
NARROWED = {
    "readiness_effects.ready_score": (0.6, 1.0), "readiness_effects.unready_score": (0.0, 0.55),
    "program.pilot_days": (30, 90), "program.pilot_extended_days": (91, 150),
    "phases.pilot.earliest_month": (1, 3), "phases.scale.earliest_month": (3, 12),
    "departure_new_per_year": (0.5, 0.99), "departure_settled_per_year": (0.0, 0.5),
    "selection.minimum_score": (7, 25), "selection.revisit_months": (1, 6), "review.no_deal_months": (0, 12),
    "review.grace_days": (0, 200), "review.idle_quarters": (0, 3), "early_cancel_days": (1, 359),
}  # fmt: skip
"""Bounds that keep fields in their order."""
CHOICES = {
    "vendor.resale_booking": ('"net"', '"gross"'),
    "vendor.seasonality": ("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "[0, 3, 0, 1, 1, 1, 2, 0, 2, 0, 2, 0]"),
    "program.journey": ('["onboarding", "pilot"]', '["pilot", "onboarding"]', '["onboarding"]'),
    "program.arrivals": ('"poisson"', '"even"'),
    "departure.open_deals": ('"close"', '"lost"'),
    "departure.pay_after_departure": ("true", "false"),
    "payout.trigger": ('"signature"', '"go_live"', '"first_payment"', '"trial_end"'),
    "archetypes.referral.payout": (
        "{every_months=1, lag_months=0, holdback_days=20, minimum=3000.0}",
        '{every_months=2, trigger="trial_end", late_months=1, dispute_probability=0.5, dispute_days=40}',
    ),
    "clawback": ("{full_days=40}", "{full_days=0, partial_days=20, end_days=300, partial_share=0.7}"),
    "archetypes.referral.usage_ramp_months": ("0", "1", "7", "36"),
    "archetypes.referral.usage_start_share": ("0.0", "0.3333", "1.0"),
    "archetypes.reseller.usage_ramp_months": ("0", "5"),
    "archetypes.reseller.usage_start_share": ("0.1",),
    "payout.pay_delay_aversion": ("0.0", "0.1", "1.0"),
    "payout.market_pay_months": ("0.0", "5.5"),
    "archetypes.referral.services_share": ("0.0", "2.5"),
    "archetypes.referral.services_margin_share": ("0.0", "0.3"),
    "archetypes.referral.indifference_odds_multiplier": ("1.0", "3.3"),
    "archetypes.reseller.indifference_odds_multiplier": ("10.0",),
    "archetypes.referral.fee_per_year": ("0.0", "333.33"),
    "archetypes.reseller.fee_per_year": ("1e6",),
    "archetypes.reseller.support_share": ("0.0", "0.4321", "1.0"),
    "archetypes.reseller.distributor_rate": ("0.0", "0.05", "0.2999"),
    "archetypes.referral.churn_basis": ('"month"',),
    "archetypes.reseller.churn_basis": ('"month"',),
    "archetypes.referral.review_exempt": ("true", "false"),
    "archetypes.reseller.review_exempt": ("true", "false"),
    "archetypes.reseller.terms": ('{model="referral", rate=0.1}', '{model="resale", rate=0.4}'),
    "archetypes.referral.terms": (
        '{model="referral", rate=0.2, later_rates=[0.1, 0.0, 0.05]}',
        '{model="resale", rate=0.15, later_rates=[]}',
    ),
    "mix": ("{referral=1.0, reseller=0.0}", "{referral=0.5, reseller=0.5}", "{referral=0.013, reseller=0.987}"),
    "readiness.positioning": ("{months=[2, 9], scores=[0.1, 0.95]}", "{months=[4], scores=[0.5]}"),
    "readiness.organisational_capacity": ("{months=[1, 5, 6], scores=[0.9, 0.2, 1.0]}", "0.0", "1.0"),
}
LEFT_OUT = ("months", "sunset", "start_month", "gate", "mix", "benchmarks", "finance", "archetypes.reseller.terms")


def numeric_paths() -> list[str]:
    paths = leaf_paths(DATA)
    numeric = [path for path in paths if (spec := spec_of(path)) is not None and spec.numeric]
    return [path for path in numeric if not path.startswith(LEFT_OUT) and "terms" not in path]


def bounds(path: str) -> tuple[float, float]:
    name = path.split(".")[-1]
    for narrow in (path, name):
        if narrow in NARROWED:
            return NARROWED[narrow]
    spec = spec_of(path)
    assert spec is not None
    high = min(spec.high, HIGHEST.get(name, spec.high))
    return spec.low, min(high, HIGHEST_DAYS) if name.endswith("_days") else high


def value_of(path: str) -> st.SearchStrategy[str]:
    """A TOML value within the field's bounds, often one of the bounds."""
    if path in CHOICES:
        return st.sampled_from(CHOICES[path])
    spec, (low, high) = spec_of(path), bounds(path)
    assert spec is not None
    if spec.kind == "int":
        return st.one_of(st.sampled_from([int(low), int(high)]), st.integers(int(low), int(high))).map(str)
    inside = st.floats(low, high, allow_subnormal=False).map(lambda value: float(f"{value:.12g}"))
    within = inside.filter(lambda value: low <= value <= high)
    return st.one_of(st.sampled_from([float(low), float(high)]), within).map(repr)


NUMBERS = sorted(set(numeric_paths()) - set(CHOICES))
LIVELY = (
    *both(
        "candidates=40", "funnel.outreach.pass_probability=0.8", "funnel.outreach.median_days=5.0",
        "onboarding_median_days=10.0", "first_opportunity_median_days=10.0", "committed_reps_probability=0.9",
        "cycle_median_days=12.0", "win_probability=0.6", "cannibalised_probability=0.3", "go_live_days=5",
        "early_cancel_probability=0.2", "expansion_probability=0.5", "churn_per_year=0.4", "departure_new_per_year=0.6",
    ),
    "phases.scale.earliest_month=4", "phases.scale.entry_sourced_share=0.0", "vendor.team_hours_per_month=100.0",
    "review.grace_days=60", "review.idle_quarters=1",
)  # fmt: skip
"""Much happens in little time: the first renewals come in month 14."""


@st.composite
def overrides(draw: Any) -> list[str]:
    """Settings of any fields over ``small``, with a short horizon."""
    months = draw(st.sampled_from([1, 2, 3, 7, 12, 16, 20]))
    sunset = draw(st.sampled_from(["sunset.month=0", "sunset.month=6", "sunset.month=12"]))
    numbers = draw(st.lists(st.sampled_from(NUMBERS), unique=True, max_size=25))
    choices = draw(st.lists(st.sampled_from(sorted(CHOICES)), unique=True, max_size=8))
    window = f"gate.window_months={draw(st.integers(1, 6))}"
    fixed = [f"months={months}", f"gate.month={months}", window, sunset, "sunset.sourced_share=0.5"]
    return [*fixed, *LIVELY, *(f"{path}={draw(value_of(path))}" for path in [*choices, *numbers])]


def rates(*names: str) -> st.SearchStrategy[dict[str, float]]:
    """Some of the leaves of a card."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, st.sampled_from([0.0, 0.0001, 0.07, 0.2, 0.5])))


@st.composite
def cards(draw: Any, model: str) -> dict[str, Any]:
    """Leaves of a card, some of them stated."""
    card: dict[str, Any] = draw(rates("renewal_rate", "expansion_rate"))
    for name, values in {
        "flat_fee": [0.0, 0.01, 333.33],
        "fee_least": [0.0, 55.5],
        "fee_most": [0.0, 55.5, 1e4],
    }.items():
        if draw(st.booleans()):
            card[name] = draw(st.sampled_from(values))
    if model == "share" and draw(st.booleans()):
        card["share_months"] = draw(st.sampled_from([0, 1, 5, 12, 13]))
    return card


def steps(counts: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Two steps or three, of a number of deals or of money."""
    starts = st.sampled_from([[0, 1], [0, 2, 3], [0, 7]] if counts else [[0, 900], [0, 20_000, 50_000]])
    rates = st.lists(st.sampled_from([0.0, 0.1, 0.2777]), min_size=3, max_size=3)
    return st.tuples(starts, rates).map(
        lambda pair: {f"s{at}": {"from": start, "rate": pair[1][at]} for at, start in enumerate(pair[0])}
    )


@st.composite
def bands(draw: Any, model: str) -> dict[str, Any]:
    """Marginal bands of every measure."""
    measure = draw(st.sampled_from(["sold", "deals", "live_arr", *(["billed"] if model == "share" else [])]))
    found: dict[str, Any] = {"measure": measure, "steps": draw(steps(measure == "deals"))}
    if measure != "live_arr":
        found["period"] = draw(st.sampled_from(["month", "year"]))
    return found


@st.composite
def rebates(draw: Any) -> dict[str, Any]:
    """A rebate of every base and measure."""
    base = draw(st.sampled_from(["sold", "billed", "growth", "pay"]))
    measure = draw(st.sampled_from([base, "deals", "live_arr"]))
    period, paid = draw(
        st.sampled_from([("year", "quarter"), ("year", "year"), ("quarter", "month"), ("month", "month")])
    )
    found = {"base": base, "measure": measure, "period": period, "paid": paid, "steps": draw(steps(measure == "deals"))}
    return {**found, "fund_share": draw(st.sampled_from([0.0, 0.25]))}


@st.composite
def bonuses(draw: Any) -> dict[str, Any]:
    """A bonus with a few of its bounds."""
    values: dict[str, list[Any]] = {
        "amount": [0.0, 75.5], "rate": [0.0, 0.04], "probability": [0.3, 1.0], "most_per_partner": [0, 2],
        "within_days": [0, 120], "acv_from": [0.0, 9_000.0], "to_month": [0, 14], "trigger": ["deal", "first_deal"],
    }  # fmt: skip
    return {name: draw(st.sampled_from(of)) for name, of in values.items() if draw(st.booleans())}


@st.composite
def terms(draw: Any) -> list[str]:
    """Terms of every model with leaves, lines and years by name, for both archetypes; fast payouts or slow ones."""
    found = []
    for name in ("referral", "reseller"):
        model = draw(st.sampled_from(["referral", "resale", "share", "share"]))
        stated = {"model": model, "rate": draw(st.sampled_from([0.0, 0.1, 0.3333])), **draw(cards(model))}
        if draw(st.booleans()):
            stated["rate"], stated["bands"] = False, draw(bands(model))
        if model != "resale" and draw(st.booleans()):
            stated["cap_per_year"] = draw(st.sampled_from([0.0, 400.0, 5_000.0]))
        stated["rebates"] = {one: draw(rebates()) for one in draw(LINES)}
        stated["later_rates"] = []
        stated["registered_rate"] = draw(st.sampled_from([0.0, 0.05]))
        stated["later"] = draw(rates("year_2", "year_3"))
        stated["services_rate"] = draw(st.sampled_from([0.0, 0.12]))
        found.append(f"archetypes.{name}.services_share={draw(st.sampled_from([0.0, 0.7]))}")
        if model == "resale" and draw(st.booleans()):
            stated["minimum_per_month"] = draw(st.sampled_from([0.01, 700.0]))
            stated["minimum_from_month"] = draw(st.sampled_from([0, 3]))
        if draw(st.booleans()):
            found.append(f"archetypes.{name}.segments={{a=0.3, b=0.7, c=0.0}}")
            stated["lines"] = {line: {**draw(cards(model)), **draw(rates("rate"))} for line in draw(LINES)}
        found.append(f"archetypes.{name}.terms={toml(stated)}")
    found.append(f"bonuses={toml({one: draw(bonuses()) for one in draw(LINES)})}")
    found.append(f"fiscal_year_month={draw(st.integers(1, 12))}")
    every, lag = draw(st.sampled_from([(1, 0), (3, 1), (12, 12)]))
    return [*found, f"payout.every_months={every}", f"payout.lag_months={lag}"]


LINES = st.lists(st.sampled_from("abc"), unique=True)


def toml(value: Any) -> str:
    """A value as it is typed: an inline table, a text, a number."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else f"{value:.10f}" if isinstance(value, float) else str(value)


def compare(settings_: list[str], seed: int) -> None:
    try:
        scenario = load_scenario(SMALL, settings_)
    except ScenarioError:
        assume(False)
    found = verify(scenario, 2, seed)
    assert found.is_equal, "\n".join([*settings_, *verification_lines(found)])


@settings(derandomize=True, max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(overrides(), st.integers(0, 2**63 - 1))
def test_generated_scenarios(settings_: list[str], seed: int) -> None:
    compare(settings_, seed)


@settings(derandomize=True, max_examples=14, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(terms(), st.sampled_from(["true", "false"]), st.integers(0, 2**63 - 1))
def test_generated_terms(stated: list[str], pays: str, seed: int) -> None:
    leaving = both("departure_settled_per_year=0.5")
    compare([*LIVELY, *leaving, "months=26", f"departure.pay_after_departure={pays}", *stated], seed)


# ---------------------------------------------------------------- Ladders, certificates, claims, and changes of them

PARTS = st.sampled_from([0.0, 0.0001, 0.5, 0.9999, 1.0])
FACTORS = st.sampled_from([0.2, 1.0, 5.0])
DAYS = st.sampled_from([0, 1, 7, 29, 30, 31, 90])
EFFECTS = (
    "opportunity_multiplier", "activation_odds_multiplier", "onboarding_multiplier", "win_odds_multiplier",
    "cycle_multiplier", "acv_multiplier", "conflict_odds_multiplier", "early_cancel_odds_multiplier",
    "churn_odds_multiplier", "expansion_odds_multiplier", "departure_multiplier",
)  # fmt: skip
OF_NEWCOMERS = ("activation_odds_multiplier", "onboarding_multiplier")
OF_PARTNERS = ("opportunity_multiplier", "departure_multiplier", *OF_NEWCOMERS)


def some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A table with some of these fields."""
    return st.fixed_dictionaries({}, optional=values)


def effects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(st.tuples(st.sampled_from(names), FACTORS), max_size=3).map(dict)


@st.composite
def ladders(draw: Any) -> list[str]:
    """A ladder of three tiers for one kind or both, with rights, rates and effects by tier."""
    needs = some(
        deals=st.integers(1, 3), opportunities=st.integers(1, 6), sourced=st.sampled_from([500.0, 20_000.0]),
        live_customers=st.integers(1, 3), months=st.integers(1, 9), retention=st.sampled_from([0.5, 1.0]),
        registrations=st.integers(1, 3), top_share=st.sampled_from([0.1, 0.5]), involved=st.sampled_from([900.0, 5e4]),
    )  # fmt: skip
    tier = some(
        needs=needs.filter(bool), one_of=needs.filter(bool), grace_months=st.sampled_from([0, 1, 5]),
        cost_per_month=st.sampled_from([0.0, 33.33]), may_register=st.booleans(), effects=effects(*EFFECTS),
        care_weight=st.sampled_from([1.0, 2.5]),
    )  # fmt: skip
    tiers = {"low": draw(some(may_register=st.booleans()))} | {name: draw(tier) for name in ("mid", "top")}
    stated = {"order": ["low", "mid", "top"], "tiers": tiers} | draw(
        some(
            window_months=st.sampled_from([1, 3, 12]), promotion_months=st.sampled_from([1, 3, 12]),
            review_months=st.sampled_from([1, 4, 12]), falls=st.sampled_from(["one", "qualified"]),
            lowest=st.sampled_from(["kept", "removed"]), near_share=st.sampled_from([0.3, 1.0]),
            near_multiplier=st.sampled_from([1.0, 3.0]),
        )
    )  # fmt: skip
    kinds = draw(st.sampled_from([("referral",), ("reseller",), ("referral", "reseller")]))
    found = [f"ladders.metal={toml(stated)}", *(f"archetypes.{kind}.ladder=metal" for kind in kinds)]
    if draw(st.booleans()):
        found.append(
            f"archetypes.{kinds[0]}.terms.by_tier={toml({'mid': {'rate': 0.3}, 'top': {'renewal_rate': 0.2}})}"
        )
    return found


@st.composite
def certificates(draw: Any) -> list[str]:
    """Two certificates, of which the second may require the first."""
    one = some(
        renewal_probability=PARTS, valid_months=st.sampled_from([3, 4, 12]), cost=st.sampled_from([0.0, 99.99]),
        partner_cost=st.sampled_from([0.0, 10.0]), may_register=st.booleans(),
        effects=effects(*(name for name in EFFECTS if name not in OF_NEWCOMERS)),
    )  # fmt: skip
    stated = {name: {"pass_probability": draw(PARTS), **draw(one)} for name in draw(st.sampled_from(["a", "ab"]))}
    if "b" in stated and draw(st.booleans()):
        stated["b"]["requires"] = "a"
    return [f"certificates={toml(stated)}", *both(f"reps={draw(st.sampled_from([1.0, 2.5, 30.0]))}")]


@st.composite
def segments(draw: Any) -> list[str]:
    """Segments of which one or both are kept from a kind, or from all."""
    sold = st.sampled_from([[], ["referral"], ["reseller"], ["referral", "reseller"]])
    of_deals = effects(*(name for name in EFFECTS if name not in OF_PARTNERS))
    stated = {name: {"sold_by": draw(sold), "effects": draw(of_deals)} for name in "ab"}
    shares = draw(st.sampled_from(["{a=0.5, b=0.5}", "{a=1.0, b=0.0}", "{a=0.3, b=0.3, c=0.4}"]))
    return [f"segments={toml(stated)}", *both(f"segments={shares}")]


@st.composite
def claims(draw: Any) -> list[str]:
    """Registration, attribution and conflict, and what kinds of partner do with them."""
    test = draw(st.sampled_from(["all", "rules", "rules"]))
    attribution = {"test": test} | draw(some(unregistered_pay_share=PARTS, unregistered_credit_share=PARTS))
    if test == "rules":
        attribution |= draw(
            some(
                influence=st.sampled_from(["strict", "broad"]), within_days=DAYS, influenced_pay_share=PARTS,
                influenced_credit_share=PARTS, none_pay_share=PARTS, none_credit_share=PARTS,
            )
        )  # fmt: skip
        attribution["touches"] = draw(st.sampled_from([[], ["first"], ["last", "linear"]]))
    first = draw(st.integers(-60, 30))
    conflict = {"engagement_from_days": first, "engagement_to_days": first + draw(DAYS)} | draw(
        some(
            unprotected_odds_multiplier=FACTORS, engaged_cannibalised_odds_multiplier=st.sampled_from([1.0, 9.0]),
            answer_days=DAYS, direct_credit_share=PARTS,
        )
    )  # fmt: skip
    conflict |= {"protected_odds_multiplier": 0.3, "direct_commission_rate": 0.07, "credit_odds_multiplier": 2.0}
    conflict["settlement"] = draw(st.sampled_from(["first_registered", "first_contact", "split"]))
    registration = {"valid_days": draw(st.sampled_from([1, 20, 90]))} | draw(
        some(approval_days=DAYS, renewals=st.integers(0, 2), least_acv=st.sampled_from([0.0, 9_000.0]))
    )
    least = draw(DAYS)
    kind = {
        "registration_probability": draw(st.sampled_from([0.5, 1.0])), "registration_delay_least_days": least,
        "registration_delay_days": min(90, least + draw(DAYS)), "first_contact_days": draw(DAYS),
        "direct_overlap_probability": draw(PARTS), "partner_overlap_probability": draw(st.sampled_from([0.05, 0.5])),
        **({"support_probability": draw(PARTS), "mention_probability": draw(PARTS)} if test == "rules" else {}),
    }  # fmt: skip
    tables = {"registration": registration, "attribution": attribution, "conflict": conflict}
    found = [f"{name}={toml(table)}" for name, table in tables.items()]
    found += both(*(f"{name}={toml(value)}" for name, value in kind.items()))
    return [*found, *draw(changes(tables))]


@st.composite
def changes(draw: Any, tables: dict[str, Any]) -> list[str]:
    """Up to two months from which levers of claims have other values."""
    shares = [f"attribution.unregistered_{of}_share" for of in ("pay", "credit")]
    days = ["registration.approval_days", "conflict.answer_days"]
    days += ["attribution.within_days"] if tables["attribution"]["test"] == "rules" else []
    values = {path: draw(PARTS) for path in [*shares, "conflict.direct_credit_share"]} | {
        path: draw(DAYS) for path in days
    }
    values["registration.valid_days"] = draw(st.sampled_from([1, 30]))
    found = []
    for name, month in zip("xy", draw(st.lists(st.sampled_from([4, 9, 15]), unique=True, max_size=2)), strict=False):
        chosen = draw(st.lists(st.sampled_from(sorted(values)), unique=True, min_size=1, max_size=4))
        settings_ = ", ".join(f"{path}={toml(values[path])}" for path in chosen)
        retroactive = any("pay_share" in path for path in chosen) and draw(st.booleans())
        found.append(f"changes.{name}={{month={month}, retroactive={toml(retroactive)}, set={{{settings_}}}}}")
    return found


@st.composite
def agreements(draw: Any) -> list[str]:
    """Some of all these tables together."""
    found: list[str] = draw(claims())
    for tables in (ladders(), certificates(), segments()):
        found += draw(tables) if draw(st.booleans()) else []
    return found


def loaded(settings_: list[str]) -> bool:
    try:
        load_scenario(SMALL, settings_)
    except ScenarioError:
        return False
    return True


MUCH = (*LIVELY, *both("opportunities_per_month=3.0", "conflict_probability=0.3"), "months=20", "gate.month=20")


@settings(derandomize=True, max_examples=14, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(agreements(), st.integers(0, 2**63 - 1))
def test_generated_agreements(stated: list[str], seed: int) -> None:
    compare([*MUCH, *stated], seed)


def test_few_generated_agreements_are_refused() -> None:
    """What is refused is compared by nobody."""
    found = []

    @settings(derandomize=True, max_examples=60, deadline=None, database=None)
    @given(agreements())
    def load(stated: list[str]) -> None:
        found.append(loaded([*MUCH, *stated]))

    load()
    assert sum(found) > 0.9 * len(found) > 50
