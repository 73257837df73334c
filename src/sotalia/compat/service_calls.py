"""How sessions with a session of botocore's below them call services that issue credentials: by its `create_client`."""

from __future__ import annotations

from ..clients.arguments import ClientArguments
from ..sessions.service_calls import ServiceCalls, signing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..effects import Steps
    from ..identity import Credentials
    from .sessions import OverBotocore


class ServiceCallsBelow(ServiceCalls):
    """As its base class; `own` is the session, which here is part of a circle anyway, with the session below it.

    Programs replace `create_client`, in a class of their own or in botocore's, and may return any object.
    """

    __slots__ = ("_own",)

    def __init__(self, own: OverBotocore) -> None:
        super().__init__(own.settings, own._loader, own.events, type(own))
        self._own = own

    def _client(self, service: str, region: str | None, credentials: Credentials | None) -> Steps:
        from functools import partial

        from ..effects import Ask, Load

        options: dict[str, Any] = {"region_name": region, "config": signing(credentials)}
        if credentials is not None:
            frozen = credentials.get_frozen_credentials()
            options["aws_access_key_id"], options["aws_secret_access_key"] = frozen.access_key, frozen.secret_key
            options["aws_session_token"] = frozen.token
        options = {name: value for name, value in options.items() if value is not None}
        # An event loop need not wait for the model.
        yield Load(self._loader.service_model, service)
        if self._own.client_base.awaited:
            return self._own.make_client(ClientArguments(service, **options))
        return (yield Ask(partial(self._own._session.create_client, service, **options)))

    def __reduce__(self) -> tuple[Any, ...]:
        return ServiceCallsBelow, (self._own,)
