# Made from src/sotalia/clients/_async/client.py by tools/async_to_sync.py: change that file and run `make format`.
"""The clients that users hold: `ClientBase` has attributes and methods, this module performs calls."""

from __future__ import annotations

from ...core.context import Call
from ...errors import UnknownClientMethodError
from ...io.drive import close_unread, documented, drive
from ...model.names import Unknown, did_you_mean
from ..base import ClientBase
from .streams import Streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from ...effects import Steps
    from ...paginate._sync.paginator import Paginator
    from ..connection import Connection


class BaseClient(ClientBase):
    """Base of the blocking clients. Works in any event loop, in several in turn, with and without `with`."""

    streams = Streams

    def _connect(self) -> Connection:
        # If two threads do this at the same time, one of the transports is dropped unused.
        from ...io.perform import Performer
        from ..connection import Connection

        transport = self._arguments.transport
        if transport is None:
            from ...io.transport.curl import CurlTransport

            transport = CurlTransport(self._transport_options())
        return self._connections.setdefault("open", Connection(transport, Performer(transport)))

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> Any:
        """Call an operation by its name in the model: `_make_api_call("ListBuckets", {})`.

        Every method of a client comes through here with its keyword arguments, so this is the place to observe or to
        replace calls: programs and test tools patch it, and its name and arguments stay as they are.

        Returns the reply as a dict. Raises ClientError or one of `client.exceptions` for an error reply,
        ParamValidationError for parameters that the model does not allow, other BotoCoreErrors for other
        failures.
        """
        connection = self._connection or self._connect()
        begun = connection.prepare(self._core, operation_name, api_params, connection.features())
        if isinstance(begun, Call):
            return _exchange(begun, connection)
        return drive(begun, connection.perform)

    @property
    def _waiter_bases(self) -> tuple[type[Any], type[Any]]:  # type: ignore[override]
        from ...waiters._sync.waiter import NormalizedOperationMethod, Waiter

        return Waiter, NormalizedOperationMethod

    @property
    def _paginator_base(self) -> type[Paginator]:  # type: ignore[override]
        from ...paginate._sync.paginator import Paginator

        return Paginator

    @staticmethod
    def _resource_shell() -> Any:
        """Return the module of the resources that are used with such clients."""
        from ...resources._sync import resource

        return resource

    def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: dict[str, Any] | None = None,
        ExpiresIn: float | None = 3600,
        HttpMethod: str | None = None,
    ) -> str:
        """Return a URL with which anybody can make one call with this client's credentials, for a limited time.

        `ClientMethod` is the method's name (`"get_object"`), `Params` its arguments, `ExpiresIn` the URL's validity in
        whole seconds (an hour, also for None), `HttpMethod` the HTTP method to sign for, by default the operation's
        own. Nothing is sent.

        Raises UnknownClientMethodError for an unknown method, ParamValidationError, NoCredentialsError.
        """
        from ...core.presign import presigned_url, url_at_once

        operation_name = self._PY_TO_OP_NAME.get(ClientMethod)
        if operation_name is None:
            unknown = UnknownClientMethodError(method_name=ClientMethod)
            unknown.args = (str(Unknown(str(unknown), did_you_mean(str(ClientMethod), self._PY_TO_OP_NAME))),)
            raise unknown
        known_url = url_at_once(self._core, operation_name, Params, ExpiresIn, HttpMethod)
        if known_url is not None:
            return known_url
        url: str = self._run(presigned_url(self._core, operation_name, dict(Params or {}), ExpiresIn, HttpMethod))
        return url

    def _run(self, steps: Steps) -> Any:
        """Perform a generator of the core and return its value, for methods that are not operations."""
        connection = self._connection or self._connect()
        return drive(steps, connection.perform)

    def close(self) -> None:
        """Close the client's connections, or the custom transport. A later call opens new ones."""
        connection = self._connections.pop("open", None)
        if connection is not None:
            connection.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _exchange(prepared: Call, connection: Connection) -> Any:
    """Send the request of a call that is prepared, and conclude it; where that is not all, perform its other steps."""
    effect = prepared.ready
    assert effect is not None
    try:
        response = connection.perform(effect)
    except Exception as error:
        steps = connection.resume(prepared, documented(effect, error))
        return drive(steps, connection.perform)
    try:
        result = connection.conclude(prepared, response)
    except BaseException:
        close_unread(response.body)
        raise
    if result is None:
        unread_body = response.body if effect.stream else None
        return drive(connection.resume(prepared, response), connection.perform, unread_body)
    return result
