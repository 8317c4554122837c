"""What models of touches credit to partners of the deals that were won: a report, by which nothing is paid (R-83)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close, listed
from sim.metrics.tallies import TOUCH_CREDIT
from sim.metrics.unit import MONEY
from sim.scenario.schema import Scenario


def _has_touches(scenario: Scenario) -> bool:
    return scenario.attribution is not None and bool(scenario.attribution.touches)


def _of_model(place: int, name: str, meaning: str) -> Mechanism:
    """A model, by its place in ``sim.rules.touches``."""
    metric = Metric(f"{name}_touch_acv", MONEY, "flow", f"ACV at list {meaning}", at_close(TOUCH_CREDIT + place))
    return Mechanism(
        "touches",
        (metric,),
        is_stated=lambda scenario: scenario.attribution is not None and name in scenario.attribution.touches,
    )


_TOUCHED = Metric("touched_acv", MONEY, "flow", "ACV at list of all deals of partners that were won", listed(Kind.WON))
TOUCHED = Mechanism("touches", (_TOUCHED,), is_stated=_has_touches)
FIRST = _of_model(0, "first", "of deals that the partner touched before direct sales did")
LAST = _of_model(1, "last", "of deals that the partner touched last")
LINEAR = _of_model(2, "linear", "of won deals, by the partner's part of the touches")
TOUCHES = (TOUCHED, FIRST, LAST, LINEAR)
