"""The object that boto3's event handlers know as `request_signer`: who signs, for which service and region."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore


class RequestSigner:
    """The signing settings of a client, read-only."""

    __slots__ = ("_core",)

    def __init__(self, core: ClientCore) -> None:
        self._core = core

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
        """The object that holds the credentials; None where there are none, or only the first call finds them.

        Raises what the sources of credentials raise.
        """
        return self._core.identity.at_hand()

    _credentials = credentials
    _region_name = region_name
    _signing_name = signing_name
    _signature_version = signature_version
