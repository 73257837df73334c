"""Heads of replies, beside http.client's reading of them, which is boto3's."""

from __future__ import annotations

import http.client
import io
import random
import re
from typing import Any

from sotalia.io.transport.head import HeadWatch, reply_head
from tests.fuzz.damage import battered, some
from tests.fuzz.judge import Outcome, Target

_NAMES = [
    b"Content-Type",
    b"x-amz-meta-a",
    b"X-AMZ-META-B",
    b"ETag",
    b"Date",
    b"x",
    b"a-b_c!",
    b"Set-Cookie",
    b"Content-Length",
]
_VALUES = [
    b"",
    b"a",
    b"a b",
    b" padded ",
    b"1",
    b"12",
    b"a,b",
    b'"quoted"',
    b"a:b",
    b"\xc3\xa9",
    b"\xe9",
    b"x" * 300,
    b"\tt\t",
]
_STATUS_LINES = [
    *(
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 404 Not Found",
        b"HTTP/1.1 503",
        b"HTTP/1.0 301 ",
        b"HTTP/1.1 206 Partial Content",
        b"HTTP/2 200",
    ),
]
_TOKENS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b":",
        b" ",
        b"\t",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"\r\n\r\n",
        b"\x00",
        b"\xff",
    ),
    *(
        b"\r\n folded",
        b": ",
        b"::",
        b"x:\r\n",
        b"x : y\r\n",
        b"HTTP/",
        b"99999999999",
        b"-1",
        b"\x0b",
        b"\x85",
        b"\xa0",
        "²".encode("latin-1"),
    ),
]


class Refused(Exception):
    """It is no head."""


class Heads(Target):
    name = "heads"
    documented = (Refused,)
    refusals = (Refused,)

    def case(self, chance: random.Random) -> bytes:
        lines = [some(chance, _STATUS_LINES)]
        while chance.random() < 0.8:
            lines.append(some(chance, _NAMES) + some(chance, (b": ", b":", b":  ")) + some(chance, _VALUES))
        head = b"\r\n".join(lines) + b"\r\n\r\n"
        if chance.random() < 0.1:
            head = (
                some(chance, (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n")) + head
            )
        return battered(chance, head, _TOKENS) if chance.random() < 0.6 else head

    def ours(self, case: bytes) -> Any:
        """As libcurl gives them: line by line, up to the end of the final head."""
        lines: list[bytes] = []
        watch = HeadWatch(lines)
        for line in case.splitlines(keepends=True) if b"\r" not in case.replace(b"\r\n", b"") else [case]:
            lines.append(line)
            if watch.whole():
                break
        status, headers = reply_head(lines)
        headers.written  # noqa: B018 - whatever came, this can be asked
        if status == 0:
            raise Refused
        return status, dict(headers)

    def theirs(self, case: bytes) -> Any:
        response = http.client.HTTPResponse(_Socket(case))  # type: ignore[arg-type]
        try:
            response.begin()
        except http.client.HTTPException as error:
            raise Refused from error
        headers: dict[str, str] = {}
        for name, value in response.msg.items():
            name, value = name.lower(), value.strip(" \t")  # RFC 9110, section 5.5; it takes off the first ones only
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return response.status, headers

    def excuse(self, case: bytes, ours: Outcome, theirs: Outcome) -> str | None:
        if not is_plain(case):
            return "lines that are no headers"
        if theirs.error is None and theirs.value[0] < 200:
            return "boto3 takes an interim reply for the reply"
        return None


_PLAIN = re.compile(
    rb"(HTTP/\d(\.\d)? 1\d\d[^\r\n]*\r\n([!-9;-~]+:[^\r\n]*\r\n)*\r\n)*HTTP/1\.\d [2-9]\d\d( [^\r\n]*)?\r\n"
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0-\x08\x0b-\x1f\x85\xa0\x7f]*\r\n)*\r\n.*",
    re.DOTALL,
)


def is_plain(case: bytes) -> bool:
    """Whether it is a head as it should be."""
    return _PLAIN.fullmatch(case) is not None


class _Socket:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, mode: str) -> Any:
        return io.BytesIO(self.data)


TARGETS = [Heads()]
