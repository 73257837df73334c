"""The suites: which archive, what it needs, which tests."""

from __future__ import annotations

from typing import NamedTuple

#: The packages that Sotalia does as: every environment has them in these versions.
BOTO = ("boto3==1.44.5", "botocore==1.44.5", "s3transfer==0.19.3")
#: What Sotalia needs, and pytest.
COMMON = ("pytest>=9,<10", "pytest-timeout", "pycurl", "orjson", "jmespath", "cbor2", "certifi", "anycrc")


class Source(NamedTuple):
    """An archive with tests, and the environment that they run in.

    `archive` is a requirement whose source archive has the tests; `debian:NAME` means the upstream archive of a source
    package of Debian's, for projects whose own archives come without tests; `own:NAME` means tests of ours in `own/`,
    for those whose tests cannot be had at all. `needs` are further requirements. `added` are files that the archive
    lacks: place in it → our stand-in in `own/`.
    """

    archive: str
    needs: tuple[str, ...] = ()
    added: dict[str, str] = {}


class Suite(NamedTuple):
    """Some tests of a source.

    `tests` are places in the archive. `without` are tests that are left out on both sides (words for `-k`) → why.
    `env` is set for both sides. With `server` they speak to moto's server; what they read its URL from is in `env`, as
    `{url}` and `{port}`. `botocore_files` says why they cannot do without botocore's installed files. `plugin` is a
    module in `own/` that is loaded before the hook, on Sotalia's sides.
    """

    source: Source
    tests: tuple[str, ...]
    without: dict[str, str] = {}
    env: dict[str, str] = {}
    server: bool = False
    botocore_files: str | None = None
    plugin: str | None = None


_KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
_MOTO = Source("moto==5.2.5", ("moto[all,server]==5.2.5", "freezegun", "pandas", "pytest-mock", *BOTO))
_BOTO3 = Source("debian:python-boto3", ("moto[all,server]==5.2.5", *BOTO))
_S3TRANSFER = Source("s3transfer==0.19.3", BOTO)
_BOTOCORE = Source("botocore==1.44.5", ("jsonschema", *BOTO))
_PYNAMODB = Source(
    "pynamodb==6.1.0",
    ("pynamodb[signals]==6.1.0", "freezegun", "pytest-mock", "moto>=5.2", *BOTO),
    {"tests/data.py": "pynamodb_data.py", "tests/response.py": "pynamodb_response.py"},
)
_STORAGES = Source(
    "django-storages==1.14.6",
    ("django-storages[s3]==1.14.6", "moto[s3]<5", "django", "cryptography", "rsa", *BOTO),
    {"tests/utils.py": "django_storages_utils.py"},
)
_SMART_OPEN = Source(
    "debian:smart-open", ("smart_open[s3]", "moto[s3,server]>=5.2", "responses", "pytest-rerunfailures", *BOTO)
)
_OWN_PYNAMODB = Source("own:pynamodb", ("pynamodb==6.1.0", "moto[dynamodb]>=5.2", *BOTO))
_OWN_FILES = Source("own:files", ("smart_open[s3]==9.0.2", "cloudpathlib[s3]==0.26.0", "moto[s3]>=5.2", *BOTO))
_OWN_WRANGLER = Source("own:awswrangler", ("awswrangler==3.17.1", "moto[s3,dynamodb,glue,athena,ssm]>=5.2", *BOTO))
_KOMBU = Source("kombu==5.7.0", ("kombu[sqs]==5.7.0", "hypothesis<7", "pytest-freezer", *BOTO))
_S3FS = Source(
    "s3fs==2026.9.0",
    ("fsspec==2026.9.0", "aiobotocore==3.10.0", "moto>=5.2", "flask", "flask-cors", "pytest-asyncio", "requests"),
)
# Newer releases of its pytest-asyncio than it asks for: the older ones refuse this pytest.
_AIOBOTO3 = Source(
    "aioboto3==15.5.0",
    (
        *("aioboto3[s3cse,chalice]==15.5.0", "aiobotocore==2.25.1", "boto3==1.40.61", "botocore==1.40.61"),
        *("moto[server]==5.1.16", "pytest-asyncio", "dill", "requests"),
    ),
)
_FILES = "moto reads botocore's models as JSON, and subclasses the classes that hold them"
_INNER_TASKS = "they take s3transfer's manager apart, in whose place Sotalia has one engine: see s3transfer-engine"
#: Those of s3transfer's that are about what a manager does.
_OF_MANAGER = tuple(f"tests/functional/test_{name}.py" for name in ("copy", "delete", "download", "manager", "upload"))
#: Those of moto's that wait minutes for a container, which nobody starts.
_OF_DOCKER = {"s3": {"invokes_lambda": "wants docker, and waits for what it says"}}
_SERVER = {"TEST_SERVER_MODE": "true", "MOTO_PORT": "{port}", "TEST_SERVER_MODE_ENDPOINT": "{url}"}


