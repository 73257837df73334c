"""EC2: tags, which are put on many things at once, which the resources' document cannot describe."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    Steps = Generator[tuple[str, dict[str, Any]], dict[str, Any], Any]


def create_tags(service: Any, **kwargs: Any) -> Steps:
    """Put each of the `Tags` on each of the `Resources` (CreateTags); return them as a list of `Tag` resources."""
    yield "create_tags", kwargs
    return [
        service.Tag(resource, tag["Key"], tag["Value"])
        for resource in kwargs.get("Resources", [])
        for tag in kwargs.get("Tags", [])
    ]


def delete_tags(instance: Any, **kwargs: Any) -> Steps:
    """Delete `Tags` of the instance, or all of them (DeleteTags); return the reply."""
    reply = yield "delete_tags", {**kwargs, "Resources": [instance.id]}
    return reply
