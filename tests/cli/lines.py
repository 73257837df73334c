"""Run command lines as users do: the installed command, with a server that records what it sends.

A case is a dict: `argv`, and, where there are any, `replies` (dicts with status, headers, body, of which the last one
stays), `files` in the home directory, `env`, `stdin`. `{endpoint}` in a word is the server's URL.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import sysconfig
import urllib.parse
from pathlib import Path
from typing import Any

from tests.servers.raw import RawServer, Recorded, reply

#: Seconds for one line on a slow and busy machine.
PATIENCE = 120
#: The headers that matter to a service, by how they begin.
TOLD = (
    "content-type", "x-amz-target", "range", "content-md5", "x-amz-copy-source", "x-amz-acl", "x-amz-storage-class",
    "x-amz-meta-", "x-amz-tagging", "if-match", "if-none-match", "x-amz-server-side-encryption",
    "x-amz-invocation-type", "x-amz-log-type", "x-amz-client-context", "x-amz-expected-bucket-owner",
    "x-amz-request-payer", "x-amzn-query-mode", "cache-control", "content-encoding", "content-disposition",
    "smithy-protocol",
)  # fmt: skip
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_PAGER": "",
    "AWS_MAX_ATTEMPTS": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "80",
    "LINES": "40",
}


def installed(name: str, directory: Path) -> Path:
    """Return the installed command under a name, `sotalia` or `aws`: a link in a directory."""
    link = directory / name
    if not link.exists():
        link.symlink_to(Path(sysconfig.get_path("scripts")) / "sotalia")
    return link


def run_line(case: dict[str, Any], directory: Path, name: str = "aws") -> dict[str, Any]:
    """Run a case in a home directory of its own, below `directory`; return all that it did."""
    home = directory / "home"
    home.mkdir()
    for path, content in case.get("files", {}).items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(_content(content))
    with RawServer() as server:
        server.answer(*map(_reply, case.get("replies") or [{}]))
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), **ENVIRONMENT, "AWS_ENDPOINT_URL": server.url}
        environ = {key: value for key, value in {**environ, **case.get("env", {})}.items() if value is not None}
        words = [word.replace("{endpoint}", server.url) for word in case["argv"]]
        before = set(home.rglob("*"))
        done = subprocess.run(
            [sys.executable, str(installed(name, directory)), *words],
            cwd=home, env=environ, input=case.get("stdin", "").encode(), capture_output=True, timeout=PATIENCE,
        )  # fmt: skip

        def clean(data: bytes) -> str:
            text = data.decode("utf-8", "replace")
            return text.replace(server.url, "{endpoint}").replace(str(home), "{home}")

        return {
            "code": done.returncode,
            "stdout": clean(done.stdout),
            "stderr": clean(done.stderr),
            "files": {str(path.relative_to(home)): clean(path.read_bytes()) for path in _changed(home, before, case)},
            "requests": [_request(request) for request in server.requests],
        }


def _changed(home: Path, before: set[Path], case: dict[str, Any]) -> list[Path]:
    new = [path for path in sorted(set(home.rglob("*")) - before) if path.is_file() and "cache" not in path.parts]
    given = case.get("files", {}).items()
    return new + [home / name for name, content in given if (home / name).read_bytes() != _content(content)]


def _content(content: Any) -> bytes:
    return base64.b64decode(content["base64"]) if isinstance(content, dict) else content.encode()


def _reply(answer: dict[str, Any]) -> bytes:
    body = answer.get("body", "")
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    kind = "application/x-amz-json-1.1" if data.startswith(b"{") else "text/xml"
    headers = {"x-amzn-requestid": "req-1", "content-type": kind, **answer.get("headers", {})}
    return reply(answer.get("status", 200), data, headers)


def _request(request: Recorded) -> dict[str, Any]:
    parts = urllib.parse.urlsplit(request.target)
    return {
        "method": request.method,
        "path": parts.path,
        "query": sorted(map(list, urllib.parse.parse_qsl(parts.query, True))),
        "headers": {name: value for name, value in request.headers.items() if name.startswith(TOLD)},
        "body": request.body.decode("utf-8", "surrogateescape"),
    }