def _moto(name: str, *, server: bool = False) -> Suite:
    without = _OF_DOCKER.get(name, {}) if server else {}
    env = _SERVER if server else {}
    return Suite(_MOTO, (f"tests/test_{name}",), without, env, server=server, botocore_files=_FILES)


#: Those of boto3's tests that are not about the documentation that it writes, for which Sotalia has its own.
_UNIT = (
    *(f"tests/unit/{name}" for name in ("dynamodb", "ec2", "resources", "s3")),
    *(f"tests/unit/test_{name}.py" for name in ("boto3", "session", "utils")),
)
_FUNCTIONAL = tuple(
    f"tests/functional/test_{name}.py"
    for name in ("collection", "crt", "dynamodb", "ec2", "resource", "s3", "session", "smoke", "utils")
)

#: Those of botocore's functional tests that are left out: they ask the same of each of its services, for hours, and of
#: its own models and documents.
_LONG = (
    *("docs/*", "leak/*", "crt/*", "test_alias.py", "test_client.py", "test_client_*.py", "test_endpoint*.py"),
    *("test_h2_required.py", "test_model_*.py", "test_paginator_config.py", "test_public_apis.py", "test_six_*.py"),
    *(
        "test_response_shadowing.py",
        "test_event_alias.py",
        "test_service_*.py",
        "test_waiter_config.py",
        "test_regions.py",
    ),
    "configured_endpoint_urls/*",
)

#: moto's tests of a service, in moto's server mode.
_SERVED = (
    "sts dynamodb s3 sqs sns iam kms logs route53 awslambda cloudformation ec2 ssm events stepfunctions secretsmanager"
)

SUITES: dict[str, Suite] = {
    **{f"moto-{name}": _moto(name) for name in ("core", "sqs", "dynamodb", "s3")},
    "s3transfer": Suite(_S3TRANSFER, ("tests/functional",), botocore_files=_INNER_TASKS),
    "s3transfer-engine": Suite(_S3TRANSFER, _OF_MANAGER, botocore_files=_INNER_TASKS, plugin="s3transfer_engine"),
    "boto3-functional": Suite(_BOTO3, (*_FUNCTIONAL, "tests/functional/dynamodb")),
    "boto3-integration": Suite(_BOTO3, ("tests/integration",), env={**_KEYS, "AWS_ENDPOINT_URL": "{url}"}, server=True),
    "boto3-unit": Suite(_BOTO3, _UNIT),
    "botocore": Suite(_BOTOCORE, ("tests/functional", *(f"--ignore-glob=tests/functional/{name}" for name in _LONG))),
    "pynamodb": Suite(_PYNAMODB, ("tests", "--ignore=tests/test_model.py")),
    "pynamodb-own": Suite(_OWN_PYNAMODB, ("pynamodb_on_moto.py",), env=_KEYS),
    "django-storages": Suite(_STORAGES, ("tests/test_s3.py",), env={"DJANGO_SETTINGS_MODULE": "tests.settings"}),
    "smart_open": Suite(_SMART_OPEN, ("smart_open/tests/test_s3.py",)),
    "smart_open-own": Suite(_OWN_FILES, ("smart_open_on_moto.py",), env=_KEYS),
    "cloudpathlib-own": Suite(_OWN_FILES, ("cloudpathlib_on_moto.py",), env=_KEYS),
    "awswrangler-own": Suite(_OWN_WRANGLER, ("awswrangler_on_moto.py",), env=_KEYS),
    "kombu": Suite(_KOMBU, ("t/unit/transport/SQS", "t/unit/asynchronous/aws")),
    "s3fs": Suite(_S3FS, ("s3fs/tests",), {"test_async_close": "asks AWS itself for an object"}),
    "aioboto3": Suite(_AIOBOTO3, ("tests",)),
    **{f"moto-server-{name}": _moto(name, server=True) for name in _SERVED.split()},
}
