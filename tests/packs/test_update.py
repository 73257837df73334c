"""Newer models in the user's cache: they serve once they are whole, and the built-in ones whenever they cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotalia.model.builtin import cache_folder
from sotalia.model.errors import MalformedModelError
from sotalia.model.pack import CURRENT
from sotalia.model.updated import ModelsWarning, UnusableModelsError, checked_pack, open_updated
from sotalia.packs import update as updates
from sotalia.packs import writing
from sotalia.packs.errors import CacheError, UnusableSourceError
from sotalia.packs.update import counts, revert, update, versions
from tests.packs.small import SmallBotocore


@pytest.fixture
def newer(tmp_path: Path) -> SmallBotocore:
    botocore = SmallBotocore(tmp_path / "newer")
    botocore.add_operation()
    return botocore


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return Path(cache_folder({"XDG_CACHE_HOME": str(tmp_path / "xdg")}))


@pytest.fixture(scope="module")
def one_update(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache after one update, to be copied."""
    root = tmp_path_factory.mktemp("one")
    small = SmallBotocore(root / "newer")
    small.add_operation()
    update(small.source(), root / "models")
    return root / "models"


@pytest.fixture
def filled(cache: Path, one_update: Path) -> Path:
    """A cache that was updated once."""
    cache.parent.mkdir(parents=True)
    return Path(shutil.copytree(one_update, cache))


