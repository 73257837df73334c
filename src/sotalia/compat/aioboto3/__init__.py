"""What aioboto3 has and Sotalia itself does not: sessions whose clients and resources are entered before they are used,
resources whose attributes are awaited, and its transfers.
"""

from __future__ import annotations

from ..finder import VERSIONS

__version__ = VERSIONS["aioboto3"]
