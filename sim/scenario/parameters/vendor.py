"""The vendor's own business, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.parameters.growth import GrowthParameters
from sim.scenario.schema import Vendor
from sim.units import MONTHS_PER_YEAR, calendar_month


@dataclass(frozen=True, slots=True)
class ChannelParameters:
    starting_arr_cents: int
    arr_growth_per_year: float
    churn_per_year: float
    expansion_per_year: float
    growth_basis_is_relative: bool
    """Whether it grows beyond direct and inbound; false except for the roster."""
    margin_rate_bps: int
    """Resale margin; 0 except for the roster."""


@dataclass(frozen=True, slots=True)
class VendorParameters:
    channels: tuple[ChannelParameters, ...]
    """Direct, inbound, roster: in the order of ``sim.ledger.Channel``."""
    growth: tuple[GrowthParameters, ...]
    """One, or none if growth does not vary."""
    roster_partners: int
    season: tuple[float, ...]
    """Weight of each program month to the end of the last program year, from index 1 (index 0 unused)."""
    gross_margin_share_bps: int
    acquisition_cost_rate_bps: int
    noise_sigma: float
    payment_delay_months: int
    reseller_delay_months: tuple[int, ...]
    """One, or none if resellers pay as customers do."""
    direct_delay_days: int
    team_hours_per_month: float
    spare_team_share: float
    partner_opportunity_hours: float
    hour_cost_cents: int
    resale_booking_is_gross: bool
    delivery_cost_rate_bps: int


def reseller_delay(vendor: VendorParameters) -> int:
    """Months from recognition to a recruited reseller's cash."""
    return vendor.reseller_delay_months[0] if vendor.reseller_delay_months else vendor.payment_delay_months


def vendor_parameters(blocks: Blocks, vendor: Vendor, start_month: int, months: int) -> VendorParameters:
    """The vendor; its season has a weight for each month of the program."""
    direct, inbound = (
        converted(blocks, ChannelParameters, channel, growth_basis_is_relative=False, margin_rate_bps=0)
        for channel in (vendor.direct, vendor.inbound)
    )
    return converted(
        blocks,
        VendorParameters,
        vendor,
        channels=(direct, inbound, converted(blocks, ChannelParameters, vendor.roster)),
        roster_partners=vendor.roster.partners,
        season=blocks.made(_season, vendor.seasonality, start_month, months),
    )


def _season(_: Blocks, weights: tuple[float, ...], start_month: int, months: int) -> tuple[float, ...]:
    return (1.0, *(weights[calendar_month(month, start_month) - 1] for month in range(1, _whole_years(months) + 1)))


def _whole_years(months: int) -> int:
    return months + -months % MONTHS_PER_YEAR
