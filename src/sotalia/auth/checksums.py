"""Checksums of what is sent and received: which one, where it goes, whether it is right.

A request's checksum goes into a header, or, for a streamed body over TLS, behind the body (`auth.chunked`). A reply's
is compared with the body as it is read. The model says which operations take part (`httpChecksum`), the program's
`Config` whether that is done where it is merely possible (`when_supported`) or only where it must be
(`when_required`).

Where boto3 needs awscrt (CRC-32C, CRC-64/NVME, xxHash), small libraries compute these: see `auth.crc`, and for xxHash
the package of that name (extra `checksums`), else Python code.
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64, b2a_base64
from zlib import crc32

from ..bodies import BYTES, LARGE, feed, seekable
from ..errors import FlexibleChecksumError
from ..schemes import BY_NAME, UNKNOWN
from ..useragent.features import checksum_feature
from .payload import body_length, cannot_be_read_twice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..http import Request
    from ..model.operation import OperationModel
    from ..model.shapes import Shape

#: The algorithm when the program chooses none.
DEFAULT = "crc32"


class Crc32:
    """CRC-32: small pieces by zlib, large ones by what is faster."""

    __slots__ = ("_state",)
    digest_size = 4
    #: Computes those of small pieces.
    _small: Callable[[Any, int], int] = staticmethod(crc32)

    def __init__(self) -> None:
        self._state = 0

    @classmethod
    def expect_many(cls) -> None:
        """Have small pieces computed by what is faster as well, from now on: so many come that it is worth loading."""
        from .crc import running

        cls._small = staticmethod(running("crc32"))

    def update(self, data: Any) -> None:
        """Take in the next bytes."""
        if len(data) <= LARGE:
            self._state = self._small(data, self._state)
        else:
            from .crc import advance

            self._state = advance("crc32", data, self._state)

    def digest(self) -> bytes:
        """Return the CRC of all bytes so far, big-endian."""
        return self._state.to_bytes(4, "big")


class _Crc:
    """A CRC that Python's library lacks."""

    __slots__ = ("_advance", "_name", "_state", "digest_size")

    def __init__(self, name: str) -> None:
        from .crc import KINDS, advance

        self._name = name
        self._advance = advance
        self._state = 0
        self.digest_size = KINDS[name].digest_size

    def update(self, data: Any) -> None:
        """Take in the next bytes."""
        self._state = self._advance(self._name, data, self._state)

    def digest(self) -> bytes:
        """Return the CRC of all bytes so far, big-endian."""
        return self._state.to_bytes(self.digest_size, "big")


def _crc32c() -> Any:
    return _Crc("crc32c")


def _crc64nvme() -> Any:
    return _Crc("crc64nvme")


def _xxhash64() -> Any:
    return _xxhash("xxh64", "Xxh64")


def _xxhash3() -> Any:
    return _xxhash("xxh3_64", "Xxh3")


def _xxhash128() -> Any:
    return _xxhash("xxh3_128", "Xxh128")


def _xxhash(name: str, own: str) -> Any:
    """Return a new hash of the package `xxhash`, or of our own where that is not installed."""
    try:
        import xxhash as library
    except ImportError:
        from . import xxhash

        return getattr(xxhash, own)()
    return getattr(library, name)()


#: Name -> constructor of an object with `update` and `digest`; the first that a reply carries is the one verified.
ALGORITHMS: dict[str, Callable[[], Any]] = {
    "xxhash128": _xxhash128,
    "xxhash3": _xxhash3,
    "crc64nvme": _crc64nvme,
    "xxhash64": _xxhash64,
    "crc32c": _crc32c,
    "crc32": Crc32,
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
}


def libraries() -> dict[str, str]:
    """Return, by algorithm, which library computes those that are not Python's own; it is imported for that."""
    from .crc import KINDS, library

    ours = {name: _named(ALGORITHMS[name]()) for name in ("xxhash64", "xxhash3", "xxhash128")}
    return {name: library(name) for name in KINDS} | ours


def _named(checksum: Any) -> str:
    return "Python code, slow" if type(checksum).__module__.startswith(__package__) else "xxhash"


#: Tells the length of a body that is framed.
DECODED_LENGTH = "x-amz-decoded-content-length"


