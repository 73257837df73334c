"""`ExtraArgs`: which names a transfer takes, and which of its requests each of them goes to.

The lists have boto3's names in boto3's order, since its errors and its classes show them.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

#: Checksums of whole objects that the program knows.
WHOLE_CHECKSUMS = [
    *("ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumMD5", "ChecksumSHA1", "ChecksumSHA256"),
    *("ChecksumSHA512", "ChecksumXXHASH3", "ChecksumXXHASH64", "ChecksumXXHASH128"),
]
_CUSTOMER_KEY = ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")
_WHO = ("RequestPayer", "ExpectedBucketOwner")
_SHARED = [
    *("ACL", "CacheControl", "ChecksumAlgorithm", "ContentDisposition", "ContentEncoding", "ContentLanguage"),
    *("ContentType", "ExpectedBucketOwner", "Expires", "GrantFullControl", "GrantRead", "GrantReadACP"),
    *("GrantWriteACP", "Metadata", "ObjectLockLegalHoldStatus", "ObjectLockMode", "ObjectLockRetainUntilDate"),
    *("RequestPayer", "ServerSideEncryption", "StorageClass", *_CUSTOMER_KEY, "SSEKMSKeyId"),
    *("SSEKMSEncryptionContext", "Tagging", "WebsiteRedirectLocation"),
]

DOWNLOAD_ARGS = ["ChecksumMode", "VersionId", *_CUSTOMER_KEY, *_WHO]
UPLOAD_ARGS = [*_SHARED, "ChecksumType", "MpuObjectSize", *WHOLE_CHECKSUMS]
_OF_SOURCE = [
    *("CopySourceIfMatch", "CopySourceIfModifiedSince", "CopySourceIfNoneMatch", "CopySourceIfUnmodifiedSince"),
    *(f"CopySource{name}" for name in _CUSTOMER_KEY),
]
_DIRECTIVES = ["MetadataDirective", "TaggingDirective", "AnnotationDirective"]
COPY_ARGS = [*_SHARED, *_OF_SOURCE, *_DIRECTIVES]
DELETE_ARGS = ["MFA", "VersionId", *_WHO]

#: What requests after the first take from the program's arguments.
ABORT_ARGS = _WHO
PART_ARGS = ("ChecksumAlgorithm", *_CUSTOMER_KEY, *_WHO)
LIST_PARTS_ARGS = (*_CUSTOMER_KEY, *_WHO)
COMPLETE_ARGS = (*_CUSTOMER_KEY, *_WHO, "ChecksumType", "MpuObjectSize", "IfNoneMatch", *WHOLE_CHECKSUMS)
NOT_FOR_PUT = ("ChecksumType", "MpuObjectSize")
NOT_FOR_CREATE = (*WHOLE_CHECKSUMS, "MpuObjectSize", "IfNoneMatch")
COPY_PART_ARGS = (*_OF_SOURCE, *_CUSTOMER_KEY, *_WHO)
COPY_COMPLETE_ARGS = (*_CUSTOMER_KEY, *_WHO, "IfNoneMatch")
NOT_FOR_COPY_CREATE = (*_OF_SOURCE, *_DIRECTIVES, "Tagging", "IfNoneMatch")
READ_EXTRAS_ARGS = _WHO
LIST_ARGS = _WHO
WRITE_EXTRAS_ARGS = (*_WHO, "ChecksumAlgorithm")
#: What a copy's look at its source takes: argument -> parameter of HeadObject.
HEAD_ARGS = {name: name.removeprefix("CopySource") for name in _OF_SOURCE} | {name: name for name in _WHO}

_OBJECT_LAMBDA = re.compile(r"^arn:(aws).*:s3-object-lambda:[a-z\-0-9]+:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\-]{1,63}")


def check(extra_args: Mapping[str, Any], allowed: list[str], *buckets: Any) -> None:
    """Raise ValueError for a name that is not allowed, or a bucket that transfers cannot work with."""
    for name in extra_args:
        if name not in allowed:
            raise ValueError(f"Invalid extra_args key '{name}', must be one of: {', '.join(allowed)}")
    for bucket in buckets:
        if bucket is not None and _OBJECT_LAMBDA.match(bucket):
            raise ValueError(
                "TransferManager methods do not support S3 Object Lambda resource. Use direct client calls instead."
            )


def only(arguments: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return those arguments that are in `names`."""
    return {name: value for name, value in arguments.items() if name in names}


def without(arguments: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return those arguments that are not in `names`."""
    return {name: value for name, value in arguments.items() if name not in names}


def with_default_checksum(extra_args: dict[str, Any], calculation: Any) -> dict[str, Any]:
    """Return an upload's arguments with the checksum that objects get unless the client says `when_required`."""
    chosen = any(name in extra_args for name in WHOLE_CHECKSUMS)
    if calculation == "when_supported" and not chosen:
        return {"ChecksumAlgorithm": "CRC32"} | extra_args
    return extra_args


def warn_of_directives(extra_args: Mapping[str, Any]) -> None:
    """Tell the log of a copy's metadata and tags that S3 will ignore, since no directive says that they replace."""
    from logging import getLogger

    for name in ("Metadata", "Tagging"):
        if extra_args.get(name) and extra_args.get(f"{name}Directive") is None:
            getLogger("sotalia.transfer").warning(
                "The copy has %s but no %sDirective, so that they are ignored and those of the source are kept. Set "
                "the directive to 'REPLACE' to apply them.",
                name,
                name,
            )
