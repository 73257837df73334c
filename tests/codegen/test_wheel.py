"""The wheel: built from the source distribution alone, it works in an environment that has nothing else in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="building a wheel needs hatchling")

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
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


def run(*command: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build source distribution -> wheel; takes some 15 s of CPU, most of it compiling all models."""
    directory = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(directory), cwd=ROOT)
    with tarfile.open(next(directory.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
        # Python 3.11's first releases know no filters.
        archive.extractall(directory, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    assert not any(name.endswith(".pack") for name in names), "packs are made where the wheel is made"
    source = next(path for path in directory.iterdir() if path.is_dir())
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory), cwd=source)
    return next(directory.glob("*.whl"))


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")
    site = next((tmp_path / "empty").glob("[Ll]ib*/**/site-packages"))
    with zipfile.ZipFile(wheel) as archive:  # what an installer does with a wheel that has no scripts to speak of
        archive.extractall(site)
    python = next((tmp_path / "empty").glob("[bS]*/python*"))
    assert run(str(python), "-I", "-c", SCRIPT, cwd=tmp_path).strip().startswith(str(site))


def test_the_wheel_holds_the_package_and_its_packs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"sotalia"}
    assert {"sotalia/_data/models.pack", "sotalia/_data/docs.pack", "sotalia/py.typed"} <= set(names)
    assert not any("__pycache__" in name for name in names)
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line]
    assert not any("boto" in line for line in required)
