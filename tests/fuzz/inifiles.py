"""Config and credentials files."""

from __future__ import annotations

import os
import random
import tempfile
from typing import Any

import botocore.configloader

from sotalia.settings import inifile
from tests.fuzz.damage import battered, some
from tests.fuzz.judge import Outcome, Target
from tests.settings.test_inifile import CASES

_TOKENS = [
    *(
        b"[",
        b"]",
        b"=",
        b":",
        b"\n",
        b"\r\n",
        b"\r",
        b" ",
        b"\t",
        b"#",
        b";",
        b"\n[a]\n",
        b"\n[DEFAULT]\n",
        b"\n[profile x]\n",
        b"\n  x = 1\n",
    ),
    *(
        b"\ns3 =\n",
        b"\n  nested\n",
        b"'",
        b'"',
        b"\\",
        b"\x00",
        b"\xff",
        "é".encode(),
        "\u2028".encode(),
        b"\x0b",
        b"\x1c",
        b"\x85",
        b"%(x)s",
        b"\xef\xbb\xbf",
    ),
]


class Inifiles(Target):
    name = "ini"

    def __init__(self) -> None:
        self._path = ""

    def case(self, chance: random.Random) -> bytes:
        text = some(chance, list(CASES.values())).encode()
        return battered(chance, text, _TOKENS) if chance.random() < 0.7 else text

    def ours(self, case: bytes) -> Any:
        sections = inifile.parse(inifile.decode(case, "path"), "path")
        return sections, inifile.profile_map(sections)

    def theirs(self, case: bytes) -> Any:
        if not self._path:
            handle, self._path = tempfile.mkstemp(prefix="fuzz-")
            os.close(handle)
        with open(self._path, "wb") as file:
            file.write(case)
        return botocore.configloader.raw_config_parse(self._path), botocore.configloader.load_config(self._path)

    def excuse(self, case: bytes, ours: Outcome, theirs: Outcome) -> str | None:
        return "boto3 takes a byte order mark for text" if case.startswith(b"\xef\xbb\xbf") else None

    def __del__(self) -> None:
        if self._path:
            os.unlink(self._path)


TARGETS = [Inifiles()]
