"""s3transfer's TransferConfig, whose arguments have other names than boto3's."""

from __future__ import annotations

from ...transfer.arguments import WHOLE_CHECKSUMS
from ...transfer.config import TransferConfig as OwnConfig
from ...transfer.config import check_number
from ...transfer.limits import GIB, KIB, MIB

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KB, MB, GB = KIB, MIB, GIB
FULL_OBJECT_CHECKSUM_ARGS = list(WHOLE_CHECKSUMS)


class TransferConfig(OwnConfig):
    """How transfers are split up and how many requests go on at once. The sizes of queues are kept, and not used."""

    def __init__(
        self,
        multipart_threshold: int = 8 * MB,
        multipart_chunksize: int = 8 * MB,
        max_request_concurrency: int = 10,
        max_submission_concurrency: int = 5,
        max_request_queue_size: int = 1000,
        max_submission_queue_size: int = 1000,
        max_io_queue_size: int = 1000,
        io_chunksize: int = 256 * KB,
        num_download_attempts: int = 5,
        max_in_memory_upload_chunks: int = 10,
        max_in_memory_download_chunks: int = 10,
        max_bandwidth: int | None = None,
    ) -> None:
        """Raises ValueError for numbers that are not greater than 0."""
        super().__init__(
            multipart_threshold=multipart_threshold,
            max_concurrency=max_request_concurrency,
            multipart_chunksize=multipart_chunksize,
            num_download_attempts=num_download_attempts,
            max_io_queue=max_io_queue_size,
            io_chunksize=io_chunksize,
            max_bandwidth=max_bandwidth,
        )
        more: dict[str, Any] = {
            "max_submission_concurrency": max_submission_concurrency,
            "max_request_queue_size": max_request_queue_size,
            "max_submission_queue_size": max_submission_queue_size,
            "max_in_memory_upload_chunks": max_in_memory_upload_chunks,
            "max_in_memory_download_chunks": max_in_memory_download_chunks,
        }
        for name, value in more.items():
            check_number(name, value)
            setattr(self, name, value)
