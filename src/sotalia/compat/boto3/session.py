"""boto3's Session: Sotalia's, over the session of botocore that lies below it there.

That may be any object with the methods of such a session, a mock for one: it is then asked for everything, as in boto3.
"""

from __future__ import annotations

from ...clients.arguments import ClientArguments, takes
from ...errors import NoCredentialsError
from ...model.names import shown_as
from ...session import Session as OwnSession
from ...sessions.resources import make_resource
from ..finder import VERSIONS
from ..modules import current
from ..sessions import OverBotocore
from .client import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Session(OverBotocore, OwnSession):
    """A session whose clients block; see `OverBotocore`."""

    client_base = Client

    def _session_of_program(self) -> Any:
        from ..botocore import session as ours

        maker = current("botocore.session", "get_session")
        as_it_is = maker is ours.get_session and current("botocore.session", "Session") is ours.Session
        return None if as_it_is else maker()

    def _share(
        self,
        botocore_session: Any,
        keys: tuple[str | None, ...],
        region_name: str | None,
        profile_name: str | None,
        account_id: str | None,
    ) -> None:
        is_ours = isinstance(getattr(botocore_session, "_sotalia", None), OverBotocore)
        if is_ours or not hasattr(botocore_session, "create_client"):
            super()._share(botocore_session, keys, region_name, profile_name, account_id)
            return
        OwnSession.__init__(self)
        self._session = botocore_session
        cls = type(self)
        own: Any = SessionOverAny if cls is Session else type(cls.__name__, (cls, SessionOverAny), {})
        self.__class__ = own
        SessionOverAny.tell(self, (*keys, account_id), region_name, profile_name)  # type: ignore[arg-type]

    def _session_below(self) -> Any:
        from ..botocore.session import Session as BotocoreSession

        return BotocoreSession.over(self)


class SessionOverAny(Session):
    """A session that has no state of its own; resources are made by it, over such clients."""

    def tell(self, keys: tuple[str | None, ...], region_name: str | None, profile_name: str | None) -> None:
        """Tell the object below what the arguments of the session say. `keys` are three, and an account's id.

        Raises NoCredentialsError for an account's id without keys.
        """
        below = self._session
        if below.user_agent_name == "Botocore":
            told = f"Botocore/{below.user_agent_version}"
            below.user_agent_extra = f"{below.user_agent_extra} {told}" if below.user_agent_extra else told
            below.user_agent_name, below.user_agent_version = "Boto3", VERSIONS["boto3"]
        if profile_name is not None:
            below.set_config_variable("profile", profile_name)
        if any(keys[:3]):
            below.set_credentials(*(keys[:3] if keys[3] is None else keys))
        elif keys[3] is not None:
            raise NoCredentialsError()
        if region_name is not None:
            below.set_config_variable("region", region_name)

    @property
    def profile_name(self) -> str:
        """The profile in use."""
        return self._session.profile or "default"

    @property
    def region_name(self) -> Any:
        """The region of clients that are made without one."""
        return self._session.get_config_variable("region")

    @property
    def events(self) -> Any:
        """The emitter."""
        return self._session.get_component("event_emitter")

    @events.setter
    def events(self, events: Any) -> None:
        raise AttributeError("can't set attribute 'events'")

    @property
    def available_profiles(self) -> Any:
        """The profiles in AWS's files."""
        return self._session.available_profiles

    def get_available_services(self) -> Any:
        """Return the names of all services."""
        return self._session.get_available_services()

    def get_available_partitions(self) -> Any:
        """Return the names of AWS's partitions."""
        return self._session.get_available_partitions()

    def get_available_regions(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> Any:
        """Return the regions in which a service is known to be."""
        return self._session.get_available_regions(
            service_name=service_name, partition_name=partition_name, allow_non_regional=allow_non_regional
        )

    def get_partition_for_region(self, region_name: str) -> Any:
        """Return the partition that a region is in."""
        return self._session.get_partition_for_region(region_name)

    def get_credentials(self) -> Any:
        """Return the session's credentials, or None."""
        return self._session.get_credentials()

    @takes(ClientArguments)
    def client(self, arguments: ClientArguments) -> Any:
        """Make a client of a service."""
        return self._session.create_client(arguments.service_name, **arguments.options())

    @takes(ClientArguments, but="aws_account_id")
    def resource(self, arguments: ClientArguments) -> Any:
        """Make the resource that stands for a service, over a client of this session."""
        return make_resource(_another(), arguments, lambda _, its: self.client(its.service_name, **its.options()))


def _another() -> Session:
    """Return a session that knows what resources are made of."""
    session = Session.__new__(Session)
    OwnSession.__init__(session)
    session._session = session._session_below()
    return session


shown_as("Session", SessionOverAny)
SessionOverAny.__name__ = SessionOverAny.__qualname__ = "Session"  # as its repr is to say
