"""Every fault of a network and its servers, met by a blocking and by an awaited client.

Each row says which exception the caller gets, and after how many requests. Besides, every row takes no longer than its
time-outs, leaves nothing behind (descriptors, turns, handles), and lets the next call succeed.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import botocore.config
import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config
from tests.servers.certificates import self_signed
from tests.servers.faulty import FAULTS, HANDSHAKE, FaultyServer
from tests.waiting import until

GIVEN = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "SECRET"}
ATTEMPTS = 2
#: Time-outs, in seconds: of connecting, and of a server that says nothing.
CONNECT, READ = 0.2, 0.15
#: Both, where no time-out is expected: a busy machine must not bring one about.
PATIENT = 10
#: What a machine that is busy with other things may take longer.
BUSY = 1.0

UNREACHABLE = exceptions.EndpointConnectionError
UNCONNECTED = exceptions.ConnectTimeoutError
CLOSED = exceptions.ConnectionClosedError
SILENT = exceptions.ReadTimeoutError
UNTRUSTED = exceptions.SSLError
REFUSED = exceptions.ClientError
BROKEN = exceptions.ResponseStreamingError
INCOMPLETE = exceptions.IncompleteReadError
SENSELESS = exceptions.ResponseParserError


class Met(NamedTuple):
    """What a caller meets: `error` (None: the call succeeds) with `text` in it, after so many requests with a head.

    The caller waits `waits` seconds in all, for time-outs or where the server asks for it. `times` is how often the
    server fails.
    """

    error: type[Exception] | None
    requests: int
    waits: float = 0.0
    text: str = ""
    times: int = ATTEMPTS


def options(error: type[Exception] | None, attempts: int = ATTEMPTS) -> dict[str, Any]:
    """Return the options of a client that is to meet an error."""
    waits = error in (SILENT, UNCONNECTED)
    return {
        "connect_timeout": CONNECT if waits else PATIENT,
        "read_timeout": READ if waits else PATIENT,
        "retries": {"mode": "standard", "total_max_attempts": attempts},
        "s3": {"addressing_style": "path"},
    }


def ending(verb: str, place: str, streamed: bool) -> Met:
    """Return what is met at an end, by its kind and place, where the body is read with the call or `streamed`."""
    if place in ("after the head", "in the body") and streamed:
        return {"stalls": Met(SILENT, 1, READ)}.get(verb, Met(INCOMPLETE, 1, text="total bytes expected is 50"))
    if "chunk" in place and streamed:
        return {"stalls": Met(SILENT, 1, READ)}.get(verb, Met(BROKEN, 1))
    return {"stalls": Met(SILENT, 2, 2 * READ)}.get(verb, Met(CLOSED, 2))


PLACES = ("before the head", "in the head", "after interim replies", "after the head", "in the body")
CHUNKS = ("in a chunk", "in the size of a chunk", "between chunks")
ENDS = {f"{verb} {place}": (verb, place) for verb in ("closes", "resets", "stalls") for place in (*PLACES, *CHUNKS)}

#: What every call meets, whatever its kind.
ALWAYS = {
    "refuses": Met(UNREACHABLE, 0),
    "does not accept": Met(UNCONNECTED, 0, 2 * CONNECT),
    "closes at once": Met(CLOSED, 0),
    "resets at once": Met(CLOSED, 0),
    "stalls at once": Met(SILENT, 0, 2 * READ),
    "speaks first": Met(CLOSED, 0),
    "closes in the handshake": Met(UNTRUSTED, 0),
    "resets in the handshake": Met(CLOSED, 0),
    "stalls in the handshake": Met(UNCONNECTED, 0, 2 * CONNECT),
    "speaks no TLS": Met(UNTRUSTED, 0),
    "shows an expired certificate": Met(UNTRUSTED, 0, text="expired"),
    "shows another's certificate": Met(UNTRUSTED, 0, text="localhost"),
    "shows an unknown certificate": Met(UNTRUSTED, 0, text="self-signed"),
    "drips the head": Met(None, 1, times=1),
    "drips the body": Met(None, 1, times=1),
    "drips and stalls": Met(SILENT, 2, 2 * READ),
    "sends garbage": Met(CLOSED, 2),
    "sends TLS": Met(CLOSED, 2),
    "sends an odd status": Met(CLOSED, 2),
    "storms with interim replies": Met(None, 1, times=1),
    "sends interim replies without end": Met(CLOSED, 2),
    "sends a head without end": Met(CLOSED, 2),
    "sends a negative length": Met(CLOSED, 2),
    "sends a length that is no number": Met(CLOSED, 2),
    "sends more than the length": Met(None, 1, times=1),
    "replies with 417": Met(REFUSED, 1, text="417"),
    "replies with 400": Met(REFUSED, 1, text="400"),
    "replies with 429": Met(REFUSED, 2, text="429"),
    "replies with 500": Met(REFUSED, 2, text="500"),
    "replies with 502": Met(REFUSED, 2, text="502"),
    "replies with 503": Met(REFUSED, 2, text="503"),
    "replies with 504": Met(REFUSED, 2, text="504"),
    "replies with 429 and a time": Met(REFUSED, 2, 0.15, text="429"),
    "replies with 500 and a time": Met(REFUSED, 2, 0.15, text="500"),
    "replies with 503 and a time": Met(REFUSED, 2, 0.15, text="503"),
    "replies with 503 and no time": Met(REFUSED, 2, text="503"),
}
#: A call whose reply is taken apart, one whose reply is read by the caller, and one that sends much.
ASKS = {
    **ALWAYS,
    **{name: ending(*end, streamed=False) for name, end in ENDS.items()},
    "sends a garbled chunk": Met(CLOSED, 2),
    "sends a body that is none": Met(SENSELESS, 1, times=1),
}
READS = {
    **ALWAYS,
    **{name: ending(*end, streamed=True) for name, end in ENDS.items()},
    "sends a garbled chunk": Met(BROKEN, 1),
    "sends a body that is none": Met(None, 1, times=1),
}
UPLOADS = {
    **{name: ASKS[name] for name in ("does not accept", "replies with 503", "sends garbage")},
    **{name: ASKS[name] for name in ASKS if name.endswith(("at once", "before the head", "in the head"))},
    "closes in the upload": Met(CLOSED, 2),
    "resets in the upload": Met(CLOSED, 2),
    "stalls in the upload": Met(SILENT, 2, 2 * READ),
    "refuses the upload": Met(REFUSED, 1, text="400"),
    "expects nothing": Met(None, 2, times=1),
}


class Asks:
    """A call whose reply is read whole."""

    service = "dynamodb"

    @staticmethod
    def blocking(client: Any) -> None:
        client.list_tables()

    @staticmethod
    async def awaited(client: Any) -> None:
        await client.list_tables()


class Reads:
    """A call whose reply the caller reads."""

    service = "s3"

    @staticmethod
    def blocking(client: Any) -> None:
        client.get_object(Bucket="b", Key="k")["Body"].read()

    @staticmethod
    async def awaited(client: Any) -> None:
        await (await client.get_object(Bucket="b", Key="k"))["Body"].read()


class Uploads:
    """A call with a large body, which waits for the server's word."""

    service = "s3"
    BODY = b"x" * 400_000

    @classmethod
    def blocking(cls, client: Any) -> None:
        client.put_object(Bucket="b", Key="k", Body=cls.BODY)

    @classmethod
    async def awaited(cls, client: Any) -> None:
        await client.put_object(Bucket="b", Key="k", Body=cls.BODY)


