"""The reference for readers of files: which metric is the sum of which columns."""

import re
from pathlib import Path

from sim.metrics.declared import metric_set_of
from sim.scenario.load import load_scenario

README = Path(__file__).parents[2] / "README.md"


def listed() -> dict[str, tuple[bool, dict[str, int]]]:
    """Metric to whether it runs since the start and the sign of each of its parts."""
    table = README.read_text("utf-8").partition("| metric that is not stored | is the sum |\n| --- | --- |\n")[2]
    found = {}
    for line in table.partition("\n\n")[0].splitlines():
        name, parts = line.strip("| ").split(" | ")
        signs = re.findall(r"(^|[+-] )`(\w+)`", parts)
        found[name.split("`")[1]] = name.endswith("*"), {part: -1 if sign == "- " else 1 for sign, part in signs}
    return found


def test_the_reference_lists_the_sums_that_files_leave_out() -> None:
    """Of a scenario that states no optional mechanism."""
    assert listed() == {
        name: (parts.is_running, {**dict.fromkeys(parts.plus, 1), **dict.fromkeys(parts.minus, -1)})
        for name, parts in metric_set_of(load_scenario("coach")).sums.items()
    }
