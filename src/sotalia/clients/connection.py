"""From a client's settings to the options of its transport."""

from __future__ import annotations

from ..io.transport import TransportOptions
from ..io.transport.proxies import from_environment
from .requirements import check_transport, verification

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..client_settings import ClientSettings


def transport_options(settled: ClientSettings, endpoint_url: str, environ: Mapping[str, str]) -> TransportOptions:
    """Return the options. Proxies come from the client's Config, else from the environment.

    Raises InvalidConfigError for what no transport could use.
    """
    options = TransportOptions(
        connect_timeout=settled.connect_timeout,
        read_timeout=settled.read_timeout,
        verify=verification(settled.verify, environ),
        client_cert=settled.client_cert,
        proxies=from_environment(environ, endpoint_url) if settled.proxies is None else settled.proxies,
        proxies_config=settled.proxies_config,
        max_pool_connections=settled.max_pool_connections,
        tcp_keepalive=settled.tcp_keepalive,
    )
    check_transport(options)
    return options
