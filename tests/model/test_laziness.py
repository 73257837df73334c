"""A client decodes what it calls, and nothing else; many threads and forked children may do so at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sotalia.model import builtin
from sotalia.model.builtin import BUILTIN_DATA_PATH, builtin_service, builtin_version
from sotalia.model.loader import Loader
from sotalia.model.pack import Pack
from sotalia.model.service import ServiceModel


def fresh(service: str) -> ServiceModel:
    """Return a model that nobody has read from yet."""
    version = Loader().determine_latest_version(service)
    entry = builtin_version(service, version)
    assert entry is not None
    return ServiceModel(builtin_service(entry), service)


def watched(model: ServiceModel) -> list[int]:
    """Return a list that grows with each record that the model decodes."""
    read: list[int] = []
    source: Any = model.source
    decode = source.record

    def record(number: int) -> Any:
        read.append(number)
        return decode(number)

    source.record = record
    return read


def test_names_of_operations_decode_no_record() -> None:
    model = fresh("ec2")
    read = watched(model)
    assert len(model.operation_names) > 700
    assert model.methods["describe_instances"] == "DescribeInstances"
    assert model.metadata["serviceId"] == "EC2"
    assert model.client_context_params == {}
    assert read == []


def test_an_operation_decodes_itself_alone() -> None:
    model = fresh("s3")
    read = watched(model)
    operation = model.operation_model("PutObject")
    assert operation.http["method"] == "PUT"
    assert len(read) == 1
    assert operation.input_shape is not None
    assert len(read) == 2


def test_an_operations_shapes_are_decoded_once_and_no_other_operations() -> None:
    model = fresh("s3")
    read = watched(model)
    shape = model.operation_model("PutObject").input_shape
    assert shape is not None
    names = {member.name for member in shape.members.values()}
    assert len(read) == len(set(read)) == 2 + len(names)
    assert model.operation_model("CopyObject").input_shape is not None
    assert len(read) == len(set(read))


def test_the_shapes_of_one_operation_stand_together() -> None:
    names = fresh("ec2").operation_names[::50]
    assert sum(blocks_read("ec2", name) for name in names) / len(names) <= 4, "of 13 blocks"


def blocks_read(service: str, operation: str) -> int:
    """Return how many blocks have to be decompressed for one operation, all its shapes and errors included."""
    model = fresh(service)
    source: Any = model.source
    pack, read = source.entry.pack, set()
    original = pack.block
    pack.block = lambda offset, length: read.add(offset) or original(offset, length)
    try:
        walk(model.operation_model(operation).input_shape)
        walk(model.operation_model(operation).output_shape)
    finally:
        del pack.block
    return len(read)


def walk(shape: Any, seen: set[str] | None = None) -> int:
    """Visit all that a shape reaches; return how many shapes there were."""
    seen = set() if seen is None else seen
    if shape is None or shape.name in seen:
        return len(seen)
    seen.add(shape.name)
    for member in getattr(shape, "members", {}).values():
        walk(member, seen)
    for part in ("member", "key", "value"):
        walk(getattr(shape, part, None), seen)
    return len(seen)


def test_blocks_are_not_kept_for_ever(tmp_path: Path) -> None:
    pack = Pack(os.path.join(BUILTIN_DATA_PATH, "models.pack"))
    read = 0
    for service in ("ec2", "sagemaker", "iot"):
        entry = pack.versions(service)[-1]
        for start, end in pairwise(entry.directory()["block_offsets"]):
            entry.block(start, end)
            read += 1
            assert len(pack._blocks) == min(read, 16)
    assert read > 16


def test_many_threads_read_the_same_model() -> None:
    model = fresh("ec2")
    names = model.operation_names[::40]
    expected = [walk(fresh("ec2").operation_model(name).output_shape) for name in names]
    results: list[Any] = []
    barrier = threading.Barrier(8)

    def read() -> None:
        barrier.wait()
        results.append([walk(model.operation_model(name).output_shape) for name in names])

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_reads_what_its_parent_had_open() -> None:
    script = """
import os
from sotalia.model.loader import Loader
model = Loader().service_model("s3")
model.operation_model("GetObject").output_shape.members
children = [os.fork() for _ in range(2)]
for descriptor in range(3, 256):  # as daemons do
    try:
        os.close(descriptor)
    except OSError:
        pass
for name in model.operation_names:
    shape = model.operation_model(name).input_shape
    assert shape is None or shape.members is not None
assert Loader().service_model("ec2").operation_model("RunInstances").input_shape.members["ImageId"].documentation
if all(children):
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
else:
    os._exit(0)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, timeout=60, env=environment())


def test_opening_a_service_imports_nothing_heavy() -> None:
    script = """
import sys
from sotalia.model.loader import Loader
model = Loader().service_model("dynamodb")
model.methods
model.operation_model("GetItem").input_shape.members["Key"]
heavy = "re json orjson dataclasses inspect logging typing asyncio enum base64 pycurl functools collections difflib"
print(*sorted(set(heavy.split()) & set(sys.modules)))
"""
    found = subprocess.run(
        [sys.executable, "-S", "-c", script], check=True, capture_output=True, text=True, env=environment()
    )
    assert found.stdout.split() == []


def environment() -> dict[str, str]:
    """Return an environment in which a child finds the package under test."""
    source = str(Path(builtin.__file__).parents[2])
    return {**os.environ, "PYTHONPATH": source}
