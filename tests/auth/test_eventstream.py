"""The chain of signatures over the frames of an event stream."""

from __future__ import annotations

from hashlib import sha256

from botocore.eventstream import EventStreamBuffer

from sotalia.auth import AuthScheme, sign
from sotalia.auth.eventstream import EventSigner, seed_signature
from sotalia.auth.scheme import EVENTS
from sotalia.http import Request
from sotalia.wire.eventstream import encode_frame


class Key:
    access_key = "access"
    secret_key = "secret"
    token = None


#: 1981-01-16T06:30:00Z, the instant of the test that AWS's SDKs share.
THEN = 348474600.0


def unwrap(frame: bytes) -> tuple[dict[str, object], bytes]:
    buffer = EventStreamBuffer()
    buffer.add_data(frame)
    (message,) = list(buffer)
    return message.headers, message.payload


def test_the_chain_is_that_of_the_other_sdks() -> None:
    scheme = AuthScheme("v4", "demo", "us-east-1", EVENTS)
    headers = {"content-encoding": "application/vnd.amazon.eventstream"}
    request = Request("POST", "https://demo.us-east-1.amazonaws.com/streaming", headers)
    sign(request, scheme, Key, THEN)
    seed = seed_signature(request.headers["authorization"])
    assert seed == "e1d8e8c8815e60969f2a34765c9a15945ffc0badbaa4b7e3b163ea19131e949b"
    signer = EventSigner(scheme, Key, seed)
    signatures = []
    for second, payload in enumerate((b"A", b"B", b"C", b""), 1):
        frame_headers, body = unwrap(signer.sign(payload, THEN + second))
        assert body == payload
        assert list(frame_headers) == [":date", ":chunk-signature"]
        assert frame_headers[":date"] == (THEN + second) * 1000
        signature = frame_headers[":chunk-signature"]
        assert isinstance(signature, bytes)
        signatures.append(signature.hex())
    assert signatures == [
        "7aabf85b765e6a4d0d500b6e968657b14726fa3e1eb7e839302728ffd77629a5",
        "f72aa9642f571d24a6e1ae42f10f073ad9448d8a028b6bcd82da081335adda02",
        "632af120435b57ec241d8bfbb12e496dfd5e2730a1a02ac0ab6eaa230ae02e9a",
        "c6f679ddb3af68f5e82f0cf6761244cb2338cf11e7d01a24130aea1b7c17e53e",
    ]


def test_a_frame_is_signed_whole_and_the_clock_counts_in_seconds() -> None:
    inner = encode_frame([("some-header", "value")], b"test payload")
    scheme = AuthScheme("v4", "testservice", "us-east-1", EVENTS)
    seed = sha256(b"last message sts").hexdigest()
    frames = [EventSigner(scheme, Key, seed).sign(inner, 123456789 + fraction) for fraction in (0, 0.999)]
    assert frames[0] == frames[1]
    assert unwrap(frames[0])[1] == inner


def test_its_repr_keeps_the_secret() -> None:
    assert "secret" not in repr(EventSigner(AuthScheme("v4", "demo", "us-east-1"), Key, "seed"))


def test_each_frame_depends_on_the_one_before() -> None:
    scheme = AuthScheme("v4", "demo", "us-east-1", EVENTS)
    one, other = EventSigner(scheme, Key, "0" * 64), EventSigner(scheme, Key, "0" * 64)
    assert one.sign(b"A", THEN) == other.sign(b"A", THEN)
    other.sign(b"B", THEN)
    assert one.sign(b"C", THEN) != other.sign(b"C", THEN)
