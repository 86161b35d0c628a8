"""`python -m descent` is the command `descent`."""

import sys

from descent.cli import main

sys.exit(main())
