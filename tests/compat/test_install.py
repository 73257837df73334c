"""The hook: what `import boto3` gives, in which modes, and what happens where that cannot be."""

from __future__ import annotations

import json

import pytest

from tests.compat.programs import BOTH, run, value_of


@BOTH
def test_modules_have_sotalias_own_objects(mode):
    assert value_of(
        """
        import boto3, boto3.dynamodb.types, botocore.client, botocore.config, botocore.exceptions
        import sotalia.clients, sotalia.config, sotalia.dynamodb.types, sotalia.exceptions
        client = boto3.client("s3")
        value = [
            botocore.config.Config is sotalia.config.Config,
            botocore.exceptions.ClientError is sotalia.exceptions.ClientError,
            boto3.dynamodb.types.Binary is sotalia.dynamodb.types.Binary,
            isinstance(client, botocore.client.BaseClient),
            botocore.client.BaseClient is sotalia.clients.BaseClient,
            boto3.__version__,
            botocore.__version__,
        ]
        """,
        mode,
    ) == [True, True, True, True, True, "1.44.5", "1.44.5"]


@BOTH
def test_metadata_says_the_same_versions(mode):
    program = "import importlib.metadata; value = [importlib.metadata.version(n) for n in ('boto3', 'botocore')]"
    assert value_of(program, mode) == ["1.44.5", "1.44.5"]


@BOTH
def test_functions_read_back_what_programs_write_to_the_module(mode):
    assert value_of(
        """
        import boto3
        from unittest import mock

        first = boto3.client("s3")
        before = boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION = None
        boto3.client("s3")
        value = [before is not None, boto3.DEFAULT_SESSION is not before]
        with mock.patch("boto3.DEFAULT_SESSION", None):
            boto3.client("sqs")
        boto3.setup_default_session(region_name="eu-west-3")
        value.append(boto3.client("s3").meta.region_name)
        with mock.patch("boto3.Session") as session:
            boto3.DEFAULT_SESSION = None
            boto3.client("s3")
        value.append(session.return_value.client.call_args.args)
        with mock.patch("boto3.client", lambda name: name):
            value.append(boto3.client("fake"))
        """,
        mode,
    ) == [True, True, "eu-west-3", ["s3"], "fake"]


@BOTH
def test_a_name_that_is_missing_says_so_and_is_logged_once(mode):
    assert value_of(
        """
        import logging, boto3
        messages = []
        class Handler(logging.Handler):
            def emit(self, record):
                messages.append(record.getMessage())
        logging.getLogger("sotalia.compat").addHandler(Handler())
        logging.getLogger("sotalia.compat").setLevel("INFO")
        errors = []
        for _ in range(2):
            try:
                boto3.no_such_name
            except AttributeError as error:
                errors.append(str(error))
        value = [errors[0], len(set(errors)), list(messages), hasattr(boto3, "other"), getattr(boto3, "third", 3)]
        """,
        mode,
    ) == [
        "module 'boto3' has no attribute 'no_such_name': Sotalia, which does as boto3 here, does not have it.",
        1,
        ["boto3.no_such_name is asked for, and Sotalia does not have it"],
        False,
        3,
    ]


def test_alone_a_module_that_is_missing_says_so():
    done = run("-c", "import sotalia.compat; sotalia.compat.install(alone=True); import botocore.no_such_module")
    assert "No module named 'botocore.no_such_module': Sotalia, which does as botocore here, has none" in done.stderr


def test_over_an_installed_botocore_the_rest_comes_from_there():
    assert value_of(
        """
        import botocore.discovery, botocore.credentials
        value = [
            botocore.discovery.__file__.endswith("/botocore/discovery.py"),
            botocore.discovery.BotoCoreError.__module__,
            # The installed file's functions work with Sotalia's classes.
            botocore.credentials.ProfileProviderBuilder.__module__,
            type(botocore.credentials.EnvProvider({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}).load())
            is botocore.credentials.Credentials,
        ]
        """
    ) == [True, "sotalia.errors", "botocore.credentials", True]


def test_functions_of_an_installed_file_see_what_programs_write_to_the_module():
    assert value_of(
        """
        import boto3.utils
        from types import SimpleNamespace
        from unittest import mock
        fake = SimpleNamespace(function=lambda: "fake")
        call = boto3.utils.lazy_call("fake_module.function")
        with mock.patch("boto3.utils.import_module", return_value=fake):
            value = [call()]
        try:
            call()
        except ModuleNotFoundError as error:
            value.append(error.name)
        """
    ) == ["fake", "fake_module"]


def test_modules_look_like_modules():
    assert (
        value_of(
            """
        import importlib, importlib.resources, sys, types, boto3, botocore
        import boto3.session
        namespace = {}
        exec("from botocore.exceptions import *", namespace)
        value = [
            isinstance(boto3, types.ModuleType), sys.modules["boto3"] is boto3,
            boto3.session is sys.modules["boto3.session"],
            boto3.__file__.endswith("boto3/__init__.py"), bool(boto3.__path__), "client" in dir(boto3),
            "ClientError" in namespace, importlib.resources.files("botocore").joinpath("data").is_dir(),
            importlib.import_module("boto3.session").Session is boto3.Session,
        ]
        """
        )
        == [True] * 9
    )


