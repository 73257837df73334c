"""How often and in which mode a client tries: from code, environment, file and defaults mode, in boto3's order."""

from __future__ import annotations

import copy
import itertools
import random
from typing import Any

from sotalia.config import Config
from tests.core.beside import Boto3, outcome
from tests.core.scripted import KINDS, Recorded, reply

IN_CODE = [
    None,
    {},
    {"max_attempts": 0},
    {"max_attempts": 2},
    {"total_max_attempts": 2},
    {"total_max_attempts": 3, "max_attempts": 6},
    {"mode": "legacy"},
    {"mode": "adaptive", "max_attempts": 1},
    {"mode": "standard"},
]
ATTEMPTS = [None, "1", "4", "0"]
MODES = [None, "legacy", "standard", "adaptive", "eager"]
DEFAULTS = [None, "standard", "legacy", "mobile"]
SERVICES = {"sts": "get_caller_identity", "dynamodb": "list_tables"}
EVERY = (SERVICES, IN_CODE, ATTEMPTS, MODES, ATTEMPTS, MODES, DEFAULTS)
#: One source at a time, then several at once.
COMBINATIONS: list[Any] = [
    *((service, said, None, None, None, None, None) for service in SERVICES for said in IN_CODE),
    *(("sts", *[None] * place, value, *[None] * (5 - place)) for place in range(1, 6) for value in EVERY[place + 1]),
    *random.Random(1).sample(list(itertools.product(*EVERY)), 15),
]


def made(make, *arguments, **options):
    """Return what is made, or how that was refused."""
    try:
        return make(*arguments, **options)
    except Exception as error:
        return type(error).__name__, str(error)


def said(requests):
    return [getattr(request, "headers", request)["amz-sdk-request"] for request in requests]


def test_attempts_and_mode_are_those_of_boto3_from_every_source(monkeypatch, tmp_path):
    async def sleep(seconds):
        pass

    file = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    different = []
    for combination in COMBINATIONS:
        service, in_code, attempts, mode, file_attempts, file_mode, defaults = combination
        for name, value in (
            ("AWS_MAX_ATTEMPTS", attempts),
            ("AWS_RETRY_MODE", mode),
            ("AWS_DEFAULTS_MODE", defaults),
        ):
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        lines = [("max_attempts", file_attempts), ("retry_mode", file_mode)]
        file.write_text("[default]\n" + "".join(f"{key} = {value}\n" for key, value in lines if value is not None))
        answer = reply(500, b"{}" if service == "dynamodb" else b"")
        options = {} if in_code is None else {"retries": in_code}
        with monkeypatch.context() as patched:
            theirs = made(Boto3, patched, service, answer, **copy.deepcopy(options))
            if not isinstance(theirs, tuple):
                outcome(theirs.call, SERVICES[service])
        for kind in KINDS:
            with monkeypatch.context() as patched:
                patched.setattr("sotalia.io.clock.sleep", lambda seconds: None)
                patched.setattr("sotalia.DEFAULT_SESSION", None)
                patched.setattr("sotalia.aio._default_session", None)
                patched.setattr("asyncio.sleep", sleep)
                config = Config(**options) if options else None
                ours = made(Recorded, kind, service, *[answer] * 12, config=config)
                if not isinstance(ours, tuple):
                    outcome(ours.call, SERVICES[service])
            if isinstance(ours, tuple) or isinstance(theirs, tuple):
                if ours != theirs:
                    different.append((kind, combination, ours, theirs))
            elif said(ours.requests) != said(theirs.requests):
                different.append((kind, combination, said(ours.requests), said(theirs.requests)))
    assert not different[:3]
