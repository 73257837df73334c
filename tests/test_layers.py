"""The architecture's one-way arrow, held by tools/check_layers.py; and that tool, held to what it must catch."""

import ast
from pathlib import Path

import pytest

from tools.check_layers import LAYERS, SOURCES, check, check_module


def test_the_sources_keep_to_the_layers():
    assert [f"{fault.path.relative_to(SOURCES)}:{fault.line}: {fault.message}" for fault in check(SOURCES)] == []


def test_every_layer_has_one_place():
    names = [name for layer in LAYERS for name in layer]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("module", "source", "message"),
    [
        ("wire/json.py", "from ..core import call", "wire imports sotalia.core.call: core comes after wire"),
        ("wire/json.py", "def f():\n    from sotalia.clients import x", "wire imports sotalia.clients.x"),
        ("errors.py", "if TYPE_CHECKING:\n    from .config import Config", "errors imports sotalia.config.Config"),
        ("core/call.py", "import socket", "core is pure: socket belongs in io/"),
        ("core/call.py", "import time\ntime.sleep(1)", "core is pure: time.sleep belongs in io/"),
        ("auth/sigv4.py", "from time import time", "auth is pure: time.time belongs in io/"),
        ("auth/sigv4.py", "import datetime\ndatetime.now()", "auth is pure: datetime.now() reads the world"),
        ("identity/chain.py", "open('x')", "identity is pure: yield ReadFile"),
        ("core/call.py", "async def f(): ...", "pure code is never async"),
        ("core/call.py", "if service == 's3': ...", "the core names the service 's3'"),
        ("io/clock.py", "import botocore.session", "imports botocore, which is not there at run time"),
        ("novelty.py", "", "'novelty' is in no layer"),
    ],
)
def test_what_breaks_a_rule_is_named(module, source, message):
    faults = list(check_module(ast.parse(source), Path(module).with_suffix("").parts, SOURCES))
    assert len(faults) == 1
    assert message in faults[0][1]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("clients/base.py", "from ..core.call import call\nimport time\ntime.time()"),
        ("auth/sigv4.py", "import time\ntime.strftime('%Y', time.gmtime(now))"),
        ("core/call.py", "from .. import __version__\nfrom ..effects import Send"),
        ("services/sqs.py", "name = 'sqs'"),
    ],
)
def test_what_keeps_the_rules_passes(module, source):
    assert list(check_module(ast.parse(source), Path(module).with_suffix("").parts, SOURCES)) == []
