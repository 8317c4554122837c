"""What models of touches credit to partners of the deals that were won: a report, by which nothing is paid (R-83)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close, listed
from sim.metrics.tallies import TOUCH_CREDIT
from sim.metrics.unit import MONEY
from sim.rules.touches import FIRST, LAST, LINEAR
from sim.scenario.schema import Scenario

_MODELS = {
    "first": (FIRST, "of deals whose account the partner touched before direct sales did"),
    "last": (LAST, "of deals that the partner touched last"),
    "linear": (LINEAR, "of won deals, by the partner's part of the touches"),
}


def _has_touches(scenario: Scenario) -> bool:
    return scenario.attribution is not None and bool(scenario.attribution.touches)


def _of_model(name: str) -> Mechanism:
    model, meaning = _MODELS[name]
    metric = Metric(f"{name}_touch_acv", MONEY, "flow", f"ACV at list {meaning}", at_close(TOUCH_CREDIT + model))
    return Mechanism(
        f"{name}_touch",
        (metric,),
        is_stated=lambda scenario: scenario.attribution is not None and name in scenario.attribution.touches,
    )


TOUCHES = (
    Mechanism(
        "touches",
        (Metric("touched_acv", MONEY, "flow", "ACV at list of all deals of partners won", listed(Kind.WON)),),
        is_stated=_has_touches,
    ),
    *(_of_model(name) for name in _MODELS),
)
