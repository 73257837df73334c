"""Which of the parameters for an object belong to which of the calls that write it in one or in several parts."""

from __future__ import annotations

from ...errors import ParamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What whoever writes the object sets.
_OWN = frozenset(("Body", "ContentLength", "ContentMD5", "PartNumber", "UploadId", "MultipartUpload", "MpuObjectSize"))
_CHECKSUM = "Checksum"
#: Members that say something about checksums, and are none.
_ABOUT_CHECKSUMS = frozenset(("ChecksumAlgorithm", "ChecksumType", "ChecksumMode"))
#: Algorithms whose checksums of parts make that of the whole.
_WHOLE = frozenset(("CRC32", "CRC32C", "CRC64NVME"))
DEFAULT_ALGORITHM = "CRC32"


class UploadParams:
    """The parameters of each call: `put`, or `create`, `part`, `complete` and `abort`.

    `algorithm` is that of the parts' checksums, None where they have none. Bucket and Key are in all of them.

    Raises ParamValidationError for a name that none of the calls takes.
    """

    __slots__ = ("abort", "algorithm", "complete", "create", "part", "put")

    def __init__(self, client: Any, params: dict[str, Any]) -> None:
        put, create, part, complete, abort = [
            _members(client, operation)
            for operation in (
                *("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"),
                "AbortMultipartUpload",
            )
        ]
        known = (put | create | complete) - _OWN
        unknown = sorted(params.keys() - known)
        if unknown:
            names = ", ".join(f'"{name}"' for name in unknown)
            raise ParamValidationError(
                report=f"Unknown parameter for an object that is written: {names}, must be one of: "
                f"{', '.join(sorted(known))}"
            )
        checksums = {name for name in params if name.startswith(_CHECKSUM)} - _ABOUT_CHECKSUMS
        self.put = _only(params, put)
        self.create = _only(params, create)
        self.part = _only(params, part - checksums)
        self.complete = _only(params, complete)
        self.abort = _only(params, abort)
        self.algorithm: str | None = params.get("ChecksumAlgorithm")
        if self.algorithm is None and checksums:
            self.algorithm = min(checksums).removeprefix(_CHECKSUM)
            if self.algorithm in _WHOLE:
                # The checksum that the program gives is that of the whole object.
                self.create["ChecksumType"] = self.complete["ChecksumType"] = "FULL_OBJECT"
        elif self.algorithm is None and client.meta.config.request_checksum_calculation != "when_required":
            self.algorithm = DEFAULT_ALGORITHM
        if self.algorithm is not None:
            self.create["ChecksumAlgorithm"] = self.part["ChecksumAlgorithm"] = self.algorithm

    def finished(self, number: int, reply: dict[str, Any]) -> dict[str, Any]:
        """Return what is said of a part, of which `reply` is UploadPart's, when the upload is completed."""
        part = {"ETag": reply["ETag"], "PartNumber": number}
        name = f"{_CHECKSUM}{self.algorithm}"
        if name in reply:
            part[name] = reply[name]
        return part


def _members(client: Any, operation: str) -> frozenset[str]:
    return frozenset(client.meta.service_model.operation_model(operation).input_shape.members)


def _only(params: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name in names}
