"""What `boto3.ec2` has: functions that put tags on things and remove them, by the client of a resource."""

from __future__ import annotations

from ...services.ec2 import tags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def create_tags(self: Any, **kwargs: Any) -> Any:
    """Put `Tags` on `Resources` with the client of the service's resource; return the `Tag` resources as a list."""
    return _performed(self, tags.create_tags(self, **kwargs))


def delete_tags(self: Any, **kwargs: Any) -> Any:
    """Delete `Tags` of an instance, or all of them, with its client; return the reply."""
    return _performed(self, tags.delete_tags(self, **kwargs))


def _performed(resource: Any, steps: tags.Steps) -> Any:
    """Make the calls that the steps ask for; return what they return."""
    try:
        method, params = next(steps)
        while True:
            method, params = steps.send(getattr(resource.meta.client, method)(**params))
    except StopIteration as end:
        return end.value
