"""Carrying out `cp`, `mv`, `rm` and `sync`: what the line asks for becomes a feed of jobs, which the engine runs."""

from __future__ import annotations

import os
import sys

from ....errors import ClientError
from ....transfer.jobs import SingleJob
from ....transfer.many.listing import ListJob
from ....transfer.many.results import TransferProgress
from ....transfer.many.sync import Side
from ....transfer.many.walk import Entry
from ....transfer.running import run, run_feed
from ...faults import FAILED, INTERRUPTED, SUCCESS, CliError
from . import requests
from .accesspoints import check_move
from .cases import cases_for
from .checks import order_of
from .copies import Copies
from .downloads import Downloads
from .feeds import Files, Known, LocalSide, Objects, Sync, files_below, single_file
from .filters import wanted
from .globs import globbed, is_glob
from .places import Local, Remote, Stream
from .removals import Removals
from .report import report_for
from .settings import transfer_config
from .transfer import Transfers
from .uploads import Uploads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from ....transfer.config import TransferConfig
    from ....transfer.many.feeds import Feed
    from ...context import Context
    from .checks import Order
    from .places import Place
    from .report import Report

    class Runs(Protocol):
        """What can be run."""

        progress: TransferProgress

        def run(self) -> None:
            """Run it. Raises what ends all of it."""


#: The exit code where nothing failed, but something was left out with a warning.
WARNED = 2


def carry_out(context: Context, command: str, values: dict[str, Any]) -> int:
    """Carry out a line of `command` and return the exit code. Raises what is wrong with the line or the settings."""
    order = order_of(command, values, is_glob if command != "sync" else lambda path: False)
    config = config_of(context)
    config.resume = bool(values.get("resume"))
    client = context.client("s3")
    source_client = client
    if values.get("source-region") and order.source.in_s3 and order.target.in_s3:
        source_client = context.client("s3", region_name=values["source-region"], endpoint_url=None)
    if order.streams:
        values["only-show-errors"] = True
    report = report_for(values)
    warning = check_move(context, order)
    if warning is not None:
        sys.stderr.write(f"warning: {warning}\n")
    line = Line(order, config, report, client, source_client)
    return result_of(line, report)


def config_of(context: Context) -> TransferConfig:
    """Return how transfers are made by the user's settings. Raises CliError."""
    section = context.settings.scoped_config.get("s3")
    return transfer_config(section if isinstance(section, dict) else {})


def result_of(line: Runs, report: Report) -> int:
    """Run a line and return the exit code."""
    interrupted = False
    try:
        line.run()
    except KeyboardInterrupt:
        report.interrupted()
        interrupted = True
    except BrokenPipeError:
        raise
    except Exception as error:
        report.fatal(error)
    report.finish(line.progress)
    if interrupted:
        return INTERRUPTED
    return FAILED if report.failed else WARNED if report.warned else SUCCESS


