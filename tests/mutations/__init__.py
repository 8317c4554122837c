"""Wrong edits, and the test that catches each: ``python -m tests.mutations [AREA ...] [--only NAME] [--jobs N]``."""
