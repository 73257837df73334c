"""The User-Agent header: the program, its platform, and the features that it uses.

    Sotalia/0.1.0 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.11.2 md/pyimpl#CPython m/E,Z cfg/retry-mode#standard

The format is that of AWS's SDKs, as botocore 1.44.5 writes it, under our own name; `m/` lists features by their ids,
here in alphabetical order. A text is made once per client and set of features; each call looks up the one it needs.
"""

from __future__ import annotations

import sys

from .._version import __version__
from .features import bits, ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..settings.client import ClientSettings

NAME = "Sotalia"
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$%&'*+-.^_`|~,")
_SYSTEMS = ("windows", "linux", "macos", "android", "ios", "watchos", "tvos", "other")


class UserAgent:
    """The header of one client: `texts[features]` for the calls that use `features` besides the client's own.

    `texts[0]` exists from the start; `text` adds the others.
    """

    __slots__ = ("_after", "_before", "_features", "_mode", "known", "texts")

    def __init__(self, before: str, features: int | None, mode: str = "", after: str = "") -> None:
        #: What goes before the list of features, and behind that and the retry mode. Without a set of features, there
        #: is neither list nor mode.
        self._before = before
        self._features = features
        self._mode = mode
        self._after = after
        self.texts: dict[int, str] = {}
        #: The same texts, to tell them from a text that a program has put in their place.
        self.known: set[str] = set()
        self.text(0)

    def in_mode(self, mode: str) -> UserAgent:
        """Return the header of a client that differs in its retry mode."""
        return self if mode == self._mode else UserAgent(self._before, self._features, mode, self._after)

    def text(self, features: int) -> str:
        """Return the header for calls that use `features`."""
        text = self._before
        if self._features is not None:
            all_features = self._features | features | bits([f"RETRY_MODE_{self._mode.upper()}"])
            text = f"{text} m/{','.join(ids(all_features))} cfg/retry-mode#{self._mode}{self._after}"
        self.texts[features] = text
        self.known.add(text)
        return text


def user_agent(
    settings: ClientSettings, environ: Mapping[str, str], system: tuple[str, str, str], features: Iterable[str] = ()
) -> UserAgent:
    """Return the header of a client with `settings`, which uses `features` (by name) besides those of its options.

    `system` is the platform: the operating system's name and release, and the machine.
    `Config(user_agent=...)` replaces all of the header but `user_agent_extra`.
    """
    extra = settings.user_agent_extra
    if settings.user_agent is not None:
        return UserAgent(f"{settings.user_agent} {extra}" if extra else settings.user_agent, None)
    client_features = (
        *features,
        f"FLEXIBLE_CHECKSUMS_REQ_{settings.request_checksum_calculation.upper()}",
        f"FLEXIBLE_CHECKSUMS_RES_{settings.response_checksum_validation.upper()}",
    )
    before = _platforms.get(system) or _platform(*system)
    execution = environ.get("AWS_EXECUTION_ENV")
    if execution:
        before = f"{before} exec-env/{sanitize(execution)}"
    after = ""
    if settings.user_agent_appid:
        after = f"{after} app/{sanitize(settings.user_agent_appid, '#')}"
    if extra:
        after = f"{after} {extra}"
    return UserAgent(before, bits(client_features), settings.retries["mode"], after)


def sanitize(text: str, also: str = "") -> str:
    """Return `text` with a dash for every character that the header's parts must not contain, save those in `also`."""
    return "".join(char if char in _ALLOWED or char in also else "-" for char in text)


#: The text of each platform. There is only one, except in tests.
_platforms: dict[tuple[str, str, str], str] = {}


def _platform(system: str, release: str, machine: str) -> str:
    """Return the part that is the same for all clients of a process."""
    name = {"darwin": "macos"}.get(system.lower(), system.lower())
    version = f"#{sanitize(release, '#')}" if release else ""
    is_listed = name in _SYSTEMS
    parts = [f"{NAME}/{sanitize(__version__)}", "ua/2.1"]
    parts.append(f"os/{name}{version}" if is_listed else f"os/other md/{sanitize(system)}{version}")
    if machine:
        parts.append(f"md/arch#{sanitize(machine.lower(), '#')}")
    implementation = {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
    parts.append(f"lang/python#{sanitize(sys.version.split()[0], '#')} md/pyimpl#{sanitize(implementation, '#')}")
    return _platforms.setdefault((system, release, machine), " ".join(parts))
