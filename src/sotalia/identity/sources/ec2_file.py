"""The file of the first command line tools for EC2."""

from __future__ import annotations

from .refusal import refuse_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "ec2-credentials-file"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where the environment names the file."""
    yield from ()
    refuse_variable(lookup, METHOD, "AWS_CREDENTIAL_FILE")
    return None
