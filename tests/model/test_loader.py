"""Where models are looked for, and what happens when they are not there or are broken."""

from __future__ import annotations

import copy
import gzip
import json
import os
import pickle
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.loaders
import pytest

from sotalia.errors import DataNotFoundError, UnknownServiceError
from sotalia.model.builtin import BUILTIN_DATA_PATH
from sotalia.model.errors import MalformedModelError, NoShapeFoundError
from sotalia.model.loader import Loader, create_loader
from sotalia.model.service import ServiceModel

TINY: dict[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2026-01-01",
        "endpointPrefix": "tiny",
        "protocol": "json",
        "jsonVersion": "1.1",
        "serviceFullName": "Amazon Tiny",
        "serviceId": "Tiny Service",
        "signatureVersion": "v4",
        "targetPrefix": "Tiny",
    },
    "documentation": "<p>Does <code>little</code>.</p>",
    "operations": {
        "GetThing": {
            "name": "GetThing",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "GetThingRequest"},
            "output": {"shape": "Thing"},
            "errors": [{"shape": "NoThing"}],
            "documentation": "<p>Gets a thing.</p>",
        }
    },
    "shapes": {
        "GetThingRequest": {
            "type": "structure",
            "required": ["Id"],
            "members": {"Id": {"shape": "Id", "documentation": "<p>Which one.</p>"}},
        },
        "Thing": {"type": "structure", "members": {"Id": {"shape": "Id"}, "Parts": {"shape": "Things"}}},
        "Things": {"type": "list", "member": {"shape": "Thing"}},
        "Id": {"type": "string", "documentation": "<p>An id.</p>"},
        "NoThing": {"type": "structure", "members": {}, "exception": True},
    },
}


def put(directory: Path, name: str, content: Any) -> Path:
    """Write `content` as JSON (or as it is, when it is text) to SERVICE/VERSION/TYPE.json."""
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


@pytest.fixture
def models(tmp_path: Path) -> Path:
    put(tmp_path, "tiny/2026-01-01/service-2.json", TINY)
    return tmp_path


# ------------------------------------------------------------------ the built-in models


def test_the_same_model_serves_all_loaders() -> None:
    assert Loader().service_model("s3") is Loader().service_model("s3", "2006-03-01")


def test_an_older_version_can_be_asked_for() -> None:
    loader = Loader()
    model = loader.service_model("cloudfront", "2016-11-25")
    assert model.api_version == "2016-11-25"
    assert model.operation_model("CreateDistribution").wire_name == "CreateDistribution2016_11_25"
    assert loader.service_model("cloudfront").api_version == loader.determine_latest_version("cloudfront")


def test_an_unknown_service_gets_boto3s_error_and_near_names() -> None:
    with pytest.raises(UnknownServiceError, match="^Unknown service: 'dynamodv'. Did you mean 'dynamodb'") as caught:
        Loader().service_model("dynamodv")
    assert "? Valid service names are: accessanalyzer, " in str(caught.value)
    assert "lambda" in caught.value.kwargs["known_service_names"].split(", ")
    with pytest.raises(botocore.exceptions.UnknownServiceError):
        botocore.loaders.Loader().load_service_model("dynamodv", "service-2")
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), UnknownServiceError)


@pytest.mark.parametrize("name", ["", "..", "../s3", "/etc", "s3 2006-03-01", ".tables", "s3\n", "\ud800", None, 3])
def test_odd_names_are_unknown_services(name: Any) -> None:
    with pytest.raises(UnknownServiceError):
        Loader().service_model(name)


def test_an_unknown_version_gets_boto3s_error() -> None:
    with pytest.raises(DataNotFoundError, match="Unable to load data for: s3/1999-01-01/service-2"):
        Loader().service_model("s3", "1999-01-01")
    with pytest.raises(botocore.exceptions.DataNotFoundError, match="s3/1999-01-01/service-2"):
        botocore.loaders.Loader().load_service_model("s3", "service-2", "1999-01-01")


def test_unknown_documents_get_boto3s_error() -> None:
    for name in ("nope", "s3/2006-03-01/nope-1", "s3/2006-03-01", "compiled endpoints", "a/b/c/d"):
        with pytest.raises(DataNotFoundError, match="Unable to load data for: "):
            Loader().load_data(name)


def test_documents_say_where_they_are_from() -> None:
    loader = Loader()
    _, path = loader.load_data_with_path("s3/2006-03-01/waiters-2")
    assert loader.is_builtin_path(path)
    assert not loader.is_builtin_path("/somewhere/else")


