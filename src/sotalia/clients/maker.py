"""The session that makes clients, as its clients see it."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..events.emitter import EventEmitter
    from ..model.loader import Loader
    from ..settings.session import Settings
    from .arguments import ClientArguments


class ClientMaker(Protocol):
    """A session, as its clients see it. This module is for type checkers: nothing imports it when programs run."""

    settings: Settings
    events: EventEmitter
    client_base: ClassVar[type[Any]]
    _loader: Loader

    def make_client(self, arguments: ClientArguments) -> Any:
        """Make a client from collected arguments."""
