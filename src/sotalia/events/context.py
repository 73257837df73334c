"""The dict that the handlers of one call share as `context`: the entries that boto3 makes in a call's phases."""

from __future__ import annotations

from ..core.signing import choose_scheme
from ..schemes import HEADERS, NONE, SCHEMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call
    from ..http import Request

#: What signature versions are called, by the rules' names of schemes.
_VERSIONS = {row.rules: row.name for row in reversed(SCHEMES) if row.rules is not None}
_SCOPE = "event signing scope"


def event_context(call: Call) -> dict[str, Any]:
    """Return the dict that the handlers of one call share as the argument `context`."""
    context = call.event_context
    if context is not None:
        return context
    if call.presigned:
        context = {"is_presign_request": True, "use_global_endpoint": call.client.partition == "aws"}
    else:
        client, model = call.client, call.operation.model
        context = {
            "client_region": client.region_name,
            "client_config": client.config,
            "has_streaming_input": model.has_streaming_input,
            "auth_type": model.resolved_auth_type,
            "unsigned_payload": model.unsigned_payload,
            "auth_options": client.service_model.metadata.get("auth"),
        }
    call.event_context = context
    return context


def add_parameters(call: Call) -> dict[str, Any]:
    """Add what a service's calls say of their parameters; return the context."""
    context, own = event_context(call), call.machinery.hooks.event_context
    if own is not None:
        context.update(own(call))
    return context


def add_endpoint(call: Call) -> dict[str, Any]:
    """Add what the endpoint says of the signature, where it says something; return the context."""
    context, endpoint = event_context(call), call.endpoint
    assert endpoint is not None
    schemes = endpoint.properties.get("authSchemes")
    if schemes:
        requested = call.client.settings.signature_version
        # Not the form's: where S3's URLs are signed by its first scheme, the context names the one of calls.
        scheme = choose_scheme(call, HEADERS)
        known = next((offered for offered in schemes if offered["name"] == scheme.row.rules), None)
        if known is None:
            context["signing"] = {}
        else:
            context["signing"] = signing = {}
            if call.keep_region or not call.presigned:
                signing["region"] = scheme.region
            if "signingName" in known:
                signing["signing_name"] = scheme.service
            if "disableDoubleEncoding" in known:
                signing["disableDoubleEncoding"] = known["disableDoubleEncoding"]
        if known is not None:
            context["auth_type"] = requested if isinstance(requested, str) else _VERSIONS[known["name"]]
        else:
            context.setdefault("auth_type", None)
            if scheme.name == NONE:
                context["auth_type"] = NONE
    if endpoint.properties and not call.presigned:
        context["endpoint_properties"] = endpoint.properties
    call.remember(_SCOPE, dict(context.get("signing") or {}))
    return context


def add_checksum(call: Call, request: Request) -> dict[str, Any]:
    """Add which checksum the request gets, and which ones of the reply are verified; return the context."""
    context, rules = event_context(call), call.operation.checksums
    entry: dict[str, Any] = {}
    if rules.takes_part:
        checksum = rules.for_request(call.params, request.headers, request.url.startswith("https://"))
        if checksum is not None:
            place = "trailer" if checksum.trailing else "header"
            if checksum.algorithm_header is not None:
                value = checksum.algorithm.upper()
                entry["request_algorithm_header"] = {"name": checksum.algorithm_header, "value": value}
            entry["request_algorithm"] = {"algorithm": checksum.algorithm, "in": place, "name": checksum.name}
        verified = rules.verified(call.params)
        if verified:
            entry["response_algorithms"] = verified
    if entry:
        context["checksum"] = entry
    return context


def changed_scope(call: Call) -> dict[str, Any]:
    """Return the service and region to sign for, as far as handlers have changed them in `context["signing"]`."""
    signing = event_context(call).get("signing") or {}
    shown = call.recall(_SCOPE) or {}
    names = {"signing_name": "service", "region": "region"}
    return {to: signing[name] for name, to in names.items() if name in signing and signing[name] != shown.get(name)}
