"""What was agreed on claims as an opportunity was qualified: its claim and its account keep it (R-50, R-52)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.scenario.parameters import ClaimsParameters


def terms_of_claim(run: Replication, deal: Deal) -> ClaimsParameters:
    """Of the day of its qualification, where claims tell deals apart."""
    number = deal.claim.locked
    return (run.stated.later[number - 1] if number else run.stated).claims[0]
