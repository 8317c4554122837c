"""All revenue of the company beside a share of it: a company that shrinks has the higher share."""

from collections.abc import Iterator, Sequence

from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.opposed import direction
from sim.analysis.figures.outcomes import ADDITIONAL_REVENUE, ODDS, TOTAL_REVENUE
from sim.analysis.figures.paired import Paired
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import money, money_ends

NAMES = {TOTAL_REVENUE.name: "all revenue", ADDITIONAL_REVENUE.name: "additional revenue"}


def opposed_clause(ours: str, difference: Difference, months: int, currency: str) -> str:
    """What goes on after the odds where revenue moves against them or against the share; empty where it does not."""
    opposed = difference.opposed
    if not opposed:
        return ""
    moved = listed([_moved(NAMES[name], difference.outcomes[name], currency) for name in opposed.revenue])
    said = f"while over {counted(months, 'month')} {moved}"
    if ODDS.name in opposed.shares:
        return f" {said}"
    rises = "rises" if direction(difference.outcomes[opposed.shares[0]]) > 0 else "falls"
    at = listed([name.rsplit("_", 1)[-1] for name in opposed.shares])
    plural = "s" if len(opposed.shares) > 1 else ""
    return f", and the sourced share of {ours} at month{plural} {at} {rises} {said}"


def _moved(name: str, paired: Paired, currency: str) -> str:
    verb = "rises" if direction(paired) > 0 else "falls"
    return f"{name} {verb} by {_amount(paired, currency)} ({interval(paired, currency)})"


def revenue_sentence(ours: str, base: str, difference: Difference, currency: str) -> Iterator[str]:
    """What recruited partners bring more or less, and what the programs add; all revenue where it can be told."""
    recruited, additional, total = (
        difference.outcomes[name] for name in ("recruited_revenue", ADDITIONAL_REVENUE.name, TOTAL_REVENUE.name)
    )
    gross_and_net = recruited.leaves_out_zero and additional.leaves_out_zero
    if gross_and_net:
        yield (
            f"The program's partners in {ours} bring {_more_or_less(recruited, currency)} revenue than those in "
            f"{base}; net of what direct sales lose, the program of {ours} adds {_more_or_less(additional, currency)} "
            f"than that of {base} ({interval(additional, currency)}){_and_all(additional, total, currency)}."
        )
    if total.leaves_out_zero and not (gross_and_net and _and_all(additional, total, currency)):
        yield (
            f"All revenue of the company is {_amount(total, currency)} {'higher' if direction(total) > 0 else 'lower'} "
            f"in {ours} than in {base} ({interval(total, currency)})."
        )


def _and_all(additional: Paired, total: Paired, currency: str) -> str:
    """That all revenue changes by the same; empty where it does not."""
    alike = [(_amount(each, currency), interval(each, currency), direction(each)) for each in (additional, total)]
    if alike[0] != alike[1] or not total.leaves_out_zero:
        return ""
    return f", and all revenue is as much {'higher' if direction(total) > 0 else 'lower'}"


def share_of_less(winner: str, loser: str, shares: Sequence[str], revenue: Sequence[str]) -> str:
    """The sentence for shares that are higher at every percentile, of a company with less revenue."""
    less, verb = listed([NAMES[name] for name in revenue]), "are" if len(revenue) > 1 else "is"
    return (
        f"{winner} has the higher {listed(shares)} at every percentile, but {less} {verb} lower than in {loser}: by "
        "itself a higher share of less revenue is no reason to choose it."
    )


def interval(paired: Paired, currency: str) -> str:
    """The interval of an amount that is said without its sign."""
    ends = sorted((abs(paired.ci_low or 0.0), abs(paired.ci_high or 0.0)))
    return f"95% interval {money_ends(_amount(paired, currency), ends[0], ends[1], currency)}"


def _amount(paired: Paired, currency: str) -> str:
    return money(abs(paired.difference or 0.0), currency, paired.half_interval)


def _more_or_less(paired: Paired, currency: str) -> str:
    return f"{_amount(paired, currency)} {'more' if direction(paired) > 0 else 'less'}"
