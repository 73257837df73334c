"""`pytest -p sotalia.compat.pytest`: the tests' boto3 is Sotalia. With `SOTALIA_COMPAT=alone`, nothing else is."""

from __future__ import annotations

import os

from . import install

install(alone=os.environ.get("SOTALIA_COMPAT") == "alone" or None)
