"""Which certificates a client trusts."""

from __future__ import annotations

from ..errors import InvalidConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


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
