"""The newest botocore that pip finds needs no change of code: what is new in it compiles, and is as there.

Left out where there is no index to fetch it from.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sotalia.model.builtin import cache_folder, compiled_from, shipped_pack
from sotalia.packs.fetching import FetchError, fetch
from sotalia.packs.sources import Source
from sotalia.packs.update import update, versions

#: As many services that changed are compiled, the smallest; `make models` compiles all.
SERVICES = 12
#: Run with the fetched botocore on the path, and the updated models in the cache: what each of them says of a service.
SAY = """
import json, sys
import botocore.session, sotalia
sides = {"botocore": botocore.session.Session(), "sotalia": sotalia.Session()}
said = {"version": botocore.__version__}
for side, session in sides.items():
    make = session.create_client if side == "botocore" else session.client
    for service in sys.argv[1:]:
        client = make(service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        methods = client.meta.method_to_api_mapping
        texts = said.setdefault(side, {}).setdefault(service, {"class": type(client).__name__})
        for method in sorted(methods):
            try:  # a parameter that nobody has: the text lists all that is known, and all that is missing
                getattr(client, method)(NobodyHasThis=1)
            except Exception as error:
                texts[method] = str(error)
print(json.dumps(said))
"""


@pytest.fixture
def wheel(tmp_path: Path) -> tuple[Source, Path]:
    """The newest botocore's models, and its wheel."""
    (tmp_path / "scratch").mkdir()
    try:
        source = fetch(None, tmp_path / "scratch")
    except FetchError as error:
        pytest.skip(f"no newer botocore to compare with: {error}")
    return source, next((tmp_path / "scratch" / "fetched").glob("*.whl"))


def test_new_models_work_as_in_the_botocore_that_they_are_from(
    wheel: tuple[Source, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, archive = wheel
    services, known = source.services(), compiled_from(shipped_pack()).digests
    if versions(shipped_pack())["botocore"] == source.versions["botocore"]:
        pytest.skip("the built-in models are those of the newest botocore")
    changed = [name for name, files in services.items() if known.get(name) != source.digest(files)]
    chosen = sorted(changed, key=lambda name: (size(services[name]), name))[:SERVICES]
    monkeypatch.setattr(source, "services", lambda: {name: services[name] for name in chosen})
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "SOTALIA_MODELS": ""}
    done = update(source, Path(cache_folder(environ)))
    assert done.compiled == sorted(chosen)
    assert done.mute == []
    with zipfile.ZipFile(archive) as unpacked:
        unpacked.extractall(tmp_path / "newest")
    said = run(chosen, {**environ, "PYTHONPATH": str(tmp_path / "newest")})
    assert said["version"] == source.versions["botocore"]
    for service in chosen:
        assert said["sotalia"][service] == said["botocore"][service]


def size(files: dict[str, dict[str, Path]]) -> int:
    return sum(path.stat().st_size for kinds in files.values() for path in kinds.values())


def run(services: list[str], environ: dict[str, str]) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", SAY, *services], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
