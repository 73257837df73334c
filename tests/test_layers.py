"""The architecture's one-way arrow, held by tools/check_layers.py; and that tool, held to what it must catch."""

import ast
from pathlib import Path

import pytest

from tools.check_layers import (
    BY_STRING,
    CIRCLES,
    EXCEPTIONS,
    LAYERS,
    NAMED_AFTER_SERVICES,
    SOURCES,
    check,
    check_circles,
    check_module,
    read,
    unneeded,
)
from tools.imports import Module


def faults_of(path, source, used=None):
    module = Module(Path(path), Path(path).with_suffix("").parts, ast.parse(source))
    return list(check_module(module, used=used))


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
        # Names of services, in every layer but those that are about services
        ("core/call.py", "if service == 's3': ...", "'s3' names a service (s3): make it a hook"),
        ("core/call.py", "if prefix in ('sts',): ...", "'sts' names a service (sts)"),
        ("endpoint/client.py", "X = 'AWS::S3::Accelerate'", "'AWS::S3::Accelerate' names a service (S3)"),
        ("auth/choose.py", "_S3_NAMES = ()", "'_S3_NAMES' names a service (S3)"),
        ("auth/choose.py", "BEARER = {'bedrock'}", "'bedrock' names a service (bedrock)"),
        ("settings/session.py", "def _s3(): ...", "'_s3' names a service (s3)"),
        ("sessions/machinery.py", "x = settings.s3", "'s3' names a service (s3)"),
        ("sessions/machinery.py", "f(presign_with_s3=1)", "'presign_with_s3' names a service (s3)"),
        ("sessions/base.py", "from ..services import dynamodb", "'dynamodb' names a service (dynamodb)"),
        ("model/shapes.py", "raise UnsupportedS3ArnError", "'UnsupportedS3ArnError' names a service (S3)"),
        ("io/clock.py", "raise ValueError('STS is out of reach')", "'STS is out of reach' names a service (STS)"),
        ("clients/classes.py", "if service == 'lex-runtime': ...", "'lex-runtime' names a service (lex-runtime)"),
        ("io/clock.py", "import botocore.session", "imports botocore, which is not there at run time"),
        # The world, in every layer before io
        ("services/sqs.py", "import socket", "services is pure: socket belongs in io/"),
        ("services/s3/post.py", "import time\nclock = time.time", "services is pure: time.time belongs in io/"),
        ("dynamodb/batch.py", "from random import random", "dynamodb is pure: random.random belongs in io/"),
        ("settings/session.py", "import threading", "settings is pure: threading belongs in io/"),
        ("effects.py", "from concurrent.futures import Future", "effects is pure: concurrent.futures.Future belongs"),
        ("auth/sigv4.py", "import datetime as d\nd.datetime.now()", "auth is pure: datetime.now() reads the world"),
        ("wire/json.py", "import uuid as u\nu.uuid4()", "wire is pure: uuid.uuid4 belongs in io/"),
        ("model/service.py", "open('x')", "model is pure: yield ReadFile"),
        ("model/loader.py", "import os\nos.scandir('x')", "model is pure: os.scandir belongs in io/"),
        ("model/names.py", "from os import path\npath.exists('x')", "model is pure: os.path.exists belongs in io/"),
        ("model/names.py", "import os.path\nos.path.exists('x')", "model is pure: os.path.exists belongs in io/"),
        ("settings/inifile.py", "from pathlib import Path", "settings is pure: pathlib.Path belongs in io/"),
        ("endpoint/urls.py", "import urllib.request", "endpoint is pure: urllib.request belongs in io/"),
        ("useragent/header.py", "import platform", "useragent is pure: platform belongs in io/"),
        ("errors.py", "print('oops')", "errors is pure: write to a logger"),
        ("dynamodb/types.py", "await_ = [x async for x in y]", "pure code is never async"),
        # The environment, in every layer
        ("sessions/factory.py", "import os\nos.environ['HOME']", "os.environ is the environment of this process"),
        ("io/tracing.py", "from os import environ", "os.environ is the environment of this process"),
        ("core/call.py", "import os as o\no.getenv('HOME')", "os.getenv is the environment of this process"),
        ("wire/json.py", "from os.path import expanduser", "os.path.expanduser is the environment of this process"),
        # What only POSIX has
        ("paginate/ahead.py", "import os\nos.fork()", "os.fork: not every system has it"),
        ("io/files.py", "from os import pwrite", "os.pwrite: not every system has it"),
        ("io/files.py", "import os as o\nhasattr(o, 'register_at_fork')", "os.register_at_fork: not every system"),
        ("io/files.py", "import os\nos.fchmod(1, 2)", "os.fchmod: not every system has it"),
        ("io/files.py", "import os\nos.mkdir(path, mode=0o700)", "mode: not every system has it"),
        ("io/clock.py", "import fcntl", "fcntl: not every system has it"),
        ("io/clock.py", "import select\ngetattr(select, 'POLLRDHUP', 0)", "select.POLLRDHUP: not every system has it"),
        ("clients/base.py", "import sys\nsys.platform == 'win32'", "sys.platform: not every system has it"),
        ("clients/base.py", "import signal\nsignal.SIGHUP", "signal.SIGHUP: not every system has it"),
        ("cli/__init__.py", "open('/dev/stdin')", "/dev/stdin: not every system has it"),
        # Imports by strings
        ("wire/json.py", "import_module('sotalia.clients')", "wire imports sotalia.clients"),
        ("wire/json.py", "importlib.import_module('...clients', __name__)", "wire imports sotalia.clients"),
        ("wire/json.py", "import_module(f'sotalia.{name}')", "what nobody can read off the source"),
        ("wire/json.py", "import_module('boto3')", "imports boto3, which is not there at run time"),
        ("wire/__init__.py", "import_module('.' + name, __name__)", "what nobody can read off the source"),
        ("wire/json.py", "import_module(f'sotalia.clients.{name}')", "wire imports sotalia.clients"),
        ("wire/json.py", "__import__('sotalia.core.call', fromlist=['x'])", "wire imports sotalia.core.call"),
        ("auth/scheme.py", "SCHEMES = {'v5': 'sotalia.services.v5:sign'}", "auth imports sotalia.services.v5"),
        ("services/s3/__init__.py", "X = 'sotalia.clients.base:run'", "resources imports sotalia.clients.base"),
        ("services/sqs.py", "from ..transfer import upload", "services imports sotalia.transfer.upload"),
        ("core/hooks.py", "X = 'sotalia.clients.{side}.client:run'", "core imports sotalia.clients"),
        ("wire/json.py", "import_module(name)", "import_module(name) imports what nobody can read off the source"),
        ("wire/json.py", "load = importlib.import_module", "imports what nobody can read off the source"),
        ("__init__.py", "_LATE = ('cli',)\nlazy_exports(globals(), dict.fromkeys(_LATE, ''))", "imports sotalia.cli"),
        ("__init__.py", "lazy_exports(globals(), {'run': 'testing.run'})", "imports sotalia.testing.run"),
        ("novelty.py", "", "'novelty' is in no layer"),
    ],
)
def test_what_breaks_a_rule_is_named(module, source, message):
    faults = faults_of(module, source)
    assert len(faults) == 1
    assert message in faults[0][1]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("clients/base.py", "from ..core.call import call\nimport time\ntime.time()"),
        ("auth/sigv4.py", "import time\ntime.strftime('%Y', time.gmtime(now))"),
        ("core/call.py", "from .. import __version__\nfrom ..effects import Send"),
        ("services/sqs.py", "name = 'sqs'"),
        ("core/call.py", "'Of S3, too.'\ndef f():\n    'S3 again.'"),
        ("auth/legacy.py", "x = 'AWS3-HTTPS'; events = config = posts3 = None"),
        ("settings/options.py", "ROWS = ('sts_regional_endpoints',)"),
        ("identity/sources/sso.py", "name = 'sso'"),
        ("services/__init__.py", "import_module(f'.{module}', __name__)"),
        ("services/s3/__init__.py", "METHODS = {'upload_file': 'sotalia.transfer.{side}.methods:upload_file'}"),
        ("sessions/factory.py", "debug('sotalia.session', 'a logger')\n__module__ = 'sotalia.clients'"),
        ("wire/json.py", "import os\nos.path.join(os.path.dirname(a), os.sep)"),
        ("wire/common.py", "from http import HTTPStatus\nfrom urllib.parse import quote\nimport urllib.parse"),
        ("dynamodb/_async/table.py", "import asyncio\nasync def f(): await asyncio.sleep(1)"),
        ("io/clock.py", "import time\ntime.time()\nopen('x')"),
        ("io/system.py", "import os\nuname = os.uname() if os.name == 'posix' else None"),
        ("io/files.py", "import os, signal\nos.replace(a, b)\nos.getpid()\nsignal.SIGINT\nopen(a, mode='rb')"),
    ],
)
def test_what_keeps_the_rules_passes(module, source):
    assert faults_of(module, source) == []


