"""One piece on its way: the call that makes it, and where its body goes."""

from __future__ import annotations

from io import BytesIO

from ..core.call import call
from ..core.context import Call
from ..effects import Ask, Send
from ..errors import IncompleteBodyError, ResponseStreamingError
from ..http import ReadyRequest, is_error
from ..io.system import write_at
from ..useragent.features import S3_TRANSFER
from .plan.base import FETCH, SEND
from .plan.download import DownloadPlan
from .plan.whole import RangeChecksum, WholeChecksum, can_be_combined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..effects import Effect, Steps
    from ..http import Request, Response
    from ..io.transport.bulk import Exchange
    from .jobs import Job
    from .plan.base import Piece

_MODE = "x-amz-checksum-mode"
#: How many bytes of an answer that no transport brought are read at once.
_CHUNK = 256 * 1024


class Flow:
    """A call under way for a piece of a job.

    `exchange` is its present request, `waits` says that it waits for a time instead. Raises what a call raises before
    it sends anything.
    """

    __slots__ = (
        "_connection",
        "_features",
        "_operation",
        "_sent",
        "collected",
        "effect",
        "exchange",
        "head",
        "job",
        "parameters",
        "piece",
        "steps",
        "straight",
        "waits",
    )

    def __init__(self, job: Job, piece: Piece, parameters: dict[str, Any]) -> None:
        self.job = job
        self.piece = piece
        self.parameters = parameters
        client = job.source_client if piece.of_source else job.client
        self._operation: str = client._PY_TO_OP_NAME[piece.method]
        self._connection = client._connection or client._connect()
        self._features: int = self._connection.features() | S3_TRANSFER
        #: The call whose first request stands ready, until it has been answered.
        self.straight: Call | None = None
        #: The call in the general way.
        self.steps: Steps | None = None
        self._prepare()
        self.exchange: Exchange | None = None
        self.effect: Send | None = None
        self.waits = False
        self.collected: bytes | None = None
        #: Status and headers of the reply whose body is being received.
        self.head: tuple[int, dict[str, str]] | None = None
        self._sent = 0

    def _prepare(self) -> None:
        """Make the call."""
        job, piece, connection = self.job, self.piece, self._connection
        client = job.source_client if piece.of_source else job.client
        begun = connection.prepare(client._core, self._operation, self.parameters, self._features)
        if isinstance(begun, Call):
            self.straight = begun
        else:
            self.steps = begun

    def conclude(self, response: Response) -> dict[str, Any] | None:
        """Return the result of a straight call; None where the reply is not simply good."""
        straight = self.straight
        assert straight is not None
        if self.piece.opened:
            # All that counts of the reply has been looked at.
            straight.retry.succeeded(straight, {})
            self.straight = None
            return {}
        result: dict[str, Any] | None = self._connection.conclude(straight, response)
        if result is not None:
            self.straight = None
        return result

    def resume(self, answer: Response | Exception) -> Steps:
        """Return the steps that go on with a straight call after this answer to its request."""
        if self.straight is None:  # its request was made without a call, and calls are general ones by now
            client = self.job.source_client if self.piece.of_source else self.job.client
            self.steps = call(client._core, self._operation, self.parameters, self._features, first=answer)
            return self.steps
        straight, self.straight = self.straight, None
        steps: Steps = self._connection.resume(straight, answer)
        return steps

    def open(self, exchange: Exchange) -> bool:
        """Look at the head of a reply, before its body; return False for an error reply, whose body is collected."""
        self.head = status, headers = exchange.handle.head(exchange.request)
        if is_error(status):
            return False
        job, piece, plan = self.job, self.piece, self.job.plan
        if isinstance(plan, DownloadPlan):
            # The request, not the parameters: calls complete a copy of these.
            plan.is_checked = _asks_for_checksum(exchange.request)
        plan.head(piece, headers)
        job.stirred = True
        if piece.checksum is None and piece.received == 0 and isinstance(plan, DownloadPlan):
            self._check_by(plan, status, headers)
        job.open_target(piece, headers)
        return True

    def _check_by(self, plan: DownloadPlan, status: int, headers: dict[str, str]) -> None:
        """Have what comes checked by the checksum that came with it, or with the head of the whole object."""
        piece = self.piece
        if plan.whole is None:
            operation = self.job.client._core.operations.get(self._operation)
            if operation is None or piece.offset:
                return
            mode = {"ChecksumMode": "ENABLED"} if plan.is_checked else {}
            checksum = operation.checksums.for_response(mode, headers)
            if checksum is None:
                return
            if _is_whole(piece, status, headers):
                piece.checksum = checksum
                return
            if status == 206 or piece.length is None or not can_be_combined(checksum.algorithm):
                return
            plan.whole = WholeChecksum(checksum.algorithm, headers[f"x-amz-checksum-{checksum.algorithm}"])
        if piece.length is not None:
            piece.checksum = plan.range_checksum(piece, headers if plan.is_checked else {})

    def count_sent(self, completed: bool = False) -> None:
        """Count what has been sent of the piece's body. What is sent once more, in another attempt, does not count."""
        piece = self.piece
        if piece.kind != SEND:
            return
        length = piece.length or 0
        if completed:
            sent = length
        elif self.exchange is not None:
            sent = min(length, self.exchange.sent())
        else:
            return
        if sent > self._sent:
            self.job.moved(sent - self._sent)
            self._sent = sent

    def check_whole(self) -> None:
        """Raise IncompleteBodyError or FlexibleChecksumError unless all of the piece has come, as it was sent."""
        piece = self.piece
        if piece.length is not None and piece.received < piece.length:
            raise IncompleteBodyError(actual_bytes=piece.received, expected_bytes=piece.length)
        if piece.checksum is not None:
            piece.checksum.verify()

    def take_collected(self, reply: dict[str, Any]) -> None:
        """Put the bytes of a body into the reply, in place of the stream of them; stubs' answers have to be read."""
        for name, value in reply.items():
            if hasattr(value, "read"):
                reply[name] = value.read() if self.collected is None else self.collected


