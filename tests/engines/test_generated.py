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
    return f'"{value}"' if isinstance(value, str) else f"{value:.10f}" if isinstance(value, float) else str(value)


def compare(settings_: list[str], seed: int) -> None:
    try:
        scenario = load_scenario(SMALL, settings_)
    except ScenarioError:
        assume(False)
    found = verify(scenario, 2, seed)
    assert found.is_equal, "\n".join([*settings_, *verification_lines(found)])


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(overrides(), st.integers(0, 2**63 - 1))
def test_generated_scenarios(settings_: list[str], seed: int) -> None:
    compare(settings_, seed)


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(terms(), st.sampled_from(["true", "false"]), st.integers(0, 2**63 - 1))
def test_generated_terms(stated: list[str], pays: str, seed: int) -> None:
    leaving = both("departure_settled_per_year=0.5")
    compare([*LIVELY, *leaving, "months=26", f"departure.pay_after_departure={pays}", *stated], seed)
