"""Pay of partners, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import MarketTerms
from sim.units import to_bps


@dataclass(frozen=True, slots=True)
class TermsParameters:
    later_rates_bps: tuple[int, ...]
    """Of contract years 2, 3, …"""
    model_is_resale: bool
    rate_bps: int

    @property
    def second_year_bps(self) -> int:
        """Fee on the ACV of contract year 2, 0 if there is none."""
        return self.later_rates_bps[0] if self.later_rates_bps else 0


def terms_parameters(blocks: Blocks, terms: MarketTerms) -> TermsParameters:
    """What a partner earns, with the fees of later contract years in order."""
    later = tuple(to_bps(rate) for rate in terms.rates_of_later_years())
    return converted(blocks, TermsParameters, terms, later_rates_bps=later)
