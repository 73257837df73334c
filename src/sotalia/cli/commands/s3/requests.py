"""From options to parameters of S3's operations."""

from __future__ import annotations

import mimetypes
import os

from ...faults import InvalidLine, bad_value
from ...paramfile import FileError, file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: What the AWS CLI sends along where nothing else is asked for.
_DEFAULT_CHECKSUM = "CRC64NVME"
_OF_OBJECTS = {
    "acl": "ACL",
    "storage-class": "StorageClass",
    "website-redirect": "WebsiteRedirectLocation",
    "content-type": "ContentType",
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "expires": "Expires",
    "metadata": "Metadata",
    "sse": "ServerSideEncryption",
    "sse-kms-key-id": "SSEKMSKeyId",
    "checksum-algorithm": "ChecksumAlgorithm",
}
_CUSTOMER_KEY = {"sse-c": "SSECustomerAlgorithm", "sse-c-key": "SSECustomerKey"}
_SOURCE_KEY = {
    "sse-c-copy-source": "CopySourceSSECustomerAlgorithm",
    "sse-c-copy-source-key": "CopySourceSSECustomerKey",
}
_PAYER = {"request-payer": "RequestPayer"}
_PERMISSIONS = {
    "read": "GrantRead",
    "full": "GrantFullControl",
    "readacl": "GrantReadACP",
    "writeacl": "GrantWriteACP",
}
#: What a copy's metadata consists of, as HeadObject names it.
METADATA = (
    *("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires"),
    "Metadata",
)


def read_values(values: dict[str, Any]) -> None:
    """Put what the words of some options mean in their places: metadata, and keys. Raises InvalidLine."""
    for name in ("sse-c-key", "sse-c-copy-source-key"):
        if values.get(name) is not None:
            values[name] = _content(name, values[name])
    if values.get("metadata") is not None:
        values["metadata"] = _metadata(_content("metadata", values["metadata"]))


def _content(name: str, text: str) -> Any:
    try:
        return file_content(text)
    except FileError as error:
        raise bad_value(f"--{name}", str(error)) from None


def _metadata(text: str) -> dict[str, str]:
    from ...shorthand import Shorthand, ShorthandError

    try:
        if text.lstrip().startswith("{"):
            from json import loads

            found = loads(text)
        else:
            found = Shorthand(text).read()
    except (ShorthandError, FileError) as error:
        raise bad_value("--metadata", str(error)) from None
    except ValueError as error:
        raise bad_value("--metadata", f"Invalid JSON: {error}\nJSON received: {text}") from None
    for name, value in found.items():
        if not isinstance(value, str):
            raise bad_value("--metadata", f"the value of {name} is no text: {value}")
    return dict(found)


def upload_arguments(values: Mapping[str, Any], *, with_checksum: bool) -> dict[str, Any]:
    """Return the parameters of uploads. `with_checksum` says that they have one, whatever the line says."""
    arguments = {**_renamed(values, _OF_OBJECTS, _CUSTOMER_KEY, _PAYER), **_grants(values)}
    if with_checksum:
        arguments.setdefault("ChecksumAlgorithm", _DEFAULT_CHECKSUM)
    return _not_over(values, arguments)


def download_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of downloads."""
    return _renamed(values, {"checksum-mode": "ChecksumMode"}, _CUSTOMER_KEY, _PAYER)


def copy_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of copies."""
    arguments = _renamed(values, _OF_OBJECTS, _CUSTOMER_KEY, _SOURCE_KEY, _PAYER)
    arguments |= _grants(values)
    directive, props = values.get("metadata-directive"), values.get("copy-props") or "default"
    if directive:
        arguments["MetadataDirective"] = directive
    elif props == "none":
        arguments |= {"MetadataDirective": "REPLACE", "TaggingDirective": "REPLACE"}
    elif props == "metadata-directive":
        arguments["TaggingDirective"] = "REPLACE"
    return _not_over(values, arguments)


def needs_metadata(values: Mapping[str, Any], arguments: Mapping[str, Any]) -> bool:
    """Return whether a copy needs what its source has of the metadata that the line does not say."""
    return "MetadataDirective" not in arguments and any(name in arguments for name in METADATA)


def with_metadata(arguments: Mapping[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy's parameters with the rest of the metadata from its source."""
    found = {name: head[name] for name in METADATA if name in head}
    return {**found, **arguments, "MetadataDirective": "REPLACE"}


def head_arguments(values: Mapping[str, Any], *, of_copy: bool) -> dict[str, Any]:
    """Return the parameters of looks at a source."""
    keys = {"sse-c-copy-source": "SSECustomerAlgorithm", "sse-c-copy-source-key": "SSECustomerKey"}
    return _renamed(values, keys if of_copy else _CUSTOMER_KEY, _PAYER)


def list_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of listings."""
    return _renamed(values, {"page-size": "MaxKeys"}, _PAYER)


def delete_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of deletions."""
    return _renamed(values, _PAYER)


def _renamed(values: Mapping[str, Any], *tables: Mapping[str, str]) -> dict[str, Any]:
    return {parameter: values[name] for table in tables for name, parameter in table.items() if values.get(name)}


def _not_over(values: Mapping[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    return {**arguments, "IfNoneMatch": "*"} if values.get("no-overwrite") else arguments


def _grants(values: Mapping[str, Any]) -> dict[str, str]:
    arguments = {}
    for grant in values.get("grants") or ():
        permission, equals, grantee = grant.partition("=")
        if not equals:
            raise InvalidLine("grants should be of the form permission=principal")
        if permission not in _PERMISSIONS:
            raise InvalidLine("permission must be one of: read|readacl|writeacl|full")
        arguments[_PERMISSIONS[permission]] = grantee
    return arguments


class MediaTypes:
    """Media types of files by their names, each ending looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def of(self, name: str) -> str | None:
        """Return the media type for a name, or None."""
        base, last = os.path.splitext(name.rpartition("/")[2])
        ending = os.path.splitext(base)[1] + last  # of `.tar.gz` both count
        if ending not in self._known:
            self._known[ending] = mimetypes.guess_type(f"x{ending}")[0]
        return self._known[ending]
