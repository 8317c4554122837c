"""Tiers that differ in nothing, terms by tier or line that say what holds without them, and other idle parts."""

from collections.abc import Iterator, Mapping

from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.paths import value_at
from sim.scenario.schema import Archetype, Ladder, Scenario, Tier
from sim.scenario.schema.card import OfTier, Place
from sim.scenario.schema.measure import by_measure

OF_MOVES = ("promotion_months", "review_months", "review_at", "falls", "lowest", "provisional_tier", "near_share")
"""How partners come to other tiers, or near them."""
OF_TIERS = ("cost_per_month", "fee_per_year", "may_register", "effects")
"""What a tier gives or costs beside terms."""


def standing_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-74, R-90, R-95, R-100, R-143: what is stated by tier, line or kind and is as it would be without it."""
    ever = Ever(scenario)
    for name, ladder in sorted(scenario.ladders.items()):
        kinds = {at: kind for at, kind in scenario.archetypes.items() if kind.ladder == name}
        if kinds:
            yield from _ladder(scenario, f"ladders.{name}", ladder, kinds, ever)
    for name, kind in sorted(scenario.archetypes.items()):
        above = f"archetypes.{name}"
        yield from _places(above, kind, ever)
        is_drawn = any(path.startswith(("payout.", f"{above}.payout.")) for path in ever.drawn)
        if not is_drawn and all(one.archetypes[name].payout == one.payout for one in ever.held):
            yield nothing("R-90", f"{above}.payout", "it is as [payout] is: leave it out, or state what differs")
        if kind.established is not None and not ever.acts(f"{above}.established.partners"):
            yield nothing("R-143", f"{above}.established", "there are 0 partners")
    delivers = any(kind.delivers for kind in scenario.archetypes.values())
    for name, certificate in sorted(scenario.certificates.items()):
        if certificate.may_deliver and not delivers:
            why = "no kind of partner delivers: state archetypes.<name>.delivers = true"
            yield nothing("R-95", f"certificates.{name}.may_deliver", why)


def _ladder(
    scenario: Scenario, above: str, ladder: Ladder, kinds: Mapping[str, Archetype], ever: Ever
) -> Iterator[Flag]:  # fmt: skip
    """A ladder from which nothing follows, and ways to other tiers where nobody moves."""
    if all(kind.fixed_tier is not None for kind in kinds.values()):
        fields = [f for f in OF_MOVES if ever.differs(f"{above}.{f}", Ladder.model_fields[f].default)]
        for field in fields:
            yield nothing("R-104", f"{above}.{field}", "all of its kinds have a fixed_tier, where they stay")
    elif ladder.review_at == "fiscal" and ladder.review_months == 1 and ladder.lowest == "kept":
        yield nothing("R-104", f"{above}.review_at", "review_months is 1, so that every month has a review")
    for part in ("per", "most"):
        for measure in by_measure(getattr(ladder, part)):
            if not ever.acts(f"{above}.points.{measure}"):
                yield nothing("R-107", f"{above}.{part}.{measure}", f"points.{measure} is 0")
    for name, tier in ladder.tiers.items():
        asked = [f"needs.{one}" for one in tier.all_needs] + [f"one_of.{one}" for one in tier.any_of]
        for one in asked:
            if not ever.acts(f"{above}.tiers.{name}.{one}") and not one.endswith(".top_share"):
                yield nothing("R-104", f"{above}.tiers.{name}.{one}", "0 is always reached")
    tiers = {f"{above}.tiers.{name}": tier for name, tier in ladder.tiers.items()}
    acts = (
        ladder.lowest == "removed"
        or ever.differs(f"{above}.near_multiplier", 1.0)
        or any(_gives(path, tier, ever) for path, tier in tiers.items())
        or any(kind.terms.is_by_tier for kind in kinds.values())
        or any(bonus.from_tier and any(map(bonus.is_for, kinds)) for bonus in scenario.bonuses.values())
    )
    if not acts:
        why = (
            "its tiers differ in nothing: state archetypes.<name>.terms.by_tier, or effects or cost_per_month of a tier"
        )
        yield nothing("R-100", above, why)


def _gives(path: str, tier: Tier, ever: Ever) -> bool:
    """Whether a tier gives or costs anything."""
    return ever.differs(f"{path}.care_weight", 1.0) or any(
        ever.differs(f"{path}.{field}", None)
        and (
            field in ("may_register", "effects")
            or ever.differs(f"{path}.{field}", 0.0)
            or tier.fee_per_year is not None
        )
        for field in OF_TIERS
    )


def _places(above: str, kind: Archetype, ever: Ever) -> Iterator[Flag]:
    """Terms of a tier or line of which each leaf is what holds there without it, and lines of no deals."""
    for place in kind.terms.places:
        path = f"{above}.terms.{place.path}"
        has_narrower = any(_is_wider(place, other) for other in kind.terms.places)
        if place.line and not ever.acts(f"{above}.segments.{place.line}"):
            yield nothing("R-74", path, f"no deal is of {place.line}: {above}.segments.{place.line} is 0")
        elif not has_narrower and not _says_more(above, kind, place, ever):
            yield nothing("R-74", path, "it states what holds without it")


def _says_more(above: str, kind: Archetype, place: Place, ever: Ever) -> bool:
    """Whether some leaf of a place is ever another than the terms have it for the same line and tier without it."""
    wider = [f"{above}.terms", *(f"{above}.terms.{one.path}" for one in kind.terms.places if _is_wider(one, place))]
    for leaf in OfTier.model_fields:
        path = f"{above}.terms.{place.path}.{leaf}"
        if not ever.differs(path, None):
            continue
        outer = next((one for one in reversed(wider) if ever.differs(f"{one}.{leaf}", None)), None)
        if outer is None or {path, f"{outer}.{leaf}"} & ever.drawn.keys():
            return True
        if any(value_at(one, path) != value_at(one, f"{outer}.{leaf}") for one in ever.held):
            return True
    return False


def _is_wider(wide: Place, narrow: Place) -> bool:
    """Whether a place holds wherever another does, and for more."""
    of = (wide.line in ("", narrow.line), wide.tier in ("", narrow.tier))
    return all(of) and (wide.line, wide.tier) != (narrow.line, narrow.tier)