@pytest.mark.parametrize("early", ["boto3", "botocore.exceptions"])
def test_an_import_before_the_hook_is_an_error_that_says_what_to_do(early):
    done = run("-c", f"import {early}, sotalia.compat; sotalia.compat.install()")
    assert done.returncode == 1
    assert "had been imported before sotalia.compat.install() was called" in done.stderr
    assert "Call it first, in the program's first line" in done.stderr


def test_installing_twice_is_once():
    assert value_of(
        """
        import boto3, sys
        before = len(sys.meta_path)
        sotalia.compat.install()
        value = [len(sys.meta_path) - before, sotalia.compat.is_installed()]
        """
    ) == [0, True]


@pytest.mark.parametrize(("version", "warns"), [("1.20.3", True), ("2.0.0", True), ("1.43.0", False)])
def test_a_botocore_far_away_is_worth_a_warning_that_names_both(tmp_path, version, warns):
    package = tmp_path / "botocore"
    package.mkdir()
    (package / "__init__.py").write_text(f"__version__ = '{version}'\n")
    done = run("-c", "import sotalia.compat; sotalia.compat.install()", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0
    assert (f"botocore {version} is installed, and Sotalia does as botocore 1.44.5" in done.stderr) is warns


def test_boto3_brings_along_what_import_hooks_wait_for_and_no_installed_file():
    done = run(
        "-c",
        "import sys, sotalia.compat; sotalia.compat.install(); import boto3\n"
        "import json; print(json.dumps(sorted(name for name in sys.modules if 'boto' in name or 'urllib3' in name)))",
    )
    theirs = run(
        "-c",
        "import sys, boto3; boto3.client('s3')\nimport json; print(json.dumps([name for name in sys.modules]))",
    )
    names = [name for name in json.loads(done.stdout) if not name.startswith("sotalia.")]
    assert {"boto3.session", *(f"botocore.{name}" for name in ("client", "endpoint", "httpsession", "session"))} <= {
        *names
    }
    assert {*names} <= {*json.loads(theirs.stdout)}
    assert not {"botocore.auth", "botocore.model", "botocore.utils", "urllib3"} & {*names}


@BOTH
def test_hooks_that_wait_for_a_module_are_called(mode):
    assert value_of(
        """
        import sys
        from importlib.machinery import PathFinder

        class Waiting:
            # As wrapt's and newrelic's: it asks the others for the spec, and wraps the loader.
            def __init__(self):
                self.seen, self.busy = [], False
            def find_spec(self, name, path=None, target=None):
                if self.busy or name not in ("botocore.client", "botocore.endpoint", "botocore.httpsession"):
                    return None
                self.busy = True
                try:
                    from importlib.util import find_spec
                    spec = find_spec(name)
                finally:
                    self.busy = False
                loader, execute = spec.loader, spec.loader.exec_module
                class Loader:
                    create_module = staticmethod(loader.create_module)
                    def exec_module(_, module):
                        execute(module)
                        self.seen.append(module.__name__)
                        module.patched = True
                spec.loader = Loader()
                return spec

        waiting = Waiting()
        sys.meta_path.insert(0, waiting)
        import boto3, botocore.client
        value = [sorted(waiting.seen), botocore.client.patched, botocore.client.BaseClient.__name__]
        """,
        mode,
    ) == [["botocore.client", "botocore.endpoint", "botocore.httpsession"], True, "BaseClient"]


def test_threads_that_read_names_of_an_installed_file_at_once_all_get_them():
    assert value_of(
        """
        import sys, threading
        import botocore.parsers
        names = ["JSONParser", "QueryParser", "EC2QueryParser", "RestJSONParser", "RestXMLParser"]
        together, value = threading.Barrier(len(names)), []

        def read(name):
            together.wait()
            value.append(getattr(botocore.parsers, name).__name__)

        sys.setswitchinterval(1e-6)
        threads = [threading.Thread(target=read, args=(name,)) for name in names]
        for step in (threading.Thread.start, threading.Thread.join):
            for thread in threads:
                step(thread)
        value.sort()
        """,
        "over",
    ) == ["EC2QueryParser", "JSONParser", "QueryParser", "RestJSONParser", "RestXMLParser"]


@BOTH
def test_a_module_that_is_reloaded_has_its_names_anew(mode):
    program = """
    import boto3, importlib
    boto3.setup_default_session(region_name="eu-west-1")
    boto3.client = "fake"
    importlib.reload(boto3)
    value = [boto3.client("s3").meta.region_name]
    """
    assert value_of(program, mode) == value_of(program, "") == ["us-east-1"]


@BOTH
def test_a_package_says_where_it_is_from(mode):
    program = """
    import aioboto3, aiobotocore, boto3, botocore, inspect, os, s3transfer
    value = [os.path.isfile(each.__file__) for each in (aioboto3, aiobotocore, boto3, botocore, s3transfer)]
    value.append(inspect.getfile(boto3) == boto3.__spec__.origin)
    """
    assert value_of(program, mode) == [True] * 6
