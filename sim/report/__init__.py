"""Charts and pages for people: shared words, tables and charts, and a folder for each question."""
