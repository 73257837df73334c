"""From boto3-stubs to Sotalia's types: `mypy_boto3_s3.type_defs` -> `sotalia.types.s3.type_defs`, wherever a source
says it. The names in the modules are the same.
"""

from __future__ import annotations

import re

from .names import module_name, service_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_MODULE = re.compile(r"\b(?:mypy_boto3|types_boto3)_([a-z0-9_]+)\b")


def renamed(source: str, known: Collection[str]) -> str:
    """Return a source with the modules of boto3-stubs called as Sotalia calls them; those of unknown services stay."""

    def place(found: re.Match[str]) -> str:
        # Theirs is `mypy_boto3_lambda`, since that is no word of Python's.
        service = service_of(found[1], known) or service_of(f"{found[1]}_", known)
        return found[0] if service is None else f"sotalia.types.{module_name(service)}"

    return _MODULE.sub(place, source)
