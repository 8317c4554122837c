"""Certificates that nobody can ever hold, because nobody passes them or one that they require."""

from sim.scenario.schema import Scenario


def never_passed(scenario: Scenario, name: str) -> str:
    """The certificate that nobody passes, of one and those that it requires; empty if there is none (R-34, R-36)."""
    while name:
        certificate = scenario.certificates[name]
        if certificate.pass_probability == 0 and f"certificates.{name}.pass_probability" not in scenario.uncertainty:
            return name
        name = certificate.requires or ""
    return ""
