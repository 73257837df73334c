"""boto3 without a network, given the same answers as a scripted client of ours: what it sends, how long it waits."""

from __future__ import annotations

import random
import time
from typing import Any

import boto3
import botocore.awsrequest
import botocore.config
import botocore.exceptions
import pytest
from botocore.retries.standard import ExponentialBackoff

from sotalia.http import Response

from .scripted import KEYS, Answer

#: What both are given in the place of chance.
CHANCE = 0.75


class Boto3:
    """A client of boto3's: `requests` are the headers of what it sent, `sleeps` what it waited.

    Of the answers, the last is given again and again.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, service: str, *answers: Answer, **config: Any) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, str]] = []
        self.sleeps: list[float] = []
        monkeypatch.setattr(time, "sleep", self._sleep)
        self.on_sleep: Any = None
        monkeypatch.setattr(random, "random", lambda: CHANCE)
        # Its default is the function that was there when the module was loaded.
        monkeypatch.setattr(ExponentialBackoff.__init__, "__defaults__", (20, lambda: CHANCE, None, None))
        session = boto3.session.Session()
        self.client = session.client(service, region_name="us-east-1", config=botocore.config.Config(**config), **KEYS)
        self.client.meta.events.register("before-send", self._answer)

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        if self.on_sleep is not None:
            self.on_sleep(seconds)

    def _answer(self, request: Any, **_: Any) -> Any:
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        self.requests.append(headers)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise getattr(botocore.exceptions, type(answer).__name__)(**vars(answer)["kwargs"])
        assert isinstance(answer, Response)
        return botocore.awsrequest.AWSResponse(request.url, answer.status, answer.headers, _Raw(answer.body))

    def call(self, method: str, **params: Any) -> Any:
        """Call a method of the client and return what it returns."""
        return getattr(self.client, method)(**params)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Any:
        yield self._body

    def read(self, *_: Any) -> bytes:
        body, self._body = self._body, b""
        return body


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else value


def outcome(call: Any, *arguments: Any, **params: Any) -> Any:
    """Return what becomes of a call, as plain values that those of boto3 and ours can be compared with."""
    try:
        reply = call(*arguments, **params)
    except Exception as error:
        metadata = (getattr(error, "response", None) or {}).get("ResponseMetadata")
        return _base_name(error), str(error), _counted(metadata)
    return "success", "", _counted(reply["ResponseMetadata"])


def _base_name(error: Exception) -> str:
    return "ClientError" if "ClientError" in {cls.__name__ for cls in type(error).__mro__} else type(error).__name__


def _counted(metadata: dict[str, Any] | None) -> dict[str, Any]:
    told = ("RetryAttempts", "MaxAttemptsReached", "RetryQuotaReached")
    return {name: value for name, value in (metadata or {}).items() if name in told}
