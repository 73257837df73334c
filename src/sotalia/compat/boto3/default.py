"""boto3's functions, which work with the session that is `boto3.DEFAULT_SESSION`, not with Sotalia's.

They look their helpers up in the module, so that programs may replace each: `boto3.DEFAULT_SESSION = None` makes the
next call make a new session, `boto3.Session = Fake` makes it a fake.
"""

from __future__ import annotations

import sys

from ..finder import VERSIONS
from ..modules import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__author__ = "Amazon Web Services"
__version__ = VERSIONS["boto3"]

#: The session at the start; `boto3.DEFAULT_SESSION` is where it is kept.
DEFAULT_SESSION: Any = None


def setup_default_session(**kwargs: Any) -> None:
    """Replace the default session by one made with these arguments (those of `Session`)."""
    session = current("boto3", "Session")(**kwargs)
    sys.modules["boto3"].DEFAULT_SESSION = session  # type: ignore[attr-defined]


def _get_default_session() -> Any:
    """Return the default session, made if there is none yet."""
    if current("boto3", "DEFAULT_SESSION") is None:
        current("boto3", "setup_default_session")()
    return current("boto3", "DEFAULT_SESSION")


def client(*args: Any, **kwargs: Any) -> Any:
    """Make a client with the default session; the arguments are those of `Session.client`."""
    return current("boto3", "_get_default_session")().client(*args, **kwargs)


def resource(*args: Any, **kwargs: Any) -> Any:
    """Make a service's resource with the default session; the arguments are those of `Session.resource`."""
    return current("boto3", "_get_default_session")().resource(*args, **kwargs)


def set_stream_logger(name: str = "boto3", level: int | None = None, format_string: str | None = None) -> None:
    """Print the messages of the logger `name` from `level` on (default: DEBUG) to stderr."""
    from ... import set_stream_logger as own

    own(name, level, format_string)
