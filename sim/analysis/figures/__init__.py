"""Shared figures: intervals, quantiles, odds of the gate, outcomes and paired differences."""
