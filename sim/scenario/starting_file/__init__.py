"""A starting file for a company's own scenario, made from the scenario that it extends.

``sections`` says what a company has to state about itself, ``lines`` writes it with the values of the parent.
"""

from sim.scenario.starting_file.lines import starting_file

__all__ = ["starting_file"]
