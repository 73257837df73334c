"""Objects that one request moves, where that request stands ready: neither a job nor a plan is made for them.

A file is read whole before it is sent, an object comes whole before it is written. Whatever is not simply good (no
request that stands ready, an error, another size, other bytes) is left to a job, which goes on from there.
"""

from __future__ import annotations

import os

from ...bodies import SMALL
from ...core.keyed import KeyRequests
from ...effects import Send
from ...errors import FlexibleChecksumError
from ...http import Response, is_error
from ...io.drive import documented
from ...useragent.features import S3_TRANSFER
from .. import arguments
from ..targets import FileTarget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import ReadyRequest
    from ...io.transport.bulk import Bulk, Exchange
    from ..jobs import Job
    from .feeds import Operation
    from .names import Folder
    from .walk import Entry

_BINARY: int = getattr(os, "O_BINARY", 0)
_OK = 200


class Small:
    """One of them, under way: its request, and what makes the job that does it in the general way."""

    __slots__ = ("entry", "job", "operation", "request", "requests", "target")

    def __init__(
        self,
        operation: Operation,
        entry: Entry,
        requests: KeyRequests,
        request: ReadyRequest,
        job: Callable[[], Job | None],
        target: FileTarget | None = None,
    ) -> None:
        self.operation = operation
        self.entry = entry
        self.requests = requests
        self.request = request
        self.job = job
        self.target = target
        operation.expect(entry.size)

    def take(self, exchange: Exchange) -> bool | Response:
        """Take a reply, and write down the end; else return the reply that is an error, or False for other reasons.

        Then it is as if it had not been begun.
        """
        handle = exchange.handle
        status, headers = handle.head(exchange.request)
        if is_error(status):
            return Response(status, headers, handle.body())
        if self.target is not None:
            data = handle.body()
            if status != _OK or not self._is_whole(headers, data):
                return False
            try:
                _write(self.target, data)
            except OSError as error:
                self.operation.fail(self.entry.name, error)
                return True
        self.requests.succeeded()
        self.operation.complete(self.entry.name, self.entry.size)
        return True

    def _is_whole(self, headers: dict[str, str], data: bytes) -> bool:
        """Return whether all of the object has come, as it was stored."""
        size = self.entry.size
        if len(data) != size or headers.get("content-length", str(size)) != str(size):
            return False
        checksum = self.requests.checksum(headers)
        if checksum is not None:
            checksum.update(data)
            try:
                checksum.verify()
            except FlexibleChecksumError:
                return False
        return True


class SmallExchanges:
    """Those that are under way; `add_job` gets the jobs for what has to be done in the general way."""

    def __init__(self, bulk: Bulk, add_job: Callable[[Job], Any]) -> None:
        self._bulk = bulk
        self._add_job = add_job
        self._under_way: set[Exchange] = set()
        #: How many they are.
        self.count = 0
        #: How many bytes have been moved.
        self.moved = 0

    def start(self, small: Small) -> None:
        """Begin one."""
        try:
            self._under_way.add(self._bulk.start(small.request, self._ended, small))
        except Exception as failure:
            self._give_job(small, documented(Send(small.request), failure))
        else:
            self.count += 1

    def drop_all(self) -> None:
        """Give up all of them."""
        for exchange in self._under_way:
            self._bulk.drop(exchange)
        self._under_way.clear()
        self.count = 0

    def _ended(self, exchange: Exchange, error: Exception | None) -> None:
        """Have one end, if the reply is simply good; else make the job."""
        small: Small = exchange.state
        self._under_way.discard(exchange)
        self.count -= 1
        answer: bool | Response | Exception
        try:
            answer = small.take(exchange) if error is None else documented(Send(small.request), error)
        except Exception as failure:
            answer = documented(Send(small.request), failure)
        if answer is True:
            self.moved += small.entry.size
        else:
            self._give_job(small, answer or None)

    def _give_job(self, small: Small, answer: Response | Exception | None) -> None:
        """Have a job do it, with this answer to its first request, if that is one."""
        small.operation.expect_not(small.entry.size)
        job = small.job()
        if job is not None:
            job.answer = answer
            self._add_job(job)


def small_upload(
    operation: Operation, path: str, entry: Entry, bucket: str, key: str, extra: dict[str, Any], job: Callable[[], Any]
) -> Small | None:
    """Return the upload of a file, or None if it is to be made by a job."""
    if not operation.quick or not 0 < entry.size <= min(SMALL, operation.config.multipart_threshold - 1):
        return None
    requests = _requests(operation, "put_object", bucket, arguments.without(extra, arguments.NOT_FOR_PUT))
    try:
        fd = os.open(path, os.O_RDONLY | _BINARY)
        try:
            body = os.read(fd, entry.size + 1)
        finally:
            os.close(fd)
    except OSError:
        return None
    if len(body) != entry.size:
        return None
    request = requests.request(key, body)
    return None if request is None else Small(operation, entry, requests, request, job)


def small_download(
    operation: Operation,
    folder: Folder,
    entry: Entry,
    bucket: str,
    key: str,
    extra: dict[str, Any],
    job: Callable[[], Any],
) -> Small | None:
    """Return the download of an object, or None if it is to be made by a job."""
    if not operation.quick or entry.size > min(SMALL, operation.config.multipart_threshold - 1):
        return None
    requests = _requests(operation, "get_object", bucket, extra)
    try:
        target = FileTarget(folder.path(entry.name), entry.time)
    except (OSError, ValueError):
        return None
    request = requests.request(key)
    return None if request is None else Small(operation, entry, requests, request, job, target)


def _requests(operation: Operation, method: str, bucket: str, params: dict[str, Any]) -> KeyRequests:
    """Return what makes the requests by a method for keys of a bucket."""
    known = operation.requests.get(method)
    if known is None:
        client = operation.client
        features = client._connection.features() | S3_TRANSFER
        name = client._PY_TO_OP_NAME[method]
        known = KeyRequests(client._core, name, {"Bucket": bucket, **params}, features, has_body=method == "put_object")
        operation.requests[method] = known
    return known


def _write(target: FileTarget, data: bytes) -> None:
    """Write a file. Raises OSError, and leaves nothing behind then."""
    try:
        target.open()
        target.write(0, memoryview(data))
        target.complete()
    except BaseException:
        target.discard()
        raise
