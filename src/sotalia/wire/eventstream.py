"""Frames of AWS event streams: bytes ↔ (headers, payload), pure and indifferent to how the bytes arrive.

    ┌ total length (4) ┬ headers length (4) ┬ CRC of these eight (4) ┐
    ├ headers … ┬ payload … ┬ CRC of all before it (4) ───────────────┘
    header: name length (1), name, type (1), value

All integers are big-endian; both checksums are CRC-32 as in zlib, the second going on from the first
(Smithy, "Amazon Event Stream Specification").

Laws:
- a `Decoder` takes bytes in pieces of any size and gives the events that they complete, in order; every event before a
  broken frame is delivered;
- nothing is used before its checksum has been checked, and a length beyond the limits is a fault at once;
- a framing fault is final: the decoder raises it again whenever it is asked for more.

What the frames mean for an operation (its events, errors and first reply) is in `wire.events`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from struct import Struct
from struct import error as StructError
from zlib import crc32

from .. import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    #: A frame's headers as they arrive: name → bool, int, bytes or str.
    Headers = dict[str, Any]
    #: Makes an event of a frame; None is a frame to pass over. Raises errors.EventStreamError for an error frame.
    ParseEvent = Callable[[Headers, bytes], dict[str, Any] | None]
    #: Makes an operation's own reply of the payload of an `initial-response` frame.
    ParseInitial = Callable[[bytes], dict[str, Any]]

MAX_HEADERS_LENGTH = 128 * 1024
MAX_PAYLOAD_LENGTH = 24 * 1024 * 1024

_PRELUDE = Struct(">III")
_LENGTHS = Struct(">II")
_CRC = Struct(">I")
_OVERHEAD = _PRELUDE.size + _CRC.size


class ParserError(errors.BotoCoreError):
    """An event stream does not follow its binary format."""

    fmt = "The event stream is malformed: {reason}."


class DuplicateHeader(ParserError):
    """A frame has two headers of one name."""

    fmt = 'Duplicate header present: "{header}"'

    def __init__(self, header: str) -> None:
        super().__init__(header=header)


class InvalidHeadersLength(ParserError):
    """A frame announces more headers than are allowed."""

    fmt = f"Header length of {{length}} exceeded the maximum of {MAX_HEADERS_LENGTH}"

    def __init__(self, length: int) -> None:
        super().__init__(length=length)


class InvalidPayloadLength(ParserError):
    """A frame announces a larger payload than is allowed."""

    fmt = f"Payload length of {{length}} exceeded the maximum of {MAX_PAYLOAD_LENGTH}"

    def __init__(self, length: int) -> None:
        super().__init__(length=length)


class ChecksumMismatch(ParserError):
    """A frame was damaged on its way."""

    fmt = "Checksum mismatch: expected 0x{expected:08x}, calculated 0x{calculated:08x}"

    def __init__(self, expected: int, calculated: int) -> None:
        super().__init__(expected=expected, calculated=calculated)


class TruncatedStream(ParserError):
    """An event stream ended inside a frame."""

    fmt = "The event stream ended in the middle of a frame: {received} bytes of it had come, {expected} were to come."

    def __init__(self, received: int, expected: str) -> None:
        super().__init__(received=received, expected=expected)


class NoInitialResponseError(errors.ResponseParserError):
    """The first frame of an RPC event stream is not the operation's own reply."""

    fmt = "First event was not of the initial-response type"


