"""A small S3 in memory that remembers every request, and lets a test interfere with each.

    with ObjectServer() as server:
        server.interfere = lambda entry, peer: entry.method == "PUT" and peer.reply(status="503 Slow Down") is None
        ...
        assert [entry.method for entry in server.entries] == ["PUT", "PUT"]

It checks no signatures. `objects` are the bodies by `bucket/key`, `uploads` the parts of uploads that are open.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
import threading
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from tests.servers.scripted import Peer, Server

#: Headers that objects keep, beside their metadata.
_KEPT = ("content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Entry:
    """A request: `query` has its parameters, `headers` are by lower-case name."""

    def __init__(self, line: str, headers: dict[str, str], body: bytes) -> None:
        self.method, target, _ = line.split(" ")
        path, _, query = target.partition("?")
        self.path = unquote(path).lstrip("/")
        self.query = dict(parse_qsl(query, keep_blank_values=True))
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {self.query} {self.headers.get('range', '')}>"


class Stored:
    """An object."""

    def __init__(self, body: bytes, headers: dict[str, str]) -> None:
        self.body = body
        self.headers = headers
        self.etag = f'"{hashlib.md5(body).hexdigest()}"'
        self.tags = ""
        #: Where it was uploaded in parts: the length of each, and the headers with its checksum, if the server tells.
        self.parts: list[tuple[int, dict[str, str]]] = []


class ObjectServer(Server):
    """The server."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.objects: dict[str, Stored] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        #: Whether a body must be what its CRC-32 or SHA-256 says.
        self.checks_checksums = False
        #: How many parts one reply lists.
        self.parts_in_page = 1000
        #: Called with each request before it is answered; it has answered itself if it returns something true.
        self.interfere: Callable[[Entry, Peer], Any] = lambda entry, peer: None
        self._created: dict[str, tuple[str, dict[str, str]]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        super().__init__(self._serve)

    @property
    def client_arguments(self) -> dict[str, str]:
        """What a client needs besides the service's name."""
        return {
            "endpoint_url": self.url,
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "secret-example",
        }

    def put(self, path: str, body: bytes, **headers: str) -> Stored:
        """Store an object; the names of headers have underscores for dashes."""
        stored = Stored(body, {name.replace("_", "-"): value for name, value in headers.items()})
        self.objects[path] = stored
        return stored

    def methods(self) -> list[str]:
        """Return what came, in short: `PUT`, `POST uploads`, `PUT part 1`."""
        return [_short(entry) for entry in self.entries]

    def open_uploads(self) -> list[str]:
        """Return the `bucket/key` of each upload that is open."""
        with self._lock:
            return [self._created[upload][0] for upload in self.uploads]

    def _serve(self, peer: Peer) -> None:
        while True:
            line, headers = peer.read_head()
            if "expect" in headers:
                peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            entry = Entry(line, headers, peer.read_body(headers))
            self.entries.append(entry)
            if not self.interfere(entry, peer):
                self._answer(entry, peer)

    def _answer(self, entry: Entry, peer: Peer) -> None:
        with self._lock:
            status, headers, body = self._act(entry)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        length = "" if "content-length" in headers else f"content-length: {len(body)}\r\n"
        content = b"" if entry.method == "HEAD" else body
        peer.send(f"HTTP/1.1 {status}\r\n{length}{head}\r\n".encode() + content)

    def _act(self, entry: Entry) -> tuple[str, dict[str, str], bytes]:
        if self.checks_checksums and not _fits(entry):
            return _error("400 Bad Request", "BadDigest")
        if "uploads" in entry.query:
            upload = f"upload-{next(self._numbers)}"
            self.uploads[upload] = {}
            self._created[upload] = entry.path, _kept(entry)
            return _xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")
        if "list-type" in entry.query:
            return self._list(entry)
        if "delete" in entry.query:
            for key in re.findall(rb"<Key>(.*?)</Key>", entry.body, re.DOTALL):
                self.objects.pop(f"{entry.path}/{html.unescape(key.decode())}", None)
            return _xml("DeleteResult", "")
        if "uploadId" in entry.query:
            return self._act_on_upload(entry, entry.query["uploadId"])
        if "tagging" in entry.query:
            return self._act_on_tags(entry)
        if entry.method == "PUT":
            body = self._source(entry) if "x-amz-copy-source" in entry.headers else entry.body
            stored = self.objects[entry.path] = Stored(body, _kept(entry))
            if "x-amz-copy-source" in entry.headers:
                return _xml("CopyObjectResult", f"<ETag>{stored.etag}</ETag>")
            return "200 OK", {"etag": stored.etag}, b""
        if entry.method == "DELETE":
            self.objects.pop(entry.path, None)
            return "204 No Content", {}, b""
        return self._read(entry)

    def _act_on_upload(self, entry: Entry, upload: str) -> tuple[str, dict[str, str], bytes]:
        parts = self.uploads.get(upload)
        if parts is None:
            return _error("404 Not Found", "NoSuchUpload")
        if entry.method == "PUT":
            body = self._source(entry) if "x-amz-copy-source" in entry.headers else entry.body
            parts[int(entry.query["partNumber"])] = body
            etag = f'"{hashlib.md5(body).hexdigest()}"'
            if "x-amz-copy-source" in entry.headers:
                return _xml("CopyPartResult", f"<ETag>{etag}</ETag>")
            checksum = {name: value for name, value in entry.headers.items() if name.startswith("x-amz-checksum-")}
            return "200 OK", {"etag": etag, **checksum}, b""
        if entry.method == "GET":
            return self._list_parts(entry, parts)
        del self.uploads[upload]
        if entry.method == "DELETE":
            return "204 No Content", {}, b""
        path, headers = self._created.pop(upload)
        numbers = [int(number) for number in re.findall(rb"<PartNumber>(\d+)</PartNumber>", entry.body)]
        stored = self.objects[path] = Stored(b"".join(parts[number] for number in numbers), headers)
        return _xml("CompleteMultipartUploadResult", f"<ETag>{stored.etag}</ETag>")

    def _list_parts(self, entry: Entry, parts: dict[int, bytes]) -> tuple[str, dict[str, str], bytes]:
        after = int(entry.query.get("part-number-marker", "0"))
        numbers = sorted(number for number in parts if number > after)
        listed = numbers[: self.parts_in_page]
        rows = "".join(
            f"<Part><PartNumber>{number}</PartNumber><Size>{len(parts[number])}</Size>"
            f"<ETag>&quot;{hashlib.md5(parts[number]).hexdigest()}&quot;</ETag>"
            f"<ChecksumCRC32>{_crc(parts[number])}</ChecksumCRC32></Part>"
            for number in listed
        )
        rows += f"<IsTruncated>{str(len(listed) < len(numbers)).lower()}</IsTruncated>"
        if listed:
            rows += f"<NextPartNumberMarker>{listed[-1]}</NextPartNumberMarker>"
        return _xml("ListPartsResult", rows)

    def _list(self, entry: Entry) -> tuple[str, dict[str, str], bytes]:
        start = f"{entry.path.rstrip('/')}/"
        prefix, after = start + entry.query.get("prefix", ""), entry.query.get("continuation-token", "")
        keys = sorted((key for key in self.objects if key.startswith(prefix) and key > after), key=str.encode)
        more = len(keys) > 1000
        rows = "".join(
            f"<Contents><Key>{quote(key.removeprefix(start))}</Key><Size>{len(self.objects[key].body)}</Size>"
            f"<LastModified>2020-01-01T00:00:00.000Z</LastModified><ETag>{self.objects[key].etag}</ETag></Contents>"
            for key in keys[:1000]
        )
        rows += f"<IsTruncated>{str(more).lower()}</IsTruncated><EncodingType>url</EncodingType>"
        if more:
            rows += f"<NextContinuationToken>{keys[999]}</NextContinuationToken>"
        return _xml("ListBucketResult", rows)

    def _act_on_tags(self, entry: Entry) -> tuple[str, dict[str, str], bytes]:
        stored = self.objects[entry.path]
        if entry.method == "PUT":
            stored.tags = re.sub(r"^.*<TagSet>|</TagSet>.*$", "", entry.body.decode(), flags=re.DOTALL)
            return "200 OK", {}, b""
        return _xml("Tagging", f"<TagSet>{stored.tags}</TagSet>")

    def _source(self, entry: Entry) -> bytes:
        source = unquote(entry.headers["x-amz-copy-source"].partition("?")[0]).lstrip("/")
        start, end = _range(entry.headers.get("x-amz-copy-source-range"), len(self.objects[source].body))
        return self.objects[source].body[start:end]

    def _read(self, entry: Entry) -> tuple[str, dict[str, str], bytes]:
        stored = self.objects.get(entry.path)
        if stored is None:
            return _error("404 Not Found", "NoSuchKey")
        if entry.headers.get("if-match", stored.etag) != stored.etag:
            return _error("412 Precondition Failed", "PreconditionFailed")
        headers = {"etag": stored.etag, **stored.headers}
        if stored.tags:
            headers["x-amz-tagging-count"] = str(stored.tags.count("<Tag>"))
        size = len(stored.body)
        if "partNumber" in entry.query and stored.parts:
            number = int(entry.query["partNumber"])
            length, checksum = stored.parts[number - 1]
            start = sum(length for length, _ in stored.parts[: number - 1])
            headers = {name: text for name, text in headers.items() if not name.startswith("x-amz-checksum")} | checksum
            headers |= {"content-length": str(length), "x-amz-mp-parts-count": str(len(stored.parts))}
            return "206 Partial Content", headers, stored.body[start : start + length]
        if "range" not in entry.headers:
            return "200 OK", {**headers, "content-length": str(size)}, stored.body
        start, end = _range(entry.headers["range"], size)
        if start >= size:
            return _error("416 Range Not Satisfiable", "InvalidRange")
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        headers = {name: text for name, text in headers.items() if not text.endswith(f"-{len(stored.parts)}")}
        return "206 Partial Content", headers, stored.body[start:end]


def _crc(body: bytes) -> str:
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def _fits(entry: Entry) -> bool:
    """Return whether a request's body is what its checksums say."""
    crc = _crc(entry.body)
    if entry.headers.get("x-amz-checksum-crc32", crc) != crc:
        return False
    digest = hashlib.sha256(entry.body).hexdigest()
    sent = entry.headers.get("x-amz-content-sha256", digest)
    return sent in (digest, "UNSIGNED-PAYLOAD")


def _short(entry: Entry) -> str:
    query = entry.query
    if "partNumber" in query:
        return f"{entry.method} part {query['partNumber']}"
    if "uploadId" in query:
        return f"{entry.method} upload"
    return f"{entry.method} {next(iter(query))}" if query.keys() & {"uploads", "tagging"} else entry.method


def _kept(entry: Entry) -> dict[str, str]:
    return {name: text for name, text in entry.headers.items() if name in _KEPT or name.startswith("x-amz-meta-")}


def _range(text: str | None, size: int) -> tuple[int, int]:
    if text is None:
        return 0, size
    first, _, last = text.removeprefix("bytes=").partition("-")
    return int(first), min(size, int(last) + 1) if last else size


def _xml(name: str, content: str) -> tuple[str, dict[str, str], bytes]:
    return "200 OK", {"content-type": "application/xml"}, f"{_XML}<{name}>{content}</{name}>".encode()


def _error(status: str, code: str) -> tuple[str, dict[str, str], bytes]:
    body = f"{_XML}<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    return status, {"content-type": "application/xml"}, body.encode()
