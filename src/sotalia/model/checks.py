"""Checks of the records of a program's own model, before other code relies on them.

AWS's own models need none of this: they were compiled when the package was built, and tests go through all of them.

Laws:
- a record is checked when it is first asked for, so that the other operations of a faulty model can be used;
- in a record that passes, values have the types below, and operations take and return structures: no later code has to
  check that again.
"""

from __future__ import annotations

from .compile import STRUCTURE, TYPES, unflatten
from .errors import InvalidShapeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Record = tuple[Any, ...]

#: The types whose values go over the wire. (The last is in old models only.)
_USABLE = (
    *("structure", "list", "map", "string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"),
    "character",
)
_NUMBER = (int, float)
#: What counts as a list: a model may be a program's own dict, not JSON.
_LISTS = (list, tuple, set, frozenset)

#: What the traits of shapes and their members must be: a type, or several to choose from; lists hold texts.
_TRAITS: dict[str, Any] = {
    **dict.fromkeys(("required", "enum", "xmlOrder"), list),
    **dict.fromkeys(("min", "max"), _NUMBER),
    **dict.fromkeys(("error", "retryable", "contextParam"), dict),
    **dict.fromkeys(("pattern", "payload", "locationName", "location", "queryName", "resultWrapper"), str),
    **dict.fromkeys(("sensitive", "exception", "union", "document", "flattened", "streaming", "event"), bool),
    **dict.fromkeys(("eventstream", "eventpayload", "eventheader", "xmlAttribute", "jsonvalue", "hostLabel"), bool),
    **dict.fromkeys(("idempotencyToken", "endpointdiscoveryid", "requiresLength", "box"), bool),
    "xmlNamespace": (dict, str),
    "timestampFormat": str,
}
_OPERATION: dict[str, Any] = {
    **dict.fromkeys(("endpoint", "staticContextParams", "endpointdiscovery", "operationContextParams"), dict),
    **dict.fromkeys(("requestcompression", "httpChecksum"), dict),
    **dict.fromkeys(("endpointoperation", "httpChecksumRequired", "unsignedPayload", "deprecated"), bool),
    "name": str,
    "authtype": str,
    "auth": list,
}
_HTTP: dict[str, Any] = {"method": str, "requestUri": str, "responseCode": int}
#: For traits that are dicts: the keys that they must have, and the types of their values.
_INSIDE: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "error": ((), {"code": str, "httpStatusCode": int, "senderFault": bool}),
    "retryable": ((), {"throttling": bool}),
    "contextParam": (("name",), {"name": str}),
    "xmlNamespace": (("uri",), {"uri": str, "prefix": str}),
    "endpoint": ((), {"hostPrefix": str}),
    "endpointdiscovery": ((), {"required": bool}),
    "requestcompression": (("encodings",), {"encodings": list}),
    "httpChecksum": (
        (),
        {
            "requestAlgorithmMember": str,
            "requestChecksumRequired": bool,
            "requestValidationModeMember": str,
            "responseAlgorithms": list,
        },
    ),
}
#: The same for the dicts inside of traits whose keys are the model's own names.
_NAMED: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "staticContextParams": (("value",), {}),
    "operationContextParams": (("path",), {"path": str}),
}
_FORMATS = ("iso8601", "unixtimestamp", "rfc822")
_METADATA: dict[str, Any] = {
    **dict.fromkeys(("apiVersion", "endpointPrefix", "jsonVersion", "protocol", "serviceAbbreviation"), str),
    **dict.fromkeys(("serviceFullName", "serviceId", "signatureVersion", "signingName", "uid", "targetPrefix"), str),
    "globalEndpoint": str,
    "protocols": list,
    "auth": list,
}


def check_metadata(metadata: Mapping[str, Any]) -> None:
    """Raise InvalidShapeError for metadata of a type that it cannot have."""
    _check(metadata, _METADATA, "The model's metadata")


