"""From a client's settings to the options of its transport."""

from __future__ import annotations

from ..errors import InvalidConfigError
from ..io.transport import TransportOptions
from ..io.transport.proxies import from_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..client_settings import ClientSettings


def transport_options(settled: ClientSettings, endpoint_url: str, environ: Mapping[str, str]) -> TransportOptions:
    """Return the options. Proxies come from the client's Config, else from the environment.

    Raises InvalidConfigError for a blank CA bundle.
    """
    return TransportOptions(
        connect_timeout=settled.connect_timeout,
        read_timeout=settled.read_timeout,
        verify=verification(settled.verify, environ),
        client_cert=settled.client_cert,
        proxies=from_environment(environ, endpoint_url) if settled.proxies is None else settled.proxies,
        proxies_config=settled.proxies_config,
        max_pool_connections=settled.max_pool_connections,
        tcp_keepalive=settled.tcp_keepalive,
    )


def verification(verify: bool | str | None, environ: Mapping[str, str]) -> bool | str:
    """Return what certificates to trust: as told, else `REQUESTS_CA_BUNDLE`, else the built-in ones (True)."""
    if verify is None:
        verify = environ.get("REQUESTS_CA_BUNDLE", True)
    if isinstance(verify, str) and not verify.strip():
        raise InvalidConfigError(
            error_msg=(
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or verify) "
                "resolved to an empty or whitespace-only string. Provide a valid path to a CA bundle file."
            )
        )
    return verify
