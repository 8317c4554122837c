"""Analysis of ensembles: shared figures, and a folder for each question. Questions do not import each other."""
