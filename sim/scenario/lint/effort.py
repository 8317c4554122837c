"""Pay of which effort knows nothing, and market terms of which nobody thought: their ratio moves partners (R-77)."""

from collections.abc import Iterator

from sim.scenario.assumptions import TUNED, tuning_of
from sim.scenario.catalogue import source_of
from sim.scenario.changes import Course
from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import worked_archetypes
from sim.scenario.schema import Archetype, Program, Scenario
from sim.scenario.schema.card import Card
from sim.scenario.schema.pay import Terms
from sim.scenario.unstated import tuned_scenario
from sim.units import MONTHS_PER_YEAR

LONGEST = 10
"""Most contract years that effort can compare."""
LATER = range(2, LONGEST + 2)
"""Contract years of which renewals may be worth less than the first."""
SAME_EACH_YEAR = {"rate", "registered_rate", "services_rate", "expansion_rate", "minimum_per_month", "cap_per_year"}
"""Terms that may be drawn, and pay each contract year alike where renewals have no rate of their own."""
MOVES = 0.01
"""By which the ratio of pay to market pay has to move for a margin's later years to be worth a warning."""


def effort_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-77, R-94: pay that costs and moves nobody, and pay of another form than the market terms of the ready-made."""
    yield from _horizon(scenario)
    yield from _idle(scenario)
    yield from _unpaid_tiers(scenario)
    for name in worked_archetypes(scenario):
        yield from _market(scenario, name, scenario.archetypes[name])


def _in_force(scenario: Scenario) -> Iterator[tuple[Scenario, str]]:
    """The scenario as it begins and after each change, and from when on in words."""
    course = Course(scenario)
    since = ["", *(f" from month {period.month} on" for period in course.periods)]
    return zip(course.in_force, since, strict=True)


def _horizon(scenario: Scenario) -> Iterator[Flag]:
    """What the kinds of partner are paid after the horizon, as stated or after a change: a red flag.

    Nothing shows it but this: cutting such pay costs no odds, so that a sweep or a comparison calls it free.
    """
    found: dict[int, dict[tuple[str, str], str]] = {}
    for held, when in _in_force(scenario):
        years = held.program.pay_horizon_years
        for name, what in _late(held, years):
            found.setdefault(years, {}).setdefault((name, what), f"{what} ({name}{when})")
    for years, late in found.items():
        compared = f"{years} contract {'year' if years == 1 else 'years'}"
        message = (
            f"effort compares the pay of {compared}, so that {', '.join(late.values())} cost but do not "
            "move it: state program.pay_horizon_years for more"
        )
        yield Flag("R-77", message, "red flag")


def _idle(scenario: Scenario) -> Iterator[Flag]:
    """Contract years that nobody's effort compares, and indifference to renewals that pay as the first year does."""
    ever = Ever(scenario)
    years, usual = "program.pay_horizon_years", Program.model_fields["pay_horizon_years"].default
    kinds = [f"archetypes.{name}" for name in sorted(scenario.archetypes)]
    if ever.differs(years, usual) and not any(ever.acts(f"{above}.pay_elasticity") for above in kinds):
        yield nothing("R-77", years, "archetypes.<name>.pay_elasticity is 0, so that no effort depends on pay")
    for name in sorted(scenario.archetypes):
        path = f"archetypes.{name}.indifference_odds_multiplier"
        if ever.differs(path, 1.0) and not _may_fall(name, ever):
            why = "a renewal pays the partner no less than the first year: state archetypes.<name>.terms.renewal_rate"
            yield nothing("R-94", path, why.replace("<name>", name))


def _may_fall(name: str, ever: Ever) -> bool:
    """Whether some contract year ever pays less than the first, or might where its pay is drawn."""
    leaves = {path.rsplit(".", 1)[-1] for path in ever.drawn if path.startswith(f"archetypes.{name}.terms.")}
    if leaves - SAME_EACH_YEAR:
        return True
    for kind in (held.archetypes[name] for held in ever.held):
        for card in _cards(kind):
            model = kind.terms.model
            is_alike = model != "referral" and card.renewal_rate is None and not card.later_rates
            is_known = is_alike or not ("rate" in leaves or card.is_banded)
            if card.flat_fee or not is_known or any(_paid(card, model, year) < _paid(card, model, 1) for year in LATER):
                return True
    return False


def _unpaid_tiers(scenario: Scenario) -> Iterator[Flag]:
    """Tiers at which a kind that is paid elsewhere on its ladder is paid nothing: a red flag, also after a change.

    Such pay is read as "only while active", but effort goes by the pay of the tier at which a partner stands.
    """
    told: set[tuple[str, str]] = set()
    for held, when in _in_force(scenario):
        for name in worked_archetypes(held):
            unpaid = [tier for tier in _without_pay(held, held.archetypes[name]) if (name, tier) not in told]
            told |= {(name, tier) for tier in unpaid}
            if unpaid:
                message = (
                    f"{name}: a deal pays nothing at {' and '.join(unpaid)}{when}, and effort goes by the pay of the "
                    "tier at which a partner stands: there it brings its first opportunity and no other: state a rate "
                    f"for that tier, or archetypes.{name}.pay_elasticity = 0"
                )
                yield Flag("R-77", message, "red flag")


def _without_pay(scenario: Scenario, kind: Archetype) -> list[str]:
    """Tiers of a kind's ladder that pay nothing over the horizon, where others do and the market pays."""
    if kind.ladder is None or kind.fixed_tier is not None or kind.pay_elasticity == 0:
        return []
    market = kind.market_terms.card()
    years = range(1, scenario.program.pay_horizon_years + 1)
    is_paid_elsewhere = any(_paid(market, kind.market_terms.model, year) for year in years)
    if kind.services_share * kind.services_margin_share > 0 or not is_paid_elsewhere:
        return []
    order = scenario.ladders[kind.ladder].order
    unpaid = [tier for tier in order if not _is_paid(kind.terms, tier, years)]
    return unpaid if len(unpaid) < len(order) else []


