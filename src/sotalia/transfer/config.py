"""`TransferConfig`: how a transfer is split up, how much of it goes on at once, and how fast."""

from __future__ import annotations

from .limits import KIB, MIB

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What stands in an attribute that the program has not set; see `TransferConfig.get_deep_attr`.
_UNSET = object()
#: boto3's names for attributes of the manager's config.
_ALIASES = {"max_concurrency": "max_request_concurrency", "max_io_queue": "max_io_queue_size"}
#: The arguments and their defaults, by the names of attributes, in boto3's order of checking.
_DEFAULTS: dict[str, Any] = {
    "multipart_threshold": 8 * MIB,
    "multipart_chunksize": 8 * MIB,
    "max_request_concurrency": 10,
    "max_io_queue_size": 100,
    "io_chunksize": 256 * KIB,
    "num_download_attempts": 5,
    "max_bandwidth": None,
    "use_threads": True,
    "preferred_transfer_client": "auto",
    "resume": False,
}
_NO_NUMBERS = ("use_threads", "preferred_transfer_client", "resume")


class TransferConfig:
    """How transfers are made. Sizes are bytes, rates bytes per second.

    `multipart_threshold` (8 MiB): objects of at least this size are transferred in parts.
    `multipart_chunksize` (8 MiB): the size of a part; it grows where S3 allows no more parts.
    `max_concurrency` (10): how many requests of one transfer are under way at once, at most.
    `num_download_attempts` (5): how often a download is taken up again after its connection broke.
    `max_bandwidth` (no limit): how many bytes a second a transfer may move.
    `use_threads` (True): False has one request at a time.
    `max_io_queue`, `io_chunksize` and `preferred_transfer_client` are taken for boto3's sake: bytes go straight to
    their place here, without a queue, and there is one engine, which is the fastest for everything.
    `resume` (False; beyond boto3): a transfer in parts between a file, named by its path, and an object goes on where
    an earlier one with `resume` ended early, killed or interrupted or failed, if both are as they were. Until it is
    done, a download keeps its bytes in hidden files beside the target (`.<name>.sotalia.part`), an upload its parts on
    the server: have a lifecycle rule for the bucket abort uploads that nobody goes on with. What was there already
    counts for `Callback` at once. Notes on uploads are in ~/.aws/sotalia/uploads; where nothing can be written there,
    the log has a warning, and uploads are made as without `resume`.

    Raises ValueError for numbers that are not above 0.
    """

    UNSET_DEFAULT = _UNSET
    ALIAS = _ALIASES
    DEFAULTS = {**_DEFAULTS, "max_concurrency": 10, "max_io_queue": 100}

    multipart_threshold: int
    multipart_chunksize: int
    max_request_concurrency: int
    num_download_attempts: int
    max_bandwidth: int | None
    use_threads: bool
    resume: bool

    def __init__(
        self,
        multipart_threshold: int | None = None,
        max_concurrency: int | None = None,
        multipart_chunksize: int | None = None,
        num_download_attempts: int | None = None,
        max_io_queue: int | None = None,
        io_chunksize: int | None = None,
        use_threads: bool | None = None,
        max_bandwidth: int | None = None,
        preferred_transfer_client: str | None = None,
        *,
        resume: bool | None = None,
    ) -> None:
        given = {
            "multipart_threshold": multipart_threshold,
            "multipart_chunksize": multipart_chunksize,
            "max_request_concurrency": max_concurrency,
            "max_io_queue_size": max_io_queue,
            "io_chunksize": io_chunksize,
            "num_download_attempts": num_download_attempts,
            "max_bandwidth": max_bandwidth,
            "use_threads": use_threads,
            "preferred_transfer_client": preferred_transfer_client,
            "resume": resume,
        }
        for name, value in given.items():
            if value is not None and name not in _NO_NUMBERS:
                check_number(name, value)
            self.__dict__[name] = _UNSET if value is None else value
        for alias, name in _ALIASES.items():
            self.__dict__[alias] = self.__dict__[name]
        # Those of the manager that boto3's TransferConfig does not take.
        self.max_submission_concurrency = 5
        self.max_request_queue_size = 1000
        self.max_submission_queue_size = 1000
        self.max_in_memory_upload_chunks = 10
        self.max_in_memory_download_chunks = 10

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _ALIASES:
            self.__dict__[_ALIASES[name]] = value
        self.__dict__[name] = value

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        return TransferConfig.DEFAULTS[name] if value is _UNSET and name in TransferConfig.DEFAULTS else value

    def get_deep_attr(self, item: str) -> Any:
        """Return an attribute as the program has set it, or `UNSET_DEFAULT`."""
        return object.__getattribute__(self, item)

    def __repr__(self) -> str:
        changes = [f"{name}={getattr(self, name)!r}" for name in _DEFAULTS if self.get_deep_attr(name) is not _UNSET]
        return f"TransferConfig({', '.join(changes)})"


def check_number(name: str, value: Any) -> None:
    """Raise ValueError for a number that is not greater than 0."""
    if value <= 0:
        raise ValueError(f"Provided parameter {name} of value {value} must be greater than 0.")
