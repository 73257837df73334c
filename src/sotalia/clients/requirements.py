"""What a client's connection settings must be like: checked when it is made, before anything is sent."""

from __future__ import annotations

from ..errors import InvalidConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..client_settings import ClientSettings


def check_connection_settings(settled: ClientSettings, environ: Mapping[str, str]) -> None:
    """Raise InvalidConfigError for a blank CA bundle, ValueError for a timeout that is none."""
    verification(settled.verify, environ)
    for name, seconds in (("connect_timeout", settled.connect_timeout), ("read_timeout", settled.read_timeout)):
        if seconds is not None and (
            isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds > 0
        ):
            raise ValueError(f"{name} is {seconds!r}: it must be a number of seconds greater than 0, or None.")


def verification(verify: bool | str | None, environ: Mapping[str, str]) -> bool | str:
    """Return what certificates to trust: as told, else `REQUESTS_CA_BUNDLE`, else the built-in ones (True).

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
