"""A role that a profile names, assumed with other credentials."""

from __future__ import annotations

from .refusal import refuse_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "assume-role"
WEB_TOKEN = "web_identity_token_file"  # noqa: S105 - the option's name


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where the profile has a role."""
    yield from ()
    if WEB_TOKEN not in lookup.profile:
        refuse_option(lookup, METHOD, "role_arn")
    return None
