"""The User-Agent header beside botocore's, whose format it follows under another name."""

from __future__ import annotations

import platform
import time

import botocore.config
import botocore.useragent
import pytest

import sotalia
from sotalia.config import Config
from sotalia.io.system import system_facts
from sotalia.settings.client import client_settings
from sotalia.settings.session import Settings
from sotalia.useragent import features
from sotalia.useragent import header as useragent

HERE = system_facts()


def absent(path):
    raise FileNotFoundError(path)


def _settings(environ=None, **options):
    return client_settings(Settings(environ=environ or {}, read_file=absent), "s3", config=Config(**options))


def _theirs(environ=None, features=(), **options):
    made = botocore.useragent.UserAgentString(
        platform.system(),
        platform.release(),
        platform.machine(),
        platform.python_version(),
        platform.python_implementation(),
        (environ or {}).get("AWS_EXECUTION_ENV"),
    )
    made.set_client_features(set(features))
    return made.with_client_config(botocore.config.Config(**options)).to_string()


def _split(text):
    """Return the header without its first part, with the features as a set."""
    parts = text.split(" ")[1:]
    return [set(part[2:].split(",")) if part.startswith("m/") else part for part in parts]


@pytest.mark.parametrize(
    ("options", "environ"),
    [
        ({}, {}),
        ({"retries": {"mode": "adaptive"}}, {}),
        ({"retries": {"mode": "legacy"}}, {}),
        ({"user_agent_extra": "more/1 (verbatim)"}, {}),
        ({"user_agent_appid": "an app#1/é"}, {"AWS_EXECUTION_ENV": "AWS_Lambda python3.11"}),
        ({"user_agent_appid": "app", "user_agent_extra": "extra"}, {}),
        ({"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}, {}),
    ],
    ids=str,
)
def test_header_is_botocores_but_for_the_name(options, environ):
    resolved = _settings(environ, **options)
    text = useragent.user_agent(resolved, environ, system_facts()).texts[0]
    assert text.startswith(f"Sotalia/{sotalia.__version__} ua/2.1 ")
    required = resolved.request_checksum_calculation == "when_required"
    used = set("ac" if required else "Zb") | {
        {"standard": "E", "adaptive": "F", "legacy": "D"}[resolved.retries["mode"]]
    }
    options = {**options, "retries": resolved.retries}
    assert _split(text) == _split(_theirs(environ, used, **options))


def test_a_given_user_agent_replaces_all_but_the_extra():
    for options in ({"user_agent": "mine/1"}, {"user_agent": "mine/1", "user_agent_extra": "more"}, {"user_agent": ""}):
        agent = useragent.user_agent(_settings(**options), {}, HERE)
        assert agent.texts[0] == agent.text(features.PAGINATOR) == _theirs(**options)


def test_features_are_botocores_ids():
    theirs = dict(botocore.useragent._USERAGENT_FEATURE_MAPPINGS)
    del theirs["CLI_V1_TO_V2_MIGRATION_DEBUG_MODE"]  # of the AWS CLI's first version
    assert theirs == features.FEATURES


def test_features_of_one_call_join_the_list():
    agent = useragent.user_agent(_settings(), {}, HERE, ["ENDPOINT_OVERRIDE"])
    text = agent.texts[0]
    assert " m/E,N,Z,b " in text
    more = agent.text(features.PAGINATOR | features.BITS["ENDPOINT_OVERRIDE"])
    assert more == text.replace(" m/E,N,Z,b ", " m/C,E,N,Z,b ")
    assert agent.known == {text, more}


def test_the_platform_is_named_as_the_standard_library_names_it():
    assert system_facts() == (platform.system(), platform.release(), platform.machine())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (("Darwin", "23.1", "arm64"), "os/macos#23.1 md/arch#arm64"),
        (("Windows", "10", "AMD64"), "os/windows#10 md/arch#amd64"),
        (("Plan 9", "4", ""), "os/other md/Plan-9#4"),
        (("Linux", "", "x86_64"), "os/linux md/arch#x86_64"),
    ],
)
def test_systems_are_named_as_aws_wants_them(facts, expected):
    assert f"ua/2.1 {expected} lang/python#" in useragent.user_agent(_settings(), {}, facts).texts[0]
    theirs = botocore.useragent.UserAgentString(*facts, "3", "C", None).to_string()
    assert expected in theirs


def test_what_cannot_stand_in_a_header_becomes_a_dash():
    for text in ("a b", "x\r\ny", "é", "a#b/c", "!$%&'*+-.^_`|~,"):
        for also in ("", "#"):
            theirs = botocore.useragent.sanitize_user_agent_string_component(text, allow_hash=also == "#")
            assert useragent.sanitize(text, also) == theirs


def test_making_the_header_is_cheap():
    resolved = _settings()
    useragent.user_agent(resolved, {}, HERE)
    start = time.process_time()
    for _ in range(1000):
        useragent.user_agent(resolved, {}, HERE)
    assert (time.process_time() - start) / 1000 < 0.0002