def test_a_missing_pack_says_what_to_do(tmp_path: Path) -> None:
    from sotalia.model.pack import Pack

    with pytest.raises(MalformedModelError, match="python -m codegen"):
        Pack(str(tmp_path / "models.pack"))
    (tmp_path / "models.pack").write_bytes(b"something else entirely, and long enough for a header......")
    with pytest.raises(MalformedModelError, match="not a pack of this version"):
        Pack(str(tmp_path / "models.pack"))
    (tmp_path / "models.pack").write_bytes(b"")
    with pytest.raises(MalformedModelError):
        Pack(str(tmp_path / "models.pack"))


# ------------------------------------------------------------------ models that users bring along


def test_a_model_in_a_search_path_works_like_a_built_in_one(models: Path) -> None:
    loader = Loader([str(models)])
    model = loader.service_model("tiny")
    assert loader.list_available_services()[-20:] == sorted({*Loader().list_available_services(), "tiny"})[-20:]
    assert loader.list_api_versions("tiny") == ["2026-01-01"]
    assert model.methods == {"get_thing": "GetThing"}
    assert model.service_name == "tiny"
    assert model.service_id.hyphenize() == "tiny-service"
    assert model.class_name == "TinyService"
    operation = model.operation_model("GetThing")
    assert operation.input_shape is not None
    assert operation.input_shape.members["Id"].documentation == "Which one."
    assert model.operation_model("GetThing").output_shape.members["Id"].documentation == "An id."  # type: ignore[union-attr]
    assert operation.documentation == "Gets a thing."
    assert model.documentation == "Does ``little``."
    assert [shape.name for shape in operation.error_shapes] == ["NoThing"]
    assert "tiny" not in Loader().list_available_services()


