"""Certificates that nobody can ever hold, because nobody passes them or one that they require."""

from sim.scenario.schema import Scenario


def can_be_passed(scenario: Scenario, name: str) -> bool:
    """Whether somebody may come to hold a certificate (R-34, R-36)."""
    certificate = scenario.certificates[name]
    if certificate.pass_probability == 0 and f"certificates.{name}.pass_probability" not in scenario.uncertainty:
        return False
    return certificate.requires is None or can_be_passed(scenario, certificate.requires)
