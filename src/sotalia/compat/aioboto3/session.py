"""aioboto3's session: an awaited one of Sotalia's, whose clients and resources are made by `async with`."""

from __future__ import annotations

from ...aio import Session as OwnSession
from ...clients.arguments import ClientArguments, takes
from ...sessions.resources import make_resource
from ..aiobotocore.session import AioSession, ClientCreatorContext
from ..modules import current
from ..sessions import OverBotocore
from .client import TransferClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Session(OverBotocore, OwnSession):
    """A session whose clients and resources are awaited: `async with session.client("s3") as client`.

    `botocore_session` is one of aiobotocore's.
    """

    client_base = TransferClient

    def _session_below(self) -> Any:
        session: AioSession = current("aiobotocore.session", "AioSession")
        return session.over(self)

    @takes(ClientArguments)
    def client(self, arguments: ClientArguments) -> ClientCreatorContext:
        """Return what `async with` makes a client of; see `sotalia.session.Session.client`."""
        return ClientCreatorContext(self._made(arguments))

    async def _made(self, arguments: ClientArguments) -> Any:
        return self.make_client(arguments)

    @takes(ClientArguments, but="aws_account_id")
    def resource(self, arguments: ClientArguments) -> ResourceCreatorContext:
        """Return what `async with` makes a resource of; see `sotalia.session.Session.resource`."""
        return ResourceCreatorContext(make_resource(self, self._session._completed(arguments)))

    async def get_available_regions(  # type: ignore[override]
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """Return the regions in which a service is known to be."""
        return super().get_available_regions(service_name, partition_name, allow_non_regional)


class ResourceCreatorContext:
    """A resource to be: `async with session.resource("s3") as s3`; leaving it closes its client."""

    def __init__(self, resource: Any) -> None:
        self.cls = resource

    async def __aenter__(self) -> Any:
        return await self.cls.__aenter__()

    async def __aexit__(self, *details: object) -> None:
        await self.cls.__aexit__(*details)
