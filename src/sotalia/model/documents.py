"""What the documents beside a service's model must look like when a program brings its own.

    endpoints, partitions, paginators-1, resources-1: a description each, below

A description is a type; a list of one description; `Named(description)`, an object whose keys are the document's own;
`Parts(required, others)`, an object with those keys; `Either(...)`; or a function that says whether a value is right.
Keys that a description does not name are not checked.

Law: a document that passes has the form that the code which reads it relies on; for one that does not, the error says
where its fault is.
"""

from __future__ import annotations

from ..expressions import compiled
from .errors import MalformedModelError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Named:
    """An object with keys of the document's own."""

    def __init__(self, description: Any) -> None:
        self.description = description


class Parts:
    """An object with keys that the description names: those that it must have, and others."""

    def __init__(self, required: dict[str, Any], others: dict[str, Any]) -> None:
        self.required = required
        self.members = {**required, **others}


class Either:
    """One of several."""

    def __init__(self, *descriptions: Any) -> None:
        self.descriptions = descriptions


def a_path(value: Any) -> bool:
    """Say whether a value is a JMESPath expression."""
    try:
        compiled(value)
    except (TypeError, AttributeError, ValueError):
        return False
    return True


def a_pattern(value: Any) -> bool:
    """Say whether a value is a regular expression."""
    import re

    try:
        re.compile(value)
    except (TypeError, re.error, RecursionError, OverflowError):
        return False
    return isinstance(value, str)


def a_host(value: Any) -> bool:
    """Say whether a value is a host name, with places for what depends on the call."""
    try:
        value.format(service="", region="", dnsSuffix="")
    except (AttributeError, LookupError, ValueError):
        return False
    return isinstance(value, str)


def a_source(value: Any) -> bool:
    """Say whether a value names what a resource's parameter can be taken from."""
    return value in _SOURCES


_SOURCES = (*("input", "identifier", "data", "response", "requestParameter", "string", "integer", "boolean"),)

_ENDPOINT = Parts(
    {},
    {
        "hostname": a_host,
        "sslCommonName": a_host,
        "dnsSuffix": str,
        "protocols": [str],
        "signatureVersions": [str],
        "credentialScope": Parts({}, {"region": str, "service": str}),
        "variants": [Parts({"tags": [str]}, {"hostname": a_host, "dnsSuffix": str})],
        "deprecated": bool,
    },
)
_SERVICE = Parts(
    {},
    {"endpoints": Named(_ENDPOINT), "defaults": _ENDPOINT, "partitionEndpoint": str, "isRegionalized": bool},
)
_PARTITION = Parts(
    {
        "partition": str,
        "dnsSuffix": str,
        "regions": Named(Parts({}, {"description": str})),
        "services": Named(_SERVICE),
    },
    {"partitionName": str, "regionRegex": a_pattern, "defaults": _ENDPOINT},
)
ENDPOINTS = Parts({"partitions": [_PARTITION]}, {})

_OUTPUTS = Parts(
    {"dnsSuffix": str, "dualStackDnsSuffix": str, "supportsFIPS": bool, "supportsDualStack": bool},
    {"implicitGlobalRegion": str, "name": str},
)
PARTITIONS = Parts(
    {"partitions": [Parts({"id": str, "regionRegex": a_pattern, "regions": Named(dict), "outputs": _OUTPUTS}, {})]}, {}
)

_TOKENS = Either(a_path, [a_path])
PAGINATORS = Parts(
    {
        "pagination": Named(
            Parts(
                {"input_token": Either(str, [str]), "output_token": _TOKENS},
                {"result_key": _TOKENS, "limit_key": str, "more_results": a_path, "non_aggregate_keys": [a_path]},
            )
        )
    },
    {},
)

_PARAMETER = Parts({"target": str, "source": a_source}, {"name": str, "path": a_path})
_REQUEST = Parts({"operation": str}, {"params": [_PARAMETER]})
_REFERENCE = Parts({"type": str}, {"identifiers": [_PARAMETER], "path": a_path})
_ACTION = Parts({"request": _REQUEST}, {"resource": _REFERENCE, "path": a_path})
_RESOURCE = Parts(
    {},
    {
        "identifiers": [Parts({"name": str}, {"memberName": str})],
        "shape": str,
        "load": _ACTION,
        "actions": Named(_ACTION),
        "batchActions": Named(_ACTION),
        "has": Named(Parts({"resource": _REFERENCE}, {})),
        "hasMany": Named(Parts({"request": _REQUEST, "resource": _REFERENCE}, {})),
        "waiters": Named(Parts({"waiterName": str}, {"params": [_PARAMETER], "path": a_path})),
    },
)
RESOURCES = Parts({"service": _RESOURCE, "resources": Named(_RESOURCE)}, {})


def check_document(document: Any, description: Any, path: str) -> None:
    """Raise MalformedModelError for a document that is not as described; `path` says where it lies."""
    fault = _fault(document, description, "")
    if fault:
        raise MalformedModelError(path=path, reason=fault)


def _fault(value: Any, description: Any, place: str) -> str:
    """Return what is wrong first, and where; "" if nothing is."""
    if isinstance(description, list):
        if not isinstance(value, list):
            return _unlike(value, "a list", place)
        faults = (_fault(item, description[0], f"{place}[{at}]") for at, item in enumerate(value))
    elif isinstance(description, Named):
        if not isinstance(value, dict):
            return _unlike(value, "an object", place)
        faults = (_fault(item, description.description, f"{place}.{key}") for key, item in value.items())
    elif isinstance(description, Parts):
        if not isinstance(value, dict):
            return _unlike(value, "an object", place)
        for key in description.required:
            if key not in value:
                return f"{place.removeprefix('.') or 'it'} lacks {key!r}"
        members = description.members
        faults = (_fault(item, members[key], f"{place}.{key}") for key, item in value.items() if key in members)
    elif isinstance(description, Either):
        return min((_fault(value, one, place) for one in description.descriptions), key=len)
    elif isinstance(description, type):
        return "" if isinstance(value, description) else _unlike(value, description.__name__, place)
    else:
        return "" if description(value) else _unlike(value, description.__name__.replace("_", " "), place)
    return next(filter(None, faults), "")


def _unlike(value: Any, expected: str, place: str) -> str:
    return f"{place.removeprefix('.') or 'it'} is {value!r:.60}, where {expected} was expected"
