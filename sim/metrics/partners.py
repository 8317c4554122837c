"""Partners: contacted, signed, onboarded, active, departed."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close, counts
from sim.metrics.tallies import ACTIVATED, ACTIVE, LOAD, PLANNED, SIGNED, STAFFED, WAITING
from sim.metrics.unit import BASIS_POINTS, CANDIDATES, PARTNERS, PLANNED_CONTACTS

_RECRUITING = (
    Metric(
        "planned_contacts",
        PLANNED_CONTACTS,
        "flow",
        "contacts of the phase times the capacity factor of readiness",
        at_close(PLANNED),
    ),
    Metric(
        "staffed_contacts",
        PLANNED_CONTACTS,
        "flow",
        "planned contacts that the phase's managers and other heads have time for",
        at_close(STAFFED),
    ),
    Metric("contacts", CANDIDATES, "flow", "candidates approached", counts(Kind.CONTACTED)),
    Metric("agreements", PARTNERS, "flow", "agreements signed", counts(Kind.SIGNED)),
    Metric(
        "signed_ever", PARTNERS, "stock", "agreements signed since the start", plus=("agreements",), is_running=True
    ),
    Metric("failed_pilots", PARTNERS, "flow", "partner pilots that failed", counts(Kind.PILOT_FAILED)),
    Metric("passed_pilots", PARTNERS, "flow", "partner pilots that passed", counts(Kind.PILOT_PASSED)),
    Metric("departures", PARTNERS, "flow", "partners that left on their own initiative", counts(Kind.DEPARTED)),
    Metric("removals", PARTNERS, "flow", "partners removed by review", counts(Kind.REMOVED)),
)
_IN_FORCE = (
    Metric("signed_partners", PARTNERS, "stock", "agreements in force", at_close(SIGNED)),
    Metric("waiting_partners", PARTNERS, "stock", "partners waiting for onboarding", at_close(WAITING)),
    Metric(
        "active_partners",
        PARTNERS,
        "stock",
        "agreement in force and a qualified opportunity or a won deal in the last 90 days",
        at_close(ACTIVE),
    ),
    Metric("activated_partners", PARTNERS, "stock", "agreement in force and a won deal ever", at_close(ACTIVATED)),
    Metric(
        "manager_load",
        BASIS_POINTS,
        "stock",
        "partners in care in basis points of the managers' capacity",
        at_close(LOAD),
    ),
)
RECRUITED_PARTNERS = Mechanism("partners", (*_RECRUITING, *_IN_FORCE))
