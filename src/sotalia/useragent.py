"""The User-Agent header: who calls, with what, and which features it uses.

    Sotalia/0.1.0 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.11.2 md/pyimpl#CPython m/E,Z cfg/retry-mode#standard

The format is that of AWS's SDKs, as botocore 1.44.5 writes it, under our own name; `m/` lists features by their ids,
here in alphabetical order. Text is made once per client; `with_features` adds what one call uses.
"""

from __future__ import annotations

import os
import sys

from . import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .client_settings import ClientSettings

NAME = "Sotalia"
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$%&'*+-.^_`|~,")
_SYSTEMS = ("windows", "linux", "macos", "android", "ios", "watchos", "tvos", "other")

#: The ids that AWS gave to features of SDKs.
FEATURES = {
    "WAITER": "B",
    "PAGINATOR": "C",
    "RETRY_MODE_LEGACY": "D",
    "RETRY_MODE_STANDARD": "E",
    "RETRY_MODE_ADAPTIVE": "F",
    "S3_TRANSFER": "G",
    "GZIP_REQUEST_COMPRESSION": "L",
    "PROTOCOL_RPC_V2_CBOR": "M",
    "ENDPOINT_OVERRIDE": "N",
    "ACCOUNT_ID_MODE_PREFERRED": "P",
    "ACCOUNT_ID_MODE_DISABLED": "Q",
    "ACCOUNT_ID_MODE_REQUIRED": "R",
    "SIGV4A_SIGNING": "S",
    "RESOLVED_ACCOUNT_ID": "T",
    "FLEXIBLE_CHECKSUMS_REQ_CRC32": "U",
    "FLEXIBLE_CHECKSUMS_REQ_CRC32C": "V",
    "FLEXIBLE_CHECKSUMS_REQ_CRC64": "W",
    "FLEXIBLE_CHECKSUMS_REQ_SHA1": "X",
    "FLEXIBLE_CHECKSUMS_REQ_SHA256": "Y",
    "FLEXIBLE_CHECKSUMS_REQ_WHEN_SUPPORTED": "Z",
    "FLEXIBLE_CHECKSUMS_REQ_WHEN_REQUIRED": "a",
    "FLEXIBLE_CHECKSUMS_RES_WHEN_SUPPORTED": "b",
    "FLEXIBLE_CHECKSUMS_RES_WHEN_REQUIRED": "c",
    "CREDENTIALS_CODE": "e",
    "CREDENTIALS_ENV_VARS": "g",
    "CREDENTIALS_PROFILE": "n",
    "BEARER_SERVICE_ENV_VARS": "3",
    "FLEXIBLE_CHECKSUMS_REQ_MD5": "AE",
    "FLEXIBLE_CHECKSUMS_REQ_SHA512": "AF",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH3": "AG",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH64": "AH",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH128": "AI",
    "S3_REGION_REDIRECT": "Ah",
}

#: The feature that credentials' `method` counts as.
CREDENTIAL_FEATURES = {
    "explicit": "CREDENTIALS_CODE",
    "env": "CREDENTIALS_ENV_VARS",
    "shared-credentials-file": "CREDENTIALS_PROFILE",
    "config-file": "CREDENTIALS_PROFILE",
}


def user_agent(settings: ClientSettings, features: Iterable[str] = (), environ: Mapping[str, str] | None = None) -> str:
    """Return the header of a client with `settings`, which uses `features` (names in `FEATURES`) besides its options'.

    `Config(user_agent=...)` replaces all of it but `user_agent_extra`.
    """
    extra = settings.user_agent_extra
    if settings.user_agent is not None:
        return f"{settings.user_agent} {extra}" if extra else settings.user_agent
    mode = settings.retries["mode"]
    names = {
        *features,
        f"RETRY_MODE_{mode.upper()}",
        f"FLEXIBLE_CHECKSUMS_REQ_{settings.request_checksum_calculation.upper()}",
        f"FLEXIBLE_CHECKSUMS_RES_{settings.response_checksum_validation.upper()}",
    }
    parts = [_platform()]
    execution = (os.environ if environ is None else environ).get("AWS_EXECUTION_ENV")
    if execution:
        parts.append(f"exec-env/{sanitize(execution)}")
    parts.append(f"m/{','.join(sorted(FEATURES[name] for name in names))}")
    parts.append(f"cfg/retry-mode#{mode}")
    if settings.user_agent_appid:
        parts.append(f"app/{sanitize(settings.user_agent_appid, '#')}")
    if extra:
        parts.append(extra)
    return " ".join(parts)


def with_features(text: str, features: Iterable[str]) -> str:
    """Return the header `text` with more features in its list; a header without such a list stays as it is."""
    before, mark, after = text.partition(" m/")
    if not mark:
        return text
    ids, blank, rest = after.partition(" ")
    more = sorted({*ids.split(","), *(FEATURES[name] for name in features)})
    return f"{before}{mark}{','.join(more)}{blank}{rest}"


def sanitize(text: str, also: str = "") -> str:
    """Return `text` with a dash for every character that the header's parts must not contain, save those in `also`."""
    return "".join(char if char in _ALLOWED or char in also else "-" for char in text)


_cached_platform = ""


def _platform() -> str:
    """Return the part that is the same for all clients of a process."""
    global _cached_platform
    if not _cached_platform:
        system, release, machine = system_facts()
        name = {"darwin": "macos"}.get(system.lower(), system.lower())
        version = f"#{sanitize(release, '#')}" if release else ""
        known = name in _SYSTEMS
        parts = [f"{NAME}/{sanitize(__version__)}", "ua/2.1"]
        parts.append(f"os/{name}{version}" if known else f"os/other md/{sanitize(system)}{version}")
        if machine:
            parts.append(f"md/arch#{sanitize(machine.lower(), '#')}")
        implementation = {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
        parts.append(f"lang/python#{sanitize(sys.version.split()[0], '#')} md/pyimpl#{sanitize(implementation, '#')}")
        _cached_platform = " ".join(parts)
    return _cached_platform


def system_facts() -> tuple[str, str, str]:
    """Return system, release and machine, as the module `platform` names them; importing that one costs too much."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return "Windows", f"{version.major}.{version.minor}", os.environ.get("PROCESSOR_ARCHITECTURE", "")
    facts = os.uname()
    return {"android": "Android", "ios": "iOS"}.get(sys.platform, facts.sysname), facts.release, facts.machine
