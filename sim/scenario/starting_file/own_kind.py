"""A kind of partner of one's own, as an example: complete, with the values of the parent's most contacted kind."""

from collections.abc import Iterator

from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario
from sim.scenario.starting_file.toml import toml_text

NAMES = ("distributor", "own_kind", "own_kind_2")
WIDTH = 44


def own_kind_name(parent: Scenario) -> str:
    """A name that the parent does not have."""
    return next(name for name in NAMES if name not in parent.archetypes)


def own_kind_lines(parent: Scenario, before: str) -> Iterator[str]:
    """The lines of the example, each after ``before``; all of them are needed."""
    like = max(sorted(parent.archetypes), key=lambda name: parent.mix.get(name, 0.0))
    yield f"# A kind of partner of your own: all these lines, and its share in [mix]. The values are those of '{like}'."
    yield f"{before}[archetypes.{own_kind_name(parent)}]"
    kind = parent.archetypes[like]
    for key, field in type(kind).model_fields.items():
        if not field.is_required():
            continue
        value = getattr(kind, key)
        if key == "funnel":
            for stage in kind.funnel_order:
                yield f"{before}funnel.{stage} = {toml_text(value[stage])}"
        elif value is not None:
            spec = spec_of(f"archetypes.{like}.{key}")
            meaning = spec.meaning if spec is not None else ""
            stated = f"{before}{key} = {toml_text(value)}"
            yield f"{stated:<{WIDTH - 1}} # {meaning}" if meaning else stated