def parameters_of(job: Job, piece: Piece) -> dict[str, Any] | None:
    """Return the parameters of a piece's call, its body included; None where the source has no more bytes.

    Programs that look at requests find bodies that can be read, as in boto3, whose transfers send no bytes.
    """
    if piece.kind != SEND:
        return dict(piece.params)
    assert job.source is not None
    length = piece.length or 0
    body = job.source.body(piece.offset, length)
    if job.source.of_stream and len(body) < length:
        piece.length = len(body)
        if not body:
            return None
    if job.ask_first and isinstance(body, bytes):
        body = BytesIO(body)
    return {**piece.params, "Body": body}


def receiver(exchange: Exchange) -> Callable[[memoryview], int | None]:
    """Return what takes the chunks of a fetched body from libcurl: it puts them to their place.

    What it returns is for libcurl: None for "go on", 0 for "no more". There are 64 chunks in a MiB, so the usual ones,
    those of a range that goes to a file, are put there without a further call of Python.
    """
    flow: Flow = exchange.state
    job, piece = flow.job, flow.piece
    piece.opened = False
    refused = False
    summed: RangeChecksum | None = None
    advance: Callable[[Any, int], int] = _no_sum
    fd, start, length = -1, piece.offset, 0
    crc = 0

    def begin(chunk: memoryview) -> int | None:
        """Take a chunk that is the first one, or not usual."""
        nonlocal refused, summed, advance, fd, length, crc
        if not piece.opened and not refused:
            refused = not flow.open(exchange)
        if refused:
            exchange.handle.chunks.append(bytes(chunk))
            return None
        if not put(job, piece, chunk):
            exchange.cut = True
            return 0
        checksum = piece.checksum
        if piece.length is not None and (checksum is None or type(checksum) is RangeChecksum):
            assert job.target is not None
            fd, length, summed = job.target.descriptor(), piece.length, checksum
            if checksum is not None:
                advance, crc = checksum.advance, checksum.crc
        return None

    def take(chunk: memoryview) -> int | None:
        nonlocal crc
        try:
            received = piece.received
            count = len(chunk)
            if fd < 0 or received + count > length:
                return begin(chunk)
            written = write_at(fd, chunk, start + received)
            if written < count:
                assert job.target is not None
                job.target.write(start + received + written, chunk[written:])
            if summed is not None:
                summed.crc = crc = advance(chunk, crc)
            piece.received = received + count
            job.moved_bytes += count
            return None
        except Exception as error:
            exchange.failure = error
            return 0

    return take


def _no_sum(_chunk: Any, crc: int) -> int:
    return crc


def put(job: Job, piece: Piece, chunk: memoryview) -> bool:
    """Put a chunk to its place; return False when the piece wants no more than it has now."""
    assert job.target is not None
    goes_on = True
    if piece.length is not None:
        room = piece.length - piece.received
        if len(chunk) > room:
            chunk = chunk[:room]
            goes_on = False
    if piece.checksum is not None:
        piece.checksum.update(chunk)
    count = len(chunk)
    job.target.write(piece.offset + piece.received, chunk)
    piece.received += count
    job.moved(count)
    return goes_on


def report_failure(job: Job, piece: Piece, error: BaseException) -> None:
    """Tell the plan of a failure. What it throws away of what had come was no progress."""
    received = piece.received
    job.plan.failed(piece, error)
    if piece.received < received:
        job.moved(piece.received - received)


def read_answer(flow: Flow, reply: dict[str, Any], perform: Callable[[Job, Effect], Any]) -> None:
    """Read the body of a reply that came from no transport: handlers of events may answer, as stubs do.

    Raises ResponseStreamingError where the body says that its connection broke.
    """
    job, piece = flow.job, flow.piece
    headers = headers_of(piece, reply)
    job.plan.head(piece, headers)
    job.open_target(piece, headers)
    try:
        view = memoryview(perform(job, Ask(reply["Body"].read)))
    except (ConnectionError, TimeoutError) as error:
        raise ResponseStreamingError(error=error) from error
    for start in range(0, len(view), _CHUNK):
        put(job, piece, view[start : start + _CHUNK])


def headers_of(piece: Piece, reply: dict[str, Any]) -> dict[str, str]:
    """Return the headers of a reply that plans look at, from its members. Stubs leave out most of them."""
    length = reply.get("ContentLength")
    if length is None and piece.length is not None:
        length = piece.length - piece.received
    headers = {"content-length": length, "etag": reply.get("ETag"), "content-range": reply.get("ContentRange")}
    return {name: str(value) for name, value in headers.items() if value is not None}


def _asks_for_checksum(request: Request) -> bool:
    """Return whether a request asks for the checksum of what it fetches."""
    if isinstance(request, ReadyRequest) and request.lines is not None:
        return any(line.startswith(_MODE) for line in request.lines)
    return _MODE in request.headers


def _is_whole(piece: Piece, status: int, headers: dict[str, str]) -> bool:
    """Return whether the reply brings the whole object, so that its checksum is the piece's."""
    if piece.kind != FETCH or piece.offset or piece.length is None:
        return False
    if status != 206:
        return headers.get("content-length") == str(piece.length)
    first, _, rest = headers.get("content-range", "")[len("bytes ") :].partition("-")
    last, _, size = rest.partition("/")
    return first == "0" and size == str(piece.length) and last.isdecimal() and int(last) + 1 == piece.length
