"""botocore beside us: the same model, parameters and replies through both, in one form that compares.

Used by the tests of the XML protocols (`query`, `ec2`, `rest-xml`) and of event streams.
"""

from __future__ import annotations

import gzip
import json
import math
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import botocore
from botocore import parsers, serialize
from botocore.awsrequest import HeadersDict, prepare_request_dict
from botocore.model import OperationModel, ServiceModel

DATA = Path(botocore.__file__).parent / "data"


@cache
def service(name: str) -> ServiceModel:
    """A real service's model, its newest version."""
    newest = sorted(path for path in (DATA / name).iterdir() if path.is_dir())[-1]
    return ServiceModel(json.loads(gzip.decompress((newest / "service-2.json.gz").read_bytes())), name)


# ---------------------------------------------------------------- requests


def botocore_request(operation: OperationModel, params: Any) -> Any:
    """What botocore puts on the wire: (method, target, headers, body), or the exception it raises."""
    serializer = serialize.create_serializer(operation.service_model.resolved_protocol)
    try:
        request = serializer.serialize_to_request(params, operation)
    except Exception as error:  # noqa: BLE001 - compared with ours
        return error
    body = request["body"]
    if isinstance(body, dict):
        body = urlencode([(k, v.encode() if isinstance(v, str) else v) for k, v in body.items()], doseq=True).encode()
    prefix = request.pop("host_prefix", None)
    prepare_request_dict(request, "https://host")
    url = urlsplit(request["url"])
    target = f"{url.path}?{url.query}" if url.query else url.path
    headers = {name.lower(): str(value) for name, value in request["headers"].items()}
    return request["method"], prefix or "", target, headers, body


def our_request(serializer: Any, params: Any) -> Any:
    """The same, from a serializer of ours."""
    try:
        parts = serializer(params)
    except Exception as error:  # noqa: BLE001 - compared with botocore's
        return error
    return parts.method, parts.host_prefix, parts.target(), parts.headers, parts.body


def same_outcome(ours: Any, theirs: Any) -> None:
    """Assert that both returned the same, or failed with the same class and text."""
    if isinstance(theirs, Exception):
        assert isinstance(ours, Exception), f"botocore raises {theirs!r}, we return {ours!r}"
        assert (type(ours).__name__, str(ours)) == (type(theirs).__name__, str(theirs))
    elif isinstance(ours, Exception):
        raise AssertionError(f"botocore returns {theirs!r}") from ours
    else:
        assert ours == theirs


# ---------------------------------------------------------------- replies


def botocore_reply(operation: OperationModel, status: int, headers: dict[str, str], body: bytes) -> Any:
    """The dict that botocore makes of a reply, with the modeled members of an error, as its endpoint adds them."""
    model = operation.service_model
    parser = parsers.create_parser(model.resolved_protocol)
    reply = {
        "status_code": status,
        "headers": HeadersDict(headers),
        "body": body,
        "context": {"operation_name": operation.name},
    }
    try:
        parsed = parser.parse(reply, operation.output_shape)
        if status >= 300:
            code = parsed.get("Error", {}).get("Code")
            shape = model.shape_for_error_code(code) if code is not None else None
            if shape is not None:
                parsed.update(parser.parse(reply, shape))
    except Exception as error:  # noqa: BLE001 - compared with ours
        return error
    return comparable(parsed)


def our_reply(parser: Any, status: int, headers: dict[str, str], body: bytes) -> Any:
    """The same, from a parser of ours."""
    try:
        return comparable(parser(status, {name.lower(): value for name, value in headers.items()}, body))
    except Exception as error:  # noqa: BLE001 - compared with botocore's
        return error


def comparable(value: Any) -> Any:
    """Types made visible: True is not 1, 1 is not 1.0, NaN equals itself, a time keeps its offset."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "float NaN"
    if isinstance(value, datetime):
        return ("datetime", value.isoformat())
    if isinstance(value, (bool, int, float)):
        return (type(value).__name__, value)
    return value
