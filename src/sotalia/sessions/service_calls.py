"""Calls that are made to find credentials: a session's own, of services that give credentials.

They run inside the call that needs the credentials, as a part of its steps, and go over its client's connections.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..core.context import Call, ClientCore
    from ..effects import Effect
    from ..http import Request
    from ..identity import Credentials
    from ..identity.chain import Prepare
    from ..model.loader import Loader
    from ..settings.session import Settings


class ServiceCalls:
    """What `identity.chain.Lookup.call` calls, for a session with these settings and models.

    It must not hold the session, whose identity holds it.
    """

    __slots__ = ("_loader", "_settings")

    def __init__(self, settings: Settings, loader: Loader) -> None:
        self._settings = settings
        self._loader = loader

    def __call__(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        region: str | None,
        prepare: Prepare | None,
        features: int,
        credentials: Credentials | None,
    ) -> Generator[Effect, Any, dict[str, Any]]:
        """Return the steps of the call, signed with `credentials` or not at all, in `region` or the settings' own."""
        from ..core.call import call
        from ..effects import Compute

        core = yield Compute(self._core, service, region, credentials)

        def prepare_request(current: Call, request: Request) -> None:
            # The client may trust any server with its own calls; that does not go for its credentials.
            request.must_verify = True
            if prepare is not None:
                prepare(request, current.machinery.now(), current.machinery.uuid())

        return (yield from call(core, operation, params, features, prepare_request))

    def _core(self, service: str, region: str | None, credentials: Credentials | None) -> ClientCore:
        from ..clients.arguments import ClientArguments
        from ..config import UNSIGNED, Config
        from ..identity import Identity
        from ..io import clock
        from .base import SessionBase
        from .factory import make_core

        session = SessionBase.with_settings(self._settings, self._loader)
        if credentials is not None:
            session.identity = Identity.of(credentials, self._settings, now=clock.now)
            return make_core(session, ClientArguments(service, region))
        return make_core(session, ClientArguments(service, region, config=Config(signature_version=UNSIGNED)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._settings, list(self._loader.search_paths))


def _rebuild(settings: Settings, search_paths: list[str]) -> ServiceCalls:
    from ..model.loader import Loader

    return ServiceCalls(settings, Loader(search_paths, include_default_search_paths=False))