def program(cache: Path, code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `code` as a program of the user whose cache that is."""
    environment = {name: value for name, value in os.environ.items() if name != "SOTALIA_MODELS"}
    environment |= {"XDG_CACHE_HOME": str(cache.parent.parent), "AWS_DEFAULT_REGION": "us-east-1", **environ}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


SERVICES = "import sotalia; print(len(sotalia.Session().get_available_services()))"


def test_updated_models_serve_every_program_until_they_are_reverted(newer: SmallBotocore, cache: Path) -> None:
    done = update(newer.source(), cache)
    assert done.compiled == ["sts"], "SQS is the built-in one, byte for byte"
    assert done.versions == {"botocore": "1.99.0", "boto3": "1.99.0"}
    assert done.changes.operations == ["sts.GetWeather"]
    code = (
        f"{SERVICES}; sts = sotalia.client('sts'); print(sts.get_weather.__doc__.split()[0]); sotalia.resource('sqs')"
    )
    assert program(cache, code).stdout.split() == ["2", "Rain."]
    assert program(cache, SERVICES, SOTALIA_MODELS="builtin").stdout == "439\n"
    assert revert(cache)
    assert list(cache.iterdir()) == []
    assert program(cache, SERVICES).stdout == "439\n"
    assert not revert(cache)


def test_a_client_with_updated_models_loads_nothing_else_than_one_with_the_built_in_ones(filled: Path) -> None:
    code = "import sys, sotalia; sotalia.client('sts'); print(*sys.modules)"
    with_updated = {*program(filled, code).stdout.split()}
    with_builtin = {*program(filled, code, SOTALIA_MODELS="builtin").stdout.split()}
    without = {*program(filled / "x" / "y", code).stdout.split()}
    assert without == with_builtin
    assert with_updated - with_builtin == {"sotalia.model.updated"}


#: Prints how many functions a call runs, once all is warm: the least of some, since each new second has its own key.
CALLS = """
import sys, sotalia
from sotalia.testing import RecordingTransport
transport = RecordingTransport()
client = sotalia.client("sqs", aws_access_key_id="a", aws_secret_access_key="b", transport=transport)
counts = []
for _ in range(30):
    transport.add(b'{"QueueUrl": "https://example.org/q"}')
    seen = []
    sys.setprofile(lambda frame, event, argument: seen.append(event))
    client.get_queue_url(QueueName="q")
    sys.setprofile(None)
    counts.append(len(seen))
print(min(counts))
"""


def test_a_call_with_updated_models_does_what_one_with_the_built_in_ones_does(filled: Path) -> None:
    updated, builtin = program(filled, CALLS), program(filled, CALLS, SOTALIA_MODELS="builtin")
    assert updated.stderr == builtin.stderr == ""
    assert int(updated.stdout) == int(builtin.stdout) > 20


def test_where_there_is_no_cache_one_look_finds_that_out(cache: Path) -> None:
    code = (
        "import os, sotalia; real, looks = os.stat, []\n"
        "os.stat = lambda path, *a, **k: looks.append(str(path)) or real(path, *a, **k)\n"
        "sotalia.client('sts'); sotalia.client('s3'); print(*[path for path in looks if 'sotalia/models' in path])"
    )
    done = program(cache, code)
    assert done.stdout.split() == [str(cache / CURRENT)], done.stderr


def test_importing_sotalia_does_not_look_for_models(cache: Path) -> None:
    code = "import sys, sotalia; print('sotalia.model.builtin' in sys.modules)"
    assert program(cache, code).stdout == "False\n"


# ------------------------------------------------------------------ what cannot be used


def models(cache: Path) -> Path:
    return next(cache.glob("botocore-*/models.pack"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a flipped bit": (lambda cache: flip(models(cache)), "models.pack is damaged"),
    "flipped prose": (lambda cache: flip(models(cache).with_name("docs.pack")), "docs.pack is damaged"),
    "a file cut short": (lambda cache: os.truncate(models(cache), 1000), "models.pack is damaged"),
    "an empty file": (lambda cache: models(cache).write_bytes(b""), "models.pack is damaged"),
    "no file": (lambda cache: models(cache).unlink(), "No such file"),
    "no folder": (lambda cache: shutil.rmtree(models(cache).parent), "No such file"),
    "another's format": (lambda cache: replace(cache, "sotalia models 1", "sotalia models 9"), "another version"),
    "rubbish": (lambda cache: (cache / CURRENT).write_bytes(b"\xff\0" * 99), "current is damaged"),
    "nothing in it": (lambda cache: (cache / CURRENT).write_bytes(b""), "current is damaged"),
    "a way out": (lambda cache: replace(cache, "\nbotocore-", "\n../models/botocore-"), "current is damaged"),
    "anybody may write": (lambda cache: models(cache).chmod(0o666), "other users may write to"),
    "anybody may choose": (lambda cache: (cache / CURRENT).chmod(0o666), "other users may write to"),
    "a folder": (lambda cache: ((cache / CURRENT).unlink(), (cache / CURRENT).mkdir()), ""),
}


def replace(cache: Path, old: str, new: str) -> None:
    text = (cache / CURRENT).read_text()
    assert old in text
    (cache / CURRENT).write_text(text.replace(old, new))


@pytest.mark.parametrize("fault", FAULTS)
def test_damaged_and_foreign_models_are_named_and_the_built_in_ones_serve(filled: Path, fault: str) -> None:
    assert open_updated(str(filled)) is not None
    damage, said = FAULTS[fault]
    damage(filled)
    with pytest.warns(ModelsWarning, match="sotalia models revert") as caught:
        assert open_updated(str(filled)) is None
    assert said in str(caught[0].message)


def test_an_update_mends_what_is_damaged(newer: SmallBotocore, filled: Path) -> None:
    (filled / CURRENT).write_text("rubbish")
    update(newer.source(), filled)
    assert open_updated(str(filled)) is not None


def test_a_program_goes_on_with_the_built_in_models_and_one_warning(filled: Path) -> None:
    flip(models(filled))
    done = program(filled, f"{SERVICES}; sotalia.client('s3')")
    assert done.stdout == "439\n"
    assert done.stderr.count("The built-in models serve") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no owners by number")
def test_models_of_another_user_are_foreign(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(UnusableModelsError, match="belongs to another user"):
        checked_pack(str(filled))


def test_a_copy_of_a_cache_serves_though_its_files_are_of_another_time(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "copy", copy_function=shutil.copyfile)
    for path in (tmp_path / "copy").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert versions(checked_pack(str(tmp_path / "copy")))["botocore"] == "1.99.0"


# ------------------------------------------------------------------ what goes wrong in between


FULL, STOPPED = OSError(28, "No space left on device"), KeyboardInterrupt()


@pytest.mark.parametrize(
    ("step", "error"),
    [
        *((step, FULL) for step in ("write_pack", "_settle", "_check", "compare", "_use", "describe")),
        *((step, STOPPED) for step in ("_check", "describe")),
    ],
)
def test_whatever_ends_an_update_early_leaves_the_models_in_use(
    newer: SmallBotocore, filled: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    before = sorted(path.name for path in filled.iterdir())
    newer.add_operation("GetThunder")

    def fail(*args: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(writing if step == "write_pack" else updates, step, fail)
        with pytest.raises(CacheError if isinstance(error, OSError) else KeyboardInterrupt):
            update(newer.source(), filled)
    assert sorted(path.name for path in filled.iterdir()) == before, "nothing is left over"
    assert counts(checked_pack(str(filled), thoroughly=True))[0] == 2


def test_what_a_killed_update_left_is_removed_by_a_later_one(newer: SmallBotocore, cache: Path) -> None:
    for name in (".new-abandoned", ".new-at-work"):
        (cache / name).mkdir(parents=True)
    os.utime(cache / ".new-abandoned", (1, 1))
    update(newer.source(), cache)
    names = {path.name for path in cache.iterdir()}
    assert ".new-abandoned" not in names
    assert ".new-at-work" in names


def test_models_that_cannot_be_compiled_are_refused(newer: SmallBotocore, cache: Path) -> None:
    newer.write("sts", {"metadata": {}, "operations": [], "shapes": {}})
    with pytest.raises(UnusableSourceError, match="'operations' has to be a JSON object"):
        update(newer.source(), cache)
    assert list(cache.iterdir()) == []


def test_services_without_a_protocol_that_is_known_are_named(newer: SmallBotocore, cache: Path) -> None:
    model = newer.read("sts")
    model["metadata"] |= {"protocol": "telepathy", "protocols": ["telepathy"]}
    newer.write("sts", model)
    assert update(newer.source(), cache).mute == ["sts"]


def test_a_folder_that_cannot_be_written_to_is_named(newer: SmallBotocore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheError, match="cannot be written"):
        update(newer.source(), tmp_path / "file" / "models")


def test_a_section_that_is_damaged_says_how_to_get_rid_of_it(filled: Path) -> None:
    path = models(filled)
    found = path.stat()
    (entry,) = checked_pack(str(filled)).versions("sts")
    data = bytearray(path.read_bytes())
    data[entry.base + entry.place[0] + 5] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    with pytest.raises(MalformedModelError, match="sotalia models revert"):
        checked_pack(str(filled)).versions("sts")[0].directory()
