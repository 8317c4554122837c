"""What a cap on the fiscal year leaves of the entries of an example (R-78)."""

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.fiscal import fiscal_month
from sim.rules.pay import kept_by_cap_cents
from sim.units import month_of


def capped(force: TermsInForce, entries: list[Entry]) -> list[Entry]:
    """The entries in the order in which they are earned, cut to what is left of its year; no cap on margins."""
    measures, of_year, left = force.parameters.measures, dict[int, int](), list[Entry]()
    for one in entries:
        if one.form is not Form.MARGIN:
            month = month_of(one.day)
            year = month - fiscal_month(month, measures.start_month, measures.fiscal_year_month)
            cap = force.kind(month).terms.cap_per_year_cents
            one.amount_cents = kept_by_cap_cents(one.amount_cents, cap, of_year.get(year, 0))
            of_year[year] = of_year.get(year, 0) + one.amount_cents
        if one.amount_cents:
            left.append(one)
    return left
