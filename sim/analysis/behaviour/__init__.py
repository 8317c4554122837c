"""The behaviour of the default scenarios compared with evidence on real programs."""
