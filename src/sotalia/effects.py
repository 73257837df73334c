"""What the core may ask the outside world for.

The core is made of generators. They yield one of these effects and are sent its result, or have its exception thrown
in at the `yield`. Two drivers perform them: `io.drive` blocks, `io.drive_async` awaits. Nothing else in Sotalia touches
sockets, clocks, files or processes.

    Send(request, stream)   -> Response
    ReadBody(stream)        -> bytes        the rest of a streamed reply, which is then closed
    FirstEvent(events)      -> dict         the initial reply that an RPC event stream carries in its first frame
    Sleep(seconds)          -> None
    ReadFile(path)          -> bytes        raises FileNotFoundError and its siblings
    WriteFile(path, data)   -> None         all or nothing, readable by its owner only; raises OSError
    RunProcess(argv)        -> (exit code, stdout, stderr)
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from .http import Request

    #: A step of the core: yields effects, is sent their results, returns a value.
    Steps = Generator["Effect", Any, Any]


class Effect:
    """Base of everything the core yields."""

    __slots__ = ()


class Send(Effect):
    """Send `request`; with `stream`, return as soon as the reply's head is there, its body still to be read."""

    __slots__ = ("request", "stream")

    def __init__(self, request: Request, stream: bool = False) -> None:
        self.request = request
        self.stream = stream


class ReadBody(Effect):
    """Read the rest of a streamed reply's body and close it."""

    __slots__ = ("stream",)

    def __init__(self, stream: Any) -> None:
        self.stream = stream


class FirstEvent(Effect):
    """Read the first frame of an event stream, which carries the operation's own reply."""

    __slots__ = ("events",)

    def __init__(self, events: Any) -> None:
        self.events = events


class Sleep(Effect):
    """Wait `seconds`."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class ReadFile(Effect):
    """Read a whole file."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class WriteFile(Effect):
    """Write a whole file, in the place of an older one if there is one, and make the folders that are missing."""

    __slots__ = ("data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data


class RunProcess(Effect):
    """Run a program without a shell and collect what it prints."""

    __slots__ = ("argv",)

    def __init__(self, argv: list[str]) -> None:
        self.argv = argv
