"""Colours of the charts, safe for colour-blind readers: blue is simulated, vermilion is asked."""

BAND_FILLS = ("#dbe9f6", "#b3d3ea", "#74aed6")
"""Fills of the bands from the widest to the narrowest."""

MEDIAN = "#08306b"
ADDITIONAL = "#00745a"
"""The part of the share that would not be there without partners."""
IGNORANCE = "#ece7f2"
"""Fill of what the odds would be if the inputs were known."""
FUTURE = "#51606e"
REQUIRED = "#b84a00"
INK = "#1c2733"
MUTED = "#55616d"
GRID = "#e3e7eb"

SERIES = ("#08306b", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#6b4c1e")
"""Colours of scenarios on one pair of axes, after Okabe and Ito."""
