"""The metadata service of EC2, where somebody says that there is one: elsewhere nothing tells without asking."""

from __future__ import annotations

from .refusal import refuse_option, refuse_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "iam-role"
OPTION = "ec2_metadata_service_endpoint"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where the environment or the profile has the service's address."""
    yield from ()
    disabled = lookup.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"
    if not disabled and lookup.settings.get(OPTION):
        refuse_variable(lookup, METHOD, "AWS_EC2_METADATA_SERVICE_ENDPOINT")
        refuse_option(lookup, METHOD, OPTION)
    return None
