"""The toy mechanism is a part of a copy of the repository, and no test of this one."""

collect_ignore = ["toy"]
