"""What blocking and awaited sessions have in common: settings, credentials, models, events, and making clients."""

from __future__ import annotations

from copy import copy

from ..clients.arguments import ClientArguments, takes
from ..errors import NoCredentialsError, UnknownServiceError
from ..events.emitter import EventEmitter
from ..identity import Credentials
from ..io import clock
from ..io.files import read_file
from ..model.loader import Loader
from ..model.names import Suggests, shown_as
from ..percent import plain, plain_within
from ..settings.session import Settings
from .factory import make_client
from .service_calls import ServiceCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, ClassVar, Self

    from ..config import Config
    from ..endpoint.regions import Regions
    from ..identity import Identity
    from ..identity.chain import Sources
    from ..identity.providers import CredentialResolver

#: The constructor's arguments about a role.
_OF_ROLES = ("role_arn", "external_id", "role_session_name", "duration_seconds", "mfa_serial")
#: The constructor's arguments that unpickling makes the session with again.
_ARGUMENTS = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region_name", "profile_name"),
    *("aws_account_id", *_OF_ROLES),
)


class SessionBase(Suggests):
    """Settings and credentials, and the clients made with them. May be shared by threads and tasks, and pickled.

    Pickling includes the constructor's arguments, with any secrets among them, but no credentials from other sources:
    the other process looks for its own.
    """

    client_base: ClassVar[type[Any]]

    def __init__(
        self,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        region_name: str | None = None,
        botocore_session: Any = None,
        profile_name: str | None = None,
        aws_account_id: str | None = None,
        *,
        role_arn: str | None = None,
        external_id: str | None = None,
        role_session_name: str | None = None,
        duration_seconds: int | str | None = None,
        mfa_serial: str | None = None,
    ) -> None:
        """Make a session.

        `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and `aws_account_id` are the credentials to
        use; without them those of the environment or the profile are used. `region_name` is the default region of
        clients. `profile_name` names a profile in AWS's config and credentials files. `botocore_session` must be None:
        sessions of botocore cannot be used.

        With `role_arn` (not in boto3), clients act in that role, which is assumed with the session's credentials when
        the first call needs it, and again before it expires; see `assume_role` for it and the four arguments after it.

        Raises NoCredentialsError for an account id without keys, ProfileNotFound.
        """
        values = locals()
        if botocore_session is not None:
            raise TypeError("botocore_session is not supported: a Session of Sotalia has no botocore session below it.")
        if aws_account_id is not None and (aws_access_key_id is None or aws_secret_access_key is None):
            raise NoCredentialsError()
        self._arguments: dict[str, Any] = plain_within({name: values[name] for name in _ARGUMENTS})
        #: The session's options: see `sotalia.settings.session`.
        self.settings = Settings(profile_name, read_file=read_file, overrides={"region": region_name})
        #: Defaults for the `config` of clients, or None.
        self.default_config: Config | None = None
        #: Handlers that the session's clients start with.
        self.events = EventEmitter()
        self._loader = Loader(self._data_path())
        if profile_name is not None:
            _ = self.settings.scoped_config
        self.identity: Identity = self._make_identity()
        role = {name: self._arguments[name] for name in _OF_ROLES}
        if any(value is not None for value in role.values()):
            from ..identity.roles import role_arguments

            self.identity = self._in_role(role_arguments(**role), self.identity)
        self._regions: Regions | None = None

    #: What `__reduce__` returns where the constructor's arguments are not enough.
    _reduced: tuple[Any, ...] | None = None

    @classmethod
    def with_settings(cls, settings: Settings, loader: Loader) -> SessionBase:
        """Make a session with existing settings and models, and without credentials."""
        from ..identity import Identity

        session = cls.__new__(cls)
        session._arguments = {}
        session.settings = settings
        session.default_config = None
        session.events = EventEmitter()
        session._loader = loader
        session.identity = Identity.of(None, settings)
        session._regions = None
        return session

    def _data_path(self) -> list[str]:
        import os

        path = self.settings.get("data_path")
        return [os.path.expandvars(os.path.expanduser(part)) for part in path.split(os.pathsep)] if path else []

    def _make_identity(self) -> Identity:
        from ..identity import Identity

        arguments = self._arguments
        key, secret = arguments["aws_access_key_id"], arguments["aws_secret_access_key"]
        token = arguments["aws_session_token"]
        if any((key, secret, token)):
            # Half of a key pair is reported when a request is to be signed, as in boto3.
            return Identity.of(
                Credentials(key, secret, token, "explicit", account_id=arguments["aws_account_id"]),
                self.settings,
            )
        return self._new_identity()

    def _new_identity(self, sources: Sources | None = None) -> Identity:
        from ..identity import Identity

        return Identity(
            self.settings,
            now=clock.now,
            service_call=self._service_calls(),
            kind=awaited_kind if self.client_base.awaited else blocking_kind,
            sources=sources,
        )

    def _service_calls(self) -> ServiceCalls:
        return ServiceCalls(self.settings, self._loader, self.events, type(self))

    def _in_role(self, arguments: dict[str, Any], signer: Identity) -> Identity:
        """Return an identity for this session that assumes a role with another one."""
        from ..identity.roles import AssumedRole

        return self._new_identity(((AssumedRole.METHOD, AssumedRole(arguments, signer)),))

    def assume_role(
        self,
        role_arn: str,
        *,
        external_id: str | None = None,
        role_session_name: str | None = None,
        duration_seconds: int | str | None = None,
        mfa_serial: str | None = None,
        policy: str | Mapping[str, Any] | None = None,
        policy_arns: Sequence[str] | None = None,
        session_tags: Mapping[str, str] | None = None,
        source_identity: str | None = None,
    ) -> Self:
        """Return a session whose clients act in a role, which is assumed with this session's credentials.

        (Not in boto3.) The role is assumed when its credentials are first needed, and again before they expire. The
        new session has this one's settings and region. With `mfa_serial`, the user at the terminal is asked for a code,
        once. `policy` and `policy_arns` restrict what the role allows; `session_tags` and `source_identity` are passed
        on.

        Results are kept in the AWS CLI's cache (`~/.aws/cli/cache`), and the CLI's own results are used, unless the
        environment says `SOTALIA_ROLE_CACHE=off`.

        Calls made with the session raise NoCredentialsError where this one has no credentials, ClientError where the
        service refuses the role, RefreshWithMFAUnsupportedError when a role that needed a code has expired.
        """
        from ..identity.roles import role_arguments

        arguments = role_arguments(
            role_arn,
            external_id=external_id,
            role_session_name=role_session_name,
            duration_seconds=duration_seconds,
            mfa_serial=mfa_serial,
            policy=policy,
            policy_arns=policy_arns,
            session_tags=session_tags,
            source_identity=source_identity,
        )
        return self._in_role_of(plain_within(arguments))

    def _in_role_of(self, arguments: dict[str, Any]) -> Self:
        session = self._twin()
        session.identity = session._in_role(arguments, self.identity)
        session._reduced = _rebuild_in_role, (self, arguments, self.default_config)
        return session

    def _twin(self) -> Self:
        """Return another session with this one's settings, identity, models and handlers."""
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.events = copy(self.events)
        return twin

    def set_credentials(
        self,
        access_key: Any,
        secret_key: str | None = None,
        token: str | None = None,
        account_id: str | None = None,
    ) -> None:
        """Set the keys with which clients made from now on sign; existing clients keep theirs.

        In place of the keys, `access_key` may be an object that holds credentials, of `sotalia.credentials` or of
        botocore: one that renews itself, say. Raises TypeError for anything else.
        """
        from ..identity import Identity

        credentials = access_key
        if secret_key is not None or not hasattr(access_key, "get_frozen_credentials"):
            if secret_key is None:
                raise TypeError("set_credentials takes an access key and its secret, or an object that holds both.")
            credentials = Credentials(access_key, secret_key, token, "explicit", account_id)
        self.identity = Identity.of(credentials, self.settings, now=clock.now)
        self._credentials = credentials

    #: The credentials that `set_credentials` set, or None.
    _credentials: Any = None

    @property
    def credential_chain(self) -> CredentialResolver:
        """The sources of credentials (not in boto3; botocore's component `credential_provider`): add one of your own.

        A session with credentials or a role of its own asks none of these sources.
        """
        from ..identity.providers import CredentialResolver

        return CredentialResolver(self.identity)

    @property
    def regions(self) -> Regions:
        """What endpoints.json says about services and regions."""
        if self._regions is None:
            from ..endpoint.compile import compile_endpoints
            from ..endpoint.regions import Regions

            tables = self._loader.endpoints(compile_endpoints)
            self._regions = Regions(tables.index, tables.slice, tables.builtin)
        return self._regions

    @property
    def profile_name(self) -> str:
        """The profile in use; `default` unless one is named."""
        return self.settings.profile or "default"

    @property
    def region_name(self) -> str | None:
        """The default region of clients, or None."""
        region: str | None = self.settings.get("region")
        return region

    @property
    def available_profiles(self) -> list[str]:
        """The profiles in AWS's config and credentials files."""
        return self.settings.available_profiles

    def get_available_services(self) -> list[str]:
        """Return the names of all services that `client` takes."""
        return self._loader.list_available_services("service-2")

    def get_available_resources(self) -> list[str]:
        """Return the names of all services that have resources."""
        return self._loader.list_available_services("resources-1")

    def get_available_partitions(self) -> list[str]:
        """Return the names of AWS's partitions: `["aws", "aws-cn", …]`."""
        return self.regions.get_available_partitions()

    def get_available_regions(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """Return the regions of a partition in which a service is known to be.

        There may be more: the list is only as new as this release. With `allow_non_regional`, endpoints that are no
        regions (`fips-us-gov-west-1`, `aws-global`) are among them. A service that does not exist is in no region.
        """
        try:
            prefix = self._loader.service_model(plain(service_name)).endpoint_prefix
        except UnknownServiceError:
            return []
        return sorted(self.regions.get_available_endpoints(prefix, partition_name, allow_non_regional))

    def get_partition_for_region(self, region_name: str) -> str:
        """Return the partition that a region is in. Raises UnknownRegionError."""
        return self.regions.get_partition_for_region(region_name)

    @takes(ClientArguments)
    def client(self, arguments: ClientArguments) -> Any:
        """Make a client of a service.

        `service_name` is one of `get_available_services()`. `region_name` is the region to talk to (default: the
        config's, the session's). `api_version` picks an older version of the service. `use_ssl=False` uses plain HTTP.
        `verify` is False for unchecked TLS certificates, or the path of a CA bundle. `endpoint_url` is the complete URL
        of the service, in place of AWS's. The `aws_…` arguments are this client's own credentials. `config` is a
        `sotalia.config.Config`. `transport` (not in boto3) sends the client's requests in place of its connections:
        one of `sotalia.testing`, or another object with `send` and `close` like theirs, awaited if the client is. It
        is closed with the client.

        Making a client opens no connection. Raises UnknownServiceError, NoRegionError, InvalidRegionError,
        PartialCredentialsError, TypeError for a transport that is not one, or of the other kind.
        """
        return make_client(self, arguments)

    def make_client(self, arguments: ClientArguments) -> Any:
        """Make a client from collected arguments."""
        return make_client(self, arguments)

    @takes(ClientArguments, but="aws_account_id")
    def resource(self, arguments: ClientArguments) -> Any:
        """Make the resource that stands for a service: `session.resource("s3").Bucket("my-bucket")`.

        `service_name` is one of `get_available_resources()`. The other arguments are those of `client`: the resource
        makes a client with them, which is its `meta.client` and that of all resources made from it.

        Raises ResourceNotExistsError, UnknownAPIVersionError, which names the known versions, and what `client` raises.
        """
        from .resources import make_resource

        return make_resource(self, arguments)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._reduced is not None:
            return self._reduced
        state = self._credentials, self.identity.sources if self._looks_around else None
        paths = list(self._loader.search_paths)
        return _rebuild_session, (type(self), self._arguments, self.default_config, paths, *state)

    @property
    def _looks_around(self) -> bool:
        """Whether the session gets its credentials from its own chain of sources."""
        return self._credentials is None and self._arguments.get("role_arn") is None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(region_name={self.region_name!r})"


shown_as("Session", SessionBase)


def blocking_kind() -> Any:
    """Return the class of credentials that renew themselves; it is loaded when it is needed."""
    from ..clients.credentials import RefreshableCredentials

    return RefreshableCredentials


def awaited_kind() -> Any:
    """Return the same for awaited sessions."""
    from ..clients.credentials import AsyncRefreshableCredentials

    return AsyncRefreshableCredentials


def _rebuild_session(
    cls: type[SessionBase],
    arguments: dict[str, Any],
    default_config: Any,
    search_paths: list[str],
    credentials: Any = None,
    sources: Sources | None = None,
) -> SessionBase:
    session = cls(**arguments)
    session.default_config = default_config
    session._loader.search_paths[:] = search_paths
    if credentials is not None:
        session.set_credentials(credentials)
    if sources is not None:
        session.identity.sources = sources
    return session


def _rebuild_in_role(session: SessionBase, arguments: dict[str, Any], default_config: Any) -> SessionBase:
    in_role = session._in_role_of(arguments)
    in_role.default_config = default_config
    return in_role
