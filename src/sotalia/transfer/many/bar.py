"""A progress bar on the terminal, by the library rich: `pip install 'sotalia[rich]'`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from .results import TransferProgress


class ProgressBar:
    """Shows a transfer of many objects: as `Callback`, in a `with` block.

        with ProgressBar("photos") as bar:
            client.upload_directory("photos", "my-bucket", "photos/", Callback=bar)

    `title` stands before the bar; `console` is rich's, by default the one on standard output. Raises ImportError, which
    says how to install rich, where that is missing.
    """

    def __init__(self, title: str = "", console: Any = None) -> None:
        try:
            from rich import progress
        except ImportError as error:
            raise ImportError("The progress bar needs the library rich: pip install 'sotalia[rich]'") from error
        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.DownloadColumn(),
            progress.TextColumn("{task.fields[files]}"),
            progress.TextColumn("{task.fields[rate]}"),
            progress.TextColumn("{task.fields[left]}"),
            console=console,
        )
        self._task = self._bar.add_task(title, total=None, files="", rate="", left="")

    def __call__(self, progress: TransferProgress) -> None:
        """Show how far the transfer is."""
        seconds = progress.seconds_left
        self._bar.update(
            self._task,
            completed=progress.bytes,
            total=progress.total_bytes if progress.all_known else None,
            files=f"{progress.files}/{progress.total_files if progress.all_known else '?'} files",
            rate=f"{progress.rate / 1e6:.1f} MB/s",
            left="" if seconds is None else f"{seconds:.0f} s left",
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
