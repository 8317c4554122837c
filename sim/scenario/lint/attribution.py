"""Attribution and conflict: settings about direct sales, support and contacts that no deal meets."""

from collections.abc import Iterator

from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.registering import registers
from sim.scenario.schema import Attribution, Conflict, Scenario

OF_MET = ("protected_odds_multiplier", "unprotected_odds_multiplier", "engaged_cannibalised_odds_multiplier")
"""Factors of deals at whose account direct sales come."""
OF_CONFLICT = ("protected_odds_multiplier", "unprotected_odds_multiplier", "credit_odds_multiplier",
               "protection_odds_multiplier")  # fmt: skip
"""Factors on the odds of conflict."""
MEET = "direct sales meet no account: state archetypes.<name>.direct_overlap_probability"


def attribution_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-52, R-53, R-80 to R-82: classes that no deal is of, odds of what never happens, days that nothing counts."""
    ever = Ever(scenario)
    meets = _some(scenario, ever, "direct_overlap_probability")
    if scenario.attribution is not None and scenario.attribution.test == "rules":
        yield from _classes(scenario, scenario.attribution, ever, meets=meets)
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
