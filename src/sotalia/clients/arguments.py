"""The arguments of `Session.client`, written out here and nowhere else: all that takes them uses this module."""

from __future__ import annotations

from .._frozen import Frozen
from ..model.names import as_called, wrong_arguments
from ..percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from ..config import Config
    from ..io.transport import AsyncTransport, Transport

    P = ParamSpec("P")
    Owner = TypeVar("Owner")
    Returned = TypeVar("Returned")


class ClientArguments(Frozen):
    """The arguments of `Session.client`, as the caller gave them.

    Pickling includes the secrets among them. With a transport they cannot be pickled: it belongs to this process.
    """

    def __init__(
        self,
        service_name: str,
        region_name: str | None = None,
        api_version: str | None = None,
        use_ssl: bool = True,
        verify: bool | str | None = None,
        endpoint_url: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        config: Config | None = None,
        aws_account_id: str | None = None,
        *,
        transport: Transport | AsyncTransport | None = None,
    ) -> None:
        self.service_name = service_name
        self.region_name = region_name
        self.api_version = api_version
        self.use_ssl = use_ssl
        self.verify = verify
        self.endpoint_url = endpoint_url
        self.aws_access_key_id = aws_access_key_id
        self.aws_secret_access_key = aws_secret_access_key
        self.aws_session_token = aws_session_token
        self.config = config
        self.aws_account_id = aws_account_id
        self.transport: Any = transport
        self.__dict__.update({name: plain(value) for name, value in vars(self).items()})

    def replaced(self, **changes: Any) -> ClientArguments:
        """Return the same arguments with `changes`."""
        return ClientArguments(**{**vars(self), **changes})

    def options(self) -> dict[str, Any]:
        """Return what stands behind the service's name, as boto3 passes it on: newer options only if they are given."""
        newer = ("aws_account_id", "transport")
        return {
            name: value
            for name, value in vars(self).items()
            if name != "service_name" and (value is not None or name not in newer)
        }

    def __reduce__(self) -> tuple[Any, ...]:
        if self.transport is not None:
            raise TypeError(
                f"A client (or resource) of {self.service_name} that was given its transport cannot be pickled: the "
                "transport belongs to this process. Make a client with a transport in the other one."
            )
        return _rebuild, (vars(self),)

    def __repr__(self) -> str:
        return f"<ClientArguments {self.service_name} {self.region_name}>"


def _rebuild(arguments: dict[str, Any]) -> ClientArguments:
    return ClientArguments(**arguments)


def takes(
    arguments: Callable[P, ClientArguments], but: str = ""
) -> Callable[[Callable[[Owner, ClientArguments], Returned]], Callable[Concatenate[Owner, P], Returned]]:
    """Return a decorator for a method that takes a ClientArguments; callers pass its fields, all except `but`.

    The method's signature is made on first use, and a TypeError for wrong arguments names the method itself.
    """

    def decorate(
        function: Callable[[Owner, ClientArguments], Returned],
    ) -> Callable[Concatenate[Owner, P], Returned]:
        def method(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            method_name = method.__qualname__
            if but:
                _refuse(but, method_name, args, kwargs)
            collected = ClientArguments.__new__(ClientArguments)
            as_called(method_name, ClientArguments.__init__, (collected, *args), kwargs)
            return function(self, collected)

        method.__name__, method.__qualname__ = function.__name__, function.__qualname__
        method.__module__, method.__doc__ = function.__module__, function.__doc__
        method.__wrapped__ = _Wrapped(but)  # type: ignore[attr-defined]
        return method

    return decorate


def _refuse(but: str, method_name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise TypeError, worded as Python's own, if the caller passed the argument that the method does not take."""
    most = ClientArguments.__init__.__code__.co_varnames.index(but)
    if but in kwargs:
        raise wrong_arguments(method_name, f" got an unexpected keyword argument {but!r}")
    if len(args) >= most:
        problem = f" takes from 2 to {most} positional arguments but {len(args) + 1} were given"
        raise wrong_arguments(method_name, problem)


class _Wrapped:
    """A method's `__wrapped__`, where `inspect` finds the signature; `inspect` itself is not loaded before."""

    __slots__ = ("_but",)

    def __init__(self, but: str) -> None:
        self._but = but

    @property
    def __signature__(self) -> Any:
        import inspect

        signature = inspect.signature(ClientArguments.__init__)
        parameters = [parameter for name, parameter in signature.parameters.items() if name != self._but]
        return signature.replace(parameters=parameters, return_annotation="Any")