ROWS = [
    (call, name, met)
    for call, table in ((Asks, ASKS), (Reads, READS), (Uploads, UPLOADS))
    for name, met in table.items()
]


#: Where boto3 raises something else, or takes for a success (None) what has been cut off or is no reply at all.
BOTO3S: dict[str, type[Exception] | None] = {
    # connect_timeout is for all that comes before the first request.
    "stalls in the handshake": SILENT,
    "sends a negative length": SILENT,
    "sends a length that is no number": SILENT,
    **dict.fromkeys(("closes in the head", "closes after the head", "closes in the body", "sends a body that is none")),
    **dict.fromkeys(f"{verb} after interim replies" for verb in ("closes", "resets", "stalls")),
    "sends interim replies without end": None,
}


def test_every_fault_has_its_rows():
    assert set(FAULTS) == {name for _, name, _ in ROWS}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """By the names of faults, and the file that trusts all but the unknown one."""
    folder = tmp_path_factory.mktemp("certificates")
    made = {
        "good": self_signed(folder, stem="good"),
        "expired": self_signed(folder, stem="expired", ended=True),
        "another's": self_signed(folder, "example.com", stem="another"),
    }
    bundle = folder / "bundle.pem"
    bundle.write_text("".join(Path(pair[0]).read_text() for pair in made.values()))
    made["unknown"] = self_signed(folder, stem="unknown")
    return made, str(bundle)


