"""Policies for a browser's POST to S3: the form fields that carry a signed list of conditions.

See "Browser-based uploads using POST" in the S3 user guide.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from hmac import digest as hmac_digest

from ..percent import plain
from .clock import amz_date, iso_date
from .s3 import sign_string
from .sigv4 import ALGORITHM, signing_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .scheme import AuthScheme, Keys


def v4_fields(
    scheme: AuthScheme,
    credentials: Keys,
    now: float,
    fields: Mapping[str, Any],
    conditions: Sequence[Any],
    expires_in: int,
) -> dict[str, Any]:
    """Return `fields` with the policy and its signature added, by `s3v4-` or `v4-s3express-presign-post`.

    `conditions` are the program's own; those on the signature's fields are added to them. Neither argument is changed.
    """
    fields, policy = _start(now, fields, conditions, expires_in)
    stamp, date = amz_date(now)
    key, scope = signing_key(credentials, date, scheme.region or "", scheme.service)
    for name, value in (
        ("x-amz-algorithm", ALGORITHM),
        ("x-amz-credential", f"{credentials.access_key}/{scope}"),
        ("x-amz-date", stamp),
    ):
        fields[name] = value
        policy["conditions"].append({name: value})
    token_field = "X-Amz-S3session-Token" if scheme.row.session else "x-amz-security-token"
    _add_token(fields, policy, token_field, credentials.token)
    fields["policy"] = text = _encode(policy)
    fields["x-amz-signature"] = hmac_digest(key, text.encode(), "sha256").hex()
    return fields


def s3_fields(
    scheme: AuthScheme,
    credentials: Keys,
    now: float,
    fields: Mapping[str, Any],
    conditions: Sequence[Any],
    expires_in: int,
) -> dict[str, Any]:
    """Return `fields` with the policy and its signature added, by `s3-presign-post`; else as `v4_fields`."""
    fields, policy = _start(now, fields, conditions, expires_in)
    fields["AWSAccessKeyId"] = credentials.access_key
    _add_token(fields, policy, "x-amz-security-token", credentials.token)
    fields["policy"] = text = _encode(policy)
    fields["signature"] = sign_string(credentials.secret_key, text)
    return fields


def _start(
    now: float, fields: Mapping[str, Any], conditions: Sequence[Any], expires_in: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the program's fields, as text, and the policy with its conditions."""
    policy = {"expiration": iso_date(now + expires_in), "conditions": list(conditions)}
    return {plain(name): plain(value) for name, value in fields.items()}, policy


def _add_token(fields: dict[str, Any], policy: dict[str, Any], name: str, token: str | None) -> None:
    if token is not None:
        fields[name] = token
        policy["conditions"].append({name: token})


def _encode(policy: dict[str, Any]) -> str:
    return b2a_base64(json.dumps(policy).encode(), newline=False).decode()