def planted(folder: Path, **modules: str) -> Path:
    """A package of these modules, `core__call` for `core/call`."""
    for name, source in modules.items():
        path = folder / "sotalia" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return folder


@pytest.mark.parametrize(
    "late",
    ["from .wire import b", "def f():\n    from .wire import b", "def f():\n    import_module('sotalia.wire.b')"],
)
def test_a_circle_of_imports_is_named(tmp_path, late):
    root = planted(tmp_path, errors=late, wire__a="def g():\n    from .. import errors", wire__b="from . import a")
    (fault,) = check_circles(read(root), {})
    assert "sotalia.errors > sotalia.wire.b > sotalia.wire.a > sotalia.errors; 3 modules" in fault.message
    assert (fault.path.name, fault.line) == ("errors.py", 1 + late.count("\n"))


def test_types_make_no_circle_and_two_that_meet_are_one(tmp_path):
    types = "if TYPE_CHECKING:\n    from . import b\nelse:\n    from . import c"
    root = planted(tmp_path, wire__a=types, wire__b="from . import a", wire__c="")
    assert list(check_circles(read(root), {})) == []
    root = planted(tmp_path, wire__a="from . import b, c", wire__c="from . import a")
    assert [fault.message.rpartition(";")[2] for fault in check_circles(read(root), {})] == [
        " 3 modules are in this circle"
    ]


