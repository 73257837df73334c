"""The connection that performs a client's calls, and its transport's options, made from the client's settings."""

from __future__ import annotations

from .._frozen import Frozen
from ..core.straight import conclude, prepare, resume
from ..io.transport import TransportOptions
from ..io.transport.proxies import from_environment
from ..useragent.scope import in_use
from .requirements import check_transport, verification

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..settings.client import ClientSettings


class Connection(Frozen):
    """All that performs a client's calls, from the first one to `close()`.

    `perform` performs effects over `transport`. `prepare`, `conclude` and `resume` are those of `core.straight`.
    `features` returns the features in use where a call is made.
    """

    __slots__ = ("conclude", "features", "perform", "prepare", "resume", "transport")

    def __init__(self, transport: Any, perform: Any) -> None:
        self.transport = transport
        self.perform = perform
        self.prepare = prepare
        self.conclude = conclude
        self.resume = resume
        self.features = in_use.get


def transport_options(settings: ClientSettings, endpoint_url: str, environ: Mapping[str, str]) -> TransportOptions:
    """Return the transport's options. Proxies come from the client's Config, else from the environment.

    Raises InvalidConfigError for options that no transport could use.
    """
    options = TransportOptions(
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        verify=verification(settings.verify, environ),
        client_cert=settings.client_cert,
        proxies=from_environment(environ, endpoint_url) if settings.proxies is None else settings.proxies,
        proxies_config=settings.proxies_config,
        max_pool_connections=settings.max_pool_connections,
        tcp_keepalive=settings.tcp_keepalive,
    )
    check_transport(options)
    return options
