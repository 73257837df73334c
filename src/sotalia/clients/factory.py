"""Making clients, from a session's settings and the caller's arguments.

What only calls need (protocol, hooks, rule set, transport) is not loaded here but by the client's first call, in
`clients.opening`: programs make clients that they may never use.
"""

from __future__ import annotations

import copy
import weakref

from .._log import debug
from ..client_settings import client_settings
from ..config import UNSIGNED
from ..core.context import ClientCore
from ..endpoint.client import EndpointSettings, builtins, client_endpoint
from ..endpoint.configured import configured_endpoint_url
from ..errors import PartialCredentialsError
from ..identity import Credentials, Identity
from ..services.surface import SERVICE_NAMES
from ..useragent import user_agent
from .classes import client_class
from .requirements import check_given_transport, verification

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..client_settings import ClientSettings
    from ..config import Config
    from ..endpoint.client import ClientEndpoint
    from .arguments import ClientArguments
    from .base import ClientBase
    from .session_base import SessionBase


def make_client(session: SessionBase, arguments: ClientArguments) -> Any:
    """Make a client of the session's kind. Raises what `make_core` raises, and TypeError for what is no transport."""
    if arguments.transport is not None:
        check_given_transport(arguments.transport, session.client_base.awaited)
    core = make_core(session, arguments)
    cls = client_class(session, core.service_model)
    client: ClientBase = cls(core, copy.copy(session.events), session, arguments)
    return client


def make_core(session: SessionBase, arguments: ClientArguments) -> ClientCore:
    """Make what the calls of a client share.

    Raises UnknownServiceError naming the near names, NoRegionError, InvalidRegionError, PartialCredentialsError and
    the other errors of settings that cannot be.
    """
    service_name = SERVICE_NAMES.get(arguments.service_name, arguments.service_name)
    config = merged_config(session, arguments.config)
    version = arguments.api_version or session.settings.get("api_versions").get(service_name)
    model = session._loader.service_model(service_name, version)
    settled = client_settings(
        session.settings,
        model.endpoint_prefix,
        region_name=arguments.region_name,
        config=config,
        verify=arguments.verify,
    )
    endpoint = _endpoint(session, arguments, model, settled, config)
    verification(settled.verify, session.settings.environ)
    core = ClientCore()
    core.service_model = model
    core.event_name = model.service_id.hyphenize()
    core.bound = {}
    core.memory = {}
    core.face = None
    core.identity = _identity(session, arguments, settled)
    core.settled = settled
    core.opened = False
    _settle(core, session, settled, endpoint, arguments.endpoint_url is not None)
    core.open = opener(core, session, version, arguments.use_ssl)
    return core


def opener(core: ClientCore, session: SessionBase, version: str | None, use_ssl: bool) -> Callable[[], None]:
    """Return the function that fills in what only calls need; loading it is left to the first of them."""
    reference = weakref.ref(core)

    def open_core() -> None:
        from .opening import Opening

        target = reference()
        if target is not None:
            Opening(target, session, version, use_ssl)()

    return open_core


def rebuild_client(session: SessionBase, arguments: ClientArguments) -> Any:
    """Make an unpickled client: the same arguments to the same session."""
    return make_client(session, arguments)


def merged_config(session: SessionBase, config: Any) -> Any:
    """Return the caller's Config over the session's default one."""
    default = session.default_config
    if config is None or default is None:
        return config if default is None else default
    return default.merge(config)


def _endpoint(
    session: SessionBase, arguments: ClientArguments, model: Any, settled: ClientSettings, config: Config | None
) -> tuple[EndpointSettings, ClientEndpoint]:
    endpoint_url = arguments.endpoint_url
    if endpoint_url is None:
        settings = session.settings
        endpoint_url = configured_endpoint_url(
            model.service_id,
            settings.environ,
            settings.scoped_config,
            settings.full_config,
            settled.ignore_configured_endpoint_urls,
        )
    metadata = model.metadata
    asked = EndpointSettings(
        model.endpoint_prefix,
        settled.region_name,
        config_region=None if config is None else config.region_name,
        endpoint_url=endpoint_url,
        is_secure=arguments.use_ssl,
        use_fips=settled.use_fips_endpoint,
        use_dualstack=settled.use_dualstack_endpoint,
        s3=settled.s3,
        client_s3=settled.client_s3,
        sts_regional_endpoints=settled.sts_regional_endpoints,
        account_id_endpoint_mode=settled.account_id_endpoint_mode,
        disable_express_session_auth=settled.s3_disable_express_session_auth,
        signing_name=metadata.get("signingName"),
        signature_version=settled.signature_version,
        model_signature_version=model.signature_version,
    )
    return asked, client_endpoint(session.regions, asked)


def _settle(
    core: ClientCore,
    session: SessionBase,
    settled: ClientSettings,
    endpoint: tuple[EndpointSettings, ClientEndpoint],
    endpoint_given: bool,
) -> None:
    core.asked, bound = endpoint
    core.region_name = bound.region_name
    core.partition = bound.metadata.get("partition")
    core.endpoint_url = bound.endpoint_url
    core.signing_name = bound.signing_name
    core.signing_region = bound.signing_region
    core.signature_version = bound.signature_version
    core.builtins = builtins(core.asked, bound, session.regions.uses_builtin_data)
    core.discovery = _discovery(core, settled, endpoint_given)
    core.account_id_mode = settled.account_id_endpoint_mode
    core.inject_host_prefix = settled.inject_host_prefix
    core.parameter_validation = settled.parameter_validation
    core.user_agent = user_agent(settled, ("ENDPOINT_OVERRIDE",) if core.asked.endpoint_url else ())
    core.config = settled.config(
        bound.region_name, bound.signature_version, core.user_agent.texts[0], tuple(bound.metadata.get("tags", ()))
    )


def _discovery(core: ClientCore, settled: ClientSettings, endpoint_given: bool) -> bool | str | None:
    """Return whether endpoints are to be discovered (see `core.discovery`); None where that means nothing.

    As in boto3, only an argument of `client()` stands against it, not an endpoint in the environment or a file.
    """
    operation, required = core.service_model.endpoint_discovery
    if operation is None or endpoint_given:
        return None
    mode = settled.endpoint_discovery
    return None if mode is not True and not required else mode


def _identity(session: SessionBase, arguments: ClientArguments, settled: ClientSettings) -> Any:
    key, secret = arguments.aws_access_key_id, arguments.aws_secret_access_key
    if settled.signature_version is UNSIGNED:
        return Identity.of(None, session.settings)
    if key is not None and secret is not None:
        return Identity.of(
            Credentials(key, secret, arguments.aws_session_token, "explicit", account_id=arguments.aws_account_id),
            session.settings,
        )
    if key is not None or secret is not None:
        missing = "aws_secret_access_key" if secret is None else "aws_access_key_id"
        raise PartialCredentialsError(provider="explicit", cred_var=missing)
    if arguments.aws_session_token is not None or arguments.aws_account_id is not None:
        debug("sotalia.session", "A session token or account id without a key is ignored.")
    return session.identity
