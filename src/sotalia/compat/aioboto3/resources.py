"""aioboto3's resources: those of Sotalia, but what makes another resource is awaited, and attributes are: they load.

bucket = await s3.Bucket("my-bucket")
print(await bucket.creation_date)
"""

from __future__ import annotations

from ...resources._async.resource import PARTS as OWN_PARTS
from ...resources._async.resource import collections as collections
from ...resources.attributes import Attribute, Subresource
from .table import batch_writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AwaitedSubresource(Subresource):
    """A method that makes another resource."""

    __slots__ = ()

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Make the resource from the identifiers that `resource` does not have. Nothing is sent."""
        return super().__call__(resource, *args, **kwargs)


class AwaitedAttribute(Attribute):
    """A member of the resource's data, which is loaded when it is not there."""

    def __get__(self, resource: Any, owner: Any = None) -> Any:
        return self if resource is None else self._load(resource, owner)

    async def _load(self, resource: Any, owner: Any) -> Any:
        if resource._data is None:
            await resource._fetch()
        return super().__get__(resource, owner)


#: The methods of single classes that aioboto3 has in a form of its own.
_METHODS = {"dynamodb.Table": {"batch_writer": batch_writer}}


def adapt(class_name: str, attributes: dict[str, Any]) -> None:
    """Make aioboto3's attributes of a class's."""
    for value in attributes.values():
        if type(value) is Attribute:
            value.__class__ = AwaitedAttribute
        elif type(value) is Subresource:
            value.__class__ = AwaitedSubresource
    attributes.update(_METHODS.get(class_name, {}))


PARTS = {**OWN_PARTS, "adapt": adapt}
