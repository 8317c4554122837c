"""The lines of a starting file: every value that it offers is the parent's, read from the resolved scenario."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sim.scenario.distributions import Distribution
from sim.scenario.paths import spec_of, value_at
from sim.scenario.schema import Scenario
from sim.scenario.starting_file.own_kind import own_kind_lines, own_kind_name
from sim.scenario.starting_file.pay import pay_examples
from sim.scenario.starting_file.sections import SECTIONS, TOP, Section
from sim.scenario.starting_file.toml import toml_text
from sim.scenario.values import values_of

STATED, EXAMPLE = "# ", "## "
"""Before a line that states the parent's value, and before one that is an example."""
WIDTH = 44
"""Column at which comments begin."""

HEAD = """\
# Your own scenario: everything that is not stated here is as in '{parent}'.
# Check it with:  partnersim validate {file}
# Run it with:    partnersim run {file}
# Every field, with its unit, bounds and source:  partnersim explain {file}
#
# A value that is commented out is the one that '{parent}' has: take away the '#' and write your own. Lines that
# begin with '##' are examples of what can be added. Rates and shares are fractions: 0.15 is 15%. ARR is recurring
# revenue a year.

extends = {extends}
name = {name}
title = {title}
inherited_ranges = "scaled"                 # a value stated here takes its range in '{parent}' along; without this
                                            # line it is taken as certain
"""


def starting_file(parent: Scenario, extends: str, file: str, name: str) -> str:
    """The text of a starting file: valid as it is, and equal to the parent but for name and title.

    ``extends`` is the parent as the file names it, ``file`` the file as the user names it.
    """
    title = f"{name.replace('_', ' ').capitalize()}, after {parent.name}"
    said = {"extends": extends, "name": name, "title": title}
    head = HEAD.format(parent=parent.name, file=file, **{key: toml_text(text) for key, text in said.items()})
    lines = [*head.splitlines(), *_stated(parent, TOP, ""), *_pay(parent), ""]
    offered = list(_offered(parent))
    for section in SECTIONS:
        lines += _section(parent, section)
        if section.table == "readiness":
            lines += _mix(parent)
    lines += [*_ranges(parent, offered), "", *_sources(), "", *own_kind_lines(parent, EXAMPLE)]
    return "\n".join(lines) + "\n"


def _pay(parent: Scenario) -> Iterator[str]:
    yield "# Pay beside the terms below; 'partnersim explain FILE --agreement' says all of it in sentences."
    yield from (_line(EXAMPLE, *example) for example in pay_examples(parent))
    yield "# Tiers, exams, and whose deal it is: 'partnersim explain FILE ladders' lists what can be stated; so do"
    yield "# certificates, registration, attribution and conflict in its place."


def _section(parent: Scenario, section: Section) -> Iterator[str]:
    tables = _tables(parent, section)
    yield from (f"# {line}" for line in section.heading if tables)
    for table in tables:
        yield f"[{table}]"
        yield from _stated(parent, section, table)
        yield ""


def _tables(parent: Scenario, section: Section) -> list[str]:
    """The tables of a section: one, or one for each name of the parent; none of an optional part that it has not."""
    if not section.table.endswith(".*"):
        return [section.table] if not section.table or value_at(parent, section.table) is not None else []
    above = section.table.removesuffix(".*")
    names = parent.phase_order if above == "phases" else list(value_at(parent, above))
    return [f"{above}.{name}" for name in names]


def _stated(parent: Scenario, section: Section, table: str) -> Iterator[str]:
    yield from _values(parent, section, table)
    yield from (_line(EXAMPLE, *example) for example in section.examples)


def _values(parent: Scenario, section: Section, table: str) -> Iterator[str]:
    for key, comment in section.keys.items():
        path = f"{table}.{key}" if table else key
        yield _line(STATED, f"{key} = {toml_text(value_at(parent, path))}", _with_range(parent, path, comment))


def _with_range(parent: Scenario, path: str, comment: str) -> str:
    drawn, spec = parent.uncertainty.get(path), spec_of(path)
    if drawn is None or spec is None:
        return comment
    low, high = (f"{value:,.4g}" for value in map(values_of(drawn, spec), (0.1, 0.9)))
    return f"{comment} (range {_plain(low)} to {_plain(high)})".lstrip()


def _plain(number: str) -> str:
    """A number without an exponent."""
    return f"{float(number.replace(',', '')):,.0f}" if "e" in number else number


def _mix(parent: Scenario) -> Iterator[str]:
    yield "# Which partners you approach: shares of the contacts, together 1, so change at least two."
    yield "[mix]"
    for name, share in parent.mix.items():
        yield _line(STATED, f"{name} = {toml_text(share)}", "")
    own = own_kind_name(parent)
    yield _line(EXAMPLE, f"{own} = 0", "a kind of your own, at the end: take its share from others")
    yield ""


def _offered(parent: Scenario) -> Iterator[str]:
    """Paths of the values above, in their order."""
    for section in (TOP, *SECTIONS):
        for table in _tables(parent, section):
            yield from (f"{table}.{key}" if table else key for key in section.keys)


def _ranges(parent: Scenario, offered: list[str]) -> Iterator[str]:
    yield "# What you do not know for certain, drawn once in each world. A range is { p10 = , p50 = , p90 = },"
    yield "# { low = , high = }, { min = , mode = , max = }, { mean = , sd = } or { median = , sigma = }."
    yield "[uncertainty]"
    for path in offered:
        if path in parent.uncertainty:
            yield f'{STATED}"{path}" = {toml_text(_dumped(parent.uncertainty[path]))}'
    for path, value in islice(_certain(parent, offered), 1):
        yield f'{EXAMPLE}"{path}" = {toml_text({"low": _digits(0.9 * value), "high": _digits(1.1 * value)})}'


def _dumped(drawn: Distribution) -> Mapping[str, Any]:
    return drawn.model_dump(mode="json", exclude_none=True)


def _certain(parent: Scenario, offered: list[str]) -> Iterator[tuple[str, float]]:
    """Numbers that the parent takes as certain and that may be a tenth smaller or larger."""
    for path in offered:
        spec, value = spec_of(path), value_at(parent, path)
        may_vary = spec is not None and spec.kind == "float" and not spec.is_fixed and path not in parent.uncertainty
        if spec is not None and may_vary and spec.low <= 0.9 * value < 1.1 * value <= spec.high:
            yield path, value


def _digits(value: float) -> float:
    return float(f"{value:.3g}")


def _sources() -> Iterator[str]:
    yield "# Where your numbers come from: a value with a source is not listed as an assumption. Grades: A measured,"
    yield "# B surveyed, C rule of thumb, judgement."
    yield "[sources]"
    yield f'{EXAMPLE}"vendor.direct.starting_arr" = {{ source = "finance, closing of December", grade = "A" }}'


def _line(before: str, stated: str, comment: str) -> str:
    return f"{before + stated:<{WIDTH - 1}} # {comment}" if comment else before + stated
