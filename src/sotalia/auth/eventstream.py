"""Signatures of the frames of an event stream, each chained to the one before it.

    request's signature ─► frame 1 ─► frame 2 ─► … ─► the empty frame that ends the stream

A signed frame has two headers, `:date` and `:chunk-signature`, and the event's own frame, whole, as its payload.

See "Event stream encoding" in the Amazon Transcribe developer guide.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest as hmac_digest

from ..wire.eventstream import encode_frame, encode_headers
from .clock import amz_date
from .sigv4 import signing_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .scheme import AuthScheme, Keys

ALGORITHM = "AWS4-HMAC-SHA256-PAYLOAD"


def seed_signature(authorization: str) -> str:
    """Return the signature in a signed request's `authorization` header: the chain's first link."""
    return authorization.rpartition("Signature=")[2]


class EventSigner:
    """Signs the frames of one stream, in order.

    `scheme` is the request's, `seed_signature` what `seed_signature()` found in the signed request. Credentials are
    kept for the stream's life. Not to be used from two threads at once: the order of frames is part of what is signed.
    """

    __slots__ = ("_credentials", "_prior", "_region", "_service")

    def __init__(self, scheme: AuthScheme, credentials: Keys, seed_signature: str) -> None:
        self._service = scheme.service
        self._region = scheme.region or ""
        self._credentials = credentials
        self._prior = seed_signature

    def sign(self, frame: bytes, now: float) -> bytes:
        """Return the frame to send for `frame`, an encoded event; `b""` gives the one that ends the stream."""
        stamp, date = amz_date(now)
        key, scope = signing_key(self._credentials, date, self._region, self._service)
        # The string to sign holds whole seconds: send no more than that.
        headers: list[tuple[str, Any]] = [(":date", datetime.fromtimestamp(int(now), UTC))]
        hashes = f"{sha256(encode_headers(headers)).hexdigest()}\n{sha256(frame).hexdigest()}"
        text = f"{ALGORITHM}\n{stamp}\n{scope}\n{self._prior}\n{hashes}"
        signature = hmac_digest(key, text.encode(), "sha256")
        self._prior = signature.hex()
        headers.append((":chunk-signature", signature))
        return encode_frame(headers, frame)

    def __repr__(self) -> str:
        return f"<EventSigner {self._service}/{self._region}>"


def event_signer(scheme: AuthScheme, credentials: Keys, authorization: str) -> EventSigner:
    """Return the signer of the frames that follow a request with this `authorization` header."""
    return EventSigner(scheme, credentials, seed_signature(authorization))
