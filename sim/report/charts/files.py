"""The names of the files that charts are written to."""


def figure_files(*names: str) -> frozenset[str]:
    """Names of the files that ``write_figure`` writes for these figures."""
    return frozenset(f"{name}.{ending}" for name in names for ending in ("svg", "png"))
