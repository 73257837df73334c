"""Requests that are streams of events: what goes out, frame by frame, and how each is signed after the one before."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import struct
import zlib
from datetime import UTC, datetime

import pytest

from sotalia import aio, exceptions
from sotalia.clients.connection import Connection
from sotalia.effects import Compute
from sotalia.http import Response
from sotalia.wire.eventstream import decode_headers

from .scripted import KEYS, NOW, reply, scripted

PARAMS = {"botId": "BOTID12345", "botAliasId": "ALIAS12345", "localeId": "en_US", "sessionId": "session"}
EVENTS = [
    {"ConfigurationEvent": {"responseContentType": "text/plain"}},
    {"TextInputEvent": {"text": "hello", "eventId": "id"}},
    {"DisconnectionEvent": {}},
]


def frames_of(data):
    """Take a body apart, checking both checksums of each frame."""
    while data:
        total, headers_length, prelude_crc = struct.unpack(">III", data[:12])
        frame, data = data[:total], data[total:]
        assert zlib.crc32(frame[:8]) == prelude_crc
        assert zlib.crc32(frame[:-4]) == struct.unpack(">I", frame[-4:])[0]
        yield frame[12 : 12 + headers_length], frame[12 + headers_length : -4]


def converse(events, **more):
    client, script = scripted("lexv2-runtime", reply(200, b""))
    script.answers = [lambda request: Response(200, {}, Empty())]
    client.start_conversation(**PARAMS, requestEventStream=events, **more)
    return script


class Empty:
    """A reply's body that has ended."""

    def read1(self, amount=-1):
        return b""

    def close(self):
        """Nothing to do."""


def test_each_event_is_a_frame_and_an_empty_one_ends_the_stream():
    script = converse(EVENTS)
    (body,) = script.bodies
    inner = [payload for _, payload in frames_of(body)]
    assert len(inner) == len(EVENTS) + 1
    assert inner[-1] == b""
    names = []
    for payload in inner[:-1]:
        ((headers, _),) = frames_of(payload)
        names.append(decode_headers(headers)[":event-type"])
    assert names == ["ConfigurationEvent", "TextInputEvent", "DisconnectionEvent"]


def test_each_frame_is_signed_after_the_one_before():
    script = converse(EVENTS)
    (request,), (body,) = script.requests, script.bodies
    assert request.headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    assert request.length is None
    assert request.http2
    moment = datetime.fromtimestamp(NOW, UTC)
    date, stamp = moment.strftime("%Y%m%d"), moment.strftime("%Y%m%dT%H%M%SZ")
    key = b"AWS4" + KEYS["aws_secret_access_key"].encode()
    for part in (date, "us-east-1", "lex", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    prior = request.headers["authorization"].rpartition("Signature=")[2]
    for headers, payload in frames_of(body):
        found = decode_headers(headers)
        assert list(found) == [":date", ":chunk-signature"]
        dated = b"\x05:date\x08" + struct.pack(">q", int(NOW) * 1000)
        text = "\n".join(
            [
                "AWS4-HMAC-SHA256-PAYLOAD",
                stamp,
                f"{date}/us-east-1/lex/aws4_request",
                prior,
                hashlib.sha256(dated).hexdigest(),
                hashlib.sha256(payload).hexdigest(),
            ]
        )
        expected = hmac.digest(key, text.encode(), "sha256")
        assert found[":chunk-signature"] == expected
        prior = expected.hex()


def test_events_are_read_one_at_a_time_while_the_request_goes_out():
    taken = []

    def events():
        for event in EVENTS:
            taken.append(event)
            yield event

    client, script = scripted("lexv2-runtime", reply())
    seen = []

    def answer(request):
        seen.append(list(taken))
        return Response(200, {}, Empty())

    script.answers = [answer]
    client.start_conversation(**PARAMS, requestEventStream=events())
    assert seen == [EVENTS]  # the script has read the whole body by then, and not before it was sent


def test_an_event_that_is_none_ends_the_call():
    with pytest.raises(exceptions.ParamValidationError, match='Unknown parameter in input: "Nope"'):
        converse([{"Nope": {}}])


@pytest.mark.parametrize("event", [{}, {"TextInputEvent": {"text": 3}}, 7])
def test_an_event_of_the_wrong_shape_ends_the_call(event):
    with pytest.raises(exceptions.ParamValidationError):
        converse([event])


def test_a_list_can_be_sent_again_and_a_generator_cannot():
    busy = reply(503, b"{}")
    for events, sends in ((EVENTS, 2), (iter(EVENTS), 1)):
        client, script = scripted("lexv2-runtime", busy)
        script.answers = [busy, lambda request: Response(200, {}, Empty())]
        if sends == 2:
            client.start_conversation(**PARAMS, requestEventStream=events)
            assert len(script.bodies[0]) == len(script.bodies[1])
        else:
            with pytest.raises(exceptions.UnseekableStreamError):
                client.start_conversation(**PARAMS, requestEventStream=events)
        assert len(script.requests) == sends


def test_an_awaited_client_takes_an_async_iterable():
    async def events():
        for event in EVENTS:
            await asyncio.sleep(0)
            yield event

    async def main():
        client = aio.client("lexv2-runtime", region_name="us-east-1", **KEYS)
        sent = []

        async def perform(effect):
            if isinstance(effect, Compute):
                return effect.function(*effect.arguments)
            sent.extend([frame async for frame in effect.request.body])
            return Response(200, {}, Empty())

        client._connection = Connection(None, perform)
        await client.start_conversation(**PARAMS, requestEventStream=events())
        return b"".join(sent)

    assert len(list(frames_of(asyncio.run(main())))) == len(EVENTS) + 1