class Line:
    """A line that is carried out."""

    def __init__(self, order: Order, config: TransferConfig, report: Report, client: Any, source_client: Any) -> None:
        self._order = order
        self._config = config
        self._report = report
        self._client = client
        self._source_client = source_client
        #: What is known of the only object that is asked for.
        self._head: dict[str, Any] | None = None
        self.progress = TransferProgress(None)

    @property
    def _shared(self) -> tuple[Any, ...]:
        """What all transfers are made with."""
        order = self._order
        is_wanted = wanted(order.values["filters"] or (), order.source, order.target)
        return order.values, self._client, self._config, self._report, _both(order.matches, is_wanted)

    def run(self) -> None:
        """Do what it asks for. Raises what ends all of it."""
        self._expand()
        transfers = self._transfers()
        transfers.moves = self._order.command == "mv"
        self.progress = transfers.progress
        run_feed(self._client, self._feed(transfers))
        if self._order.streams:
            sys.stdout.flush()
        if self._order.matches is not None and not transfers.seen:
            raise CliError(f"Nothing matches {self._order.paths[0]}")

    def _expand(self) -> None:
        """Find out whether the source is a glob: if it may be one, and no file or object has that name."""
        order = self._order
        if order.command == "sync" or order.streams or not is_glob(order.paths[0]):
            return
        if isinstance(order.source, Local):
            if not os.path.lexists(order.paths[0]):
                self._order = globbed(order)
        elif isinstance(order.source, Remote):
            source = Remote(order.source.bucket, order.source.key.removesuffix("/"), holds=False)
            try:
                self._head = self._looked_up(source, is_copy=isinstance(order.target, Remote))
            except ClientError as error:
                if error.response["Error"]["Code"] != "404":
                    raise
                self._order = globbed(order)

    # ------------------------------------------------------------ what is done

    def _transfers(self) -> Transfers:
        source, target = self._order.source, self._order.target
        if self._order.command == "rm":
            assert isinstance(source, Remote)
            return Removals(source, *self._shared)
        if isinstance(source, Remote):
            return self._from_s3(source, target)
        assert isinstance(target, Remote)
        if isinstance(source, Local):
            return Uploads(source, target, *self._shared)
        from .streams import Incoming

        return Incoming(target, *self._shared)

    def _from_s3(self, source: Remote, target: Place) -> Transfers:
        if isinstance(target, Remote):
            return Copies(source, target, self._source_client, *self._shared)
        if isinstance(target, Stream):
            from .streams import Outgoing

            return Outgoing(source, *self._shared, looks=True)
        downloads = Downloads(source, target, *self._shared)
        if self._order.whole:
            downloads.cases = cases_for(self._order.values.get("case-conflict"), target.path, self._report)
        return downloads

    # ------------------------------------------------------------ with what

    def _feed(self, transfers: Transfers) -> Feed:
        order = self._order
        source, target = order.source, order.target
        if order.command == "sync":
            assert not isinstance(source, Stream)
            assert not isinstance(target, Stream)
            return Sync(transfers, self._side(source), self._side(target), Removals(target, *self._shared))
        if isinstance(source, Local):
            follow = self._follows_links
            if order.whole:
                path = source.path
                return Files(transfers, source, lambda: files_below(path, follow_links=follow))
            return Files(transfers, source, lambda: single_file(source, follow_links=follow))
        if isinstance(source, Remote) and not order.streams:
            if order.whole or not source.key:
                return Objects(transfers, self._listing(source), none=not order.whole)
            if order.command != "rm":
                entry = self._look(source, transfers)
                return Known(transfers, lambda: iter((entry,)))
        name = source.last
        return Known(transfers, lambda: iter((Entry(name, 0, 0),)))

    @property
    def _follows_links(self) -> bool:
        return self._order.values.get("follow-symlinks") is not False

    def _listing(self, place: Remote) -> ListJob:
        client = self._source_client if place is self._order.source else self._client
        arguments = requests.list_arguments(self._order.values)
        fixed = self._order.fixed if place is self._order.source else None
        prefix = place.key if fixed is None else fixed
        return ListJob(client, self._config, place.bucket, prefix, arguments, names_from=len(place.key))

    def _side(self, place: Local | Remote) -> Side:
        if isinstance(place, Remote):
            return Side(bucket=place.bucket, prefix=place.key, listing=self._listing(place))
        return LocalSide(place.path, follow_links=place is not self._order.source or self._follows_links)

    def _look(self, source: Remote, transfers: Transfers) -> Entry:
        """Return the entry of the only object that is asked for. Raises ClientError, which says so if there is none."""
        head = self._head
        try:
            head = head or self._looked_up(source, is_copy=isinstance(transfers, Copies))
        except ClientError as error:
            if error.response["Error"]["Code"] != "404":
                raise
            details = {**error.response["Error"], "Message": f'Key "{source.key}" does not exist'}
            raise ClientError({**error.response, "Error": details}, "HeadObject") from None
        if isinstance(transfers, Copies):
            transfers.head = head
        time = head["LastModified"].timestamp() if "LastModified" in head else 0.0
        entry = Entry(source.last, head["ContentLength"], time, head.get("ETag", ""))
        if 'ongoing-request="false"' not in head.get("Restore", ""):
            entry.storage_class = head.get("StorageClass", "")
        return entry

    def _looked_up(self, source: Remote, *, is_copy: bool) -> dict[str, Any]:
        params = {"Bucket": source.bucket, "Key": source.key}
        params |= requests.head_arguments(self._order.values, of_copy=is_copy)
        job = SingleJob(self._source_client, self._config, "head_object", params)
        run(job)
        return dict(job.reply)


def _both(matches: Callable[[str], object] | None, is_wanted: Callable[[str], bool]) -> Callable[[str], bool]:
    if matches is None:
        return is_wanted
    return lambda name: matches(name) is not None and is_wanted(name)
