"""All sentences of an agreement in their order: a group of them for each mechanism of pay."""

from collections.abc import Callable, Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.bonus import bonus_sentences
from sim.report.agreement.cap import cap_sentences
from sim.report.agreement.certificate import certificate_sentences
from sim.report.agreement.changes import change_sentences
from sim.report.agreement.claim import claim_sentences
from sim.report.agreement.conflict import conflict_sentences
from sim.report.agreement.distributor import distributor_sentences
from sim.report.agreement.dues import dues_sentences, services_sentences
from sim.report.agreement.ends import end_sentences
from sim.report.agreement.ladder import ladder_sentences
from sim.report.agreement.pay import pay_sentences
from sim.report.agreement.read import read_sentences
from sim.report.agreement.rebate import rebate_sentences
from sim.report.agreement.settlement import calendar_sentences, settlement_sentences
from sim.report.agreement.taken_back import clawback_sentences, departure_sentences
from sim.report.agreement.use import use_sentences

GROUPS: tuple[Callable[[Agreement], Iterator[Said]], ...] = (
    ladder_sentences,
    certificate_sentences,
    claim_sentences,
    conflict_sentences,
    pay_sentences,
    read_sentences,
    use_sentences,
    services_sentences,
    cap_sentences,
    bonus_sentences,
    rebate_sentences,
    distributor_sentences,
    settlement_sentences,
    clawback_sentences,
    dues_sentences,
    end_sentences,
    departure_sentences,
    change_sentences,
    calendar_sentences,
)


def sentences(agreement: Agreement) -> Iterator[Said]:
    """What the scenario states of the pay of a kind of partner; nothing that is off."""
    for group in GROUPS:
        yield from group(agreement)
