"""From a call's parameters and a client's settings to an endpoint: binding, the published inputs, boto3's errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import botocore.exceptions
import botocore.hooks
import botocore.loaders
import botocore.model
import botocore.regions
import pytest

from sotalia import errors
from sotalia.endpoint import client as p
from sotalia.endpoint.errors import translate
from sotalia.endpoint.params import UNKNOWN, Binder
from sotalia.endpoint.resolver import EndpointResolver
from sotalia.services import hooks_for

LOADER = botocore.loaders.Loader()
#: All built-in parameters.
KNOWN = frozenset(builtin.value for builtin in botocore.regions.EndpointResolverBuiltins)
#: Service ids that differ from botocore's names.
IDS = {"s3control": "s3-control", "events": "eventbridge"}


def service_model(service: str) -> botocore.model.ServiceModel:
    return botocore.model.ServiceModel(LOADER.load_service_model(service, "service-2"), service)


def operation(
    static: dict[str, Any] | None = None,
    context: dict[str, str] | None = None,
    paths: dict[str, str] | None = None,
    client: tuple[str, ...] = (),
) -> Any:
    """An operation model with just what binding reads."""
    return SimpleNamespace(
        name="Operation",
        static_context_parameters=[SimpleNamespace(name=n, value=v) for n, v in (static or {}).items()],
        context_parameters=[SimpleNamespace(name=n, member_name=m) for n, m in (context or {}).items()],
        operation_context_parameters={n: {"path": path} for n, path in (paths or {}).items()},
        service_model=SimpleNamespace(client_context_params=dict.fromkeys(client, "string")),
    )


def rules(compile_rules: Any, **parameters: dict[str, Any]) -> Any:
    """A rule set that reads all its parameters."""
    conditions = [{"fn": "isSet", "argv": [{"ref": name}]} for name in parameters]
    rule = {"type": "endpoint", "conditions": conditions, "endpoint": {"url": "https://x"}}
    return compile_rules({"version": "1.0", "parameters": parameters, "rules": [rule]})


def test_sources_have_their_order_of_precedence(compile_rules):
    rule_set = rules(compile_rules, BucketName={"type": "string", "builtIn": p.REGION})
    given, settings = {"Member": "dynamic", "Nested": {"Name": "path"}}, {p.REGION: "builtin"}
    context = {"bucket_name": "client"}
    everything: dict[str, Any] = {
        "static": {"BucketName": "static"},
        "context": {"BucketName": "Member"},
        "paths": {"BucketName": "Nested.Name"},
        "client": ("BucketName",),
    }
    for source, expected in (
        ("static", "static"),
        ("context", "dynamic"),
        ("paths", "path"),
        ("client", "client"),
        (None, "builtin"),
    ):
        assert Binder(operation(**everything), rule_set, context, KNOWN)(given, settings) == {"BucketName": expected}
        if source:
            del everything[source]


def test_a_source_without_a_value_leaves_the_next_its_turn(compile_rules):
    rule_set = rules(compile_rules, Name={"type": "string", "builtIn": p.REGION})
    bind = Binder(operation(context={"Name": "Member"}, paths={"Name": "Nested.Name"}), rule_set, {}, KNOWN)
    assert bind({"Member": None}, {p.REGION: "r"}) == {"Name": "r"}
    assert bind({"Nested": {"Name": "n"}}, {p.REGION: "r"}) == {"Name": "n"}
    assert bind({}, {}) == {}


def test_built_in_values_may_be_functions_asked_at_each_call(compile_rules):
    answers = iter(["one", "two"])
    bind = Binder(operation(), rules(compile_rules, Account={"type": "string", "builtIn": p.ACCOUNT_ID}), {}, KNOWN)
    settings = {p.ACCOUNT_ID: lambda: next(answers)}
    assert [bind({}, settings), bind({}, settings)] == [{"Account": "one"}, {"Account": "two"}]


def test_what_is_remembered_of_built_ins_is_bounded(compile_rules):
    bind = Binder(operation(), rules(compile_rules, Region={"type": "string", "builtIn": p.REGION}), {}, KNOWN)
    for number in [*range(100), 99, 0]:
        assert bind({}, {p.REGION: f"r{number}"}) == {"Region": f"r{number}"}
        assert len(bind._bases) <= 16


def test_changed_built_ins_are_seen(compile_rules):
    bind = Binder(operation(), rules(compile_rules, Region={"type": "string", "builtIn": p.REGION}), {}, KNOWN)
    settings = {p.REGION: "a"}
    assert bind({}, settings) == {"Region": "a"}
    settings[p.REGION] = "b"
    assert bind({}, settings) == {"Region": "b"}


def test_an_unknown_built_in_is_named(compile_rules):
    with pytest.raises(errors.UnknownEndpointResolutionBuiltInName, match="AWS::Nothing"):
        Binder(operation(), rules(compile_rules, X={"type": "string", "builtIn": "AWS::Nothing"}), {}, KNOWN)


def test_keys_of_objects_do_not_take_part_because_no_rule_reads_them(rules_of):
    model = service_model("s3").operation_model("PutObject")
    assert Binder(model, rules_of("s3"), {}, KNOWN)({"Bucket": "b", "Key": "k"}, {}) == {"Bucket": "b"}


def test_only_operations_with_parameters_of_their_own_depend_on_them(rules_of):
    model = service_model("dynamodb")
    resolver = EndpointResolver(rules_of("dynamodb"), KNOWN)
    assert resolver.wants_account_id
    value_of = resolver.deciding_value(model.operation_model("GetItem"))
    assert value_of is not None
    assert value_of({"TableName": "t", "Key": {}}) == "t"
    assert value_of({"TableName": 5}) is UNKNOWN
    assert resolver.deciding_value(model.operation_model("ListTables")) is None


def test_what_decides_may_be_several_values(rules_of):
    model = service_model("dynamodb")
    resolver = EndpointResolver(rules_of("dynamodb"), KNOWN)
    value_of = resolver.deciding_value(model.operation_model("BatchGetItem"))
    assert value_of is not None
    assert value_of({"RequestItems": {"one": {}, "two": {}}}) == (("one", "two"),)
    assert value_of({"RequestItems": {}}) == ((),)
    wrongs: list[Any] = [{"RequestItems": 5}, {"RequestItems": {5: {}}}]
    for wrong in wrongs:
        assert value_of(wrong) in (UNKNOWN, (None,))


def test_services_that_ask_for_no_account(rules_of):
    assert not EndpointResolver(rules_of("sqs"), KNOWN).wants_account_id


def test_the_tables_of_a_batch_are_bound(rules_of):
    model = service_model("dynamodb").operation_model("BatchGetItem")
    bound = Binder(model, rules_of("dynamodb"), {}, KNOWN)(
        {"RequestItems": {"a": {}, "b": {}}}, {p.REGION: "us-east-1"}
    )
    assert bound["ResourceArnList"] == ("a", "b")


def botocore_resolver(service: str, builtins: dict[str, Any], use_ssl: bool = True) -> Any:
    return botocore.regions.EndpointRulesetResolver(
        endpoint_ruleset_data=LOADER.load_service_model(service, "endpoint-rule-set-1"),
        partition_data=LOADER.load_data("partitions"),
        service_model=service_model(service),
        builtins=builtins,
        client_context={},
        event_emitter=botocore.hooks.HierarchicalEmitter(),
        use_ssl=use_ssl,
    )


def outcome(function: Any, *arguments: Any) -> tuple[Any, ...]:
    try:
        endpoint = function(*arguments)
    except (errors.BotoCoreError, botocore.exceptions.BotoCoreError) as error:
        return type(error).__name__, str(error)
    return endpoint.url, endpoint.properties, dict(endpoint.headers)


@pytest.mark.parametrize(("service", "count"), [("s3", 215), ("opensearchmemory", 4)])
def test_the_published_inputs_of_operations_resolve_as_published_and_as_in_botocore(
    vectors, read, rules_of, service, count
):
    model = service_model(service)
    ours = EndpointResolver(rules_of(service), KNOWN, meanings=hooks_for(service).endpoint_errors)
    theirs = botocore_resolver(service, {})
    cases = 0
    for case in read(vectors("endpoint_rules") / service / "endpoint-tests-1.json")["testCases"]:
        for given in case.get("operationInputs", ()):
            cases += 1
            called, params = model.operation_model(given["operationName"]), given.get("operationParams", {})
            settings = given["builtInParams"]
            theirs._builtins = settings
            got = outcome(ours.resolve, called, params, settings)
            assert got == outcome(theirs.construct_endpoint, called, params, {}), case["documentation"]
            if "endpoint" in case["expect"]:
                assert got[0] == case["expect"]["endpoint"]["url"]
            elif got[0] != "InvalidHostLabelError":  # boto3 quotes the label only
                assert case["expect"]["error"] in got[1]
    assert cases == count


def test_without_tls_only_configured_endpoints_are_left_alone(rules_of):
    called = service_model("sqs").operation_model("ListQueues")
    for settings in ({p.REGION: "us-east-1"}, {p.REGION: "us-east-1", p.ENDPOINT: "https://own.example"}):
        ours = EndpointResolver(rules_of("sqs"), KNOWN, use_ssl=False).resolve(called, {}, settings)
        assert ours.url == botocore_resolver("sqs", settings, False).construct_endpoint(called, {}, {}).url


@pytest.mark.parametrize("service", ["s3", "s3control", "events", "sqs"])
@pytest.mark.parametrize(
    "text",
    [
        "Invalid region in ARN: `us-we$t-2` (invalid DNS name)",
        "Invalid region in ARN: none",
        "S3 Object Lambda does not support S3 Accelerate",
        "S3 Object Lambda does not support Dual-stack",
        "Accelerate cannot be used with FIPS",
        "S3 Outposts does not support FIPS",
        "S3 MRAP does not support dual-stack",
        "Access Points do not support S3 Accelerate",
        "Invalid configuration: region from ARN",
        "Client was configured for partition `aws`",
        "Invalid ARN: bad",
        "invalid Arn: bad",
        "AccountId is required but not set",
        "Invalid Configuration: FIPS is not supported with EventBridge multi-region endpoints.",
        "EndpointId must be a valid host label.",
        "Something else",
    ],
)
def test_refusals_become_boto3s_exceptions(service, text):
    given = {"Bucket": "arn:aws:x"}
    resolver = object.__new__(botocore.regions.EndpointRulesetResolver)
    resolver._service_model = SimpleNamespace(service_name=service)
    expected = resolver.ruleset_error_to_botocore_exception(
        botocore.exceptions.EndpointResolutionError(msg=text), given
    )
    meanings = hooks_for(IDS.get(service, service)).endpoint_errors
    got = translate(errors.EndpointResolutionError(msg=text), meanings, given)
    assert (type(got).__name__, str(got)) == (type(expected).__name__, str(expected))
