"""Endpoint URLs from the environment and the config file: the published cases, and every service's variable name."""

from __future__ import annotations

import botocore.configprovider
import pytest

from sotalia.endpoint.configured import configured_endpoint_url
from sotalia.errors import InvalidConfigError

#: Published cases speak of services by their client names.
SERVICE_IDS = {"s3": "S3", "dynamodb": "DynamoDB", "kms": "KMS"}


def test_the_published_cases_come_out_as_published(vectors, read):
    cases = 0
    for suite in read(vectors("configured_endpoint_urls") / "profile-tests.json")["testSuites"]:
        for case in suite["endpointUrlTests"]:
            cases += 1
            client = suite["client_configs"][case["client_config"]]
            url = client.get("endpoint_url") or configured_endpoint_url(
                SERVICE_IDS[case["service"]],
                suite["environments"][case["environment"]],
                suite["profiles"][case["profile"]],
                {"services": suite["services"]},
                client.get("ignore_configured_endpoint_urls"),
            )
            expected = case["output"]["endpointUrl"]
            assert url == (None if ".fake-region-10." in expected else expected), case["name"]
    assert cases == 39


def test_every_services_variable_and_key_are_botocores(service_metadata):
    for name, metadata in service_metadata.items():
        service_id = metadata["serviceId"]
        theirs = botocore.configprovider.ConfiguredEndpointProvider({}, {}, name, environ={})
        key = theirs._transformed_service_id
        assert (
            configured_endpoint_url(service_id, {theirs._get_service_env_var_name(): "https://e"}, {}, {})
            == "https://e"
        )
        file = {"services": {"mine": {key.lower(): {"endpoint_url": "https://f"}}}}
        assert configured_endpoint_url(service_id, {}, {"services": "mine"}, file) == "https://f"


def test_an_empty_variable_counts_as_unset():
    assert configured_endpoint_url("S3", {"AWS_ENDPOINT_URL_S3": ""}, {"endpoint_url": "https://p"}, {}) == "https://p"


def test_a_services_section_that_is_missing_is_named():
    with pytest.raises(InvalidConfigError, match='"nope" services configuration does not exist'):
        configured_endpoint_url("S3", {}, {"services": "nope"}, {"services": {}})
    # The environment wins before the file is looked at.
    assert configured_endpoint_url("S3", {"AWS_ENDPOINT_URL": "https://e"}, {"services": "nope"}, {}) == "https://e"


@pytest.mark.parametrize(
    ("env", "profile", "ignore", "expected"),
    [
        ({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, {}, None, None),
        ({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"}, {}, False, "https://e"),
        (
            {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
            {"ignore_configured_endpoint_urls": "true"},
            None,
            "https://e",
        ),
        ({}, {"ignore_configured_endpoint_urls": "true"}, None, None),
        ({}, {}, True, None),
    ],
)
def test_configured_urls_can_be_ignored(env, profile, ignore, expected):
    env = {**env, "AWS_ENDPOINT_URL": "https://e"}
    assert configured_endpoint_url("S3", env, profile, {}, ignore) == expected
