"""One transfer: its plan, where its bytes come from or go to, and whom it tells of its progress.

A job is made in the caller's thread, and begins where the engine runs: from then on its files are read and written
there. It ends there too, with `error` set if it failed, and calls `on_end`.
"""

from __future__ import annotations

from ..errors import S3DownloadFailedError
from ..http import shown_url
from .plan.base import FETCH
from .plan.copy import CopyPlan
from .plan.download import DownloadPlan
from .plan.kept import can_go_on_after
from .plan.multipart import CREATE
from .plan.single import SinglePlan
from .plan.upload import UploadPlan
from .sources import PipeSource
from .targets import FileTarget

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..http import Response
    from .config import TransferConfig
    from .plan.base import Piece, Plan
    from .resume.downloads import ResumableTarget
    from .resume.uploads import UploadMemory
    from .sources import Source
    from .targets import Target


class Job:
    """Base of the kinds of jobs. `make_plan` is called when the job begins."""

    source: Source | None = None
    target: Target | None = None

    def __init__(self, client: Any, config: TransferConfig, on_progress: Callable[[int], Any] | None) -> None:
        self.client = client
        #: The client for what concerns the source of a copy.
        self.source_client = client
        self.config = config
        #: Whether its requests come in boto3's order: programs that look at each expect that.
        self.ask_first = False
        #: How many of its requests may be under way at once.
        self.limit: int = config.max_request_concurrency if config.use_threads else 1
        self.plan: Plan
        self.error: BaseException | None = None
        self.ended = False
        #: The answer to its first request, where that was made without it.
        self.answer: Response | Exception | None = None
        #: Whether its plan may have learned something that gives it more pieces.
        self.stirred = False
        self.on_end: Callable[[], Any] | None = None
        #: The event loop that waits for it, if one does.
        self.loop: asyncio.AbstractEventLoop | None = None
        #: An error that came from outside, such as a cancellation.
        self.stopped_by: BaseException | None = None
        #: What is under way, and what the engine knows of it.
        self.under_way: dict[Piece, Any] = {}
        self.on_progress = on_progress
        #: How many bytes have been transferred.
        self.moved_bytes = 0
        self._told = 0
        self._kept_bytes = 0
        self._opened = False

    @property
    def may_block(self) -> bool:
        """Whether it may have to wait for its source or target, a pipe, say, for any length of time."""
        ends = self.source, self.target
        return any(end is not None and end.may_block for end in ends)

    def gather(self) -> bool:
        """Read what the source has now; return whether that is enough to begin, or to begin the next piece.

        If it is not, `pipe` tells when there is more. Raises what the source raises.
        """
        return True

    @property
    def pipe(self) -> int:
        """The descriptor of the source, where that has to be waited for; else -1."""
        return -1

    def take_known(self, size: int | None, etag: str) -> None:
        """Take what the program knows of the object; an upload finds out by itself."""

    def begin(self) -> None:
        """Make the plan: measure the source."""
        raise NotImplementedError

    def done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take the reply to a piece. Raises what is wrong with it."""
        plan = self.plan
        plan.done(piece, reply)
        if plan.kept_bytes != self._kept_bytes:
            self.moved(plan.kept_bytes - self._kept_bytes)
            self._kept_bytes = plan.kept_bytes

    def moved(self, count: int) -> None:
        """Count bytes that have been transferred."""
        self.moved_bytes += count

    def tell(self) -> None:
        """Tell the program of the bytes that have been transferred since it was told last. Raises what it raises."""
        count = self.moved_bytes - self._told
        if count and self.on_progress is not None:
            self._told = self.moved_bytes
            self.on_progress(count)

    def open_target(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Open the target, if that has not been done, for what comes of `piece`."""
        self._open()

    def _open(self) -> None:
        if not self._opened and self.target is not None:
            self._opened = True
            self.target.open()

    def complete_target(self) -> None:
        """Have the target complete, of which there is one. Raises OSError."""
        assert self.target is not None
        self._open()
        self.target.complete()

    def end(self) -> None:
        """Close what the job uses: its plan is over. A target that cannot be completed makes the job fail."""
        error = self.plan.error
        try:
            if self.target is not None and error is None:
                self.complete_target()
            if error is None:
                self.tell()
        except BaseException as failure:
            error = failure
        self.close(error)

    def close(self, error: BaseException | None) -> None:
        """End with `error`, or None; leave nothing behind."""
        try:
            if self.target is not None and error is not None:
                self.target.discard()
            if self.source is not None:
                self.source.close(error is None)
        except Exception as failure:
            error = error or failure
        self.error = error
        self.ended = True
        if self.on_end is not None:
            self.on_end()


