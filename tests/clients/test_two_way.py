"""A two-way event stream through the public client: events go up while others come down, over HTTP/2."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import threading

import pytest

import sotalia
from sotalia import aio
from sotalia.wire.eventstream import Decoder, encode_frame
from tests.io.scripted import Peer, Server
from tests.io.test_two_way import (
    ACK,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    SETTINGS,
    STATUS_200,
    WINDOW_UPDATE,
    frame,
)

CHUNKS = [b"boto", b"tucuxi", b"vaquita"]


def shout(peer: Peer) -> None:
    """Answer each chunk with one in capitals, before the next one has come."""
    decoder = Decoder(lambda headers, payload: None)
    peer.read_exactly(24)  # the preface
    peer.send(frame(SETTINGS, 0, 0))
    while True:
        head = peer.read_exactly(9)
        length = int.from_bytes(head[:3], "big")
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        payload = peer.read_exactly(length)
        if kind == SETTINGS and not flags & ACK:
            peer.send(frame(SETTINGS, ACK, 0))
        elif kind == HEADERS:
            peer.send(frame(HEADERS, END_HEADERS, stream, STATUS_200))
        elif kind == DATA and payload:
            for window in (0, stream):
                peer.send(frame(WINDOW_UPDATE, 0, window, struct.pack(">I", len(payload))))
            decoder._buffer += payload
            while (outer := decoder.next_frame()) is not None:
                headers, inner = outer
                assert set(headers) == {":date", ":chunk-signature"}
                if inner:
                    peer.send(frame(DATA, 0, stream, answer_to(inner)))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            peer.send(frame(DATA, END_STREAM, stream))


def answer_to(inner: bytes) -> bytes:
    decoder = Decoder(lambda headers, payload: {headers[":event-type"]: payload})
    ((name, payload),) = next(iter(decoder.feed(inner))).items()
    assert name == "chunk"
    said = base64.b64decode(json.loads(payload)["bytes"])
    headers = [(":message-type", "event"), (":event-type", "chunk"), (":content-type", "application/json")]
    return encode_frame(headers, json.dumps({"bytes": base64.b64encode(said.upper()).decode()}).encode())


@pytest.fixture
def server(credentials):
    with Server(shout) as server:
        yield server


def test_a_blocking_client_hears_each_answer_before_it_goes_on(server):
    heard: list[bytes] = []
    turn = threading.Event()
    turn.set()

    def talk():
        for chunk in CHUNKS:
            while not turn.is_set():
                yield None
            turn.clear()
            yield {"chunk": {"bytes": chunk}}

    client = sotalia.client("bedrock-runtime", endpoint_url=server.url)
    reply = client.invoke_model_with_bidirectional_stream(modelId="amazon.nova", body=talk())
    for event in reply["body"]:
        heard.append(event["chunk"]["bytes"])
        turn.set()
    assert heard == [chunk.upper() for chunk in CHUNKS]


def test_an_awaited_client_talks_and_listens_in_one_task(server):
    async def main() -> list[bytes]:
        heard: list[bytes] = []
        turn = asyncio.Event()
        turn.set()

        async def talk():
            for chunk in CHUNKS:
                await turn.wait()
                turn.clear()
                yield {"chunk": {"bytes": chunk}}

        async with aio.client("bedrock-runtime", endpoint_url=server.url) as client:
            reply = await client.invoke_model_with_bidirectional_stream(modelId="amazon.nova", body=talk())
            async for event in reply["body"]:
                heard.append(event["chunk"]["bytes"])
                turn.set()
        return heard

    assert asyncio.run(main()) == [chunk.upper() for chunk in CHUNKS]
