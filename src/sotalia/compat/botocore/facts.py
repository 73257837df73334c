"""Constants of the package `botocore`."""

from __future__ import annotations

import os
import sys

from ..finder import VERSIONS

__version__ = VERSIONS["botocore"]
#: Where the installed botocore's models lie; Sotalia's own are no files.
BOTOCORE_ROOT = os.path.dirname(os.path.abspath(getattr(sys.modules.get("botocore"), "__file__", None) or __file__))
ScalarTypes = ("string", "integer", "boolean", "timestamp", "float", "double")
