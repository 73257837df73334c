"""A role assumed with a token in a file, which the environment or a profile names."""

from __future__ import annotations

from .refusal import refuse_option, refuse_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "assume-role-with-web-identity"
OPTION = "web_identity_token_file"
VARIABLE = "AWS_WEB_IDENTITY_TOKEN_FILE"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where there is a token's file; the environment's goes before the profile's.

    boto3 passes a profile over where the name of the file is empty, even one with a role: here it counts as named.
    """
    yield from ()
    if not lookup.has_named_profile and lookup.environ.get(VARIABLE):
        refuse_variable(lookup, METHOD, VARIABLE)
    refuse_option(lookup, METHOD, OPTION)
    return None
