"""Pay of partners, as parameters of the engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermsParameters:
    model_is_resale: bool
    rate_bps: int
    later_rates_bps: tuple[int, ...]

    @property
    def second_year_bps(self) -> int:
        """Fee on the ACV of contract year 2, 0 if there is none."""
        return self.later_rates_bps[0] if self.later_rates_bps else 0


@dataclass(frozen=True, slots=True)
class PayoutParameters:
    every_months: int
    lag_months: int
    trigger_is_go_live: bool
