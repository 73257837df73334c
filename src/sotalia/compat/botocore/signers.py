"""URLs of CloudFront that are signed by a key pair of a program's own.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
"""

from __future__ import annotations

import json
from base64 import b64encode

from .utils import datetime2timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

#: What CloudFront has in the place of characters that mean something in a query.
_FOR_URLS = bytes.maketrans(b"+=/", b"-_~")


class CloudFrontSigner:
    """Signs URLs: `rsa_signer(bytes)` returns a signature (RSA, PKCS #1 v1.5, SHA-1) by the private key of `key_id`."""

    def __init__(self, key_id: str, rsa_signer: Callable[[bytes], bytes]) -> None:
        self.key_id = key_id
        self.rsa_signer = rsa_signer

    def generate_presigned_url(
        self, url: str, date_less_than: datetime | None = None, policy: str | bytes | None = None
    ) -> str:
        """Return the URL, valid until `date_less_than`, or as a `policy` (see `build_policy`) says. Raises ValueError
        for both or neither.
        """
        if (date_less_than is None) == (policy is None):
            raise ValueError("Need to provide either date_less_than or policy, but not both")
        if date_less_than is not None:
            text = self.build_policy(url, date_less_than).encode()
            first = f"Expires={int(datetime2timestamp(date_less_than))}"
        else:
            text = policy.encode() if isinstance(policy, str) else policy or b""
            first = f"Policy={_for_url(text)}"
        signature = _for_url(self.rsa_signer(text))
        separator = "&" if "?" in url else "?"
        return f"{url}{separator}{first}&Signature={signature}&Key-Pair-Id={self.key_id}"

    def build_policy(
        self,
        resource: str,
        date_less_than: datetime,
        date_greater_than: datetime | None = None,
        ip_address: str | None = None,
    ) -> str:
        """Return a policy: from `date_greater_than` until `date_less_than`, for an address or a range of them."""
        condition: dict[str, Any] = {"DateLessThan": {"AWS:EpochTime": int(datetime2timestamp(date_less_than))}}
        if ip_address:
            condition["IpAddress"] = {"AWS:SourceIp": ip_address if "/" in ip_address else f"{ip_address}/32"}
        if date_greater_than:
            condition["DateGreaterThan"] = {"AWS:EpochTime": int(datetime2timestamp(date_greater_than))}
        # Byte for byte what CloudFront makes of `Expires`: this order, no blanks.
        statement = {"Resource": resource, "Condition": condition}
        return json.dumps({"Statement": [statement]}, separators=(",", ":"))


def _for_url(data: bytes) -> str:
    return b64encode(data).translate(_FOR_URLS).decode()
