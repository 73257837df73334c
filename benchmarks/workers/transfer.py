"""Transfer once, with Sotalia or boto3: `transfer.py LIBRARY JOB`; see usage.py for what is printed.

JOB is a JSON object: {"kind": "up" or "down" (one object, `path`), "up_many" or "down_many" (the first `count` of the
files `names` in `folder`), "sync" (`folder` to the bucket), "list" (`count` keys), "endpoint", "bucket", "prefix",
"names": a path of a list}. What imports and compiles comes before, by a transfer of one small object.

boto3 has no way to transfer many: they are spread over 16 threads. With "awscrt" its transfers go by the AWS Common
Runtime, through the manager that boto3 itself has for it (boto3's own way to it takes no endpoint).
"""

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .usage import measure
else:
    from usage import measure  # as a script this is in no package: Python looks beside it

THREADS = 16
WARM_UP = "warm-up"


class Transfers:
    """A client's methods for single objects, blocking. `many` spreads transfers over threads."""

    def __init__(self, job: dict[str, Any], library: str) -> None:
        config = importlib.import_module("botocore.config" if library == "boto3" else f"{library}.config").Config
        self.client = importlib.import_module(library).client(
            "s3", endpoint_url=job["endpoint"], config=config(max_pool_connections=2 * THREADS)
        )
        self.job = job

    def up(self, path: str, key: str) -> None:
        self.client.upload_file(path, self.job["bucket"], key)

    def down(self, path: str, key: str) -> None:
        self.client.download_file(self.job["bucket"], key, path)

    def many(self, transfer: Callable[[str, str], None], names: Iterable[str]) -> None:
        folder, prefix = self.job["folder"], self.job["prefix"]
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda name: transfer(f"{folder}/{name}", prefix + name), names))

    def warm_up(self) -> None:
        """Do what loads and compiles all that the job needs."""
        if self.job["kind"] in ("list", "sync"):
            self.client.list_objects_v2(Bucket=self.job["bucket"], MaxKeys=1)
            return
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/{WARM_UP}"
            with open(path, "wb") as file:
                file.write(b"warm")
            self.up(path, WARM_UP)
            self.down(path, WARM_UP)

    def work(self) -> Callable[[], object]:
        """Return what is to be measured."""
        job, kind = self.job, self.job["kind"]
        if kind in ("up", "down"):
            return lambda: getattr(self, kind)(job["path"], job["key"])
        if kind == "list":
            return self.listed
        with open(job["names"]) as file:
            names = file.read().split()[: job["count"]]
        return lambda: self.many(self.up if kind == "up_many" else self.down, names)

    def listed(self) -> None:
        seen, count = 0, self.job["count"]
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.job["bucket"]):
            seen += len(page["Contents"])
            if seen >= count:
                break
        assert seen == count, seen


class Folders(Transfers):
    """Sotalia's methods for many."""

    def warm_up(self) -> None:
        super().warm_up()
        job, client = self.job, self.client
        with tempfile.TemporaryDirectory() as folder:
            if job["kind"] == "up_many":
                with open(f"{folder}/{WARM_UP}", "wb") as file:
                    file.write(b"warm")
                client.upload_directory(folder, job["bucket"])
            elif job["kind"] == "down_many":
                client.download_directory(job["bucket"], job["prefix"], folder, include="*000")

    def work(self) -> Callable[[], object]:
        job, client = self.job, self.client
        bucket, prefix = job["bucket"], job.get("prefix", "")
        many: dict[str, Callable[[], Any]] = {
            "up_many": lambda: client.upload_directory(job["folder"], bucket, prefix),
            "down_many": lambda: client.download_directory(bucket, prefix, job["folder"]),
            "sync": lambda: client.sync(job["folder"], f"s3://{bucket}"),
        }
        run = many.get(job["kind"])
        return super().work() if run is None else lambda: self.check(run())

    def check(self, result: Any) -> None:
        found = result.skipped if self.job["kind"] == "sync" else result.done
        assert len(found) == self.job["count"], result
        assert not result.failed


class CommonRuntime(Transfers):
    """The AWS Common Runtime's, as boto3 calls it. Its manager takes all of them at once."""

    def __init__(self, job: dict[str, Any], library: str) -> None:
        import botocore
        import botocore.session
        import s3transfer.crt as crt
        from botocore.config import Config

        self.job = job
        session = botocore.session.get_session()
        config = Config(s3={"addressing_style": "path"}, signature_version=botocore.UNSIGNED)
        told = {"region_name": "us-east-1", "endpoint_url": job["endpoint"], "config": config}
        keys = crt.BotocoreCRTCredentialsWrapper(session.get_credentials()).to_crt_credentials_provider()
        tls = job["endpoint"].startswith("https:")
        client = crt.create_s3_crt_client("us-east-1", keys, use_ssl=tls, verify=os.environ.get("AWS_CA_BUNDLE"))
        self.manager = crt.CRTTransferManager(client, crt.BotocoreCRTRequestSerializer(session, told))

    def up(self, path: str, key: str) -> None:
        self.begin("up", path, key).result()

    def down(self, path: str, key: str) -> None:
        self.begin("down", path, key).result()

    def begin(self, way: str, path: str, key: str) -> Any:
        if way == "up":
            return self.manager.upload(path, self.job["bucket"], key)
        return self.manager.download(self.job["bucket"], key, path)

    def many(self, transfer: Callable[[str, str], None], names: Iterable[str]) -> None:
        folder, prefix, way = self.job["folder"], self.job["prefix"], self.job["kind"][: -len("_many")]
        for future in [self.begin(way, f"{folder}/{name}", prefix + name) for name in names]:
            future.result()


KINDS: dict[str, type[Transfers]] = {"sotalia": Folders, "awscrt": CommonRuntime}


def main() -> None:
    library, told = sys.argv[1:]
    job = json.loads(told)
    transfers = KINDS.get(library, Transfers)(job, library)
    work = transfers.work()
    transfers.warm_up()
    measure(work, job["units"])
    sys.stdout.flush()
    os._exit(0)  # the Common Runtime's threads would be waited for


if __name__ == "__main__":
    main()
