"""The models of the installed botocore and boto3."""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import json
from pathlib import Path
from typing import Any

#: Types of models that belong to a version of a service.
TYPES = ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1", "resources-1")
#: Files that belong to no service.
TABLES = ("endpoints", "partitions", "sdk-default-configuration", "_retry")


def versions_of_inputs() -> dict[str, str]:
    """Return the versions of the packages that the models come from."""
    return {name: importlib.metadata.version(name) for name in ("botocore", "boto3")}


def data_directories() -> list[Path]:
    """Return where the models are. Neither package is imported."""
    directories = []
    for name in ("botocore", "boto3"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise SystemExit(f"codegen needs {name} installed: its JSON models are the input")
        directories.append(Path(spec.origin).parent / "data")
    return directories


def services(directories: list[Path]) -> dict[str, dict[str, dict[str, Path]]]:
    """Return service -> version -> type of model -> file, sorted, with `TYPE.sdk-extras` among the types."""
    names = {name: None for kind in TYPES for name in (kind, f"{kind}.sdk-extras")}
    files: dict[str, dict[str, dict[str, Path]]] = {}
    for directory in directories:
        for path in sorted(directory.glob("*/*/*.json*")):
            kind = path.name.removesuffix(".gz").removesuffix(".json")
            if kind in names:
                version = path.parent
                files.setdefault(version.parent.name, {}).setdefault(version.name, {})[kind] = path
    return {name: dict(sorted(files[name].items())) for name in sorted(files)}


def read(path: Path) -> Any:
    """Read one JSON file, compressed or not."""
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def table(directories: list[Path], name: str) -> Any:
    """Read one of TABLES."""
    return read(directories[0] / f"{name}.json")
