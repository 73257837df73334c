"""A program that prints credentials."""

from __future__ import annotations

from .refusal import refuse_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "custom-process"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Raise CredentialRetrievalError where the profile names a program."""
    yield from ()
    refuse_option(lookup, METHOD, "credential_process")
    return None
