"""Reading a file ends, whatever is in its place: pipes, devices, directories, giants."""

from __future__ import annotations

import asyncio
import errno
import os
import threading

import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ConfigParseError
from sotalia.io import files
from tests.core.scripted import KEYS


@pytest.fixture(params=["blocking", "awaited"])
def read(request):
    if request.param == "blocking":
        return files.read_file
    return lambda path: asyncio.run(files.read_file_async(path))


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    return path


def test_a_file_is_read(read, tmp_path):
    (tmp_path / "file").write_bytes(b"content\0\xff")
    assert read(str(tmp_path / "file")) == b"content\0\xff"


def test_a_pipe_that_nobody_writes_into_is_given_up(read, pipe):
    with pytest.raises(TimeoutError, match="nothing came out of it") as caught:
        read(pipe)
    assert isinstance(caught.value, OSError)


def test_a_pipe_is_read_to_its_end(read, pipe, monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 30)

    def write():
        with open(pipe, "wb") as file:
            file.write(b"x" * 300_000)

    writer = threading.Thread(target=write)
    writer.start()
    assert read(pipe) == b"x" * 300_000
    writer.join()


def test_a_pipe_of_a_shell_is_read(read):
    # `<(echo hi)`: both ends are open already.
    end, start = os.pipe()
    os.write(start, b"hi")
    os.close(start)
    assert read(f"/dev/fd/{end}") == b"hi"
    os.close(end)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(read, path):
    with pytest.raises(OSError, match="neither a file nor a pipe"):
        read(path)


@pytest.mark.parametrize(
    ("path", "error"), [(".", IsADirectoryError), ("a\0b", FileNotFoundError), ("no/such", FileNotFoundError)]
)
def test_what_is_no_file_is_refused_as_python_does(read, path, error):
    with pytest.raises(error):
        read(path)


def test_a_giant_is_refused(read, tmp_path):
    with open(tmp_path / "giant", "wb") as file:
        file.truncate(files.LARGEST + 1)  # a hole: it takes no room
    with pytest.raises(OSError, match="larger than 64 MiB") as caught:
        read(str(tmp_path / "giant"))
    assert caught.value.errno == errno.EFBIG


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("library", [sotalia, aio])
def test_a_program_does_not_wait_for_a_config_file(library, variable, pipe, monkeypatch):
    monkeypatch.setenv(variable, pipe)
    with pytest.raises(ConfigParseError, match="it is a pipe, and nothing came out of it"):
        library.client("sqs", region_name="us-east-1", **KEYS)