def test_a_circle_may_be_allowed_whole_and_not_in_part(tmp_path):
    root = planted(tmp_path, wire__a="from . import b", wire__b="from . import c", wire__c="from . import a")
    names = [f"sotalia.wire.{name}" for name in "abcd"]
    assert list(check_circles(read(root), {frozenset(names): "why"})) == []
    faults = [fault.message for fault in check_circles(read(root), {frozenset(names[:2]): "why"})]
    assert len(faults) == 2
    assert "imports itself" in faults[0]
    assert "are no circle any more" in faults[1]


def test_an_exception_spares_one_fault_of_one_module():
    used: set[str] = set()
    source = "import os\nos.environ\nos.getcwd()"
    assert [line for line, _ in faults_of("settings/session.py", source, used)] == [3]
    assert used == {("settings/session", "os.environ")}
    assert len(faults_of("settings/inifile.py", source, used)) == 2


def test_an_exception_that_nothing_needs_is_named():
    everything = {*EXCEPTIONS, *BY_STRING, *((place, "") for place in NAMED_AFTER_SERVICES)}
    assert list(unneeded(everything)) == []
    (fault,) = unneeded(everything - {("settings/session", "os.environ")})
    assert "nothing needs the exception ('settings/session', 'os.environ') any more" in fault.message


def test_every_exception_has_its_reason():
    assert all(
        len(reason) > 30
        for table in (EXCEPTIONS, BY_STRING, CIRCLES, NAMED_AFTER_SERVICES)
        for reason in table.values()
    )