class Decoder:
    """Turns the bytes of an event stream into events.

    `parse_event(headers, payload)` makes the event of a frame (see `wire.events.event_parser`). With `parse_initial`,
    the stream must begin with an `initial-response` frame, and the first thing given is what that makes of its payload.
    """

    __slots__ = (
        "_block",
        "_buffer",
        "_fault",
        "_headers",
        "_headers_length",
        "_parse_event",
        "_parse_initial",
        "_total",
    )

    def __init__(self, parse_event: ParseEvent, parse_initial: ParseInitial | None = None) -> None:
        self._parse_event = parse_event
        self._parse_initial = parse_initial
        self._buffer = bytearray()
        self._total = 0  # the length of the frame at the front, 0 while its prelude is not there
        self._headers_length = 0
        # The headers of the last frame, and their bytes: one event after the other has the same.
        self._block = b""
        self._headers: Headers = {}
        self._fault: ParserError | None = None

    def feed(self, data: bytes | bytearray | memoryview) -> Iterator[dict[str, Any]]:
        """Add `data`; return an iterator over the events that are complete now.

        Events are decoded as they are taken from it; those that are not taken come with the next feed. Raises
        ParserError for a malformed stream, errors.EventStreamError for an error frame, errors.ResponseParserError for a
        payload that does not fit the model.
        """
        self._buffer += data
        return self._events()

    def close(self) -> None:
        """Say that the stream has ended. Raises TruncatedStream in the middle of a frame, NoInitialResponseError when
        the operation's own reply never came."""
        if self._fault is not None:
            raise self._fault
        if self._buffer:
            self._fault = TruncatedStream(len(self._buffer), str(self._total) if self._total else "an unknown number")
            raise self._fault
        if self._parse_initial is not None:
            raise NoInitialResponseError()

    def next_frame(self) -> tuple[Headers, bytes] | None:
        """Return the next complete frame, or None until more has been fed. Its headers are not to be changed."""
        if self._fault is not None:
            raise self._fault
        try:
            return self._take_frame()
        except ParserError as fault:
            self._fault = fault
            self._buffer.clear()
            raise

    def _events(self) -> Iterator[dict[str, Any]]:
        while (frame := self.next_frame()) is not None:
            headers, payload = frame
            if self._parse_initial is not None:
                yield self._initial(headers, payload)
                continue
            event = self._parse_event(headers, payload)
            if event:
                yield event

    def _initial(self, headers: Headers, payload: bytes) -> dict[str, Any]:
        parse, self._parse_initial = self._parse_initial, None
        if headers.get(":event-type") != "initial-response":
            if headers.get(":message-type") != "event":
                self._parse_event(headers, payload)  # the service's own error says more than ours would
            raise NoInitialResponseError()
        assert parse is not None
        return parse(payload)

    def _take_frame(self) -> tuple[Headers, bytes] | None:
        buffer = self._buffer
        if not self._total:
            if len(buffer) < _PRELUDE.size:
                return None
            self._read_prelude()
        total = self._total
        if len(buffer) < total:
            return None
        headers_end = _PRELUDE.size + self._headers_length
        with memoryview(buffer) as view:
            (expected,) = _CRC.unpack_from(view, total - _CRC.size)
            with view[: total - _CRC.size] as message:
                calculated = crc32(message)
            if expected != calculated:
                raise ChecksumMismatch(expected, calculated)
            block = bytes(view[_PRELUDE.size : headers_end])
            if block != self._block:
                self._block, self._headers = block, decode_headers(block)
            payload = bytes(view[headers_end : total - _CRC.size])
        del buffer[:total]
        self._total = 0
        return self._headers, payload

    def _read_prelude(self) -> None:
        total, headers_length, expected = _PRELUDE.unpack_from(self._buffer)
        calculated = crc32(self._buffer[: _LENGTHS.size])
        if expected != calculated:
            raise ChecksumMismatch(expected, calculated)
        if headers_length > MAX_HEADERS_LENGTH:
            raise InvalidHeadersLength(headers_length)
        payload_length = total - headers_length - _OVERHEAD
        if payload_length > MAX_PAYLOAD_LENGTH:
            raise InvalidPayloadLength(payload_length)
        if payload_length < 0:
            raise ParserError(reason=f"a frame of {total} bytes cannot hold {headers_length} bytes of headers")
        self._total, self._headers_length = total, headers_length


# ---------------------------------------------------------------- headers


class Byte(int):
    """A header value of one byte."""


class Short(int):
    """A header value of two bytes."""


class Long(int):
    """A header value of eight bytes."""


_TRUE, _FALSE, _BYTE, _SHORT, _INTEGER, _LONG, _BYTES, _STRING, _TIMESTAMP, _UUID = range(10)
_UNSIGNED_SHORT = Struct(">H")
_FIXED = {
    _BYTE: Struct(">b"),
    _SHORT: Struct(">h"),
    _INTEGER: Struct(">i"),
    _LONG: Struct(">q"),
    _TIMESTAMP: Struct(">q"),
    _UUID: Struct(">16s"),
}


