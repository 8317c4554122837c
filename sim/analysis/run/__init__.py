"""One scenario: the summary of its ensemble, what is additional, and the benchmarks of the sources."""
