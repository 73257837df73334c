"""Resources as records: boto3's resources-1 documents, one record per resource.

`resource("ec2")` needs the definition of the service alone and of none of its 22 resources, and neither a regular
expression nor the shapes: so a record carries, beside its definition, the members of the resource's shape and the
snake_case forms of the names in it, both worked out when the record is made. That is at build time for the
built-in documents, and when it is first read for a document of the user's.
"""

from __future__ import annotations

from .errors import MalformedModelError
from .names import xform_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    #: A definition, the members of its shape (None: ask the service's model), and snake_case names.
    Record = tuple[dict[str, Any], tuple[str, ...] | None, dict[str, str]]

#: Where a definition has names as keys.
_SECTIONS = ("actions", "batchActions", "has", "hasMany", "waiters")
#: Where a definition has names as values.
_NAME_KEYS = ("name", "memberName", "operation", "waiterName", "target")


class ResourceDefinitions:
    """The resources of one version of a service: a read-only mapping of names to definitions, each decoded when read.

    `service` is the definition of the service itself. All of it is shared: nothing may be changed.
    """

    __slots__ = ("_decode", "_kept", "_records", "has", "service", "service_names")

    def __init__(self, compiled: dict[str, Any], decode: Callable[[Any], Record] | None = None) -> None:
        """`compiled` comes from `compile_resources`; `decode` makes a `Record` of what it holds for a resource."""
        self.service: dict[str, Any]
        #: The snake_case forms of the names in `service`.
        self.service_names: dict[str, str]
        self.service, self.service_names = compiled["service"]
        #: The service's `has`, with all resources that it can make by their identifiers alone.
        self.has: dict[str, Any] = compiled["has"]
        self._records: dict[str, Any] = compiled["resources"]
        self._decode = decode
        self._kept: dict[str, Record] = {}

    def record(self, name: str) -> Record:
        """Return the record of one resource. Raises KeyError."""
        record = self._kept.get(name)
        if record is None:
            record = self._records[name]
            if self._decode is not None:
                record = self._decode(record)
            record = self._kept.setdefault(name, record)
        return record

    def raw(self) -> dict[str, Any]:
        """Return the document, as its JSON says."""
        return {"service": self.service, "resources": dict(self.items())}

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self.record(name)[0]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a resource's definition, or `default`."""
        return self[name] if name in self._records else default

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def keys(self) -> Any:
        """Return the names of the resources."""
        return self._records.keys()

    def values(self) -> list[dict[str, Any]]:
        """Return the definitions of all resources."""
        return [self[name] for name in self._records]

    def items(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the names and definitions of all resources."""
        return [(name, self[name]) for name in self._records]


def compile_resources(
    document: Any, path: str, members: Callable[[str], tuple[str, ...] | None] | None = None
) -> dict[str, Any]:
    """Return what `ResourceDefinitions` is made from.

    `members` returns the members of a shape by its name; without it they are left to the service's model. Raises
    MalformedModelError.
    """
    if not _is_definition(document, "service") or not _is_definition(document, "resources"):
        raise MalformedModelError(path=path, reason="a JSON object with 'service' and 'resources' in it was expected")
    resources: dict[str, Any] = document["resources"]
    records = {}
    for name, definition in resources.items():
        if not isinstance(definition, dict):
            raise MalformedModelError(path=path, reason=f"the resource {name!r} is no JSON object")
        shape = definition.get("shape")
        shape_members = members(shape) if members is not None and shape else None
        records[name] = (definition, shape_members, _snake_names(definition, shape_members or ()))
    service = document["service"]
    has = _service_has(service, resources)
    return {"service": (service, _snake_names({**service, "has": has}, ())), "has": has, "resources": records}


def given_resources(name: str, definition: dict[str, Any], resources: dict[str, Any]) -> ResourceDefinitions:
    """Return the definitions that a program has put together: one, and those of the service's resources.

    It is the service's own if none of these has its name. Raises MalformedModelError.
    """
    document = {"service": {}, "resources": {**resources, name: definition}}
    if name not in resources:
        document = {"service": definition, "resources": resources}
    return ResourceDefinitions(compile_resources(document, name))


def _is_definition(document: Any, key: str) -> bool:
    return isinstance(document, dict) and isinstance(document.get(key), dict)


def _service_has(service: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    """Return the service's `has` with every resource in it, under its own name where `has` does not name it."""
    own_relations = service.get("has", {})
    relations: dict[str, Any] = {}
    for name, definition in resources.items():
        entries = {key: has for key, has in own_relations.items() if has.get("resource", {}).get("type") == name}
        if not entries:
            targets = [{"target": item["name"], "source": "input"} for item in definition.get("identifiers", [])]
            entries = {name: {"resource": {"type": name, "identifiers": targets}}}
        relations.update(entries)
    return relations


def _snake_names(definition: dict[str, Any], members: tuple[str, ...]) -> dict[str, str]:
    names = dict.fromkeys(members)
    for section in _SECTIONS:
        names.update(dict.fromkeys(definition.get(section, {})))
    names.update((f"WaitUntil{name}", None) for name in definition.get("waiters", {}))
    names.update(dict.fromkeys(_names(definition)))
    return {name: xform_name(name) for name in names}


def _names(part: Any) -> Iterator[str]:
    """Yield the names among the values of a definition."""
    if isinstance(part, list):
        for item in part:
            yield from _names(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if isinstance(value, str):
                if key in _NAME_KEYS and value.isalnum():
                    yield value
            else:
                yield from _names(value)
