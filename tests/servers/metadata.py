"""The servers that machines and containers ask for credentials: EC2's metadata service, the agents of ECS and EKS.

    with MetadataService() as service:            # EC2: answers to the second version of the protocol, and the first
        service.first_version = False             # no answer without a session token
        service.answers["PUT"] = [reply(500), 5]  # what comes in place of the next answers to a kind of request

    with ContainerAgent() as agent:
        agent.authorization = "token"             # refuses who does not show it

Both are `RawServer`s: `requests` has what came.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from tests.servers.raw import Answer, RawServer, Recorded, reply

CREDENTIALS = {
    "AccessKeyId": "AKIDFETCHED",
    "SecretAccessKey": "sEcReT",
    "Token": "tOkEn",
    "Expiration": "2999-01-01T00:00:00Z",
}


class MetadataService(RawServer):
    """EC2's, of an instance with the role `role`, or None for an instance without one."""

    TOKEN, ROLES = "/latest/api/token", "/latest/meta-data/iam/security-credentials/"

    def __init__(self) -> None:
        super().__init__()
        self.role: str | None = "the-role"
        self.credentials: dict[str, Any] = {"Code": "Success", "Type": "AWS-HMAC", **CREDENTIALS}
        self.first_version = True
        #: What comes in the place of the next answers to "PUT", "role" and "credentials".
        self.answers: dict[str, list[Answer]] = {}
        self._tokens: set[str] = set()
        self.answer(self._answer_to)

    @property
    def asked(self) -> list[str]:
        """What was asked for, in order: "PUT", "role", "credentials"."""
        return [self._kind(request) for request in self.requests]

    def _kind(self, request: Recorded) -> str:
        if request.method == "PUT":
            return "PUT"
        return "role" if request.target == self.ROLES else "credentials"

    def _answer_to(self, request: Recorded) -> Answer:
        kind = self._kind(request)
        if self.answers.get(kind):
            return self.answers[kind].pop(0)
        if kind == "PUT":
            if request.target != self.TOKEN or request.headers.get("x-aws-ec2-metadata-token-ttl-seconds") != "21600":
                return reply(400)
            token = secrets.token_urlsafe(40)
            self._tokens.add(token)
            return reply(200, token.encode(), {"X-Aws-Ec2-Metadata-Token-Ttl-Seconds": "21600"})
        token = request.headers.get("x-aws-ec2-metadata-token", "")
        if token not in self._tokens and not (self.first_version and not token):
            return reply(401)
        if kind == "role" and self.role:
            return reply(200, self.role.encode())
        if self.role and request.target == self.ROLES + self.role:
            return reply(200, json.dumps(self.credentials).encode())
        return reply(404, b"<html>Not Found</html>")


class ContainerAgent(RawServer):
    """That of a container; with `authorization`, for those only who show it."""

    def __init__(self) -> None:
        super().__init__()
        self.credentials: dict[str, Any] = {"RoleArn": "arn:aws:iam::123456789012:role/r", **CREDENTIALS}
        self.authorization: str | None = None
        #: What comes in the place of the next answers.
        self.answers: list[Answer] = []
        self.answer(self._answer_to)

    def _answer_to(self, request: Recorded) -> Answer:
        if self.answers:
            return self.answers.pop(0)
        if request.headers.get("authorization") != self.authorization:
            return reply(401, b'{"code": "Unauthorized", "message": "no"}')
        return reply(200, json.dumps(self.credentials).encode())
