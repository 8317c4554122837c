"""Outcomes in figures: differences rounded by their own error."""

from sim.analysis.figures.outcomes import INCREMENTAL_CONTRIBUTION, NPV, ODDS, PROGRAM_CONTRIBUTION, outcomes
from sim.analysis.figures.paired import Paired
from sim.report.words.outcomes import column_head, difference_figure, interval_text, label_in_sentence, row_label

MONEY = PROGRAM_CONTRIBUTION


def _paired(difference: float, low: float, high: float) -> Paired:
    return Paired(difference, low, high, 1, 2, 4, 0, 0, 0, 0.8, 0.2, 0, 0.8, 0, 1, None, None)


def test_differences_are_rounded_by_their_own_error() -> None:
    assert difference_figure(_paired(0.0123, 0.0103, 0.0143), ODDS, "USD") == "+1.2"
    assert interval_text(_paired(0.09, 0.07, 0.11), ODDS, "USD", "+9") == "+7 to +11"
    assert difference_figure(_paired(-1.234e6, -1.3e6, -1.17e6), MONEY, "EUR") == "-€1.23M"
    assert interval_text(_paired(3e3, -4e3, 1e4), MONEY, "USD", "+$3k") == "-$4k to +$10k"


def test_an_end_of_an_interval_beside_zero_does_not_read_as_zero() -> None:
    assert interval_text(_paired(-0.0133, -0.0246, -0.0021), ODDS, "USD", "-1") == "-2.5 to -0.2"
    assert interval_text(_paired(-0.0005, -0.011, 0.01), ODDS, "USD", "0") == "-1 to +1"
    assert difference_figure(_paired(-0.0005, -0.011, 0.01), ODDS, "USD") == "-0.1", "18.6: a figure keeps its sign"
    assert interval_text(_paired(0.0, 0.0, 0.0), ODDS, "USD", "0") == "in every future"


def test_labels_have_the_room_there_is() -> None:
    """A row label fits beside six columns in 80, a head above an amount, and a sentence has no comma in it."""
    for outcome in outcomes(48):
        assert len(row_label(outcome)) <= 23
        assert "," not in label_in_sentence(outcome)
    for outcome in (ODDS, PROGRAM_CONTRIBUTION, INCREMENTAL_CONTRIBUTION, NPV):
        assert max(map(len, column_head(outcome).split("\n"))) <= 12
