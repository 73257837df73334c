"""RDS, Neptune and DocumentDB: copies and replicas across regions (see `presigning`)."""

from __future__ import annotations

from ...core.hooks import Hooks
from ..presigning import add_presigned_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...core.context import Call
    from ...http import Request

HOOKS = Hooks()


@HOOKS.on(
    "sign",
    "CopyDBClusterSnapshot",
    "CopyDBSnapshot",
    "CreateDBCluster",
    "CreateDBInstanceReadReplica",
    "StartDBInstanceAutomatedBackupsReplication",
)
def presign_source(call: Call, request: Request) -> None:
    """Prove to the destination region that the caller may read the source."""
    add_presigned_url(call, request, "PreSignedUrl", keep_source_region=False)
