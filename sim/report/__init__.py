"""Charts and pages for people: shared words, tables and charts, then a folder a question."""
