"""What a sweep found, in a line: the title of its chart."""

from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.alike import others_alike
from sim.report.sweep.levers import values_text
from sim.report.sweep.required import objective_name, required_text
from sim.report.words.rounding import percent_in_interval


def finding(sweep: Sweep) -> str:
    """The greatest objective with the required odds, or that no point has them; and whether revenue is given up."""
    meeting, required = sweep.answer.meeting, required_text(sweep)
    if meeting is None:
        return "No future completed at every point"
    if meeting.status == "met" and meeting.best is not None:
        at, name = sweep.points.index(sweep.answer.at(meeting.best.values)), objective_name(sweep)
        where = values_text(sweep.levers, meeting.best.values)
        allowed = [sweep.points[position] for position in meeting.clear]
        same = others_alike(sweep, sweep.points[at], sweep.objective, allowed, meeting.best.share)
        is_at = f"does not differ at {len(same) + 1} points" if same else f"is greatest at {where}"
        said = f"{name[0].upper()}{name[1:]} with odds of {required} or more {is_at}"
    elif meeting.status == "not met":
        at = meeting.highest
        gate = sweep.points[at].gate
        most = percent_in_interval(gate["pass_probability"], gate["ci_low"], gate["ci_high"])
        said = f"No point has the required odds of {required}: at most {most}"
    else:
        at, said = meeting.highest, f"No point clearly has the required odds of {required}"
    return f"{said}, with less revenue" if meeting.given_up[at] else said
