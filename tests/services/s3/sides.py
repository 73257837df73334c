"""Blocking and awaited clients and what they give, for tests that are written once: awaited methods are awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import sotalia
from sotalia import aio

KINDS = ("blocking", "awaited")


class Waiting:
    """Something whose methods are awaited, as if they blocked. `it` is the thing itself."""

    def __init__(self, it: Any, runner: asyncio.Runner) -> None:
        self.__dict__.update(it=it, _runner=runner)

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self.it, name)
        if not callable(attribute):
            return self._shown(attribute)

        def call(*arguments: Any, **named: Any) -> Any:
            async def finish() -> Any:
                result = attribute(*arguments, **named)
                return await result if inspect.isawaitable(result) else result

            return self._shown(self._runner.run(finish()))

        return call

    def _shown(self, result: Any) -> Any:
        if isinstance(result, dict):
            return {name: self._shown(value) for name, value in result.items()}
        waits = any(hasattr(result, name) for name in ("__anext__", "__aenter__", "__aiter__", "meta", "all"))
        return Waiting(result, self._runner) if waits else result

    def __enter__(self) -> Any:
        return self._shown(self._runner.run(self._enter()))

    async def _enter(self) -> Any:
        return await self.it.__aenter__()

    def __exit__(self, *exc_info: Any) -> Any:
        async def leave() -> Any:
            return await self.it.__aexit__(*exc_info)

        return self._runner.run(leave())

    def __iter__(self) -> Iterator[Any]:
        async def collect() -> list[Any]:
            return [item async for item in self.it]

        return iter([self._shown(item) for item in self._runner.run(collect())])


def made(kind: str, what: str, **arguments: Any) -> Iterator[Any]:
    """Yield a client or a resource (`what`) of a kind; close it afterwards."""
    if kind == "blocking":
        yield getattr(sotalia, what)("s3", **arguments)
        return
    with asyncio.Runner() as runner:
        it = getattr(aio, what)("s3", **arguments)
        shown = Waiting(it, runner)
        yield shown
        (shown if what == "client" else Waiting(it.meta.client, runner)).close()
