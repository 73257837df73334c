# Made from src/sotalia/transfer/_async/ordinary.py by tools/async_to_sync.py: change that file and run `make format`.
"""A job by the client's own methods, one after another: for clients whose methods a program has replaced."""

from __future__ import annotations

from contextlib import suppress

from ..flows import headers_of, parameters_of, put, report_failure
from ..plan.base import CALL, FETCH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..jobs import Job
    from ..many.feeds import Feed
    from ..plan.base import Piece

#: How many bytes of a body are read at once.
_CHUNK = 256 * 1024


def run_by_methods(job: Job) -> None:
    """Run a job to its end. Raises its error, or what an other thread has it stopped by."""
    try:
        _raise_if_stopped(job)
        _elsewhere(job.begin)
    except BaseException as error:
        job.close(error)
        raise
    plan = job.plan
    try:
        while (piece := plan.next()) is not None:
            _make(job, piece)
            job.tell()
            if not plan.over:
                _raise_if_stopped(job)
    except BaseException as error:
        plan.fail(error)
        try:
            while (piece := plan.next()) is not None:
                _make(job, piece)
        finally:
            job.close(error)
        raise
    _elsewhere(job.end)
    if job.error is not None:
        raise job.error


def _raise_if_stopped(job: Job) -> None:
    if job.stopped_by is not None:
        raise job.stopped_by


def run_feed_by_methods(feed: Feed) -> None:
    """Run the jobs of a feed one after the other. Raises what ended it early."""
    while not feed.over:
        job = _elsewhere(feed.next)
        if job is not None and job not in feed.listings:
            with suppress(Exception):  # it is in the result
                run_by_methods(job)
        elif not feed.over:
            feed.tell()
            for listing in feed.listings:
                if listing.hungry and (piece := listing.plan.next()) is not None:
                    _make(listing, piece)
    if feed.error is not None:
        raise feed.error


def _make(job: Job, piece: Piece) -> None:
    """Make the call of one piece, and tell the plan what became of it."""
    client = job.source_client if piece.of_source else job.client
    try:
        parameters = _elsewhere(parameters_of, job, piece)
        if parameters is None:
            job.plan.exhausted(piece)
            return
        reply = getattr(client, piece.method)(**parameters)
        if piece.kind == FETCH:
            _take_body(job, piece, reply)
        else:
            job.moved(piece.length or 0)
            for name, value in reply.items() if piece.kind == CALL else ():
                if hasattr(value, "read"):
                    reply[name] = _read(value, -1)
    except Exception as error:
        report_failure(job, piece, error)
    except BaseException:
        job.plan.dropped(piece)
        raise
    else:
        job.done(piece, reply)


def _take_body(job: Job, piece: Piece, reply: dict[str, Any]) -> None:
    """Put the body of a reply to its place. Its length and checksum are checked by the body itself."""
    headers = headers_of(piece, reply)
    job.plan.head(piece, headers)
    _elsewhere(job.open_target, piece, headers)
    body = reply["Body"]
    while chunk := _read(body, _CHUNK):
        _elsewhere(put, job, piece, memoryview(chunk))
        job.tell()
    if piece.length is not None and piece.received < piece.length:
        from ...errors import IncompleteBodyError

        raise IncompleteBodyError(actual_bytes=piece.received, expected_bytes=piece.length)


def _read(body: Any, amount: int) -> Any:
    return body.read(amount) if amount >= 0 else body.read()


def _elsewhere(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function that reads or writes files; where calls are blocking, in a thread."""
    return function(*arguments)
