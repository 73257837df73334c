"""What blocking and awaited sessions have in common: settings, credentials, models, events, and making clients."""

from __future__ import annotations

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
    from typing import Any, ClassVar

    from ..config import Config
    from ..endpoint.regions import Regions
    from ..identity import Identity


class SessionBase(Suggests):
    """Settings and credentials, and the clients made with them. May be shared by threads and tasks, and pickled.

    Pickling carries the arguments given here (secrets among them, if any were given) and none that were found: the
    other process finds its own.
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
    ) -> None:
        """Make a session.

        `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and `aws_account_id` are the credentials to
        use; without them the environment's or the profile's are. `region_name` is the default region of clients.
        `profile_name` names a profile in AWS's config and credentials files. `botocore_session` must be None: sessions
        of botocore cannot be used.

        Raises NoCredentialsError for an account id without keys, ProfileNotFound.
        """
        if botocore_session is not None:
            raise TypeError("botocore_session is not supported: a Session of Sotalia has no botocore session below it.")
        if aws_account_id is not None and (aws_access_key_id is None or aws_secret_access_key is None):
            raise NoCredentialsError()
        self._arguments: dict[str, Any] = plain_within(
            {
                "aws_access_key_id": aws_access_key_id,
                "aws_secret_access_key": aws_secret_access_key,
                "aws_session_token": aws_session_token,
                "region_name": region_name,
                "profile_name": profile_name,
                "aws_account_id": aws_account_id,
            }
        )
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
        self._regions: Regions | None = None

    @classmethod
    def with_settings(cls, settings: Settings, loader: Loader) -> SessionBase:
        """Make a session of settings and models that there are already; nobody signs for it."""
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

        given = self._arguments
        key, secret = given["aws_access_key_id"], given["aws_secret_access_key"]
        if any((key, secret, given["aws_session_token"])):
            # Half of a key pair is reported when something is to be signed, as in boto3.
            return Identity.of(
                Credentials(key, secret, given["aws_session_token"], "explicit", account_id=given["aws_account_id"]),
                self.settings,
            )
        return Identity(
            self.settings,
            now=clock.now,
            service_call=ServiceCalls(self.settings, self._loader),
            kind=awaited_kind if self.client_base.awaited else blocking_kind,
        )

    @property
    def regions(self) -> Regions:
        """What endpoints.json says of services and regions."""
        if self._regions is None:
            from ..endpoint.compile import compile_endpoints
            from ..endpoint.regions import Regions

            tables = self._loader.endpoints(compile_endpoints)
            self._regions = Regions(tables.index, tables.slice, tables.builtin)
        return self._regions

    @property
    def profile_name(self) -> str:
        """The profile in use; `default` when none was asked for."""
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
        service_name = plain(service_name)
        try:
            prefix = self._loader.service_model(service_name).endpoint_prefix
            return sorted(self.regions.get_available_endpoints(prefix, partition_name, allow_non_regional))
        except UnknownServiceError:
            # boto3 asks endpoints.json by the name itself then.
            return sorted(self.regions.get_available_endpoints(service_name, partition_name, allow_non_regional))

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
        PartialCredentialsError, TypeError for a transport that is none, or of the other kind.
        """
        return make_client(self, arguments)

    def make_client(self, arguments: ClientArguments) -> Any:
        """Make a client of arguments that were collected before."""
        return make_client(self, arguments)

    @takes(ClientArguments, but="aws_account_id")
    def resource(self, arguments: ClientArguments) -> Any:
        """Make the resource that stands for a service: `session.resource("s3").Bucket("my-bucket")`.

        `service_name` is one of `get_available_resources()`. The other arguments are those of `client`: the resource
        makes a client with them, which is its `meta.client` and that of all resources made from it.

        Raises ResourceNotExistsError, UnknownAPIVersionError naming the versions there are, and what `client` raises.
        """
        from .resources import make_resource

        return make_resource(self, arguments)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_session, (type(self), self._arguments, self.default_config, list(self._loader.search_paths))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(region_name={self.region_name!r})"


shown_as("Session", SessionBase)


def blocking_kind() -> Any:
    """Return the class of credentials that renew themselves, loaded where there are such."""
    from ..clients.credentials import RefreshableCredentials

    return RefreshableCredentials


def awaited_kind() -> Any:
    """Return the same for awaited sessions."""
    from ..clients.credentials import AsyncRefreshableCredentials

    return AsyncRefreshableCredentials


def _rebuild_session(
    cls: type[SessionBase], arguments: dict[str, Any], default_config: Any, search_paths: list[str]
) -> SessionBase:
    session = cls(**arguments)
    session.default_config = default_config
    session._loader.search_paths[:] = search_paths
    return session
