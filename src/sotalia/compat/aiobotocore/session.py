"""aiobotocore's session: botocore's, over an awaited session of Sotalia's."""

from __future__ import annotations

from ...aio import Session as OwnSession
from ...clients.arguments import ClientArguments, takes
from ..botocore.session import Session
from ..modules import current
from ..sessions import OverBotocore
from .client import AioBaseClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from ..botocore.session import Variable


class SessionBelow(OverBotocore, OwnSession):
    """The awaited session of Sotalia's, with clients as aiobotocore's programs use them."""

    client_base = AioBaseClient

    def _session_below(self) -> Any:
        return AioSession.over(self)


class ClientCreatorContext:
    """A client to be: `async with session.create_client("s3") as client`."""

    def __init__(self, coro: Coroutine[Any, Any, Any]) -> None:
        self._coro = coro
        self._client: Any = None

    async def __aenter__(self) -> Any:
        self._client = await self._coro
        return await self._client.__aenter__()

    async def __aexit__(self, *details: object) -> None:
        await self._client.__aexit__(*details)

    def __del__(self) -> None:
        # One that was never entered is no fault.
        self._coro.close()


class AioSession(Session):
    """A session whose clients are awaited."""

    def _new_own(self) -> Any:
        return SessionBelow(below=self)

    @takes(ClientArguments)
    def create_client(self, arguments: ClientArguments) -> Any:
        """Return what `async with` makes a client of; see `sotalia.session.Session.client`."""
        return ClientCreatorContext(self._create_client(arguments))

    async def _create_client(self, arguments: ClientArguments) -> Any:
        return self._sotalia.make_client(arguments)

    async def get_service_model(self, service_name: str, api_version: str | None = None) -> Any:
        """Return a service's model. Raises UnknownServiceError."""
        return super().get_service_model(service_name, api_version)

    async def get_service_data(self, service_name: str, api_version: str | None = None) -> Any:
        """Return a service's model as JSON has it."""
        return super().get_service_data(service_name, api_version)

    async def get_available_regions(  # type: ignore[override]
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """Return the regions in which a service is known to be."""
        return super().get_available_regions(service_name, partition_name, allow_non_regional)

    async def get_auth_token(self, **kwargs: Any) -> Any:
        """Return the bearer token for the service that signs as `signing_name`, or None."""
        return await self._sotalia._run(self._sotalia.identity.token(kwargs.get("signing_name")))


def get_session(env_vars: dict[str, Variable] | None = None) -> AioSession:
    """Return a new session; `env_vars` as `session_vars` of botocore's."""
    session: AioSession = current("aiobotocore.session", "AioSession")(env_vars)
    return session
