"""What a starting file offers: tables in their order, and the values of each that a company states about itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file, or one table for each name where its path has a ``*``."""

    table: str
    keys: dict[str, str]
    """Keys of the table, each with what helps to state it; ``*`` stands for each name in the table."""
    heading: tuple[str, ...] = ()
    examples: tuple[tuple[str, str], ...] = field(default=())
    """Lines that are not the parent's, each with its comment."""


CHANNEL = {
    "starting_arr": "ARR in force on the day the program starts",
    "arr_growth_per_year": "without a program, net of churn and expansion",
    "churn_per_year": "share of ARR lost a year",
    "expansion_per_year": "growth of existing customers a year",
}

TOP = Section(
    "",
    {
        "currency": "of every amount below: if you change it, convert them all",
        "start_month": "calendar month of month 1, which begins on day 0: the season follows it",
        "months": "horizon; not shorter than the month of the board's rule",
    },
    examples=(("fiscal_year_month = 7", "calendar month in which your fiscal year begins: labels months, counts pay"),),
)

SECTIONS = (
    Section(
        "gate",
        {
            "month": "at whose close the rule is applied",
            "threshold": "share of revenue",
            "window_months": "the last months, summed",
            "required_probability": "odds the board wants",
        },
        ("The board's rule.",),
    ),
    Section(
        "vendor",
        {
            "gross_margin_share": "of list price, after hosting and support",
            "acquisition_cost_rate": "sales and marketing per 1 of new ARR",
            "seasonality": "January to December, mean 1",
            "payment_delay_months": "from an invoice to its cash",
            "team_hours_per_month": "selling hours of your direct team: must fit your size",
            "spare_team_share": "of these hours, free for partners' opportunities",
            "partner_opportunity_hours": "that one opportunity of a partner takes",
            "hour_cost": "of the direct team",
            "resale_booking": '"net": revenue without the resellers\' margin; or "gross"',
        },
        ("Your own business without a program, in the scenario's currency.",),
    ),
    Section(
        "vendor.growth",
        {
            "yearly_sigma": "spread of a year's log growth around the lasting level",
            "persistence": "part of a year's deviation that the next year keeps",
            "common_share": "of a year's shock, in common to all channels",
        },
        ("Growth changes from year to year; growth = false under [vendor] for the same in each year.",),
    ),
    Section("vendor.direct", CHANNEL),
    Section("vendor.inbound", CHANNEL),
    Section(
        "vendor.roster",
        {
            "partners": "that sell before the program; 0 if there are none",
            **CHANNEL,
            "margin_rate": "their resale margin",
        },
        ("Partners from before the program, their ARR on top of direct and inbound.",),
    ),
    Section(
        "readiness",
        {
            "product_maturity": "can it be sold and supported without your own people?",
            "sales_clarity": "could others repeat the way you win deals?",
            "positioning": "do partners have a reason to push this product?",
            "margin_headroom": "can 10% to 30% be given away?",
            "organisational_capacity": "people and systems that can carry partners",
            "direct_discipline": "does your own sales team respect partners' deals?",
        },
        (
            "How ready you are for partners, 0 to 1 (0.9: no loss; 0.3: most of the effect is lost). Score yourself",
            "strictly. A score may change over the months, for example if it is improved before the start.",
        ),
        (("sales_clarity = { months = [1, 12], scores = [0.4, 0.8] }", "in place of the number above"),),
    ),
    Section(
        "archetypes.*",
        {
            "acv_median": "list price of a usual deal, a year",
            "opportunities_per_month": "qualified, of a ramped partner of mean size",
            "win_probability": "of a qualified opportunity",
            "cycle_median_days": "from qualified to decided",
            "churn_per_year": "of the customers that these partners bring",
            "candidates": "names on the first target list",
            "candidates_per_month": "new names a month",
            "terms.model": '"resale": a margin off list price; "referral": a fee; "share": of each month',
            "terms.rate": "of list price, of the first year's contract value, or of a month's list price",
            "market_terms.rate": "what such partners earn elsewhere: effort follows the two",
        },
        ("Kinds of partner: their deals, their number and what they earn.",),
    ),
    Section(
        "phases.*",
        {
            "earliest_month": "the phase does not begin before it",
            "contacts_per_month": "candidates approached; each takes part of a head's month",
            "managers": "partner managers",
            "staff": "other people of the program",
            "owner_cost_per_month": "of the one who owns the program",
            "infrastructure_cost_per_month": "portal, deal registration, training",
            "support_cost_per_month": "of one partner",
            "fixed_cost_per_month": "events and other cost",
        },
        ("Phases of the program: pace of recruiting, people and cost.",),
    ),
    Section(
        "program",
        {
            "contacts_per_head_month": "candidates that a manager or other head can approach",
            "partners_per_manager": "that one manager can look after",
            "manager_cost_per_year": "of one partner manager",
            "staff_cost_per_year": "of one other employee",
            "onboarding_cost": "of one partner",
        },
    ),
    Section("finance", {"discount_rate": "a year"}),
    Section(
        "payout",
        {
            "every_months": "months between payout dates",
            "lag_months": "from a payout date to the payment",
            "trigger": '"signature", "go_live", "first_payment" or "trial_end"',
        },
        ("When partners are paid.",),
        (
            ("holdback_days = 30", "more days of waiting"),
            ("minimum = 50", "less waits for the next payout date"),
        ),
    ),
)
