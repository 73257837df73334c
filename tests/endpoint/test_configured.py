"""Endpoint URLs from the environment and the config file: the published cases, and every service's variable name."""

from __future__ import annotations

import botocore.configprovider
import pytest

import sotalia
from sotalia.config import Config
from sotalia.endpoint.configured import configured_endpoint_url
from sotalia.errors import InvalidConfigError


def config_file(profiles, services):
    """The text of a configuration file with these profiles and groups of services."""
    lines = []
    for name, options in profiles.items():
        lines += [f"[profile {name}]", *(f"{option} = {value}" for option, value in options.items())]
    for name, group in services.items():
        lines.append(f"[services {name}]")
        for service, options in group.items():
            lines += [f"{service} =", *(f"  {option} = {value}" for option, value in options.items())]
    return "\n".join(lines)


def test_clients_go_to_the_published_endpoints(vectors, read, tmp_path, monkeypatch):
    cases = 0
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for suite in read(vectors("configured_endpoint_urls") / "profile-tests.json")["testSuites"]:
        (tmp_path / "config").write_text(config_file(suite["profiles"], suite["services"]))
        for case in suite["endpointUrlTests"]:
            cases += 1
            settings = dict(suite["client_configs"][case["client_config"]])
            url = settings.pop("endpoint_url", None)
            with monkeypatch.context() as patch:
                for variable, value in suite["environments"][case["environment"]].items():
                    patch.setenv(variable, value)
                session = sotalia.Session(profile_name=case["profile"])
                client = session.client(case["service"], endpoint_url=url, config=Config(**settings))
                assert client.meta.endpoint_url == case["output"]["endpointUrl"], case["name"]
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
