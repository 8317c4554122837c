"""What partners earn, by form of pay: the metrics that add up to it, which a scenario has or has not."""

from typing import NamedTuple


class Form(NamedTuple):
    """A form of pay: metrics that add up to it, those that come off, and the words beside the amount."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    words: str


EARNED = (
    Form(("commissions",), ("revenue_shares",), "in fees"),
    Form(("revenue_shares",), (), "in shares of revenue"),
    Form(("resale_margin",), (), "as resale margin"),
    Form(("services_fees",), (), "on services"),
    Form(("bonuses",), (), "in bonuses"),
    Form(("rebates", "rebate_funds"), (), "in rebates"),
)
TAKEN_BACK = Form(("clawed_back",), ("fees_lost", "rebates_lost"), "is taken back")


def signed_metrics() -> dict[str, int]:
    """The metrics that add up to what partners earn, each with +1 or -1; one that is in two forms is in none."""
    signs: dict[str, int] = {}
    for form, sign in (*((form, 1) for form in EARNED), (TAKEN_BACK, -1)):
        for names, its in ((form.plus, sign), (form.minus, -sign)):
            for name in names:
                signs[name] = signs.get(name, 0) + its
    return {name: sign for name, sign in signs.items() if sign}