@pytest.fixture(scope="module", autouse=True)
def models_are_open():
    """Have the files open whose descriptors stay with the process."""
    with FaultyServer() as server:
        for call in (Asks, Reads):
            with sotalia.client(
                call.service, endpoint_url=server.url, config=Config(**options(None)), **GIVEN
            ) as client:
                call.blocking(client)


@pytest.fixture(autouse=True)
def no_time_between_attempts(monkeypatch):
    """Have what is left to chance, of the time between attempts, be none."""
    monkeypatch.setattr("sotalia.io.clock.random", lambda: 0.0)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


class Watch:
    """Tells, of a call that has failed, what is to be known."""

    def __init__(self, server: FaultyServer, met: Met) -> None:
        self._server = server
        self._met = met

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of a client that is to call the server."""
        config = Config(**options(self._met.error))
        return {"endpoint_url": self._server.url, "config": config, "verify": self._server.bundle, **GIVEN}

    @contextlib.contextmanager
    def met(self) -> Any:
        """Expect what the row says of the call made here."""
        met = self._met
        started = time.monotonic()
        if met.error is None:
            yield
        else:
            with pytest.raises(met.error) as caught:
                yield
            assert re.search(met.text, str(caught.value))
            assert "SECRET" not in f"{caught.value}{caught.value!r}"
        took = time.monotonic() - started
        assert met.waits <= took + 0.01
        assert took < met.waits * 1.1 + 0.05 + BUSY
        assert len(self._server.requests) == met.requests
        self._server.mend()

    def well_again(self) -> None:
        """Look at what the next call did: it went well, and was one request (or one an attempt, on a busy machine)."""
        sent = [headers for _, headers in self._server.requests[self._met.requests :]]
        assert len({headers["amz-sdk-invocation-id"] for headers in sent}) == 1
        attempts = [headers["amz-sdk-request"].partition("attempt=")[2][0] for headers in sent]
        assert attempts == ["1", "2"][: len(attempts)]


def blocking(call: Any, server: FaultyServer, watch: Watch) -> None:
    with sotalia.client(call.service, **watch.arguments()) as client:
        with server.unheard(), watch.met():
            call.blocking(client)
        call.blocking(client)
        watch.well_again()
        pool = client._connection.transport._pool
        assert [(idle._under_way, idle.handle.diverted, idle.handle.upload) for idle in pool._idle] == [
            (False, False, None)
        ]


def awaited(call: Any, server: FaultyServer, watch: Watch) -> None:
    async def main() -> None:
        async with aio.client(call.service, **watch.arguments()) as client:
            with server.unheard(), watch.met():
                await call.awaited(client)
            await call.awaited(client)
            watch.well_again()
            (engine,) = client._connection.transport._engines.values()
            assert (engine._in_flight, len(engine._queue), engine._transfers) == (0, 0, {})
            assert [(handle.diverted, handle.upload) for handle in engine._handles] == [(False, None)]

    asyncio.run(main())


@pytest.mark.parametrize("run", [blocking, awaited])
@pytest.mark.parametrize(("call", "name", "met"), ROWS, ids=[f"{call.__name__}-{name}" for call, name, _ in ROWS])
def test_a_server_that(run, call, name, met, certificates):
    before = descriptors()
    with FaultyServer(certificates[0] if FAULTS[name].stage == HANDSHAKE else None) as server:
        server.bundle = certificates[1]
        server.fail(name, met.times)
        run(call, server, Watch(server, met))
    gc.collect(1)
    until(lambda: descriptors() <= before)  # the server's ends are in this process, and close in threads of its own


@pytest.mark.parametrize("name", ASKS)
def test_boto3_raises_the_same_where_a_server(name, certificates):
    expected = BOTO3S.get(name, ASKS[name].error)
    quick = SILENT if ASKS[name].error is SILENT else expected
    config = botocore.config.Config(**options(quick, attempts=1))
    with FaultyServer(certificates[0] if FAULTS[name].stage == HANDSHAKE else None) as server:
        client = boto3.client("dynamodb", endpoint_url=server.url, config=config, verify=certificates[1], **GIVEN)
        server.fail(name, 1)
        met: str | None = None
        with server.unheard():
            try:
                client.list_tables()
            except Exception as error:
                met = type(error).__name__
    client.close()
    assert met == (None if expected is None else expected.__name__)
