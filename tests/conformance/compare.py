"""Requests and outcomes in a form that compares, and what differs between two of them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import cbor2

from tests.conformance.sides import Observed, Sent
from tests.conformance.signatures import V4A, fault, is_signed, is_version_4
from tests.wire.xml_reference import comparable

#: In which a library says its name.
OWN_HEADERS = {"user-agent"}
#: What an HTTP client adds unless the call has it: no library wants compressed replies.
ADDED = ("accept-encoding", "identity")
#: What follows from how a document is written.
WRITING = {"content-length", "x-amz-content-sha256"}


class Difference:
    """One thing that differs: where, and both sides of it."""

    __slots__ = ("boto3", "sotalia", "what")

    def __init__(self, what: str, theirs: Any, ours: Any) -> None:
        self.what = what
        self.boto3 = theirs
        self.sotalia = ours

    def __repr__(self) -> str:
        return f"{self.what}\n        boto3:   {_short(self.boto3)}\n        sotalia: {_short(self.sotalia)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) < 1500 else f"{text[:1500]}… ({len(text)} characters)"


def request_difference(theirs: list[Sent], ours: list[Sent]) -> Difference | None:
    """The first difference between what both sent."""
    if len(theirs) != len(ours):
        return Difference("requests sent", [_target(sent) for sent in theirs], [_target(sent) for sent in ours])
    for boto3, sotalia in zip(theirs, ours, strict=True):
        difference = _one_request(boto3, sotalia)
        if difference is not None:
            return difference
    return None


def _target(sent: Sent) -> str:
    # The HTTP client makes a slash of no path.
    url = urlsplit(sent.url)
    return f"{sent.method} {sent.url if url.path else url._replace(path='/').geturl()}"


def _one_request(boto3: Sent, sotalia: Sent) -> Difference | None:
    if _target(boto3) != _target(sotalia):
        return Difference("target", _target(boto3), _target(sotalia))
    same_bytes = boto3.body == sotalia.body
    if not same_bytes:
        kind = boto3.headers.get("content-type", "")
        theirs, ours = _document(kind, boto3.body), _document(kind, sotalia.body)
        if theirs != ours:
            return _within("body", theirs, ours)
    theirs, ours = _headers(boto3, same_bytes), _headers(sotalia, same_bytes)
    if theirs != ours:
        return _within("header", theirs, ours)
    # Of the same bytes the signatures have been compared, unless they are asymmetric: those are others each time.
    compared = same_bytes and is_version_4(sotalia)
    wrong = fault(sotalia) if is_signed(sotalia) and not compared else None
    return None if wrong is None else Difference("signature of sotalia", None, wrong)


def _document(content_type: str, body: bytes) -> Any:
    try:
        return comparable(cbor2.loads(body) if "cbor" in content_type else json.loads(body))
    except ValueError:
        return body


def _headers(sent: Sent, same_bytes: bool) -> dict[str, str]:
    """Headers without the libraries' own and, for documents written differently, without what follows from that."""
    items = sent.headers.items()
    kept = {name: value for name, value in items if name not in OWN_HEADERS and (name, value) != ADDED}
    if not same_bytes:
        kept = {name: value for name, value in kept.items() if name not in WRITING}
    if V4A in kept.get("authorization", "") or (not same_bytes and is_version_4(sent)):
        kept["authorization"] = kept["authorization"].partition("Signature=")[0]
    return kept


def outcome_difference(boto3: Observed, sotalia: Observed) -> Difference | None:
    """The first difference between what both returned or raised."""
    if boto3.raised is not None or sotalia.raised is not None:
        theirs, ours = _raised(boto3), _raised(sotalia)
        return None if theirs == ours else _within("exception", theirs, ours)
    if repr(boto3.returned) == repr(sotalia.returned):
        return None  # which holds for most, and is found out fastest
    theirs, ours = _value(boto3), _value(sotalia)
    return None if theirs == ours else _within("result", theirs, ours)


def _value(observed: Observed) -> Any:
    if observed.value is None:
        observed.value = value_of(observed.returned)
    return observed.value


def _raised(observed: Observed) -> dict[str, Any]:
    error: Any = observed.raised
    if error is None:
        return {"returned": _value(observed)}
    said: dict[str, Any] = {"class": type(error).__name__, "text": str(error)}
    if hasattr(error, "operation_name"):
        said |= {"response": comparable(error.response), "operation": error.operation_name}
    return said


def value_of(value: Any) -> Any:
    """A returned value with types made visible, bodies and event streams read to their ends."""
    if isinstance(value, str) and f"X-Amz-Algorithm={V4A}" in value:
        return value.partition("&X-Amz-Signature=")[0]  # an asymmetric signature is another one each time
    if not isinstance(value, dict):
        return comparable(value)
    return {name: _read(item) if hasattr(item, "close") else comparable(item) for name, item in value.items()}


def _read(stream: Any) -> Any:
    events: list[Any] = []
    try:
        if hasattr(stream, "read"):
            return ("body", stream.read())
        events.extend(stream)
    except Exception as error:  # noqa: BLE001 - compared with the other side's
        failed = type(error).__name__, str(error)
        return (comparable(events), *failed, comparable(getattr(error, "response", None))) if events else failed
    return ("events", comparable(events))


def _within(what: str, theirs: Any, ours: Any) -> Difference:
    """Narrow a difference down to the member in which it is."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in [*theirs, *ours]:
            one, other = theirs.get(name, "(not there)"), ours.get(name, "(not there)")
            if one != other:
                return _within(f"{what}.{name}", one, other)
        return Difference(f"{what}: order of members", list(theirs), list(ours))
    if isinstance(theirs, (list, tuple)) and isinstance(ours, (list, tuple)) and len(theirs) == len(ours):
        for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            if one != other:
                return _within(f"{what}[{number}]", one, other)
    return Difference(what, theirs, ours)
