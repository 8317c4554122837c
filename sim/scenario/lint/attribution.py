"""Attribution and conflict: settings about direct sales, support and contacts that no deal meets."""

from collections.abc import Iterator

from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.registering import registers
from sim.scenario.schema import Attribution, Conflict, Scenario
from sim.scenario.schema.claim import REGISTRATIONS

OF_MET = ("protected_odds_multiplier", "unprotected_odds_multiplier", "engaged_cannibalised_odds_multiplier")
"""Factors of deals at whose account direct sales come."""
OF_CONFLICT = ("protected_odds_multiplier", "unprotected_odds_multiplier", "credit_odds_multiplier",
               "protection_odds_multiplier")  # fmt: skip
"""Factors on the odds of conflict."""
OF_UNREGISTERED = ("unregistered_pay_share", "unregistered_credit_share")
"""What a deal without a claim pays and counts."""
NO_MORE = "changes nothing but the number of deals by class"
MEET = "direct sales meet no account: state archetypes.<name>.direct_overlap_probability"


def attribution_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-52 to R-54, R-80 to R-82: classes that no deal is of or that all count in full, odds of what never happens.

    And days that nothing counts.
    """
    ever = Ever(scenario)
    meets = _some(scenario, ever, "direct_overlap_probability")
    if scenario.attribution is not None and scenario.attribution.test == "rules":
        yield from _classes(scenario, scenario.attribution, ever, meets=meets)
    yield from _without_consequence(scenario, ever, meets=meets)
    if scenario.conflict is not None:
        yield from _odds(scenario, ever, meets=meets)
    for name, kind in sorted(scenario.archetypes.items()):
        above = f"archetypes.{name}"
        counts = scenario.attribution is not None and scenario.attribution.touches
        if ever.acts(f"{above}.first_contact_days") and not registers(scenario, name) and not counts:
            why = f"partners of the kind register nothing ({above}.registration_probability)"
            yield nothing("R-80", f"{above}.first_contact_days", why)
        is_only_mentioned = kind.mention_probability == 1 and f"{above}.mention_probability" not in ever.drawn
        if is_only_mentioned and ever.differs(f"{above}.support_probability", 1.0):
            yield nothing("R-82", f"{above}.support_probability", f"{above}.mention_probability is 1")


def _without_consequence(scenario: Scenario, ever: Ever, *, meets: bool) -> Iterator[Flag]:
    """Claims, and a test of attribution, that move the number of deals by class and nothing else."""
    registration, attribution = scenario.registration, scenario.attribution
    is_less = any(ever.differs(f"attribution.{field}", 1.0) for field in OF_UNREGISTERED)
    counts = is_less or any(ever.acts(f"archetypes.{name}.terms.registered_rate") for name in scenario.archetypes)
    by_rules = attribution is not None and attribution.test == "rules"
    if registration is not None and not counts and not (by_rules and meets) and not _asks_for_claims(scenario, ever):
        why = (
            "a deal without a claim pays and counts as one with it, and nothing else asks for claims: state "
            "attribution.unregistered_pay_share or unregistered_credit_share, or archetypes.<name>.terms."
            "registered_rate"
        )
        yield Flag("R-54", f"registration {NO_MORE}: {why}", "warning")
    if attribution is None or counts or attribution.touches:
        return
    if not by_rules or not (meets or _some(scenario, ever, "mention_probability")):
        why = (
            "no deal is influenced or only fulfilled, and one without a claim pays and counts in full: state "
            "archetypes.<name>.direct_overlap_probability or mention_probability, or "
            "attribution.unregistered_pay_share or unregistered_credit_share"
        )
        yield Flag("R-80", f"attribution {NO_MORE}: {why}", "warning")


def _asks_for_claims(scenario: Scenario, ever: Ever) -> bool:
    """Whether a ladder counts registrations, odds depend on protection, or collisions on who registered first."""
    conflict = scenario.conflict
    is_protected = any(ever.differs(f"conflict.{field}", 1.0) for field in OF_MET[:2])
    is_settled = conflict is not None and conflict.settlement == "first_registered"
    return (
        any(REGISTRATIONS in {*ladder.asked, *ladder.given} for ladder in scenario.ladders.values())
        or is_protected
        or (is_settled and _some(scenario, ever, "partner_overlap_probability"))
    )


def _some(scenario: Scenario, ever: Ever, field: str) -> bool:
    """Whether a chance is above 0 for some kind of partner."""
    return any(ever.acts(f"archetypes.{name}.{field}") for name in scenario.archetypes)


def _default(field: str) -> object:
    return Attribution.model_fields[field].default


def _classes(scenario: Scenario, attribution: Attribution, ever: Ever, *, meets: bool) -> Iterator[Flag]:
    """Parts of classes that no deal is of, and support that decides nothing."""
    mentions = _some(scenario, ever, "mention_probability")
    is_broad = attribution.influence == "broad"
    if not meets:
        for field in ("influenced_pay_share", "influenced_credit_share"):
            if ever.differs(f"attribution.{field}", _default(field)):
                yield nothing("R-81", f"attribution.{field}", MEET)
        for name in sorted(scenario.archetypes):
            path = f"archetypes.{name}.support_probability"
            if ever.differs(path, 1.0) and not attribution.touches:
                yield nothing("R-81", path, MEET)
    if not mentions and (is_broad or not meets):
        for field in ("none_pay_share", "none_credit_share"):
            if ever.differs(f"attribution.{field}", _default(field)):
                why = "no deal is only mentioned: state archetypes.<name>.mention_probability"
                yield nothing("R-82", f"attribution.{field}", why)
    if is_broad and not meets:
        yield nothing("R-85", "attribution.influence", MEET)


def _odds(scenario: Scenario, ever: Ever, *, meets: bool) -> Iterator[Flag]:
    """A table of which nothing is stated, and factors of what has no chance."""
    stated = {field for field, one in Conflict.model_fields.items() if ever.differs(f"conflict.{field}", one.default)}
    if not stated and not _some(scenario, ever, "partner_overlap_probability"):
        yield nothing("R-52", "conflict", "nothing in it is stated, and no partners have accounts in common")
    conflicts = _some(scenario, ever, "conflict_probability")
    for field in sorted(stated & {*OF_MET, *OF_CONFLICT}):
        if field in OF_MET and not meets:
            yield nothing("R-53", f"conflict.{field}", MEET)
        elif field in OF_CONFLICT and not conflicts:
            yield nothing("R-53", f"conflict.{field}", "archetypes.<name>.conflict_probability is 0")
