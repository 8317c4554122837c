"""The tier at which a partner stands, as what is paid by it reads it (R-74 to R-76)."""

NO_TIER = -1
LOWEST_TIER = 0


def paid_tier(tier: int) -> int:
    """The tier by which a partner is paid: where it stands or stood as it left; the lowest if not known (R-74)."""
    return max(LOWEST_TIER, tier)


def reaches_tier(tier: int, from_tier: int) -> bool:
    """Whether a partner stands high enough for what is had from a tier on; all do from ``NO_TIER`` on (R-75, R-76)."""
    return tier >= from_tier
