"""A session's calls of services that issue credentials.

They are steps of the call that needs the credentials, and go over the connections of its client.
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
    """The function behind `identity.chain.Lookup.call`, for a session with these settings and models.

    It must not refer to the session, whose identity refers to it.
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
        """Return the steps of the call, signed with `credentials` or unsigned, in `region` or the settings' region."""
        from ..core.call import call
        from ..effects import Compute

        core = yield Compute(self._core, service, region, credentials)

        def prepare_request(current: Call, request: Request) -> None:
            # Certificates are checked even where the client does not check them for its own calls.
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
