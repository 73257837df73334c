"""Resources whose client's calls are answered here: by reply, in turn, or by a function of operation and parameters."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import boto3

import sotalia
from sotalia import aio

ARGUMENTS: dict[str, Any] = {
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "secret",
}

Answer = dict[str, Any] | Callable[[str, dict[str, Any]], dict[str, Any]]


class Served:
    """A service's resource and what was asked of it: `calls` has (operation, parameters)."""

    def __init__(self, resource: Any, answer: Answer, *, awaited: bool = False) -> None:
        self.resource = resource
        self.calls: list[tuple[str, dict[str, Any]]] = []

        def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            self.calls.append((operation, params))
            return answer(operation, params) if callable(answer) else answer

        async def call_awaited(operation: str, params: dict[str, Any]) -> dict[str, Any]:
            return call(operation, params)

        resource.meta.client._make_api_call = call_awaited if awaited else call


def sotalias(service: str, answer: Answer = {}, **arguments: Any) -> Served:  # noqa: B006 - only read
    """Sotalia's resource."""
    return Served(sotalia.Session().resource(service, **{**ARGUMENTS, **arguments}), answer)


def awaited(service: str, answer: Answer = {}) -> Served:  # noqa: B006 - only read
    """Sotalia's awaited resource."""
    return Served(aio.Session().resource(service, **ARGUMENTS), answer, awaited=True)


def both(service: str, answer: Answer = {}) -> tuple[Served, Served]:  # noqa: B006 - only read
    """boto3's resource and Sotalia's."""
    return Served(_boto3_session().resource(service, **ARGUMENTS), answer), sotalias(service, answer)


@cache
def _boto3_session() -> boto3.Session:
    # One for all: a session reads the models that it needs, and that takes half a second.
    return boto3.Session()
