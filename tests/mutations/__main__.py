"""``python -m tests.mutations``."""

import sys

from tests.mutations.report import main

sys.exit(main())
