"""A sweep in sentences: the answer, best values, crossings, contacts, what effort does not see, why it stopped."""

from sim.analysis.sweep.best import Best
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.alike import mean_text, named, others_alike
from sim.report.sweep.contacts import contacts_line
from sim.report.sweep.crossings import crossing_lines
from sim.report.sweep.elasticity import elasticity_sentence
from sim.report.sweep.grid_words import grid_words
from sim.report.sweep.horizon import horizon_lines
from sim.report.sweep.levers import values_text
from sim.report.sweep.mix_words import mix_lines
from sim.report.sweep.required import edge_text, estimate_text, objective_name, required_lines
from sim.report.words.counting import counted
from sim.report.words.outcomes import label_in_sentence
from sim.report.words.rounding import plain_percent

STOPS = {
    "precise": "the odds of every point are known to ± {width}, or clearly above or below the required probability",
    "clear above": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "clear below": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "max runs": "--max-runs was reached before the odds of every point were known to ± {width}",
}


def sentences(sweep: Sweep) -> list[str]:
    """The answers, each a sentence that stands alone."""
    found = list(required_lines(sweep))
    if all(lever.is_ordered for lever in sweep.levers):
        found.extend(_best(sweep, name, best) for name, best in sweep.best.items() if not _is_answer(sweep, name))
        found.extend(crossing_lines(sweep))
    found.extend(mix_lines(sweep))
    found.append(contacts_line(sweep))
    found.append(elasticity_sentence(sweep))
    found.extend(horizon_lines(sweep))
    if sweep.stopped is not None and sweep.half_width is not None:
        reason = STOPS[sweep.stopped].format(width=plain_percent(sweep.half_width))
        found.append(f"Stopped at {counted(sweep.runs, 'run')}: {reason}.")
    return found


def _is_answer(sweep: Sweep, measure: str) -> bool:
    """Whether the greatest of a measure is what the first sentence says."""
    meeting, best = sweep.answer.meeting, sweep.best[measure]
    if meeting is None or meeting.best is None or best is None or meeting.status != "met":
        return False
    return measure == meeting.best.measure and best.values == meeting.best.values


def _best(sweep: Sweep, measure: str, best: Best | None) -> str:
    """Where a measure is greatest whatever the odds."""
    outcome = sweep.measured(measure)
    name = objective_name(sweep) if outcome == sweep.objective else label_in_sentence(outcome)
    label = name[0].upper() + name[1:]
    if best is None:
        return f"{label} is the same at every point."
    point = sweep.answer.at(best.values)
    same = others_alike(sweep, point, outcome, sweep.points, best.share)
    if len(same) == len(sweep.points) - 1:
        return f"{label} does not differ as printed: {mean_text(sweep, point, outcome)} at every point."
    amount = estimate_text(sweep, point, outcome)
    alike = f"; alike as printed {named(sweep, same)}" if same else ""
    where = f"{values_text(sweep.levers, best.values)} ({grid_words(sweep, best)})"
    return f"Whatever the odds, {name} is greatest at {where}: {amount}{alike}{edge_text(sweep, best)}."
