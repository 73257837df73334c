"""Who transfers, and how each is told what: one `Job` for all of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ... import measure
from ...contenders import AWSCLI, AWSCRT, OBSTORE, PURE, RCLONE, S5CMD, Rival, Unavailable, forms
from ...measure import Figures
from ...store import Store

WORKER = "transfer.py"
#: boto3 takes minutes for what others take seconds for; what one object takes is the same for a part of them.
BOTO3_SHARE = 5
#: How many times the bytes of an upload at most arrive with what is sent around them.
TRAILERS = 1.01


class Job(NamedTuple):
    """A transfer: `kind` as in workers/transfer.py, of `number` objects or keys; `size` is in bytes, of all of them.

    `place` is the client's file or folder, `key` the object, or what the objects' keys begin with.
    """

    kind: str
    bucket: str
    key: str
    place: Path
    number: int = 1
    size: int = 0
    secure: bool = False
    names: str = ""

    @property
    def target(self) -> Path | None:
        """What of the client's files is written."""
        return self.place if self.kind in ("down", "down_many") else None

    def told(self, store: Store, share: int = 1) -> str:
        """Return the job as workers get it; with `share`, that part of it."""
        many = self.kind.endswith("_many")
        count = self.number // share
        place = {"folder" if self.number > 1 else "path": str(self.place)}
        job: dict[str, Any] = {"kind": self.kind, "bucket": self.bucket, "count": count, "units": count}
        job |= {"prefix" if many else "key": self.key, "endpoint": store.url(secure=self.secure), "names": self.names}
        return json.dumps(job | place)


#: Makes what runs a job once, and returns what that took.
Maker = Callable[[Store, Job], Callable[[], dict[str, float]]]


def sotalia(store: Store, job: Job, switch: Mapping[str, str]) -> Callable[[], dict[str, float]]:
    """Return what runs a job with a form of Sotalia."""
    return partial(measure.worker, WORKER, "sotalia", job.told(store), more={**_trust(store, job), **switch})


def boto3(store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a part of a job with boto3."""
    told = job.told(store, share("boto3", job))
    return partial(measure.worker, WORKER, "boto3", told, more=_trust(store, job))


def awscrt(store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a job with the AWS Common Runtime."""
    python = AWSCRT.interpreter()
    return partial(measure.worker, WORKER, "awscrt", job.told(store), more=_trust(store, job), python=python)


def obstore(way: str, store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a job with obstore, `blocking` or `awaited`."""
    return partial(measure.worker, "transfer_obstore.py", way, job.told(store), python=OBSTORE.interpreter())


def s5cmd(store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a job with s5cmd."""
    command = [_program(S5CMD), "--endpoint-url", store.url(secure=job.secure)]
    command += ["--no-verify-ssl"] if job.secure else []
    place, remote = str(job.place), f"s3://{job.bucket}/{job.key}"
    command += {
        "up": ["cp", place, remote],
        "down": ["cp", remote, place],
        "up_many": ["cp", f"{place}/", remote],
        "down_many": ["cp", f"{remote}*", f"{place}/"],
        "sync": ["sync", f"{place}/", f"s3://{job.bucket}/"],
    }[job.kind]
    return partial(_program_cost, command, job)


def rclone(store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a job with rclone, without the requests that it would make to check what it has done."""
    command = [_program(RCLONE), "--config", "/dev/null", "--s3-provider", "Other", "--s3-env-auth", "-q"]
    command += ["--s3-endpoint", store.url(secure=job.secure), "--s3-force-path-style", "--s3-no-check-bucket"]
    command += ["--no-check-certificate"] if job.secure else []
    place, remote = str(job.place), f":s3:{job.bucket}/{job.key}"
    plain = ["--ignore-times", "--ignore-checksum", "--s3-disable-checksum", "--s3-no-head"]
    many = [*plain, "--transfers", "16", "--checkers", "16", "copy"]
    command += {
        "down": [*plain, "copyto", remote, place],
        "up_many": [*many, place, remote],
        "down_many": [*many, remote, place],
        # Times would take a HEAD for each.
        "sync": ["--size-only", "--fast-list", "--checkers", "16", "copy", place, f":s3:{job.bucket}"],
    }[job.kind]
    return partial(_program_cost, command, job)


def aws(store: Store, job: Job) -> Callable[[], dict[str, float]]:
    """Return what runs a sync with the AWS CLI."""
    command = [_program(AWSCLI, "aws"), "--endpoint-url", store.url(secure=job.secure), "s3", job.kind]
    return partial(_program_cost, [*command, f"{job.place}/", f"s3://{job.bucket}/"], job)


def _program(rival: Rival, name: str = "") -> str:
    return str(Path(rival.interpreter()).parent / (name or rival.module))


def _program_cost(command: list[str], job: Job) -> dict[str, float]:
    return {name: value / job.number for name, value in measure.process_cost(command).items()}


def _trust(store: Store, job: Job) -> dict[str, str]:
    return {"AWS_CA_BUNDLE": store.certificate} if job.secure else {}


class Compared(NamedTuple):
    """What a job took everybody, and why some are missing."""

    results: dict[str, Figures]
    missing: dict[str, str]


def compare(store: Store, job: Job, rivals: Mapping[str, Maker], rounds: int, *, both: bool = True) -> Compared:
    """Run a job with Sotalia, in both its forms or the pure one only, and with rivals, one after the other."""
    runs = {form: sotalia(store, job, switch) for form, switch in forms().items() if both or form == PURE}
    missing = {}
    for name, make in rivals.items():
        try:
            runs[name] = make(store, job)
        except Unavailable as error:
            missing[name] = str(error)
    checked = {name: partial(_run, store, job, run, share(name, job)) for name, run in runs.items()}
    return Compared(measure.by_turns(rounds, checked), missing)


def share(name: str, job: Job) -> int:
    """Return which part of a job a contender gets."""
    return BOTO3_SHARE if name == "boto3" and job.number > 1 else 1


def _run(store: Store, job: Job, run: Callable[[], dict[str, float]], part: int) -> dict[str, float]:
    """Run a job once: what it writes is empty before, whole afterwards, and removed."""
    written = job.target
    if job.kind == "up_many":
        written = store.folder / job.bucket / job.key
    if job.number > 1 and written is not None:
        written.mkdir(parents=True)
    if job.kind == "up_many":
        store.expect(f"{job.bucket}/{job.key}{path.name}" for path in job.place.iterdir())
    figures = run()
    if written is not None:
        _check(written, job, part)
    return figures


def _check(written: Path, job: Job, part: int) -> None:
    """Raise RuntimeError unless all is there, and remove it."""
    if job.number > 1:
        found = sum(path.stat().st_size for path in written.iterdir())
        shutil.rmtree(written)
    else:
        found = written.stat().st_size
        written.unlink()
    # Uploads of some have trailers, which the store keeps as they come.
    if not 1 <= found / (job.size // part) < TRAILERS:
        raise RuntimeError(f"{job.kind}: {found} bytes of {job.size // part} are there")
