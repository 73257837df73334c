"""Objects as files, in the hands of libraries that read and write files: those that are installed."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest

import sotalia
from tests.servers.objects import ObjectServer

MIB = 1024 * 1024
ROWS = 200_000


@pytest.fixture
def objects(credentials: None) -> Any:
    with ObjectServer() as server:
        client = sotalia.client("s3", **server.client_arguments)
        yield lambda mode, key: client.open_object(mode, Bucket="bucket", Key=key)
        assert not server.uploads


def test_archives_are_written_as_streams_and_read_by_ranges(objects: Any) -> None:
    with objects("wb", "a.tar") as file, tarfile.open(fileobj=file, mode="w|") as archive:
        member = tarfile.TarInfo("zeros")
        member.size = 9 * MIB
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    with objects("rb", "a.tar") as file, tarfile.open(fileobj=file) as archive:
        content = archive.extractfile("zeros")
        assert content is not None
        assert content.read() == bytes(9 * MIB)


def test_pyarrow_writes_and_reads_columns(objects: Any) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"a": list(range(ROWS)), "b": [str(number) for number in range(ROWS)]})
    with objects("wb", "a.parquet") as file:
        parquet.write_table(table, file, row_group_size=20_000)
    with objects("rb", "a.parquet") as file:
        assert parquet.read_table(file, columns=["b"]).equals(table.select(["b"]))
    with objects("rb", "a.parquet") as file:
        assert parquet.ParquetFile(file).read_row_group(9).num_rows == 20_000


def test_pandas_writes_and_reads_text(objects: Any) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": range(ROWS)})
    with objects("wb", "a.csv.gz") as file:
        frame.to_csv(file, index=False, compression="gzip")
    with objects("rb", "a.csv.gz") as file:
        assert pandas.read_csv(file, compression="gzip").equals(frame)
