"""A botocore's folder: which models are in it. Nothing in it is imported or run."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
from pathlib import Path

from .errors import UnusableSourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    #: Version of a service → type of model → file.
    Files = dict[str, dict[str, Path]]

#: Types of models that belong to a version of a service.
TYPES = ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1", "resources-1")
#: Files that belong to no service.
TABLES = ("endpoints", "partitions", "sdk-default-configuration", "_retry")
#: Where botocore lists the names of client classes that the service id does not give.
CLASS_NAMES = "service_module_names.py", "SERVICE_MODULE_NAMES"


class Source:
    """The folders of one botocore and of the boto3 that goes with it, whose models are the resources."""

    def __init__(self, botocore: Path, boto3: Path) -> None:
        """Both are the packages' own folders, with `data` in them. Raises UnusableSourceError."""
        self.directories = (botocore / "data", boto3 / "data")
        missing = [name for name in TABLES if not (botocore / "data" / f"{name}.json").is_file()]
        if missing:
            raise UnusableSourceError(
                f"{botocore} has no data/{missing[0]}.json: it is no botocore, or one of before 2023, which is too old"
            )
        #: Distribution → version.
        self.versions = {"botocore": _version(botocore), "boto3": _version(boto3)}
        self.class_names = _class_names(botocore)

    def services(self) -> dict[str, Files]:
        """Return service → version → type of model → file, sorted, with `TYPE.sdk-extras` among the types."""
        names = {name: None for kind in TYPES for name in (kind, f"{kind}.sdk-extras")}
        files: dict[str, Files] = {}
        for directory in self.directories:
            for path in sorted(directory.glob("*/*/*.json*")):
                kind = path.name.removesuffix(".gz").removesuffix(".json")
                if kind in names:
                    version = path.parent
                    files.setdefault(version.parent.name, {}).setdefault(version.name, {})[kind] = path
        return {name: dict(sorted(files[name].items())) for name in sorted(files)}

    def table(self, name: str) -> Any:
        """Read one of TABLES. Raises UnusableSourceError."""
        return read(self.directories[0] / f"{name}.json")

    def digest(self, versions: Files) -> bytes:
        """Return what tells a service's models from others: the same digest, the same sections."""
        digest = hashlib.blake2b(repr(sorted(self.class_names.items())).encode(), digest_size=16)
        for version, files in versions.items():
            for kind, path in sorted(files.items()):
                digest.update(f"\0{version}/{kind}\0".encode() + content(path))
        return digest.digest()


def content(path: Path) -> bytes:
    """Return what a file holds, compressed or not. Raises UnusableSourceError."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError) as error:
        raise UnusableSourceError(f"{path} cannot be read: {error}") from error


def read(path: Path) -> Any:
    """Read one JSON file, compressed or not. Raises UnusableSourceError."""
    try:
        return json.loads(content(path))
    except (ValueError, RecursionError) as error:
        raise UnusableSourceError(f"{path} is no JSON: {error}") from error


def _version(package: Path) -> str:
    """Return the version that a package says it has."""
    file = package / "__init__.py"
    try:
        found = re.search(r"""^__version__ = ['"]([\w.+!-]+)['"]""", file.read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableSourceError(f"{file} cannot be read: {error}") from error
    if found is None:
        raise UnusableSourceError(f"{file} does not say of which version it is")
    return found[1]


def _class_names(botocore: Path) -> dict[str, str]:
    """Return service id → name of the client class, of the exceptions. Raises UnusableSourceError."""
    file, name = botocore / CLASS_NAMES[0], CLASS_NAMES[1]
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [name]:
                return {str(key): str(value) for key, value in ast.literal_eval(statement.value).items()}
    except FileNotFoundError:
        pass
    except (OSError, SyntaxError, ValueError, AttributeError) as error:
        raise UnusableSourceError(f"{file} cannot be read: {error}") from error
    raise UnusableSourceError(
        f"botocore {_version(botocore)} is too old, or newer than this version of Sotalia: "
        f"it has no {name} in {CLASS_NAMES[0]}"
    )
