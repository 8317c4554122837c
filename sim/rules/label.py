"""A label: one of some names, drawn from their shares (R-74)."""

from collections.abc import Sequence


def label(u: float, shares: Sequence[float]) -> int:
    """Position of the name that a uniform falls on; the shares sum to 1 (R-74)."""
    bound = 0.0
    for position in range(len(shares) - 1):
        bound += shares[position]
        if u < bound:
            return position
    return len(shares) - 1
