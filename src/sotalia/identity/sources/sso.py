"""An account and a role of IAM Identity Center. An `sso_session` alone is for bearer tokens."""

from __future__ import annotations

from .refusal import refuse_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "sso"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where the profile has an account or a role."""
    yield from ()
    refuse_option(lookup, METHOD, "sso_role_name", "sso_account_id")
    return None