class RequestChecksum:
    """The checksum that one request is to carry: `algorithm`, in the header or trailer `name`.

    `algorithm_header` is the header that tells the service which algorithm is used, if the operation has one and the
    program did not choose.
    """

    __slots__ = ("algorithm", "algorithm_header", "feature", "name", "trailing")

    def __init__(self, algorithm: str, trailing: bool, algorithm_header: str | None) -> None:
        self.algorithm = algorithm
        self.name = f"x-amz-checksum-{algorithm}"
        self.trailing = trailing
        self.algorithm_header = algorithm_header
        #: The feature that computing it counts as (see `sotalia.useragent.features`).
        self.feature = checksum_feature(algorithm)

    def apply(self, request: Request) -> None:
        """Put the checksum into the header, or frame the body so that it follows.

        Raises UnseekableStreamError for a body that cannot be read twice and must be.
        """
        headers = request.headers
        if self.name not in headers:
            if self.trailing:
                self._frame(request)
            else:
                headers[self.name] = self.text_of(request.body)
        if self.algorithm_header is not None:
            headers[self.algorithm_header] = self.algorithm.upper()

    def text_of(self, body: Any) -> str:
        """Return the checksum of a body as headers have it. Raises UnseekableStreamError."""
        checksum = ALGORITHMS[self.algorithm]()
        if type(body) is bytes and len(body) <= LARGE:
            checksum.update(body)
        elif body is not None:
            if not isinstance(body, BYTES) and not seekable(body):
                raise cannot_be_read_twice(body)
            digest = getattr(body, "digest", None)
            if digest is not None:  # it computes all that is asked for in one pass
                return b2a_base64(digest(self.algorithm), newline=False).decode()
            feed(checksum.update, body)
        return _encode(checksum)

    def framed(self, body: Any) -> Any:
        """Return a body with the checksum behind it; some bodies know themselves how."""
        own = getattr(body, "framed", None)
        if own is not None:
            return own(self.algorithm, self.name)
        from .chunked import AsyncAwsChunked, AwsChunked

        framing = AsyncAwsChunked if hasattr(body, "__aiter__") and not hasattr(body, "read") else AwsChunked
        return framing(body, ALGORITHMS[self.algorithm], self.name)

    def _frame(self, request: Request) -> None:
        headers, body = request.headers, request.body
        encoding = headers.get("content-encoding")
        headers["content-encoding"] = f"{encoding},aws-chunked" if encoding else "aws-chunked"
        headers["x-amz-trailer"] = self.name
        # The framed body is longer, and by how much only a body knows that frames itself: HTTP's chunked coding carries
        # the others.
        content_length = headers.pop("content-length", None)
        for length in (body_length(body), request.length, content_length):
            if length is not None:
                headers[DECODED_LENGTH] = str(length)
                break
        request.body = self.framed(body)
        request.length = None


class ChecksumRules:
    """What the model and the client's settings say about one operation's checksums; made once, used for every call.

    `calculation` and `validation` are the settings `request_checksum_calculation` and `response_checksum_validation`;
    `signature_version` the client's. `takes_part` is False when neither requests nor replies have any.
    `checksum_headers` are those in which the program may send a checksum of its own, each with the feature that this
    counts as.
    """

    __slots__ = (
        "_algorithm_header",
        "_member",
        "_mode_member",
        "_required",
        "_response",
        "_response_headers",
        "_trailing",
        "_validate",
        "checksum_headers",
        "takes_part",
    )

    def __init__(
        self,
        operation_model: OperationModel,
        *,
        calculation: str = "when_supported",
        validation: str = "when_supported",
        signature_version: Any = None,
    ) -> None:
        trait = operation_model.http_checksum or {}
        self._member: str | None = trait.get("requestAlgorithmMember")
        required = operation_model.http_checksum_required or trait.get("requestChecksumRequired")
        self._required = bool(required or (self._member and calculation == "when_supported"))
        # Only unsigned trailers are made, so TLS must protect the body.
        self._trailing = operation_model.has_streaming_input and BY_NAME.get(signature_version, UNKNOWN).trailers
        self._algorithm_header = self._header_of_member(operation_model)
        self._mode_member: str | None = trait.get("requestValidationModeMember")
        self._validate = validation == "when_supported"
        algorithms = {name.lower() for name in trait.get("responseAlgorithms", ())}
        self._response = tuple(name for name in ALGORITHMS if name in algorithms)
        self._response_headers = tuple((f"x-amz-checksum-{name}", name) for name in self._response)
        self.checksum_headers = _checksum_headers(operation_model.input_shape)
        self.takes_part = bool(self._required or self._member or self._mode_member or self.checksum_headers)

    def _header_of_member(self, operation_model: OperationModel) -> str | None:
        shape = operation_model.input_shape
        if self._member is None or shape is None or shape.type_name != "structure":
            return None
        member = shape.members.get(self._member)
        name = member.serialization.get("name") if member is not None else None
        return name.lower() if name else None

    def default_params(self, params: dict[str, Any]) -> None:
        """Ask for the reply's checksum where the settings say so. Not for presigned requests."""
        if self._mode_member is not None and self._validate:
            params.setdefault(self._mode_member, "ENABLED")

    def for_request(
        self, params: Mapping[str, Any], headers: Mapping[str, str], secure: bool
    ) -> RequestChecksum | None:
        """Return the checksum that a request needs, or None. `headers` are the serialized ones, `secure` means TLS.

        A checksum given by the program stays as it is. Raises FlexibleChecksumError for an unknown algorithm.
        """
        if has_checksum(headers):
            return None
        choice = params.get(self._member) if self._member is not None else None
        trailing = self._trailing and secure
        if choice is not None:
            algorithm = choice.lower()
            if algorithm not in ALGORITHMS:
                raise FlexibleChecksumError(error_msg=f"Unsupported checksum algorithm: {algorithm}")
            return RequestChecksum(algorithm, trailing, None)
        if not self._required:
            return None
        return RequestChecksum(DEFAULT, trailing, self._algorithm_header)

    def verified(self, params: Mapping[str, Any]) -> list[str]:
        """Return the algorithms whose checksums a reply may carry and is verified by; none if it need not be."""
        asked = self._mode_member is not None and params.get(self._mode_member) is not None
        return list(self._response) if asked else []

    def for_response(self, params: Mapping[str, Any], headers: Mapping[str, str]) -> ResponseChecksum | None:
        """Return the check for a reply with these headers, or None when it carries nothing that can be checked."""
        if self._mode_member is None or params.get(self._mode_member) is None or _is_of_more(headers):
            return None
        for name, algorithm in self._response_headers:
            expected = headers.get(name)
            if expected is None:
                continue
            if "-" not in expected:
                return ResponseChecksum(algorithm, expected)
            # `…-3` marks a checksum of the parts' checksums; the body's own is not known, unless it is the only part.
            if expected.endswith("-1") and "content-range" not in headers:
                return OnePartChecksum(algorithm, expected.removesuffix("-1"))
        return None


