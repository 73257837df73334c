"""`s3 ls`, `s3 mb`, `s3 rb` and `s3 website`."""

from __future__ import annotations

import sys

from ....errors import BotoCoreError, ClientError
from ....transfer.many.urls import SCHEME
from ...faults import FAILED, SUCCESS, CliError, InvalidLine
from ...handmade import Command, Row
from ...words import MANY, NONE, Option
from .sizes import human_size
from .urls import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

_DEFAULT_REGION = "us-east-1"


class _Listing:
    """Prints a listing and counts what is in it."""

    def __init__(self, *, human: bool, name_from: int) -> None:
        self._human = human
        self._name_from = name_from
        self.count = self.size = 0
        self.empty = True

    def page(self, page: dict[str, Any]) -> None:
        """Print a page: prefixes first, then objects."""
        prefixes = [entry["Prefix"].rstrip("/") for entry in page.get("CommonPrefixes", [])]
        lines = [f"{'PRE':>30} {prefix.rpartition('/')[2]}/\n" for prefix in prefixes]
        for entry in page.get("Contents", []):
            self.count += 1
            self.size += entry["Size"]
            lines.append(
                f"{_local(entry['LastModified'])} {self._shown(entry['Size'])} {entry['Key'][self._name_from :]}\n"
            )
        self.empty = self.empty and not lines
        sys.stdout.write("".join(lines))

    def _shown(self, size: int) -> str:
        return f"{human_size(size) if self._human else size!s:>10}"

    def summary(self) -> None:
        """Print the totals."""
        total = human_size(self.size) if self._human else self.size
        sys.stdout.write(f"\nTotal Objects: {self.count}\n   Total Size: {total}\n")


def _local(moment: Any) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _ls(context: Context, values: dict[str, Any]) -> int:
    bucket, key = split_url(values["paths"] or "", needs_scheme=False)
    client = context.client("s3")
    if not bucket:
        return _buckets(client, values)
    recursive = values["recursive"]
    request: dict[str, Any] = {"Bucket": bucket, "Prefix": key}
    if not recursive:
        request["Delimiter"] = "/"
    if values["request-payer"]:
        request["RequestPayer"] = values["request-payer"]
    listing = _Listing(human=values["human-readable"], name_from=0 if recursive else key.rfind("/") + 1)
    settings = {"PageSize": values["page-size"]} if values["page-size"] else {}
    for page in client.get_paginator("list_objects_v2").paginate(**request, PaginationConfig=settings):
        listing.page(page)
    if values["summarize"]:
        listing.summary()
    # Nothing under a name that was asked for is a failure, as it is for a file.
    return FAILED if listing.empty and key else SUCCESS


def _buckets(client: Any, values: dict[str, Any]) -> int:
    request = {"Prefix": values["bucket-name-prefix"], "BucketRegion": values["bucket-region"]}
    request = {name: value for name, value in request.items() if value is not None}
    settings = {"PageSize": values["page-size"]} if values["page-size"] else {}
    for page in client.get_paginator("list_buckets").paginate(**request, PaginationConfig=settings):
        for bucket in page.get("Buckets", []):
            sys.stdout.write(f"{_local(bucket['CreationDate'])} {bucket['Name']}\n")
    return SUCCESS


def _mb(context: Context, values: dict[str, Any]) -> int:
    bucket = _bucket_of(values["path"])
    client = context.client("s3")
    request: dict[str, Any] = {"Bucket": bucket}
    configuration: dict[str, Any] = {}
    if client.meta.region_name not in (_DEFAULT_REGION, "aws-global"):
        configuration["LocationConstraint"] = client.meta.region_name
    if values["tags"]:
        configuration["Tags"] = [{"Key": name, "Value": value} for name, value in _pairs(values["tags"])]
    if configuration:
        request["CreateBucketConfiguration"] = configuration
    try:
        client.create_bucket(**request)
    except (BotoCoreError, ClientError) as error:
        return _failed("make_bucket", values["path"], error)
    sys.stdout.write(f"make_bucket: {bucket}\n")
    return SUCCESS


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    if len(words) % 2:
        raise InvalidLine("--tags takes pairs of a key and a value")
    return list(zip(words[::2], words[1::2], strict=True))


def _rb(context: Context, values: dict[str, Any]) -> int:
    bucket = _bucket_of(values["path"])
    if values["force"]:
        _empty(context, bucket)
    client = context.client("s3")
    try:
        client.delete_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError) as error:
        return _failed("remove_bucket", values["path"], error)
    sys.stdout.write(f"remove_bucket: {bucket}\n")
    return SUCCESS


def _empty(context: Context, bucket: str) -> None:
    """Delete all objects of a bucket. Raises CliError where some could not be deleted."""
    from ...handmade import read
    from .commands import RM

    line = [f"{SCHEME}{bucket}", "--recursive"]
    assert RM.run is not None
    if RM.run(context, read(RM, line)) != SUCCESS:
        raise CliError("remove_bucket failed: Unable to delete all objects in the bucket, bucket will not be deleted.")


def _failed(what: str, path: str, error: Exception) -> int:
    sys.stderr.write(f"{what} failed: {path} {error}\n")
    return FAILED


def _bucket_of(path: str) -> str:
    if not path.startswith(SCHEME):
        raise InvalidLine("<S3Uri>\nError: Invalid argument type")
    bucket, key = split_url(path)
    if key:
        raise InvalidLine(f"Please specify a valid bucket name only. E.g. s3://{bucket}")
    return bucket


def _website(context: Context, values: dict[str, Any]) -> int:
    bucket, _ = split_url(values["paths"], needs_scheme=False)
    configuration: dict[str, Any] = {}
    if values["index-document"]:
        configuration["IndexDocument"] = {"Suffix": values["index-document"]}
    if values["error-document"]:
        configuration["ErrorDocument"] = {"Key": values["error-document"]}
    context.client("s3").put_bucket_website(Bucket=bucket, WebsiteConfiguration=configuration)
    return SUCCESS


LS = Command(
    _ls,
    summary="list buckets, or what is in one; the exit code is 1 when nothing has that name",
    rows=(
        Row(Option("--recursive", NONE), "All objects whose keys begin so, at any depth."),
        Row(Option("--page-size", number="int"), "Entries per call (default: 1000)."),
        Row(Option("--human-readable", NONE), "Sizes as 1.5 MiB."),
        Row(Option("--summarize", NONE), "Count the objects, and sum up their sizes."),
        Row(Option("--request-payer"), "`requester` where the caller pays."),
        Row(Option("--bucket-name-prefix"), "Only buckets whose names begin so."),
        Row(Option("--bucket-region"), "Only buckets in this region."),
    ),
    positional=("paths?",),
)
MB = Command(
    _mb,
    summary="make a bucket",
    rows=(Row(Option("--tags", MANY), "Tags of the bucket: a key, its value, and so on."),),
    positional=("path",),
)
RB = Command(
    _rb,
    summary="remove an empty bucket",
    rows=(Row(Option("--force", NONE), "Delete all objects in it first."),),
    positional=("path",),
)
WEBSITE = Command(
    _website,
    summary="have a bucket serve a website",
    rows=(
        Row(Option("--index-document"), "The key that a folder's own URL stands for."),
        Row(Option("--error-document"), "The key of the page for errors."),
    ),
    positional=("paths",),
)