def decode_headers(data: bytes) -> Headers:
    """Return the headers of a frame: booleans, ints (a timestamp is its milliseconds), bytes (a UUID too) and text."""
    headers: Headers = {}
    at, end = 0, len(data)
    try:
        while at < end:
            name_end = at + 1 + data[at]
            name = data[at + 1 : name_end].decode()
            kind = data[name_end]
            at = name_end + 1
            value: Any
            if kind in (_STRING, _BYTES):
                start = at + _UNSIGNED_SHORT.size
                at = start + _UNSIGNED_SHORT.unpack_from(data, at)[0]
                if at > end:
                    raise ParserError(reason=f'the header "{name}" is cut short')
                value = data[start:at]
                if kind == _STRING:
                    value = value.decode()
            elif kind in _FIXED:
                (value,) = _FIXED[kind].unpack_from(data, at)
                at += _FIXED[kind].size
            elif kind in (_TRUE, _FALSE):
                value = kind == _TRUE
            else:
                raise ParserError(reason=f'the header "{name}" is of the unknown type {kind}')
            if name in headers:
                raise DuplicateHeader(name)
            headers[name] = value
    except (IndexError, StructError):
        raise ParserError(reason="its headers are cut short") from None
    except UnicodeDecodeError as error:
        raise ParserError(reason=f"a header is not UTF-8 ({error})") from None
    return headers


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Return the whole milliseconds between 1970 and `moment`, which counts as UTC when it names no zone."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1000 + span.microseconds // 1000


def _fixed(kind: int, value: Any) -> bytes:
    try:
        return bytes((kind,)) + _FIXED[kind].pack(value)
    except StructError:
        raise ParserError(reason=f"a header value, {type(value).__name__}, does not fit its type") from None


def _sized(kind: int, value: bytes) -> bytes:
    if len(value) > 0xFFFF:
        raise ParserError(reason=f"a header value of {len(value)} bytes is longer than a header can be (65535)")
    return bytes((kind,)) + _UNSIGNED_SHORT.pack(len(value)) + value


def _encode_value(value: Any) -> bytes:
    if isinstance(value, bool):
        return bytes((_TRUE if value else _FALSE,))
    if isinstance(value, str):
        return _sized(_STRING, value.encode())
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _sized(_BYTES, bytes(value))
    if isinstance(value, int):
        kind = {Byte: _BYTE, Short: _SHORT, Long: _LONG}.get(type(value), _INTEGER)
        return _fixed(kind, value)
    if isinstance(value, datetime):
        return _fixed(_TIMESTAMP, milliseconds(value))
    if hasattr(value, "bytes") and hasattr(value, "fields"):  # a UUID; its module costs too much to import
        return _fixed(_UUID, value.bytes)
    raise ParserError(reason=f"{type(value).__name__} is not a type of header values")


def encode_headers(headers: Iterable[tuple[str, Any]]) -> bytes:
    """Return the bytes of `headers`, in order. A plain int takes four bytes; `Byte`, `Short` and `Long` their own."""
    parts = []
    for name, value in headers:
        name_bytes = name.encode()
        if not 0 < len(name_bytes) < 256:
            raise ParserError(reason=f"a header name of {len(name_bytes)} bytes (1 to 255 are allowed)")
        parts.append(bytes((len(name_bytes),)) + name_bytes + _encode_value(value))
    return b"".join(parts)


def encode_frame(headers: Iterable[tuple[str, Any]], payload: bytes = b"") -> bytes:
    """Return one frame. Header values: bool, int, str, bytes, datetime, UUID. Raises ParserError beyond the limits."""
    block = encode_headers(headers)
    if len(block) > MAX_HEADERS_LENGTH:
        raise InvalidHeadersLength(len(block))
    if len(payload) > MAX_PAYLOAD_LENGTH:
        raise InvalidPayloadLength(len(payload))
    lengths = _LENGTHS.pack(len(block) + len(payload) + _OVERHEAD, len(block))
    message = b"".join((lengths, _CRC.pack(crc32(lengths)), block, payload))
    return message + _CRC.pack(crc32(message))
