"""An STS that gives credentials for roles, and remembers what it was asked for."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from .raw import RawServer, Recorded, reply

ROLE = "arn:aws:iam::123456789012:role/example"
_CREDENTIALS = """\
<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result><AssumedRoleUser><AssumedRoleId>A:n</AssumedRoleId>
<Arn>arn:aws:sts::123456789012:assumed-role/example/n</Arn></AssumedRoleUser><Credentials><AccessKeyId>ROLE{1}</AccessKeyId>
<SecretAccessKey>role secret {1}</SecretAccessKey><SessionToken>token {1}</SessionToken><Expiration>{2}</Expiration>
</Credentials></{0}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{0}Response>"""
_IDENTITY = """\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::1:x</Arn>
<UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
_ERROR = """\
<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>not you</Message></Error><RequestId>r</RequestId></ErrorResponse>"""


class StsServer:
    """Answers AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity, over a RawServer."""

    def __init__(self, server: RawServer) -> None:
        self.url = server.url
        self.lasts = timedelta(hours=1)
        self.refuses = False
        self._server = server
        self.given = 0
        self._gate = threading.Event()
        self._gate.set()
        server.answer(self._answer)

    def _answer(self, request: Recorded) -> Any:
        action = dict(parse_qsl(request.body.decode()))["Action"]
        if action == "GetCallerIdentity":
            return reply(200, _IDENTITY.encode(), {"content-type": "text/xml"})
        if self.refuses:
            return reply(403, _ERROR.encode(), {"content-type": "text/xml"})
        if not self._gate.wait(20):  # a test that failed before it opened the gate
            return reply(503, _ERROR.encode(), {"content-type": "text/xml"})
        self.given += 1
        end = (datetime.now(UTC) + self.lasts).strftime("%Y-%m-%dT%H:%M:%SZ")
        return reply(200, _CREDENTIALS.format(action, self.given, end).encode(), {"content-type": "text/xml"})

    def hold(self) -> threading.Event:
        """Give no credentials until the event is set that this returns."""
        self._gate = threading.Event()
        return self._gate

    def forget(self) -> None:
        """Forget the calls so far, and begin again with the first credentials."""
        self.given = 0
        self._server.requests.clear()

    @property
    def calls(self) -> list[dict[str, str]]:
        """The parameters of each call, with the key that signed it (`by`; None for nobody) and its features (`m`)."""
        return [self._call(request) for request in self._server.requests]

    @staticmethod
    def _call(request: Recorded) -> dict[str, Any]:
        params: dict[str, Any] = dict(parse_qsl(request.body.decode()))
        del params["Version"]
        params["RoleSessionName"] = re.sub(r"^(botocore-session-)\d+$", r"\1…", params.get("RoleSessionName", ""))
        signature = re.search(r"Credential=([^/]+)/\d+/([^/]+)", request.headers.get("authorization", ""))
        params["by"], params["region"] = signature.groups() if signature else (None, None)
        features = re.search(r" m/(\S+)", request.headers["user-agent"])
        params["m"] = sorted(set(features[1].split(",")) & set("eghiknopqrstuvwz0")) if features else []
        return params
