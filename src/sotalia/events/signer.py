"""The object that boto3's event handlers get as `request_signer`: scheme, service and region of signatures."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.context import ClientCore


class RequestSigner:
    """The signing settings of a client, read-only."""

    __slots__ = ("_core", "_find")

    def __init__(self, core: ClientCore, find: Callable[[Any], Any] | None = None) -> None:
        """Make the signer of a client; `find(identity)` looks credentials up, None where that must not wait."""
        self._core = core
        self._find = find

    @property
    def region_name(self) -> str | None:
        """The region in the signing scope, unless an endpoint says otherwise."""
        return self._core.signing_region

    @property
    def signing_name(self) -> str:
        """The service in the signing scope, unless an endpoint says otherwise."""
        return self._core.signing_name

    @property
    def signature_version(self) -> Any:
        """The client's signature version: `v4`, `s3v4`, …"""
        return self._core.signature_version

    @property
    def credentials(self) -> Any:
        """The object that holds the credentials, which is the session's; None where there are none.

        An awaited client's is also None until somebody has waited for the credentials: the first call does, and so does
        `await session.get_credentials()`. Raises what the sources of credentials raise.
        """
        identity = self._core.identity
        credentials = identity.at_hand()
        return self._find(identity) if credentials is None and self._find is not None else credentials

    _credentials = credentials
    _region_name = region_name
    _signing_name = signing_name
    _signature_version = signature_version
