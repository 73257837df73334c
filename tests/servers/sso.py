"""IAM Identity Center as its two services that give credentials: `sso` (a role's) and `sso-oidc` (tokens).

    with SingleSignOn() as service:
        service.access = "token"          # the one that GetRoleCredentials takes
        service.refresh = "refresh"       # the one that CreateToken takes, once
        service.answers["CreateToken"] = [reply(500)]   # in place of the next answers to an operation

AWS_ENDPOINT_URL_SSO and AWS_ENDPOINT_URL_SSO_OIDC lead clients here.
"""

from __future__ import annotations

import json
from typing import Any

from tests.servers.raw import Answer, RawServer, Recorded, reply


class SingleSignOn(RawServer):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.access = "aCcEsS"
        self.refresh = "rEfReSh"
        self.expires_in = 3600
        self.credentials: dict[str, Any] = {
            "accessKeyId": "AKIDSSO",
            "secretAccessKey": "sEcReT",
            "sessionToken": "tOkEn",
            "expiration": 32472144000000,
        }
        #: What comes in place of the next answers to "CreateToken" and "GetRoleCredentials".
        self.answers: dict[str, list[Answer]] = {}
        self._tokens = 0
        self.answer(self._answer_to)

    @property
    def asked(self) -> list[str]:
        """The operations that were called, in order."""
        return [operation_of(request) for request in self.requests]

    def _answer_to(self, request: Recorded) -> Answer:
        operation = operation_of(request)
        if self.answers.get(operation):
            return self.answers[operation].pop(0)
        if operation == "GetRoleCredentials":
            if request.headers.get("x-amz-sso_bearer_token") != self.access:
                return refusal(401, "UnauthorizedException", {"message": "Session token not found or invalid"})
            return reply(200, json.dumps({"roleCredentials": self.credentials}).encode())
        asked = json.loads(request.body)
        if (asked["grantType"], asked["refreshToken"]) != ("refresh_token", self.refresh):
            return refusal(400, "InvalidGrantException", {"error": "invalid_grant", "error_description": "no"})
        self._tokens += 1
        self.access, self.refresh = f"aCcEsS{self._tokens}", f"rEfReSh{self._tokens}"
        token = {"accessToken": self.access, "refreshToken": self.refresh, "expiresIn": self.expires_in}
        return reply(200, json.dumps({**token, "tokenType": "Bearer"}).encode())


def operation_of(request: Recorded) -> str:
    """Return the operation that a request calls."""
    return "CreateToken" if request.target == "/token" else "GetRoleCredentials"


def refusal(status: int, name: str, body: dict[str, str]) -> bytes:
    """Return an error of the services'."""
    return reply(status, json.dumps(body).encode(), {"x-amzn-ErrorType": name})
