"""The wheel that a user installs: built from the source distribution alone, it holds its models, and works where there
is nothing else but its five dependencies.
"""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.servers.raw import RawServer, reply

pytest.importorskip("hatchling", reason="building a wheel needs hatchling; the dependency group `test` has it")

ROOT = Path(__file__).parent.parent
#: Run in an environment that has nothing, not even the dependencies.
READ_MODELS = """
import importlib.util, sys
assert all(importlib.util.find_spec(name) is None for name in ("botocore", "boto3", "orjson", "pycurl", "codegen"))
from sotalia.model.docs import operation_docstring
from sotalia.model.loader import Loader
loader = Loader()
model = loader.service_model("s3")
assert "put_object" in model.methods
assert "Adds an object to a bucket." in operation_docstring(model, "PutObject")
assert loader.paginators("s3") and loader.endpoint_rules("s3") and loader.resource("s3")
assert len(loader.list_available_services()) == 439
print(sys.modules["sotalia"].__file__)
"""
#: Run with the wheel's content and the dependencies on the path, and with botocore and boto3 made impossible.
CALL = """
import sys
sys.path[:0] = [{unpacked!r}, {packages!r}]
for name in ("botocore", "boto3", "s3transfer"):
    sys.modules[name] = None  # an import of it raises ImportError
import sotalia
assert sotalia.__file__.startswith({unpacked!r}), sotalia.__file__
client = sotalia.client("dynamodb", endpoint_url={url!r})
names = client.list_tables()["TableNames"]
documented = "table names" in client.list_tables.__doc__
print(__import__("json").dumps([names, documented]))
"""


def run(*command: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "" or "hatchling" in command, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build source distribution -> wheel; takes some 15 s of CPU, most of it compiling all models."""
    directory = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(directory), cwd=ROOT)
    with tarfile.open(next(directory.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
        # Python 3.11's first releases know no filters.
        if hasattr(tarfile, "data_filter"):
            archive.extractall(directory, filter="data")
        else:
            archive.extractall(directory)
    assert not any(name.endswith(".pack") for name in names), "packs are made where the wheel is made"
    source = next(path for path in directory.iterdir() if path.is_dir())
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory), cwd=source)
    return next(directory.glob("*.whl"))


def test_it_holds_models_types_and_licences_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {
        "sotalia",
        f"{wheel.stem.removesuffix('-py3-none-any')}.dist-info",
    }
    assert {"sotalia/_data/models.pack", "sotalia/_data/docs.pack", "sotalia/py.typed"} <= set(names)
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not any("__pycache__" in name for name in names)


def test_its_metadata_asks_for_no_botocore(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    required = metadata.get_all("Requires-Dist") or []
    assert required
    assert not any(package in line for line in required for package in ("boto", "s3transfer", "awscrt"))
    assert metadata["Requires-Python"] == ">=3.11"


def test_its_models_can_be_read_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")
    site = next((tmp_path / "empty").glob("[Ll]ib*/**/site-packages"))
    with zipfile.ZipFile(wheel) as archive:  # what an installer does with a wheel that has no scripts to speak of
        archive.extractall(site)
    python = next((tmp_path / "empty").glob("[bS]*/python*"))
    assert run(str(python), "-I", "-c", READ_MODELS, cwd=tmp_path).strip().startswith(str(site))


def test_it_works_where_there_is_no_botocore(
    wheel: Path, tmp_path: Path, raw_server: RawServer, credentials: None
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    raw_server.answer(reply(200, b'{"TableNames":["a"]}'))
    packages = sysconfig.get_path("platlib")
    program = CALL.format(unpacked=str(tmp_path), packages=packages, url=raw_server.url)
    assert json.loads(run(sys.executable, "-I", "-S", "-c", program, cwd=tmp_path)) == [["a"], True]
