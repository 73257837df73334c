"""What `boto3.ec2` has: functions that put tags on things and remove them, by the client of a resource."""

from __future__ import annotations

from ...resources._sync.resource import result_of
from ...services.ec2 import tags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def create_tags(self: Any, **kwargs: Any) -> Any:
    """Put `Tags` on `Resources` with the client of the service's resource; return the `Tag` resources as a list."""
    return result_of(tags.create_tags(self, **kwargs), self.meta.client)


def delete_tags(self: Any, **kwargs: Any) -> Any:
    """Delete `Tags` of an instance, or all of them, with its client; return the reply."""
    return result_of(tags.delete_tags(self, **kwargs), self.meta.client)
