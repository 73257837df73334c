"""The AWS SDK for Python, rebuilt: boto3's surface, native asyncio, a tenth of the CPU.

    import sotalia

    s3 = sotalia.client("s3", region_name="ap-southeast-1")
    for bucket in s3.list_buckets()["Buckets"]:
        print(bucket["Name"])

`sotalia.aio` has the same surface for asyncio, `sotalia.session.Session` holds settings and credentials,
`sotalia.exceptions` the errors, `sotalia.config.Config` the options of a client.
"""

from __future__ import annotations

from . import _forks  # noqa: F401 - from now on, forks wait for modules that are being loaded
from ._lazy_exports import lazy_exports
from ._version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .session import Session

__all__ = ["DEFAULT_SESSION", "Session", "client", "resource", "set_stream_logger", "setup_default_session"]

#: Modules that `import sotalia` leaves for later.
_LAZY = ("aio", "config", "credentials", "dynamodb", "exceptions", "session")

#: The session behind `client()`, made when first needed.
DEFAULT_SESSION: Session | None = None


def setup_default_session(**kwargs: Any) -> None:
    """Replace the default session by one made with these arguments (those of `Session`)."""
    global DEFAULT_SESSION
    from .session import Session

    DEFAULT_SESSION = Session(**kwargs)


def client(*args: Any, **kwargs: Any) -> Any:
    """Make a client with the default session; the arguments are those of `Session.client`."""
    return _by_default("client", args, kwargs)


def resource(*args: Any, **kwargs: Any) -> Any:
    """Make a service's resource with the default session; the arguments are those of `Session.resource`."""
    return _by_default("resource", args, kwargs)


def _by_default(method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a method of the default session, which is made if it does not exist yet."""
    from .model.names import as_called

    if DEFAULT_SESSION is None:
        setup_default_session()
    return as_called(method, getattr(DEFAULT_SESSION, method), args, kwargs)


def set_stream_logger(name: str = "sotalia", level: int | None = None, format_string: str | None = None) -> None:
    """Print the messages of the logger `name` from `level` on (default: DEBUG) to stderr."""
    import logging

    if level is None:
        level = logging.DEBUG
    logger = logging.getLogger(name)
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter(format_string or "%(asctime)s %(name)s [%(levelname)s] %(message)s"))
    logger.addHandler(handler)


# `import sotalia` costs next to nothing; these names are loaded when they are used.
__getattr__, __dir__ = lazy_exports(globals(), {"Session": "session", **dict.fromkeys(_LAZY, "")})
