"""What is public: these modules, and the names that each of them lists. Everything else may change without notice."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from sotalia import errors

ROOT = Path(__file__).parents[1]
#: Module to its names; those that are as in boto3 or botocore are where these have them.
PUBLIC: dict[str, set[str]] = {
    "sotalia": {"DEFAULT_SESSION", "Session", "client", "resource", "set_stream_logger", "setup_default_session"},
    "sotalia.aio": {"Session", "client", "resource"},
    "sotalia.clients": {"AsyncBaseClient", "BaseClient"},
    "sotalia.compat": {"AlreadyImportedError", "install", "is_installed"},
    "sotalia.config": {"UNSIGNED", "Config"},
    "sotalia.credentials": {
        *("AsyncDeferredRefreshableCredentials", "AsyncRefreshableCredentials", "CredentialProvider"),
        *(
            "CredentialResolver",
            "Credentials",
            "DeferredRefreshableCredentials",
            "ReadOnlyCredentials",
            "RefreshableCredentials",
        ),
    },
    "sotalia.dynamodb.conditions": {
        *("ATTR_NAME_REGEX", "And", "Attr", "AttributeBase", "AttributeExists", "AttributeNotExists", "AttributeType"),
        *("BeginsWith", "Between", "BuiltConditionExpression", "ComparisonCondition", "ConditionAttributeBase"),
        *("ConditionBase", "ConditionExpressionBuilder", "Contains", "Equals", "GreaterThan", "GreaterThanEquals"),
        *("In", "Key", "LessThan", "LessThanEquals", "Not", "NotEquals", "Or", "Size"),
    },
    "sotalia.dynamodb.table": {
        *("BatchWriter", "TableResource", "batch_writer", "register_table_methods", "scan_parallel"),
    },
    "sotalia.dynamodb.transform": {
        *("ConditionExpressionTransformation", "ParameterTransformer", "TransformationInjector"),
        "copy_dynamodb_params",
    },
    "sotalia.dynamodb.types": {
        *("BINARY", "BINARY_SET", "BINARY_TYPES", "BOOLEAN", "Binary", "DECIMALS", "DYNAMODB_CONTEXT"),
        *("DynamoDBTypes", "LIST", "MAP", "NATIVE", "NULL", "NUMBER", "NUMBER_SET", "Numbers", "STRING"),
        *("STRING_SET", "TypeDeserializer", "TypeSerializer"),
    },
    "sotalia.exceptions": set(errors.__all__),
    "sotalia.local": {"HIDDEN", "LocalServer", "LocalUnavailable", "environment", "settings"},
    "sotalia.paginate": {
        *("AsyncPageIterator", "AsyncPaginator", "AsyncResultKeyIterator", "PageIterator", "Paginator"),
        *("PaginatorModel", "ResultKeyIterator", "TokenDecoder", "TokenEncoder"),
    },
    "sotalia.s3.transfer": {
        *("ProgressBar", "ProgressCallbackInvoker", "S3Transfer", "TransferConfig", "TransferProgress"),
        *("TransferResult", "UnsafeKeyError", "create_transfer_manager"),
    },
    "sotalia.session": {"Session"},
    "sotalia.types": {
        *(
            "AsyncCollectionManager",
            "AsyncEventStream",
            "AsyncFileTypeDef",
            "AsyncOpeningTypeDef",
            "AsyncResourceCollection",
            "AsyncRootResource",
        ),
        *("AsyncServiceResource", "AsyncStreamingBody", "BlobTypeDef", "CollectionManager", "CopySourceTypeDef"),
        *("JSONTypeDef", "EmptyResponseMetadataTypeDef", "ErrorTypeDef", "EventIterableTypeDef", "EventStream"),
        *("FileobjTypeDef", "PaginatorConfigTypeDef", "ResourceCollection", "ResourceMeta", "ResponseMetadataTypeDef"),
        *("RootResource", "ServiceExceptions", "ServiceResource", "StreamingBlobTypeDef", "StreamingBody"),
        *("TimestampTypeDef", "WaiterConfigTypeDef"),
    },
    "sotalia.testing": {
        *("ANY", "AsyncRecordingTransport", "RecordedRequest", "Recording", "RecordingTransport", "StubbedCall"),
        *("AsyncFaultyTransport", "Fault", "FaultyTransport", "Stubber", "record"),
    },
    "sotalia.waiters": {
        *("AcceptorConfig", "AsyncNormalizedOperationMethod", "AsyncWaiter", "MalformedWaiterError"),
        *("NormalizedOperationMethod", "SingleWaiterConfig", "Waiter", "WaiterConfigError", "WaiterError"),
        *("WaiterModel", "WaiterOptionError", "create_waiter_with_client", "is_valid_waiter_error"),
    },
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_lists_its_names_and_has_them(name: str) -> None:
    module = importlib.import_module(name)
    assert set(module.__all__) == PUBLIC[name]
    assert sorted(module.__all__) == sorted(set(module.__all__))
    for public in module.__all__:
        assert hasattr(module, public)


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    for public in module.__all__:
        thing = getattr(module, public)
        if isinstance(thing, type) or (callable(thing) and not public.endswith("TypeDef")):  # aliases have none
            assert thing.__doc__, f"{name}.{public} has no docstring"


def test_the_documents_show_nothing_else() -> None:
    shown: set[tuple[str, str]] = set()
    for path in (ROOT / "README.md", *(ROOT / "examples").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        shown |= {(path.name, found) for found in re.findall(r"\bfrom (sotalia[\w.]*) import\b", text)}
        shown |= {(path.name, found) for found in re.findall(r"^\s*import (sotalia[\w.]*)", text, re.MULTILINE)}
    assert len(shown) > 5
    services = re.compile(r"sotalia\.exceptions\.\w+")
    assert [place for place in sorted(shown) if place[1] not in PUBLIC and not services.fullmatch(place[1])] == []


def test_the_architecture_lists_the_same_modules() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^\*\*Public\*\* are (.*?)\.\n\n", text, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`([\w.]+)`", line.replace("\n", " "))) == set(PUBLIC)


def test_no_public_module_offers_what_it_only_imports() -> None:
    for name in PUBLIC:
        module = importlib.import_module(name)
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        own = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        unlisted = {found for found in own if not found.startswith("_")} - set(module.__all__)
        assert unlisted <= UNLISTED.get(name, set()), name


#: What public modules define for modules beside them.
UNLISTED: dict[str, set[str]] = {"sotalia.dynamodb.types": {"binary_of"}}
