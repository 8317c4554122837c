"""Classes of deals in words (R-54)."""

CLASS_WORDS = ("registered", "unregistered", "influenced", "only fulfilled", "routed to direct sales")
"""In the order of ``sim.rules.attribution``."""
