"""Charts and pages for people; every figure here comes from a summary or an ensemble."""
