"""The wheel that a user installs: it holds its models and works where there is no botocore to be found."""

import email
import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.servers.raw import reply

pytest.importorskip("hatchling", reason="the dependency group `test` has it")

ROOT = Path(__file__).parent.parent
#: Run with the wheel's content and the five dependencies on the path, and with botocore and boto3 made impossible.
PROGRAM = """
import sys
sys.path[:0] = [{unpacked!r}, {packages!r}]
for name in ("botocore", "boto3", "s3transfer"):
    sys.modules[name] = None  # an import of it raises ImportError
import sotalia
assert sotalia.__file__.startswith({unpacked!r}), sotalia.__file__
client = sotalia.client("dynamodb", endpoint_url={url!r})
names = client.list_tables()["TableNames"]
documented = "table names" in client.list_tables.__doc__
print(__import__("json").dumps([names, documented, len(sotalia.Session().get_available_services())]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = directory.glob("*.whl")
    return built


def test_it_holds_models_types_and_licences_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "sotalia",
        f"{wheel.stem.removesuffix('-py3-none-any')}.dist-info",
    }
    assert {"sotalia/_data/models.pack", "sotalia/_data/docs.pack", "sotalia/py.typed"} <= set(names)
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not any("__pycache__" in name for name in names)


def test_its_metadata_asks_for_no_botocore(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    metadata = email.message_from_bytes(archive.read(name))
    required = metadata.get_all("Requires-Dist")
    assert not any(package in line for line in required for package in ("boto", "s3transfer", "awscrt"))
    assert metadata["Requires-Python"] == ">=3.11"


def test_it_works_where_there_is_no_botocore(wheel, tmp_path, raw_server):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    raw_server.answer(reply(200, b'{"TableNames":["a"]}'))
    packages = sysconfig.get_path("platlib")
    program = PROGRAM.format(unpacked=str(tmp_path), packages=packages, url=raw_server.url)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    names, documented, services = json.loads(done.stdout)
    assert (names, documented) == (["a"], True)
    assert services > 400
