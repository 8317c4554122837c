"""One or two levers over their values, or mixes of archetypes, in the same worlds."""
