"""Speed of the engines side by side: ``python -m tests.benchmarks`` (``--json``, ``--quick``).

``backtest`` forecasts published partner shares, ``pairing`` measures shared futures, ``worlds`` what a world costs.
"""
