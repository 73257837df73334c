"""Sessions of Sotalia's that have a session of botocore's below them: blocking ones (boto3's) and awaited ones."""

from __future__ import annotations

from ..clients.arguments import ClientArguments, takes
from ..errors import NoCredentialsError
from ..model.names import shown_as
from ..sessions.base import SessionBase
from ..sessions.factory import make_client
from ..sessions.resources import make_resource
from .botocore.client import created
from .botocore.handlers import register_builtin_handlers
from .botocore.plugin import initialize_plugins
from .service_calls import ServiceCallsBelow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from ..sessions.service_calls import ServiceCalls


class OverBotocore(SessionBase):
    """What such sessions have in common.

    With `botocore_session`, one shares all that session's state: either sees what is set on the other.
    """

    #: The session of botocore below it, which has the same state.
    _session: Any

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
        below: Any = None,
        **of_sotalia: Any,
    ) -> None:
        """Make a session; the arguments are those of `sotalia.session.Session`, and a session of botocore.

        `below` is a session of botocore that this one is made for.

        Raises NoCredentialsError for an account id without keys, ProfileNotFound, TypeError for an object that is no
        session of botocore.
        """
        keys = (aws_access_key_id, aws_secret_access_key, aws_session_token)
        if botocore_session is None and below is None:
            botocore_session = self._session_of_program()
        if botocore_session is not None:
            self._share(botocore_session, keys, region_name, profile_name, aws_account_id)
            return
        super().__init__(*keys, region_name, None, profile_name, aws_account_id, **of_sotalia)
        register_builtin_handlers(self.events)
        self._session = self._session_below() if below is None else below

    def _session_below(self) -> Any:
        """Return a session of botocore that is another face of this one."""
        raise NotImplementedError

    def _session_of_program(self) -> Any:
        """Return a session of botocore from what a program has put in the place of `get_session`; None without that."""
        return None

    def _share(
        self,
        botocore_session: Any,
        keys: tuple[str | None, ...],
        region_name: str | None,
        profile_name: str | None,
        account_id: str | None,
    ) -> None:
        """Take the state of `botocore_session` for this one's, and say to both what the arguments say."""
        below = getattr(botocore_session, "_sotalia", None)
        if not isinstance(below, OverBotocore) or below.client_base.awaited != self.client_base.awaited:
            raise TypeError(
                f"botocore_session is a {type(botocore_session).__module__}.{type(botocore_session).__qualname__}, not "
                "a session as this one needs it: boto3 takes one of botocore.session, aioboto3 one of "
                "aiobotocore.session, made after sotalia.compat was installed."
            )
        if account_id is not None and None in keys[:2]:
            raise NoCredentialsError()
        self.__dict__ = below.__dict__
        if profile_name is not None:
            botocore_session.set_config_variable("profile", profile_name)
            _ = self.settings.scoped_config
        if region_name is not None:
            self.settings.set("region", region_name)
        if any(keys):
            self.set_credentials(keys[0], keys[1], keys[2], account_id)

    def _service_calls(self) -> ServiceCalls:
        return ServiceCallsBelow(self)

    def _twin(self) -> Self:
        twin = super()._twin()
        twin._session = twin._session_below()
        return twin

    def get_credentials(self) -> Any:
        """Return the session's credentials, or None; an awaited session's are awaited."""
        self._session._components.hand_over()
        return super().get_credentials()  # type: ignore[misc]

    @takes(ClientArguments)
    def client(self, arguments: ClientArguments) -> Any:
        """Make a client of a service; see `sotalia.session.Session.client`."""
        if self._session.makes_clients_its_way():
            return self._session.create_client(arguments.service_name, **arguments.options())
        return self.make_client(arguments)

    def make_client(self, arguments: ClientArguments) -> Any:
        """Make a client from collected arguments.

        Credentials are looked for as in boto3, now: the environment may be another one when the first call is made.
        What needs a request or a program is left to the first call.
        """
        return created(self, self._session._completed(arguments), self._make)

    def _make(self, arguments: ClientArguments) -> Any:
        client = make_client(self, arguments)
        client._core.identity.at_hand()
        initialize_plugins(client, self.settings.environ)
        return client

    @takes(ClientArguments, but="aws_account_id")
    def resource(self, arguments: ClientArguments) -> Any:
        """Make the resource that stands for a service; see `sotalia.session.Session.resource`."""
        return make_resource(self, arguments, _with_client)


def _with_client(session: SessionBase, arguments: ClientArguments) -> Any:
    """Return the client of a resource; as in boto3, the session's method makes it, which programs replace."""
    return session.client(arguments.service_name, **arguments.options())


shown_as("Session", OverBotocore)