def test_the_environments_search_path_is_expanded(
    models: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WHERE", str(models))
    assert create_loader("/nonexistent:$WHERE").service_model("tiny").api_version == "2026-01-01"
    assert BUILTIN_DATA_PATH in create_loader().search_paths


def test_the_home_directory_is_searched(home: Path) -> None:
    put(home, ".aws/models/tiny/2026-01-01/service-2.json.gz", TINY)
    assert Loader().service_model("tiny").api_version == "2026-01-01"
    with pytest.raises(UnknownServiceError):
        Loader(include_default_search_paths=False).service_model("tiny")


def test_search_paths_can_be_added_later(models: Path) -> None:
    loader = Loader()
    with pytest.raises(UnknownServiceError):
        loader.service_model("tiny")
    loader.search_paths.append(str(models))
    assert loader.service_model("tiny").api_version == "2026-01-01"


def test_a_users_version_stands_beside_the_built_in_ones(tmp_path: Path) -> None:
    put(tmp_path, "s3/2030-01-01/service-2.json", TINY)
    loader = Loader([str(tmp_path)])
    assert loader.list_api_versions("s3") == ["2006-03-01", "2030-01-01"]
    assert loader.service_model("s3").operation_names == ["GetThing"]
    assert loader.service_model("s3", "2006-03-01") is Loader().service_model("s3")


def test_a_users_model_hides_the_built_in_one_only_if_it_comes_first(tmp_path: Path) -> None:
    put(tmp_path, "sts/2011-06-15/service-2.json", TINY)
    assert Loader([str(tmp_path)]).service_model("sts").operation_names == ["GetThing"]
    behind = Loader()
    behind.search_paths.append(str(tmp_path))
    assert "AssumeRole" in behind.service_model("sts").operation_names


def test_paginators_waiters_rules_and_resources_of_the_user_are_found(models: Path) -> None:
    rules = {"version": "1.0", "parameters": {}, "rules": []}
    pagination = {"GetThing": {"input_token": "T", "output_token": "T"}}
    put(models, "tiny/2026-01-01/paginators-1.json", {"pagination": pagination})
    put(models, "tiny/2026-01-01/waiters-2.json", {"version": 2, "waiters": {"ThingThere": {"delay": 1}}})
    put(models, "tiny/2026-01-01/endpoint-rule-set-1.json", rules)
    put(models, "tiny/2026-01-01/resources-1.json", {"service": {}, "resources": {}})
    loader = Loader([str(models)])
    assert loader.paginators("tiny") == pagination
    assert loader.waiter_document("tiny")["waiters"] == {"ThingThere": {"delay": 1}}
    assert loader.endpoint_rules("tiny") == rules
    assert loader.endpoint_rules("tiny", compile_rule_set=lambda document: list(document)) == list(rules)
    assert loader.resource("tiny").raw() == {"service": {}, "resources": {}}
    assert loader.load_service_model("tiny", "waiters-2")["version"] == 2
    assert loader.load_data("tiny/2026-01-01/waiters-2")["version"] == 2


def test_endpoints_and_partitions_of_the_user_are_compiled(tmp_path: Path) -> None:
    put(tmp_path, "endpoints.json", {"partitions": [], "mine": 1})
    put(tmp_path, "partitions.json", {"partitions": [], "mine": 2})
    loader = Loader([str(tmp_path)])
    tables = loader.endpoints(lambda document: (document["mine"], {"s3": {0: {}}}))
    assert (tables.index, tables.slice("s3"), tables.slice("x"), tables.builtin) == (1, {0: {}}, None, False)
    assert loader.partitions(lambda document: document["mine"]) == 2
    assert loader.endpoints().builtin
    assert Loader().endpoints(lambda document: document).builtin


def test_the_built_in_endpoint_tables_are_what_the_endpoint_layer_compiles() -> None:
    from sotalia.endpoint.compile import compile_endpoints, compile_partitions, compile_rule_set

    loader = Loader()
    reference = botocore.loaders.Loader()
    index, slices = compile_endpoints(reference.load_data("endpoints"))
    tables = loader.endpoints()
    assert tables.index == index
    assert all(tables.slice(name) == content for name, content in slices.items())
    assert tables.slice("nope") is None
    assert loader.partitions() == compile_partitions(reference.load_data("partitions"))
    rules = reference.load_service_model("s3", "endpoint-rule-set-1")
    assert loader.endpoint_rules("s3") == compile_rule_set(rules)
    assert loader.endpoint_rules("s3") is loader.endpoint_rules("s3")


# ------------------------------------------------------------------ extras


def test_extras_are_merged_over_a_users_model(models: Path) -> None:
    put(models, "tiny/2026-01-01/service-2.sdk-extras.json", {"merge": {"metadata": {"signingName": "small"}}})
    model = Loader([str(models)]).service_model("tiny")
    assert model.signing_name == "small"
    assert model.endpoint_prefix == "tiny"


def test_the_first_of_several_extras_is_merged(tmp_path: Path) -> None:
    put(tmp_path, "own/tiny/2026-01-01/service-2.json", TINY)
    for folder in ("first", "second"):
        extras = {"merge": {"metadata": {"signingName": folder}}}
        put(tmp_path, f"{folder}/tiny/2026-01-01/service-2.sdk-extras.json", extras)
    paths = [str(tmp_path / folder) for folder in ("own", "first", "second")]
    theirs = botocore.loaders.Loader(paths).load_service_model("tiny", "service-2")
    assert Loader(paths).service_model("tiny").signing_name == theirs["metadata"]["signingName"] == "first"


def test_a_plain_file_comes_before_a_compressed_one(models: Path) -> None:
    document = copy.deepcopy(TINY)
    document["metadata"]["serviceFullName"] = "compressed"
    put(models, "tiny/2026-01-01/service-2.json.gz", document)
    theirs = botocore.loaders.Loader([str(models)]).load_service_model("tiny", "service-2")
    assert Loader([str(models)]).load_service_model("tiny", "service-2") == theirs == TINY


def test_a_users_extras_change_a_built_in_model_for_their_loader_only(tmp_path: Path) -> None:
    put(tmp_path, "sts/2011-06-15/service-2.sdk-extras.json", {"merge": {"metadata": {"signingName": "changed"}}})
    model = Loader([str(tmp_path)]).service_model("sts")
    assert model.signing_name == "changed"
    assert model.operation_names == Loader().service_model("sts").operation_names
    assert Loader().service_model("sts").signing_name == "sts"


def test_built_in_extras_belong_to_a_users_model_of_the_same_version(tmp_path: Path) -> None:
    data = Path(botocore.loaders.Loader.BUILTIN_DATA_PATH)
    extras = sorted(data.glob("*/*/paginators-1.sdk-extras.json"))[0]
    service, version = extras.parts[-3:-1]
    put(tmp_path, f"{service}/{version}/paginators-1.json", {"pagination": {}})
    expected = botocore.loaders.Loader([str(tmp_path)]).load_service_model(service, "paginators-1", version)
    assert expected["pagination"]
    assert Loader([str(tmp_path)]).load_service_model(service, "paginators-1", version) == expected


# ------------------------------------------------------------------ caching


def test_a_users_model_is_compiled_once(models: Path) -> None:
    assert Loader([str(models)]).service_model("tiny") is Loader([str(models)]).service_model("tiny")


def test_a_users_model_is_compiled_again_when_its_file_changes(models: Path) -> None:
    before = Loader([str(models)]).service_model("tiny")
    changed = copy.deepcopy(TINY)
    changed["operations"]["PutThing"] = {"name": "PutThing", "http": {}}
    put(models, "tiny/2026-01-01/service-2.json", changed)
    after = Loader([str(models)]).service_model("tiny")
    assert (before.operation_names, after.operation_names) == (["GetThing"], ["GetThing", "PutThing"])


def test_a_change_that_leaves_the_files_size_alone_is_one_too(models: Path) -> None:
    file = models / "tiny/2026-01-01/service-2.json"
    before = Loader([str(models)]).service_model("tiny")
    content, time = file.read_text(), file.stat().st_mtime_ns
    file.write_text(content.replace("GetThing", "GotThing"))
    os.utime(file, ns=(time, time + 1_000_000))
    after = Loader([str(models)]).service_model("tiny")
    assert (before.operation_names, after.operation_names) == (["GetThing"], ["GotThing"])


def test_raw_models_are_fresh_each_time(models: Path) -> None:
    for loader, service in ((Loader([str(models)]), "tiny"), (Loader(), "sts")):
        loader.load_service_model(service, "service-2")["metadata"].clear()
        assert loader.load_service_model(service, "service-2")["metadata"]
        assert loader.service_model(service).metadata


# ------------------------------------------------------------------ malformed files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "JSONDecodeError"),
        ("{", "JSONDecodeError"),
        ("[]", "a JSON object was expected, not list"),
        ("null", "a JSON object was expected, not NoneType"),
        ('{"operations": []}', "'operations' has to be a JSON object, not list"),
        ('{"shapes": {"A": 1}}', "'A' in 'shapes' has to be a JSON object, not int"),
        ('{"operations": {"A": {"input": "B"}}}', "AttributeError"),
        ('{"operations": {"A": {"errors": 1}}}', "TypeError"),
        ('{"shapes": {"A": {"type": "structure", "members": []}}}', "AttributeError"),
        ('{"shapes": {"A": {"type": []}}}', "TypeError"),
        ('{"shapes": {"A": {"type": "list", "member": {"shape": {}}}}}', "TypeError"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_malformed_service_model_says_which_file_and_why(tmp_path: Path, content: str, reason: str) -> None:
    path = put(tmp_path, "bad/2026-01-01/service-2.json", content)
    with pytest.raises(MalformedModelError) as caught:
        Loader([str(tmp_path)]).service_model("bad")
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_truncated_archive_says_which_file(tmp_path: Path) -> None:
    path = put(tmp_path, "bad/2026-01-01/service-2.json.gz", TINY)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(MalformedModelError, match=r"service-2\.json\.gz"):
        Loader([str(tmp_path)]).service_model("bad")
    path.write_bytes(b"no archive")
    with pytest.raises(MalformedModelError, match=r"service-2\.json\.gz"):
        Loader([str(tmp_path)]).service_model("bad")


def test_malformed_paginators_and_extras_say_so(models: Path) -> None:
    put(models, "tiny/2026-01-01/paginators-1.json", {"pagination": []})
    put(models, "tiny/2026-01-01/waiters-2.json", [])
    loader = Loader([str(models)])
    with pytest.raises(MalformedModelError, match="pagination"):
        loader.paginators("tiny")
    with pytest.raises(MalformedModelError, match="waiters"):
        loader.waiter_document("tiny")
    put(models, "tiny/2026-01-01/service-2.sdk-extras.json", [])
    with pytest.raises(MalformedModelError, match="a JSON object was expected"):
        loader.service_model("tiny")


def test_a_model_with_a_hole_can_be_used_around_it() -> None:
    holed = copy.deepcopy(TINY)
    holed["shapes"]["Thing"]["members"]["Lost"] = {"shape": "Nowhere"}
    model = ServiceModel(holed, "holed")
    operation = model.operation_model("GetThing")
    assert list(operation.input_shape.members) == ["Id"]  # type: ignore[union-attr]
    with pytest.raises(NoShapeFoundError, match="Nowhere"):
        _ = operation.output_shape.members  # type: ignore[union-attr]
