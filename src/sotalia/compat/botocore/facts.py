"""Constants of the package `botocore`."""

from __future__ import annotations

import os

from ..finder import VERSIONS

__version__ = VERSIONS["botocore"]
#: Where models lie in botocore; here they are no files.
BOTOCORE_ROOT = os.path.dirname(os.path.abspath(__file__))
ScalarTypes = ("string", "integer", "boolean", "timestamp", "float", "double")
