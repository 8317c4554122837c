"""Phases, gate and sunset on the run's own state (R-40 … R-47; COACH)."""

from sim.units import BPS


def reaches_share(part_cents: int, total_cents: int, threshold_bps: int) -> bool:
    """Whether part ÷ total is at least the threshold, compared in integers; False without revenue (R-45)."""
    return total_cents > 0 and BPS * part_cents >= threshold_bps * total_cents


def may_enter_phase(
    next_month: int,
    earliest_month: int,
    partners_won: int,
    needed_partners_won: int,
    active_partners: int,
    needed_active_partners: int,
    share_is_reached: bool,
) -> bool:
    """Whether the program enters the next phase: a date alone is never sufficient (R-44)."""
    return (
        next_month >= earliest_month
        and partners_won >= needed_partners_won
        and active_partners >= needed_active_partners
        and share_is_reached
    )


def is_sunset(month: int, sunset_month: int, share_is_reached: bool) -> bool:
    """Whether the program ends: from ``sunset_month`` on, at a close below the share; month 0 means never (R-47)."""
    return sunset_month > 0 and month >= sunset_month and not share_is_reached
