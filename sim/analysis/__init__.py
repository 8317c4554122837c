"""Functions of an ensemble: quantiles, intervals, odds of the gate, benchmarks and the summary."""
