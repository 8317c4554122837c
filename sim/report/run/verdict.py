"""The verdict in one plain sentence."""

from collections.abc import Mapping
from typing import Any

from sim.report.words.rounding import odds_with_interval, percent_in_interval, plain_percent

HEADS = {"on track": "ON TRACK", "redesign": "REDESIGN", "too close to call": "TOO CLOSE TO CALL"}
SUBJECTS = {
    "sourced_share": "partners bring at least {threshold} of revenue",
    "credited_share": "partners bring or assist at least {threshold} of revenue",
}


def sentence(gate: Mapping[str, Any]) -> str:
    """Verdict, odds, what the board wants and, where it matters, that the share is not additional revenue."""
    threshold, required = plain_percent(gate["threshold"]), plain_percent(gate["required_probability"])
    subject = SUBJECTS[gate["measure"]].format(threshold=threshold)
    odds = odds_with_interval(gate["pass_probability"], gate["ci_low"], gate["ci_high"])
    text = f"{HEADS[gate['verdict']]}: at month {gate['month']} {subject} in {odds} of futures; "
    if gate["verdict"] == "too close to call":
        text += f"the {required} that the board wants lies inside this margin"
    else:
        text += f"the board wants {required}"
    if not_additional(gate):
        additional = percent_in_interval(
            gate["additional_pass_probability"], gate["additional_ci_low"], gate["additional_ci_high"]
        )
        text += (
            f" - but only in {additional} do partners add {threshold} of revenue that the company"
            " would not have had without the program"
        )
    return f"{text}."


def not_additional(gate: Mapping[str, Any]) -> bool:
    """True where the program is on track by its own rule, and likely not by what it adds."""
    additional: float = gate["additional_pass_probability"]
    return bool(gate["verdict"] == "on track" and additional < gate["required_probability"])