def check_record(record: Record, kind_of: Callable[[Any], Any]) -> None:
    """Raise InvalidShapeError for a record that cannot be used. `kind_of` returns the type of a shape, by its id."""
    if len(record) == 4:
        _check_shape(*record)
    else:
        _check_operation(*record, kind_of=kind_of)


def _check_shape(name: str, kind: Any, traits: Any, members: Any) -> None:
    where = f"The shape {name}"
    type_name = TYPES[kind] if kind.__class__ is int else kind
    if type_name is not None and type_name not in _USABLE:
        raise InvalidShapeError(f"{where} is of the type {type_name!r:.60}; the types are {', '.join(_USABLE)}")
    own = _check_traits(unflatten(traits), where)
    names: list[Any] = []
    if kind == STRUCTURE:
        flat = members or ()
        names = list(flat[::3])
        for at, member in enumerate(names):
            _check_traits(unflatten(flat[at * 3 + 2]), f"{where}, member {member},")
    elif members:
        for reference in members[1::2]:
            _check_traits(unflatten(reference), where)
    payload = own.get("payload")
    if payload is not None and payload not in names:
        raise InvalidShapeError(f"{where} has {payload!r} for its payload, which is none of its members")


def _check_operation(
    name: str,
    http: Any,
    input_reference: Any,
    output_reference: Any,
    errors: Any,
    traits: Any,
    *,
    kind_of: Callable[[Any], Any],
) -> None:
    where = f"The operation {name}"
    _check(unflatten(http), _HTTP, where)
    _check_traits(unflatten(traits), where, _OPERATION)
    for reference in (
        input_reference,
        output_reference,
        *(error if error.__class__ is tuple else (error, None) for error in errors or ()),
    ):
        if reference is not None:
            if kind_of(reference[0]) not in (STRUCTURE, None):  # None: no such shape; using it is an error
                raise InvalidShapeError(f"{where} takes, returns or fails with a shape that is no structure")
            _check_traits(unflatten(reference[1]), where)


def _check_traits(traits: dict[str, Any], where: str, table: dict[str, Any] = _TRAITS) -> dict[str, Any]:
    _check(traits, table, where)
    for name, value in traits.items():
        if name in _INSIDE and isinstance(value, dict):
            _check_inside(value, _INSIDE[name], f"{where} in its {name}")
        elif name in _NAMED:
            for key, item in value.items():
                if not isinstance(item, dict):
                    raise InvalidShapeError(f"{where} has {item!r} for {key} in its {name}, which must be an object")
                _check_inside(item, _NAMED[name], f"{where} in its {name}")
        elif name == "timestampFormat" and value.lower() not in _FORMATS:
            raise InvalidShapeError(f"{where} has the unknown timestampFormat {value!r}")
    return traits


def _check_inside(value: dict[str, Any], rules: tuple[tuple[str, ...], dict[str, Any]], where: str) -> None:
    required, table = rules
    for key in required:
        if key not in value:
            raise InvalidShapeError(f"{where} lacks {key}")
    _check(value, table, where)


def _check(values: Mapping[str, Any], table: dict[str, Any], where: str) -> None:
    for name, value in values.items():
        expected = table.get(name)
        if expected is None:
            continue
        types = _LISTS if expected is list else expected
        fits = isinstance(value, types) and not (isinstance(value, bool) and expected in (int, _NUMBER))
        if not fits or (expected is list and not all(isinstance(item, str) for item in value)):
            raise InvalidShapeError(f"{where} has {value!r:.60} for {name}, which must be {_type_text(expected)}")


_SHOWN = {str: "text", bool: "true or false", dict: "an object", list: "a list of texts", int: "a whole number"}


def _type_text(expected: Any) -> str:
    if expected is _NUMBER:
        return "a number"
    return " or ".join(_SHOWN[one] for one in expected) if isinstance(expected, tuple) else _SHOWN[expected]
