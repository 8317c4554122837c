"""Replications whose ledgers the invariants are read from: ready-made, small and odd scenarios."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import IntArray, Row
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters
from sim.scenario.schema import Scenario

SMALL = Path(__file__).parent.parent / "scenario" / "small.toml"
HAND = Path(__file__).parent.parent / "hand" / "hand.toml"
EVERYBODY_LEAVES = [f"archetypes.{name}.departure_new_per_year=0.9" for name in ("referral", "reseller")]

CASES = {
    "coach": ("coach", ()),
    "coach_unready": ("coach_unready", ()),
    "hand": (HAND, ()),
    "small": (SMALL, ()),
    "gross": (SMALL, ('vendor.resale_booking="gross"',)),
    "strict": (
        SMALL,
        (
            'departure.open_deals="lost"',
            "departure.pay_after_departure=false",
            'payout.trigger="signature"',
            "payout.every_months=1",
            "payout.lag_months=0",
            *EVERYBODY_LEAVES,
        ),
    ),
    "pilot_first": (SMALL, ('program.journey=["pilot", "onboarding"]', "program.pilot_extension_probability=0.8")),
    "sunset": (SMALL, ("sunset.month=12", "sunset.sourced_share=0.9")),
    "displaced": (
        SMALL,
        (
            "archetypes.reseller.cannibalised_probability=1.0",
            "vendor.direct.starting_arr=50_000.0",
            "vendor.partner_opportunity_hours=100.0",
        ),
    ),
    "shares": (
        SMALL,
        (
            "months=40",
            "archetypes.referral.terms={model='share', rate=0.2, later_rates=[], share_months=9, flat_fee=50.0}",
            "archetypes.referral.segments={a=0.4, b=0.6}",
            "archetypes.referral.terms.lines={b={rate=0.3, share_months=14}}",
            *(f"archetypes.{name}.expansion_probability=0.7" for name in ("referral", "reseller")),
        ),
    ),
    "customers": (
        SMALL,
        (
            "months=48",
            *(f"archetypes.{name}.early_cancel_probability=0.2" for name in ("referral", "reseller")),
            *(f"archetypes.{name}.expansion_probability=0.7" for name in ("referral", "reseller")),
            *(f"archetypes.{name}.churn_per_year=0.3" for name in ("referral", "reseller")),
            "archetypes.referral.terms.later_rates=[0.08, 0.04]",
        ),
    ),
}


@dataclass(frozen=True)
class Run:
    """One replication: its ledger and its twin's, and its monthly metrics."""

    scenario: Scenario
    parameters: Parameters
    rows: list[Row]
    twin: list[Row]
    monthly: dict[str, IntArray]

    def metric(self, name: str) -> list[int]:
        """A metric by month, month 1 first."""
        return self.monthly[name].tolist()


@pytest.fixture(scope="session", params=CASES)
def runs(request: pytest.FixtureRequest, full: bool) -> list[Run]:
    """Several replications of one scenario."""
    name, overrides = CASES[request.param]
    scenario = load_scenario(name, overrides)
    result = []
    for world in range(25 if full else 4):
        run, twin, parameters = ledger_of(scenario, 7, world, 0, "reference")
        result.append(Run(scenario, parameters, run.rows, twin.rows, ledger_metrics(scenario, run, twin, parameters)))
    return result
