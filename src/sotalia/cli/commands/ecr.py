"""`ecr get-login-password` and `ecr-public get-login-password`: the password for `docker login --username AWS`."""

from __future__ import annotations

import sys
from binascii import a2b_base64

from ..faults import SUCCESS
from ..handmade import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context


def _print(token: str) -> int:
    """Print the password in a token, base64 of `AWS:password`."""
    sys.stdout.write(a2b_base64(token).decode().partition(":")[2] + "\n")
    return SUCCESS


def _run(context: Context, values: dict[str, Any]) -> int:
    return _print(context.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"])


def _run_public(context: Context, values: dict[str, Any]) -> int:
    return _print(context.client("ecr-public").get_authorization_token()["authorizationData"]["authorizationToken"])


PASSWORD = Command(_run)
PUBLIC_PASSWORD = Command(_run_public)
