"""A client without a network: what it would send is recorded, and answered from a script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import sotalia
from sotalia import aio
from sotalia.clients.connection import Connection
from sotalia.core.context import CallMachinery
from sotalia.effects import Compute, Effect, FirstEvent, ReadBody, Send, Sleep
from sotalia.http import Request, Response
from sotalia.testing import AsyncRecordingTransport, RecordedRequest, RecordingTransport

#: A reply, an exception to raise, or a function from the request to either.
Answer = Response | Exception | Callable[[Request], Any]

NOW = 1_700_000_000.0
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example"}


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    """A reply; header names are written with underscores."""
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def limits_of(request: Request) -> tuple[float | None, ...]:
    """The time limits that a request was given: for connecting, for silence, in all."""
    limits = request.limits
    assert limits is not None
    return limits.connect, limits.read, limits.whole


class Script:
    """Performs effects: answers each `Send` with the next answer, the last one again and again; never waits."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.bodies: list[bytes] = []
        self.sleeps: list[float] = []
        self.log: list[str] = []

    def __call__(self, effect: Effect) -> Any:
        if isinstance(effect, Sleep):
            self.log.append("sleep")
            self.sleeps.append(effect.seconds)
            return None
        if isinstance(effect, Compute):
            return effect.function(*effect.arguments)
        if isinstance(effect, ReadBody):
            return effect.stream.read()
        if isinstance(effect, FirstEvent):
            return effect.events.get_initial_response()
        assert isinstance(effect, Send)
        self.log.append("send")
        self.requests.append(effect.request)
        self.bodies.append(_body(effect.request.body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(effect.request)
        if isinstance(answer, Exception):
            raise answer
        # Hooks may change a reply in place; the script's stays as it is.
        return Response(answer.status, dict(answer.headers), answer.body)


def _body(body: Any) -> bytes:
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    return bytes(body.read()) if hasattr(body, "read") else b"".join(body)


def with_machinery(client: Any, **changes: Any) -> None:
    """Have a client's calls made with another clock, other hooks, ..."""
    core = client._core
    made = {name: getattr(core.machinery, name) for name in CallMachinery.__slots__}
    core._machinery[:] = [CallMachinery(**{**made, **changes})]
    core.operations.clear()


def scripted(service: str, *answers: Answer, random: Callable[[], float] = lambda: 1.0, **arguments: Any) -> Any:
    """Return a client of `service` and its script, with a frozen clock and a random source of the test's."""
    client = sotalia.client(service, **{"region_name": "us-east-1", **KEYS, **arguments})
    with_machinery(client, now=lambda: NOW)
    client._core.machinery.retry._random = random
    script = Script(*answers)
    client._connection = Connection(None, script)
    return client, script


#: Both kinds of clients, for tests of what they have in common.
KINDS = ("blocking", "awaited")


class Recorded:
    """A client of either kind without a network: `call` makes its calls, `requests` are those that it sent."""

    def __init__(self, kind: str, service: str, *answers: Answer, **arguments: Any) -> None:
        given = {"region_name": "us-east-1", **KEYS, **arguments}
        network: Any
        if kind == "awaited":
            network = AsyncRecordingTransport(answers)
            self.client = aio.client(service, transport=network, **given)
        else:
            network = RecordingTransport(answers)
            self.client = sotalia.client(service, transport=network, **given)
        self._awaited = kind == "awaited"
        self.requests: list[RecordedRequest] = network.requests
        with_machinery(self.client, now=lambda: NOW)

    def call(self, method: str, *arguments: Any, **params: Any) -> Any:
        """Call a method of the client and return what it returns."""
        made = getattr(self.client, method)
        if not self._awaited:
            return made(*arguments, **params)

        async def main() -> Any:
            return await made(*arguments, **params)

        return asyncio.run(main())
