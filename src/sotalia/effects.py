"""What the core may ask the outside world for.

The core is made of generators. They yield one of these effects and are sent its result, or have its exception thrown
in at the `yield`. Two drivers perform them: `io.drive` blocks, `io.drive_async` awaits. Nothing else in Sotalia touches
sockets, clocks, files or processes, and nothing that takes long is done but in a `Compute` or a `Load`, which never
keep an event loop from its other work.

    Send(request, stream)   -> Response
    ReadBody(stream)        -> bytes        the rest of a streamed reply, which is then closed
    FirstEvent(events)      -> dict         the initial reply that an RPC event stream carries in its first frame
    Sleep(seconds)          -> None
    ReadFile(path)          -> bytes        raises FileNotFoundError and its siblings
    WriteFile(path, data)   -> None         all or nothing, readable by its owner only; raises OSError
    RunProcess(argv, …)     -> (exit code, stdout, stderr); raises TimeoutError, FileNotFoundError and its siblings
    Fetch(request, …)       -> Response     from a metadata service, over a connection of its own
    Compute(function, …)    -> what the function returns; it may take long
    Load(function, …)       -> what the function returns; it takes long the first time only
    Ask(function, …)        -> what a function of the program's returns, which may wait, or be awaited
    Around(function, steps) -> what `function(run)` returns, or awaits; `run()` performs the steps
    Prompt(text)            -> what the user types in, without showing it
    Share(key, begin, …)    -> what `begin()`'s steps return; they run once for all calls that want it at the same time
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
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
    """Read the rest of a streamed reply's body and close it; leave off, with a TimeoutError, after `seconds`.

    Where calls block it is the request's own limit that ends it.
    """

    __slots__ = ("seconds", "stream")

    def __init__(self, stream: Any, seconds: float | None = None) -> None:
        self.stream = stream
        self.seconds = seconds


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
    """Run a program without a shell and collect what it prints; kill it when that takes more than `timeout` seconds."""

    __slots__ = ("argv", "timeout")

    def __init__(self, argv: list[str], timeout: float) -> None:
        self.argv = argv
        self.timeout = timeout


class Fetch(Effect):
    """Send `request` to a metadata service, once, and return the whole reply.

    It goes over a connection of its own, with neither a client's transport nor its options: `timeout` is how many
    seconds connecting may take, and how long nothing may come; `environ` is the environment whose proxies count, or
    None for none. It raises the same errors as `Send`.
    """

    __slots__ = ("environ", "request", "timeout")

    def __init__(self, request: Request, timeout: float, environ: Mapping[str, str] | None = None) -> None:
        self.request = request
        self.timeout = timeout
        self.environ = environ


class Compute(Effect):
    """Do what may take long: hash a large body, read through a file, take a large reply apart.

    The function may work on the caller's objects: it has ended when the call ends, also when that is cancelled. It must
    not call handlers that a program has registered: they run in the thread that makes the call.
    """

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function = function
        self.arguments = arguments


class Load(Compute):
    """Do what takes long the first time only, since its result is kept: load modules, read files, compile models.

    Many calls may want the same at once; it is then done by one of them. The function may be called again.
    """

    __slots__ = ()


class Ask(Effect):
    """Call a function of the program's: it may wait for something, and where calls are awaited it may be async."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function = function
        self.arguments = arguments


class Around(Effect):
    """Call a function of the program's that is around a part of a call: `run`, its argument, performs that part.

    `steps` makes the part's steps, each time anew. Where calls are awaited, `run()` gives an awaitable, and so may the
    function.
    """

    __slots__ = ("function", "steps")

    def __init__(self, function: Callable[[Callable[[], Any]], Any], steps: Callable[[], Steps]) -> None:
        self.function = function
        self.steps = steps


class Prompt(Effect):
    """Ask the user at the terminal for a secret."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Share(Effect):
    """Run the steps that `begin()` returns, once for all calls that want `key` meanwhile, in any thread or event loop.

    `key` is an object, compared by identity. `waiting` says which calls wait for the end of the steps and get what they
    return or raise: EVERYBODY; the FIRST, which runs them; or NOBODY, where steps that have to wait for something run
    on in the background. Calls that do not wait get None.

    A call that has `seconds` set waits no longer than that, then TimeoutError is raised; the steps run on.
    """

    __slots__ = ("begin", "key", "seconds", "waiting")

    EVERYBODY, FIRST, NOBODY = range(3)

    def __init__(self, key: Any, begin: Callable[[], Steps], waiting: int = EVERYBODY) -> None:
        self.key = key
        self.begin = begin
        self.waiting = waiting
        self.seconds: float | None = None
