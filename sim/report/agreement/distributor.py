"""A distributor between vendor and partner, in a sentence."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def distributor_sentences(agreement: Agreement) -> Iterator[Said]:
    """What it keeps of list, which is not the partner's."""
    rate, path = agreement.kind.distributor_rate, f"archetypes.{agreement.name}.distributor_rate"
    if rate or agreement.is_drawn(path):
        kept = agreement.percent(path, rate)
        yield Said("distributor", f"A distributor keeps {kept} of list beside; the partner's margin is as said.")
