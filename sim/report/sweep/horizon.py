"""Pay past the years that effort compares: swept values that cost and bring no effort (R-77)."""

from collections.abc import Iterator

from sim.analysis.sweep.lever import Lever, settings_of
from sim.analysis.sweep.sweep import Sweep
from sim.analysis.sweep.variation import with_values
from sim.report.sweep.levers import value_text
from sim.report.words.counting import counted, listed
from sim.scenario.overrides import parts_of
from sim.scenario.paths import split, value_at
from sim.units import MONTHS_PER_YEAR

HORIZON = "program.pay_horizon_years"
SHARE_MONTHS, LATER, YEAR = "share_months", "later", "year_"


def horizon_lines(sweep: Sweep) -> Iterator[str]:
    """A sentence for each lever of which a value lies past the contract years whose pay effort compares."""
    swept = [max(lever.values) for lever in sweep.levers if _field(lever) == HORIZON]
    years = int(max(swept, default=sweep.scenario.program.pay_horizon_years))
    for lever in sweep.levers:
        if past := _past(sweep, lever, years):
            compared = f"Effort compares the pay of {counted(years, 'contract year')} ({HORIZON})"
            yield f"{compared}: {past}, which it does not see."


def _past(sweep: Sweep, lever: Lever, years: int) -> str:
    """What a lever pays past so many contract years, in words; empty if nothing."""
    *above, last = split(_field(lever))
    if last.startswith(YEAR) and above[-1:] == [LATER]:
        return f"{LATER}.{last} is pay of a later one" if int(last.removeprefix(YEAR)) > years else ""
    if last != SHARE_MONTHS:
        return ""
    most = MONTHS_PER_YEAR * years
    values = [value_text(lever, value) for value in lever.values if not 0 < _months(sweep, lever, value) <= most]
    return f"{SHARE_MONTHS} of {listed(values)} pay past month {most}" if values else ""


def _months(sweep: Sweep, lever: Lever, value: float) -> int:
    """Months of a share at a value of the lever; 0 for as long as the customer stays."""
    months: int = value_at(with_values(sweep.scenario, settings_of((lever,), (value,))), _field(lever))
    return months


def _field(lever: Lever) -> str:
    return lever.field or parts_of(f"{lever.path}=")[0]
