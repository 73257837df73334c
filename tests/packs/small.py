"""A botocore with two services, made of the installed one, for tests that change it."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

from codegen.build import installed
from sotalia.packs.sources import CLASS_NAMES, TABLES, Source

SERVICES = ("sts", "sqs")


class SmallBotocore:
    """Folders `botocore` and `boto3` below `root`."""

    def __init__(self, root: Path, version: str = "1.99.0") -> None:
        theirs, resources = installed().directories
        self.botocore, self.boto3 = root / "botocore", root / "boto3"
        (self.botocore / "data").mkdir(parents=True)
        (self.boto3 / "data").mkdir(parents=True)
        for name in TABLES:
            shutil.copy(theirs / f"{name}.json", self.botocore / "data")
        for service in SERVICES:
            shutil.copytree(theirs / service, self.botocore / "data" / service)
        shutil.copytree(resources / "sqs", self.boto3 / "data" / "sqs")
        shutil.copy(theirs.parent / CLASS_NAMES[0], self.botocore)
        for package in (self.botocore, self.boto3):
            (package / "__init__.py").write_text(f"__version__ = '{version}'\n")

    def source(self) -> Source:
        return Source(self.botocore, self.boto3)

    def read(self, service: str) -> dict[str, Any]:
        model: dict[str, Any] = json.loads(gzip.decompress(self._file(service).read_bytes()))
        return model

    def write(self, service: str, model: dict[str, Any]) -> None:
        self._file(service).write_bytes(gzip.compress(json.dumps(model).encode()))

    def add_operation(self, name: str = "GetWeather") -> None:
        """Give STS an operation that nobody has heard of, with GetCallerIdentity's shapes."""
        model = self.read("sts")
        operation = {**model["operations"]["GetCallerIdentity"], "name": name, "documentation": "<p>Rain.</p>"}
        model["operations"][name] = operation
        self.write("sts", model)

    def _file(self, service: str) -> Path:
        return next((self.botocore / "data" / service).glob("*/service-2.json.gz"))
