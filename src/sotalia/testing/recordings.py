"""`record`: real calls written into a file, and played back from it."""

from __future__ import annotations

import json
import os

from ..patchpoints.http_session import URLLib3Session
from ..patchpoints.requests import AWSResponse
from .redaction import Redactor, bytes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

VERSION = 1


class Recording:
    """The calls of a block, in a file. See `record`."""

    def __init__(self, path: str | os.PathLike[str], mode: str) -> None:
        self.path = os.fspath(path)
        #: Whether calls are played back; else they are made, and recorded.
        self.plays = os.path.exists(self.path) if mode == "once" else mode == "play"
        #: The exchanges: those recorded so far, or those of the file.
        self.exchanges: list[dict[str, Any]] = []
        self._left: list[dict[str, Any]] = []
        self._original: Any = None

    def __enter__(self) -> Self:
        if self.plays:
            with open(self.path, encoding="utf-8") as file:
                document = json.load(file)
            if not isinstance(document, dict) or document.get("version") != VERSION:
                raise ValueError(f"{self.path} is no recording of calls: record it again (mode='record').")
            self.exchanges = document["calls"]
            self._left = list(self.exchanges)
        self._original = URLLib3Session.send
        recording = self

        def send(session: Any, request: Any) -> Any:
            return recording._send(session, request)

        URLLib3Session.send = send  # type: ignore[assignment]
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        URLLib3Session.send = self._original  # type: ignore[method-assign]
        if not self.plays and kind is None:
            self._write()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.__exit__(kind, *rest)

    @property
    def unused(self) -> int:
        """How many exchanges of the file have not been played."""
        return len(self._left)

    def _write(self) -> None:
        os.makedirs(os.path.dirname(os.path.abspath(self.path)), exist_ok=True)
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "calls": self.exchanges}, file, indent=1, ensure_ascii=False)
            file.write("\n")

    def _send(self, session: Any, request: Any) -> Any:
        operation = getattr(request, "operation_model", None)
        if operation is None:
            return self._original(session, request)  # not a client's: nobody knows what is secret in it
        redactor = Redactor(operation)
        described = _described(request, operation, redactor)
        if self.plays:
            return self._play(request, described)
        reply = self._original(session, request)
        if hasattr(reply, "__await__"):
            return self._record_awaited(reply, request, described, redactor)
        return self._record(reply, _read(reply.raw), request, described, redactor)

    async def _record_awaited(self, pending: Any, request: Any, described: dict[str, Any], redactor: Redactor) -> Any:
        reply = await pending
        body = _read(reply.raw)
        return self._record(reply, await body if hasattr(body, "__await__") else body, request, described, redactor)

    def _record(self, reply: Any, body: bytes, request: Any, described: dict[str, Any], redactor: Redactor) -> Any:
        answer = {"status": reply.status_code, "headers": redactor.headers(reply.headers)}
        answer["body"] = redactor.body(body, answer["headers"].get("content-type", ""))
        self.exchanges.append({**described, "reply": answer})
        return AWSResponse(request.url, reply.status_code, reply.headers, body)

    def _play(self, request: Any, described: dict[str, Any]) -> AWSResponse:
        alike = [each for each in self._left if all(each[part] == described[part] for part in ("operation", "url"))]
        found = next((each for each in alike if each["body"] == described["body"]), alike[0] if alike else None)
        if found is None:
            raise AssertionError(
                f"{self.path} has no reply left for {described['operation']} ({described['method']} "
                f"{described['url']}). Record it again (mode='record') if the program's calls have changed."
            )
        self._left.remove(found)
        reply = found["reply"]
        return AWSResponse(request.url, reply["status"], reply["headers"], bytes_of(reply["body"]))


def record(path: str | os.PathLike[str], mode: str = "once") -> Recording:
    """Record the real calls of a block into a readable file, and play them back when the file is there.

        with sotalia.testing.record("tests/recordings/dolphins.json"):
            sotalia.client("s3").list_buckets()

    The calls of all clients take part, blocking and awaited (`async with`, too). With the file, nothing is sent: a call
    gets the first reply that is left for the same operation, URL and body, or else for the same operation and URL;
    AssertionError names a call that has none. Credentials are needed to sign requests, any will do.

    `mode` is `"once"` (play if the file exists, else record), `"record"` (make all calls and replace the file) or
    `"play"` (the file must exist). Nothing is written when the block ends with an exception.

    The file is JSON, and for your repository: signatures, tokens and values that the service's model marks as
    sensitive, or that are called like a secret, are `REDACTED` in it. Look at it all the same: what a program stores
    (the bytes of an object, the items of a table) is data and is in the file.
    """
    if mode not in ("once", "record", "play"):
        raise ValueError(f"mode is {mode!r}: it must be 'once', 'record' or 'play'.")
    return Recording(path, mode)


def _described(request: Any, operation: Any, redactor: Redactor) -> dict[str, Any]:
    headers = redactor.headers(request.headers)
    body = request.body
    if hasattr(body, "read"):
        body = _read(body)
        request.reset_stream()
    data = body.encode("utf-8") if isinstance(body, str) else bytes(body or b"")
    service = operation.service_model.service_name
    return {
        "operation": f"{service}.{operation.name}",
        "method": request.method,
        "url": redactor.url(request.url),
        "headers": headers,
        "body": redactor.body(data, headers.get("content-type", "")),
    }


def _read(raw: Any) -> Any:
    """Return the bytes of a body, or an awaitable of them."""
    return raw.read() if hasattr(raw, "read") else raw
