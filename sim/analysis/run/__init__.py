"""One scenario: the summary of its ensemble, additional revenue, and the benchmarks of the sources."""
