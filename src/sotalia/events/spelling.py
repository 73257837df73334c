"""How header names are written. Inside Sotalia they are lower case; handlers see them as boto3 writes them: those of
protocols and signatures, those of the operation's model, and those that the program wrote itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.operation import OperationModel

#: Of protocols and signatures.
_USUAL = (
    "Accept", "Authorization", "Content-Encoding", "Content-Length", "Content-MD5", "Content-Type", "Date", "Expect",
    "Transfer-Encoding", "User-Agent", "X-Amz-Content-SHA256", "X-Amz-Date", "X-Amz-Decoded-Content-Length",
    "X-Amz-Region-Set", "X-Amz-S3session-Token", "X-Amz-Security-Token", "X-Amz-Target", "X-Amz-Trailer",
    "X-Amzn-Trace-Id",
)  # fmt: skip
_BY_KEY = {name.lower(): name for name in _USUAL}


def model_spelling(model: OperationModel) -> dict[str, str]:
    """Return how the headers of an operation's requests are written, by their names in lower case."""
    names = dict(_BY_KEY)
    for name in _members(model, "header").values():
        names[name.lower()] = name
    return names


def own_spelling(model: OperationModel, params: Any) -> dict[str, str]:
    """Return how headers are written whose names are the program's parameters: metadata of objects."""
    names = {}
    for member, prefix in _members(model, "headers").items():
        values = params.get(member) if isinstance(params, dict) else None
        for key in values if isinstance(values, dict) else ():
            names[f"{prefix}{key}".lower()] = f"{prefix}{key}"
    return names


def _members(model: OperationModel, location: str) -> dict[str, str]:
    """Return the names, or prefixes, of the headers that parameters become, by the names of the parameters."""
    shape = model.input_shape
    return {
        name: str(member.serialization.get("name", name))
        for name, member in (shape.members if shape is not None else {}).items()
        if member.serialization.get("location") == location
    }


def usual_name(name: str) -> str:
    """Return how a header of protocols and signatures is written; any other as it is."""
    return _BY_KEY.get(name, name)
