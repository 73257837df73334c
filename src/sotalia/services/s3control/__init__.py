"""S3 Control: its settings are those of S3; and its calls (`hooks`)."""

from __future__ import annotations

from ...endpoint.client import EndpointHooks
from .. import Customization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...endpoint.client import EndpointFinder


def builtins(finder: EndpointFinder, region: str | None) -> dict[str, Any]:
    """Return the built-in parameters of S3 Control's rules."""
    return {"AWS::S3Control::UseArnRegion": finder.section.get("use_arn_region", False)}


CUSTOMIZATION = Customization(endpoints=EndpointHooks(section="s3", builtins=builtins, signature_version="s3v4"))
