"""botocore's way to a client, `ClientCreator.create_client`, in whose place programs put their own."""

from __future__ import annotations

from ...clients.arguments import ClientArguments
from ...identity import Credentials
from ...patchpoints.creator import ClientCreator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..sessions import OverBotocore


def created(session: OverBotocore, arguments: ClientArguments, make: Callable[[ClientArguments], Any]) -> Any:
    """Return the client that `make` makes, by way of what a program has put in the place of `create_client`, if any."""
    if ClientCreator.create_client is ClientCreator.originals["create_client"]:
        return make(arguments)
    given = _credentials(arguments) or session.identity.holder

    def make_changed(credentials: Any, **changes: Any) -> Any:
        if credentials is not given and credentials is not None:
            frozen = credentials.get_frozen_credentials()
            changes["aws_access_key_id"], changes["aws_secret_access_key"] = frozen.access_key, frozen.secret_key
            changes["aws_session_token"] = frozen.token
        return make(arguments.replaced(**changes))

    return ClientCreator(make_client=make_changed).create_client(
        service_name=arguments.service_name,
        region_name=arguments.region_name or session.settings.get("region"),
        is_secure=arguments.use_ssl is not False,
        endpoint_url=arguments.endpoint_url,
        verify=arguments.verify,
        credentials=given,
        scoped_config=session.settings.scoped_config,
        client_config=arguments.config,
        api_version=arguments.api_version,
        auth_token=None,
    )


def _credentials(arguments: ClientArguments) -> Credentials | None:
    key, secret = arguments.aws_access_key_id, arguments.aws_secret_access_key
    if key is None or secret is None:
        return None
    return Credentials(key, secret, arguments.aws_session_token, "explicit", account_id=arguments.aws_account_id)