class UploadJob(Job):
    """An upload from a source."""

    plan: UploadPlan

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        on_progress: Callable[[int], Any] | None,
        source: Source,
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
    ) -> None:
        super().__init__(client, config, on_progress)
        self.source = source
        self._arguments = bucket, key, extra_args
        self._pipe = source if isinstance(source, PipeSource) else None
        #: How many bytes the next piece has.
        self._wanted = config.multipart_threshold
        #: What is known of an upload that can be taken up again.
        self._memory: UploadMemory | None = None

    def gather(self) -> bool:
        """Read what a pipe has now."""
        return self._pipe is None or self._pipe.gather(self._wanted)

    @property
    def pipe(self) -> int:
        """The descriptor of a pipe."""
        return -1 if self._pipe is None else self._pipe.fd

    def begin(self) -> None:
        """Measure the source and make the plan."""
        assert self.source is not None
        size = self.source.measure(self.config.multipart_threshold)
        memory = self._recall() if self.config.resume else None
        if memory is None:
            self.plan = UploadPlan(*self._arguments, size, self.config)
        else:
            self.plan = plan = UploadPlan(*self._arguments, size, self.config, memory.kept, memory.stale)
            plan.keeps_parts = True
        self._wanted = self.plan.part_size if size is None else 0
        if self.source.of_stream:
            self.limit = min(self.limit, self.config.max_in_memory_upload_chunks)

    def _recall(self) -> UploadMemory | None:
        from .resume.uploads import upload_memory

        assert self.source is not None
        file = self.source.file()
        if file is not None:
            self._memory = upload_memory(_endpoint(self.client), *self._arguments, file)
        return self._memory

    def done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take the reply to a piece; note an upload that has been created."""
        super().done(piece, reply)
        memory = self._memory
        if memory is not None and piece.method == CREATE:
            if not memory.created(reply["UploadId"], self.plan.part_size):
                self.plan.keeps_parts = False  # nobody could go on with them
        elif memory is not None and piece.number:
            memory.add(piece.number, reply["ETag"], self.plan.checksum_of(reply))

    def close(self, error: BaseException | None) -> None:
        """End, and keep the note of the upload if its parts are kept."""
        memory, self._memory = self._memory, None
        if memory is not None:
            plan = getattr(self, "plan", None)
            memory.end(keeps=error is not None and plan is not None and plan.keeps_parts)
        super().close(error)


class DownloadJob(Job):
    """A download to a target."""

    plan: DownloadPlan

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        on_progress: Callable[[int], Any] | None,
        target: Target,
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
    ) -> None:
        super().__init__(client, config, on_progress)
        self.target = target
        self._arguments = bucket, key, extra_args
        #: Size and ETag, where a listing or the program has told them.
        self.known: tuple[int | None, str | None] = (None, None)
        #: The target, where it can be gone on from.
        self._kept_target: ResumableTarget | None = None

    def take_known(self, size: int | None, etag: str) -> None:
        """Take what the program knows of the object."""
        self.known = size, etag

    def begin(self) -> None:
        """Look at what there is to go on from, and make the plan."""
        assert self.target is not None
        kept = None
        if self.config.resume and type(self.target) is FileTarget:
            kept = self._look(self.target).kept
        any_order = self.target.any_order
        at_once = self.ask_first and self.client.meta.config.response_checksum_validation == "when_required"
        plan: Callable[..., DownloadPlan] = DownloadPlan
        if at_once and any_order and kept is None:
            from .plan.first_range import FirstRangePlan

            plan = FirstRangePlan
        self.plan = plan(
            *self._arguments,
            self.config,
            ask_first=self.ask_first and not at_once,
            in_ranges=any_order and (self.limit > 1 or self.ask_first or self._kept_target is not None),
            restarts=any_order,
            size=self.known[0],
            etag=self.known[1],
            kept=kept,
        )
        self.plan.only_crcs = self._kept_target is not None

    def _look(self, target: FileTarget) -> ResumableTarget:
        from .resume.downloads import ResumableTarget

        bucket, key, extra_args = self._arguments
        about = {"endpoint": _endpoint(self.client), "bucket": bucket, "key": key, "of": extra_args.get("VersionId")}
        self.target = self._kept_target = target = ResumableTarget(target, about)
        target.look(lambda: self.stopped_by is None)
        return target

    def open_target(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Open the target; have what comes of `piece` summed up, if it can be gone on from."""
        self._open()
        target = self._kept_target
        if target is not None and target.is_recorded and piece.checksum is None and not piece.received:
            piece.checksum = self.plan.range_checksum(piece, headers)

    def _open(self) -> None:
        target = self._kept_target
        if target is not None and not self._opened:
            target.record(self.plan.version, goes_on=self.plan.kept is not None)
        super()._open()

    def done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take the reply to a piece; note a range that has come."""
        super().done(piece, reply)
        target = self._kept_target
        if target is not None and target.is_recorded and piece.kind == FETCH and piece.length is not None:
            for offset, length, digest in piece.checksum.ranges(piece.offset, piece.length):
                target.add(offset, length, int.from_bytes(digest, "big"))

    def complete_target(self) -> None:
        """Have the target complete, without what came of an object that was replaced by a smaller one meanwhile.

        Raises S3DownloadFailedError where that is in the caller's own file.
        """
        plan = self.plan
        if plan.size is not None and plan.given_up > plan.size:
            if not isinstance(self.target, FileTarget):
                raise S3DownloadFailedError(
                    f"The object was replaced by a smaller one while it was read: of the file, {plan.size} bytes are "
                    "the object, and what follows is of the former one."
                )
            self.target.cut(plan.size)
        super().complete_target()

    def close(self, error: BaseException | None) -> None:
        """End; keep what has come, if it can be gone on from."""
        if self._kept_target is not None and error is not None:
            self._kept_target.keeps = can_go_on_after(error)
        super().close(error)


def _endpoint(client: Any) -> str:
    """Return where a client's calls go, without secrets."""
    return shown_url(str(client.meta.endpoint_url))


class CopyJob(Job):
    """A copy inside of S3."""

    def __init__(
        self,
        client: Any,
        config: TransferConfig,
        on_progress: Callable[[int], Any] | None,
        source_client: Any,
        source: dict[str, Any],
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
    ) -> None:
        super().__init__(client, config, on_progress)
        self.source_client = source_client
        self._arguments = source, bucket, key, extra_args
        #: The source's size, where a listing or the program has told it.
        self.size: int | None = None

    def take_known(self, size: int | None, etag: str) -> None:
        """Take what the program knows of the source."""
        self.size = size

    def begin(self) -> None:
        """Make the plan."""
        self.plan = CopyPlan(*self._arguments, self.config, self.size)


class SingleJob(Job):
    """One call; `reply` is what it has returned."""

    plan: SinglePlan

    def __init__(self, client: Any, config: TransferConfig, method: str, params: dict[str, Any]) -> None:
        super().__init__(client, config, None)
        self._arguments = method, params

    def begin(self) -> None:
        """Make the plan."""
        self.plan = SinglePlan(*self._arguments)

    @property
    def reply(self) -> Mapping[str, Any]:
        """The reply, when the job has ended without an error."""
        return self.plan.reply
