"""Examples of the optional tables of pay, each in one line that is valid by itself, for kinds that the parent has."""

from collections.abc import Iterator

from sim.scenario.schema import Scenario

CLAWBACK = ("clawback.full_days = 60", "taken back of a deal whose customer leaves in these days")
BONUS = (
    'bonuses.start = { trigger = "first_deal", within_days = 90, amount = 1_000 }',
    "of a partner that wins its first deal soon",
)
LATER = ('"archetypes.{}.terms.later" = {{ year_2 = 0.10, year_3 = 0.05 }}', "fees of contract years 2 and 3")
REBATE = (
    '"archetypes.{}.terms.rebates.volume" = {{ base = "sold", steps.base = {{ from = 0, rate = 0.0 }}, '
    "steps.more = {{ from = 250_000, rate = 0.02 }} }}",
    "on a year's deals",
)


def pay_examples(parent: Scenario) -> Iterator[tuple[str, str]]:
    """Lines for the top of the file, each with its comment."""
    yield CLAWBACK
    yield BONUS
    for stated, comment, name in ((*LATER, _with_fee(parent)), (*REBATE, _with_margin(parent))):
        if name:
            yield stated.format(name), comment


def _with_fee(parent: Scenario) -> str:
    """A kind with a fee, and none of later years in the older form beside which the example would be refused."""
    fits = (
        name
        for name, kind in parent.archetypes.items()
        if kind.terms.model == "referral" and not kind.terms.later_rates
    )
    return next(fits, "")


def _with_margin(parent: Scenario) -> str:
    return next((name for name, kind in parent.archetypes.items() if kind.terms.model == "resale"), "")