def _is_paid(terms: Terms, tier: str, years: range) -> bool:
    """Whether any deal pays anything at a tier in the contract years that effort compares."""
    if terms.registered_rate:
        return True
    cards = _best(terms, [terms.card(line, tier) for line in ("", *terms.lines)])
    return any(card.flat_fee or any(_paid(card, terms.model, year) for year in years) for card in cards)


def _late(scenario: Scenario, years: int) -> Iterator[tuple[str, str]]:
    """Kinds of partner, and what each is paid after so many contract years, where that is anything."""
    late = {"share": _late_shares, "referral": _late_fees, "resale": _late_margins}
    for name, kind in sorted(scenario.archetypes.items()):
        if years < LONGEST and (what := late[kind.terms.model](kind, years)):
            yield name, what


def _cards(kind: Archetype) -> list[Card]:
    """Those of what is of no product line and of each line, at each tier."""
    return [kind.terms.card(line, tier) for line, tier in kind.terms.combined()]


def _best_cards(kind: Archetype) -> list[Card]:
    """The same, where bands stand in for a rate at that of their best step: the first may pay nothing."""
    return _best(kind.terms, _cards(kind))


def _best(terms: Terms, cards: list[Card]) -> list[Card]:
    best = 0.0 if terms.bands is None else max(terms.bands.rates(), default=0.0)
    return [card._replace(rate=best) if card.is_banded else card for card in cards]


def _late_shares(kind: Archetype, years: int) -> str:
    """Months of a share after the horizon; for life, if no number of them is stated."""
    last = MONTHS_PER_YEAR * years
    pays = [card for card in _cards(kind) if any(_rate(card, "share", year) for year in range(years + 1, LONGEST + 1))]
    is_late = any(card.share_months == 0 or card.share_months > last for card in pays)
    return f"months of the share after the {last}th" if is_late else ""


def _late_fees(kind: Archetype, years: int) -> str:
    """Fees of contract years after the horizon."""
    late = [
        year for year in range(years + 1, LONGEST + 1) if any(_rate(card, "referral", year) for card in _cards(kind))
    ]
    return f"fees from contract year {late[0]} on" if late else ""


def _late_margins(kind: Archetype, years: int) -> str:
    """Margins of later years, where they stand to those elsewhere in another way than the first years do.

    A margin goes on by itself, here and elsewhere: the same rate for ever on both sides moves nothing.
    """
    market = kind.market_terms.card()
    ratios = []
    for horizon in (years, LONGEST):
        elsewhere = sum(_paid(market, kind.market_terms.model, year) for year in range(1, horizon + 1))
        if not elsewhere:
            return ""
        own = [sum(_paid(card, "resale", year) for year in range(1, horizon + 1)) for card in _cards(kind)]
        ratios.append([pay / elsewhere for pay in own])
    moved = any(abs(late - early) > MOVES * early for early, late in zip(*ratios, strict=True))
    return f"margins from contract year {years + 1} on" if moved else ""


def _market(scenario: Scenario, name: str, kind: Archetype) -> Iterator[Flag]:
    """Pay of another form than market terms that are those of the ready-made scenario, of which most is left."""
    tuned = tuned_scenario()
    if name not in tuned.archetypes or not _is_inherited(scenario, tuned, name):
        return
    own, market = _form(kind.terms.model, _best_cards(kind)), _form(kind.market_terms.model, [kind.market_terms.card()])
    if own != market and tuning_of(scenario) is not None:
        what = (
            f"{name}: partners have {own} and elsewhere, by the market_terms of {TUNED}, {market}: effort compares the "
            f"two: state archetypes.{name}.market_terms, or in [sources] why others pay so"
        )
        yield Flag("R-77", what, "warning")


def _is_inherited(scenario: Scenario, tuned: Scenario, name: str) -> bool:
    """Whether market terms and their source are those of the tuned scenario."""
    path = f"archetypes.{name}.market_terms.rate"
    is_same = scenario.archetypes[name].market_terms == tuned.archetypes[name].market_terms
    return is_same and source_of(scenario, path) == source_of(tuned, path)


def _form(model: str, cards: list[Card]) -> str:
    """Model and contract years that are paid, of any line at any tier: ``a fee for contract years 1 to 3``."""
    what = {"referral": "a fee", "resale": "a margin", "share": "a share"}[model]
    years = [year for year in range(1, LONGEST + 1) if any(_paid(card, model, year) for card in cards)]
    if not years:
        return "no pay"
    if years[-1] == LONGEST:
        return f"{what} as long as a customer stays"
    if len(years) == 1:
        return f"{what} for contract year {years[0]}"
    return f"{what} for contract years {years[0]} to {years[-1]}"


def _paid(card: Card, model: str, year: int) -> float:
    """What a contract year pays: its rate times the months that are paid."""
    months = MONTHS_PER_YEAR
    if model == "share" and card.share_months:
        months = min(months, max(0, card.share_months - MONTHS_PER_YEAR * (year - 1)))
    return _rate(card, model, year) * months


def _rate(card: Card, model: str, year: int) -> float:
    """Rate of a contract year, without points."""
    named = (card.rate, *card.later_rates)[year - 1 : year]
    if named and named[0] is not None:
        return named[0]
    if card.renewal_rate is not None:
        return card.renewal_rate
    return 0.0 if model == "referral" else card.rate
