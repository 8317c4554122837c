"""Speed of the engines side by side: ``python -m tests.benchmarks`` (``--json``, ``--quick``)."""
