"""`python -m sotalia.compat app.py args…`: see `sotalia.compat.run`."""

from __future__ import annotations

import sys

from .run import main

sys.exit(main(sys.argv[1:], "python -m sotalia.compat"))
