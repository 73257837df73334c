"""From parameters to one HTTP request, complete but for its signature."""

from __future__ import annotations

from ..auth.payload import body_length
from ..bodies import KNOWN, takes_long
from ..effects import Compute
from ..endpoint.urls import join_url, prefixed_endpoint
from ..http import Request
from ..useragent.features import BITS
from ..wire.compression import compress
from .body import check_declared, replace_body, start_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.checksums import RequestChecksum
    from ..effects import Effect
    from ..http import Response
    from .context import Call

#: Replies are to come uncompressed: decompressing would hide their length and checksum.
ACCEPT_ENCODING = "identity"
_COMPRESSED = BITS["GZIP_REQUEST_COMPRESSION"]


def build_request(current: Call) -> Request:
    """Serialize the call's parameters, unless that was done, and put them together with its endpoint."""
    operation, client, endpoint = current.operation, current.client, current.endpoint
    assert endpoint is not None
    serialized = current.serialized
    if serialized is None:
        serialized = current.serialized = operation.serialize(current.params)
    headers = serialized.headers
    if endpoint.headers:
        headers.update(endpoint.headers)
    if not current.presigned:
        if operation.own_headers is not None:
            headers.update(operation.own_headers)
        # Features that are not known yet are added when the call is signed (see `name_features`).
        features = current.features | endpoint.features | client.identity.features
        current.features = current.named_features = features
        headers["user-agent"] = client.user_agent.texts.get(features) or client.user_agent.text(features)
        if current.machinery.trace is not None:
            trace = current.machinery.trace()
            if trace:
                headers.setdefault("x-amzn-trace-id", trace)
    request = Request(serialized.method, request_url(current), headers, serialized.body, http2=operation.input_events)
    if operation.hides_path:
        request.hides_path = True
    if client.limits is not None:
        request.limits = client.limits
    return request


def request_url(current: Call) -> str:
    """Return the URL of the call's request: its endpoint, with the host prefix, path and query of its parameters."""
    endpoint, serialized = current.endpoint, current.serialized
    assert endpoint is not None
    assert serialized is not None
    if serialized.path == "/" and not serialized.query and not serialized.host_prefix:
        return endpoint.root
    if serialized.host_prefix and current.client.inject_host_prefix:
        return join_url(prefixed_endpoint(endpoint.url, serialized.host_prefix), serialized.path, serialized.query)
    return join_url(endpoint.url, serialized.path, serialized.query)


def finish_request(current: Call, request: Request) -> None:
    """Compress the body and add its checksum where operation and client ask for that, and set its length.

    Raises ParamValidationError for a declared length that is not the body's.
    """
    operation, client = current.operation, current.client
    for hook in operation.on_body:
        hook(current, request)
    model = operation.model
    declared = request.headers.get("content-length")
    if declared is not None:
        check_declared(request, declared, model)
    if model.request_compression is not None:
        body = compress(
            request.headers,
            request.body,
            model,
            min_size=client.settings.request_min_compression_size_bytes,
            disabled=client.settings.disable_request_compression,
            signature_version=client.signature_version,
        )
        if body is not request.body:
            current.features |= _COMPRESSED
        replace_body(request, body)
    rules = operation.checksums
    checksum = None
    if rules.takes_part:
        checksum = _checksum(current, request)
        if checksum is not None:
            current.checksum = checksum
            current.features |= checksum.feature
            checksum.apply(request)
        for header, feature in rules.checksum_headers:
            if header in request.headers:
                current.features |= feature
    if request.length is None and not operation.input_events:
        current.body_start = start_of(request.body)
        if checksum is None or not checksum.trailing or hasattr(request.body, "__len__"):
            request.length = body_length(request.body)


def _checksum(current: Call, request: Request) -> RequestChecksum | None:
    secure = request.url.startswith("https://")
    return current.operation.checksums.for_request(current.params, request.headers, secure)


def finish_elsewhere(current: Call, request: Request) -> Generator[Effect, Any, None]:
    """Do the same for a large body or a file, in another thread if that takes long."""
    current.heavy = takes_long(request.body)
    if current.heavy and _finishing_reads(current, request):
        yield Compute(finish_request, current, request)
    else:
        finish_request(current, request)


def _finishing_reads(current: Call, request: Request) -> bool:
    """Return whether `finish_request` reads the body, or asks a file of an unknown type for its position."""
    operation = current.operation
    if operation.on_body or operation.model.request_compression is not None or type(request.body) not in KNOWN:
        return True
    checksum = _checksum(current, request) if operation.checksums.takes_part else None
    return checksum is not None and not checksum.trailing


def name_features(current: Call, attempt: Request) -> None:
    """List all features that the attempt uses in its User-Agent, unless a program wrote that header itself."""
    agent, headers = current.client.user_agent, attempt.headers
    if headers.get("user-agent") in agent.known:
        current.named_features = features = current.features | current.auth.features
        headers["user-agent"] = agent.texts.get(features) or agent.text(features)


def invocation_headers(current: Call, attempt: Request) -> None:
    """Tell the service which attempt of which call this is: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html"""
    if not current.invocation_id:
        current.invocation_id = current.machinery.uuid()
    attempt.headers["amz-sdk-invocation-id"] = current.invocation_id
    attempt.headers["amz-sdk-request"] = current.ttl + current.retry.attempt_text(current.attempt)


def time_to_live(current: Call, response: Response | None) -> None:
    """Have the next attempt tell the service until when the client will wait, by the service's clock."""
    date = response.headers.get("date") if response is not None else None
    timeout = current.client.settings.read_timeout
    if date is None or timeout is None or current.operation.model.has_streaming_input:
        return
    from datetime import timedelta

    # Not by strptime: it depends on the locale, and has a lock that could stay locked for ever in a forked child.
    from ..wire.timestamps import http_date

    service_time = http_date(date)
    if service_time is None:
        return
    try:
        end = service_time + timedelta(seconds=timeout)
    except OverflowError:
        return
    current.ttl = f"ttl={end:%Y%m%dT%H%M%SZ}; "