def _is_of_more(headers: Mapping[str, str]) -> bool:
    """Whether the checksum may be that of a whole object of which the reply has only a part.

    S3 tells the type (`FULL_OBJECT`, or `COMPOSITE` for one of parts, and then each part has its own); other services
    may not, and send the object's checksum with every range of it.
    """
    content_range = headers.get("content-range")
    if content_range is None or headers.get("x-amz-checksum-type") == "COMPOSITE":
        return False
    places, _, size = content_range.removeprefix("bytes ").partition("/")
    first, _, last = places.partition("-")
    return not (first == "0" and size.isdecimal() and last.isdecimal() and int(last) + 1 == int(size))


class ResponseChecksum:
    """Checks a body against its checksum: `update` with each chunk, `verify` at the end."""

    __slots__ = ("_checksum", "_expected", "algorithm", "update")

    def __init__(self, algorithm: str, expected: str) -> None:
        self.algorithm = algorithm
        self._expected = expected
        self._checksum = ALGORITHMS[algorithm]()
        #: Takes in the next bytes.
        self.update: Callable[[Any], None] = self._checksum.update

    def verify(self) -> None:
        """Raise FlexibleChecksumError unless the bytes so far have the expected checksum."""
        try:
            expected = a2b_base64(self._expected)
        except ValueError:
            expected = b""
        found = self._found()
        if found.digest() != expected:
            raise FlexibleChecksumError(
                error_msg=f"Expected checksum {self._expected} did not match calculated checksum: {_encode(found)}"
            )

    def _found(self) -> Any:
        return self._checksum


class OnePartChecksum(ResponseChecksum):
    """Checks an object that was uploaded as a single part: its checksum is that of the part's checksum."""

    __slots__ = ()

    def _found(self) -> Any:
        whole = ALGORITHMS[self.algorithm]()
        whole.update(self._checksum.digest())
        return whole


def has_checksum(headers: Mapping[str, str]) -> bool:
    """Return whether the program set a checksum, or a header about one (`x-amz-checksum-type`)."""
    return any(name.startswith("x-amz-checksum-") and name[15:].isalnum() for name in headers)


def _checksum_headers(shape: Shape | None) -> tuple[tuple[str, int], ...]:
    """Return the headers of the input's members that are checksums, and the features that using them counts as."""
    pairs = []
    for member in (shape.members if shape is not None else {}).values():
        if member.serialization.get("location") == "header":
            header = member.serialization["name"].lower()
            feature = checksum_feature(header[15:]) if header.startswith("x-amz-checksum-") else 0
            if feature:
                pairs.append((header, feature))
    return tuple(pairs)


def _encode(checksum: Any) -> str:
    return b2a_base64(checksum.digest(), newline=False).decode()
