"""Checks of a client's connection settings, when it is made or before anything is sent."""

from __future__ import annotations

from ..errors import InvalidConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..io.transport import TransportOptions


def verification(verify: bool | str | None, environ: Mapping[str, str]) -> bool | str:
    """Return which certificates to trust: those set, else `REQUESTS_CA_BUNDLE`, else the built-in ones (True).

    Raises InvalidConfigError for a blank CA bundle.
    """
    if verify is None:
        verify = environ.get("REQUESTS_CA_BUNDLE", True)
    if isinstance(verify, str) and not verify.strip():
        raise InvalidConfigError(
            error_msg=(
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or verify) "
                "resolved to an empty or whitespace-only string. Provide a valid path to a CA bundle file."
            )
        )
    return verify


_COROUTINE = 0x80  # CO_COROUTINE


def check_given_transport(transport: Any, awaited: bool) -> None:
    """Raise TypeError for a transport that a client of this kind cannot use, as far as its methods show."""
    methods = [getattr(transport, name, None) for name in ("send", "close")]
    if not all(map(callable, methods)):
        raise TypeError(
            f"transport is {type(transport).__name__}: it must have the methods send(request, stream) and close(), as "
            "those of sotalia.testing have."
        )
    codes = [code for code in (getattr(method, "__code__", None) for method in methods) if code is not None]
    coroutines = [bool(code.co_flags & _COROUTINE) for code in codes]
    # A plain function may return an awaitable all the same; only the first call can show that.
    if any(coroutines) if not awaited else len(codes) == 2 and not any(coroutines):
        kind, other = ("awaited", "blocking") if awaited else ("blocking", "awaited")
        raise TypeError(f"transport is {type(transport).__name__}, a transport of {other} clients; this one is {kind}.")


def check_transport(options: TransportOptions) -> None:
    """Raise InvalidConfigError for a proxy that is no URL, and for a file of certificates that cannot be one."""
    for scheme, url in options.proxies.items():
        if url is not None and not (isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url):
            # The URL is not shown: it may contain a password.
            raise InvalidConfigError(
                error_msg=f"The proxy for {scheme} is no URL: it must be text in ASCII, all else percent-encoded."
            )
    for name, path in _files(options):
        _check_file(name, path)


def _files(options: TransportOptions) -> Iterator[tuple[str, Any]]:
    """Yield the names of settings and the paths in them."""
    if not isinstance(options.verify, bool):
        yield "verify (or the CA bundle)", options.verify
    config = options.proxies_config
    for name, value in (
        ("client_cert", options.client_cert),
        ("proxy_ca_bundle", config.get("proxy_ca_bundle")),
        ("proxy_client_cert", config.get("proxy_client_cert")),
    ):
        if isinstance(value, (tuple, list)):
            if len(value) != 2:
                raise InvalidConfigError(error_msg=f"{name} must be a path, or a pair of paths.")
            yield from ((name, path) for path in value)
        elif value:
            yield name, value


def _check_file(name: str, path: Any) -> None:
    """Raise InvalidConfigError for a value that is no path, and for a pipe or device: libcurl would wait for ever.

    A missing file is reported by libcurl.
    """
    import os
    from stat import S_ISDIR, S_ISREG

    try:
        mode = os.stat(os.fspath(path)).st_mode
    except OSError:
        return
    except (TypeError, ValueError):
        raise InvalidConfigError(error_msg=f"{name} is {path!r}: it must be the path of a file.") from None
    if not S_ISREG(mode) and not S_ISDIR(mode):
        raise InvalidConfigError(error_msg=f"{name} is {path!r}, which is neither a file nor a directory.")
