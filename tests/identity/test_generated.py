"""300 made-up environments: credentials, where they are from, region, endpoint and complaints are boto3's on each."""

from __future__ import annotations

import random
import shutil
from typing import Any

import boto3
import botocore.loaders
import botocore.session
import pytest

import sotalia
from tests.servers.sts import ROLE, StsServer

COUNT = 300
PROFILES = ("default", "one", "two", "three", "with space")


def keys(name: str, random: random.Random) -> list[str]:
    lines = [f"aws_access_key_id = {name}", f"aws_secret_access_key = secret of {name}"]
    more = ["aws_session_token = token", "aws_security_token = old token", "aws_account_id = 111122223333"]
    if random.random() < 0.15:
        lines.pop(random.randrange(2))
    return lines + [line for line in more if random.random() < 0.3]


def options(place: str, name: str, random: random.Random, token: str) -> list[str]:
    """Return the lines of one profile."""
    lines = keys(f"{place}-{name.replace(' ', '-')}", random) if random.random() < 0.5 else []
    if random.random() < 0.35:
        lines.append(f"role_arn = {ROLE}{random.randrange(3)}")
    if random.random() < 0.35:
        lines.append(f"source_profile = {random.choice((*PROFILES, 'missing'))}")
    if random.random() < 0.12:
        source = random.choice(["Environment", "environment", "EcsContainer", "Ec2InstanceMetadata", "Nowhere"])
        lines.append(f"credential_source = {source}")
    if random.random() < 0.1:
        lines.append(f"web_identity_token_file = {token}")
    for option, values in {
        "region": ["eu-west-1", "us-gov-west-1", "cn-north-1", "sa-east-1"],
        "external_id": ["ext"],
        "duration_seconds": ["1800", "long"],
        "role_session_name": ["me"],
        "endpoint_url": ["http://localhost:4000", "http://127.0.0.1:5000/path"],
        "ignore_configured_endpoint_urls": ["true", "false"],
        "use_fips_endpoint": ["true"],
        "use_dualstack_endpoint": ["true"],
        "sts_regional_endpoints": ["legacy", "regional"],
        "services": ["local"],
    }.items():
        if random.random() < 0.2:
            lines.append(f"{option} = {random.choice(values)}")
    if random.random() < 0.03:
        lines.append('credential_process = echo \'{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s"}\'')
    return lines


def files(random: random.Random, token: str) -> tuple[str, str]:
    """Return a config file and a credentials file."""
    config, credentials = "", ""
    for name in PROFILES:
        if random.random() < 0.7:
            section = name if name == "default" else f"profile {name!r}" if " " in name else f"profile {name}"
            config += f"[{section}]\n" + "\n".join(options("config", name, random, token)) + "\n"
        if random.random() < 0.4:
            credentials += f"[{name}]\n" + "\n".join(options("shared", name, random, token)) + "\n"
    config += (
        "[services local]\nsts =\n  endpoint_url = http://localhost:6000\ndynamodb =\n  endpoint_url = http://x:1\n"
    )
    if random.random() < 0.03:
        config += "[broken\nno option here\n"
    return config, credentials


def environment(random: random.Random, token: str) -> dict[str, str]:
    said = {
        "AWS_ACCESS_KEY_ID": (0.35, ["ENVIRONMENT", ""]),
        "AWS_SECRET_ACCESS_KEY": (0.35, ["environment secret"]),
        "AWS_SESSION_TOKEN": (0.2, ["environment token", ""]),
        "AWS_SECURITY_TOKEN": (0.05, ["old"]),
        "AWS_ACCOUNT_ID": (0.1, ["444455556666"]),
        "AWS_PROFILE": (0.4, [*PROFILES, "missing"]),
        "AWS_DEFAULT_PROFILE": (0.1, list(PROFILES)),
        "AWS_DEFAULT_REGION": (0.5, ["us-east-1", "eu-central-1", "us-gov-east-1", "not a region"]),
        "AWS_REGION": (0.2, ["us-west-2"]),
        "AWS_ENDPOINT_URL": (0.15, ["http://localhost:7000"]),
        "AWS_ENDPOINT_URL_DYNAMODB": (0.15, ["http://localhost:8000"]),
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": (0.1, ["true", "false"]),
        "AWS_USE_FIPS_ENDPOINT": (0.1, ["true", "false"]),
        "AWS_USE_DUALSTACK_ENDPOINT": (0.1, ["true"]),
        "AWS_WEB_IDENTITY_TOKEN_FILE": (0.1, [token]),
        "AWS_ROLE_ARN": (0.1, [ROLE + "9"]),
        "AWS_ROLE_SESSION_NAME": (0.1, ["from-environment"]),
    }
    return {name: random.choice(values) for name, (often, values) in said.items() if random.random() < often}


def told(ask: Any) -> Any:
    try:
        return ask()
    except Exception as error:
        return type(error).__name__, str(error)


def frozen(held: Any) -> Any:
    return held and (type(held).__name__, held.method, tuple(held.get_frozen_credentials()))


def asked(sts: StsServer) -> list[dict[str, Any]]:
    # Without a client boto3 counts no features.
    return [{**call, "m": None} for call in sts.calls]


def kind(outcome: Any) -> Any:
    """Return which error there is, or where the credentials are from."""
    if isinstance(outcome, dict):
        outcome = outcome["credentials"]
    return outcome and outcome[:-1]


def facts(session: Any, client: Any, region: Any) -> dict[str, Any]:
    """Return what a program can see of where it would call, and as whom."""

    def endpoint(service: str) -> Any:
        # With keys: boto3 looks for credentials when a client is made, and complains then.
        made = client(service, aws_access_key_id="A", aws_secret_access_key="s")
        return made.meta.region_name, made.meta.endpoint_url

    return {
        "region": told(region),
        "profiles": told(lambda: sorted(session.available_profiles)),
        "credentials": told(lambda: frozen(session.get_credentials())),
        "dynamodb": told(lambda: endpoint("dynamodb")),
        "s3": told(lambda: endpoint("s3")),
    }


@pytest.fixture(scope="module")
def loader():
    return botocore.loaders.create_loader()


@pytest.mark.parametrize("part", range(10))
def test_all_is_as_with_boto3(raw_server, home, monkeypatch, loader, part):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    sts = StsServer(raw_server)
    (home / ".aws").mkdir()
    (home / "token").write_text("token")
    kinds = set()
    for number in range(part * COUNT // 10, (part + 1) * COUNT // 10):
        chosen = random.Random(f"environment {number}")
        config, credentials = files(chosen, str(home / "token"))
        (home / ".aws/config").write_text(config)
        (home / ".aws/credentials").write_text(credentials)
        variables = environment(chosen, str(home / "token"))
        in_code = {
            name: value
            for name, value in (("profile_name", "one"), ("region_name", "ap-south-1"))
            if chosen.random() < 0.3
        }
        with monkeypatch.context() as patch:
            for name, value in {**variables, "AWS_ENDPOINT_URL_STS": sts.url}.items():
                patch.setenv(name, value)

            def theirs(in_code=in_code):
                below = botocore.session.Session()
                # One loader for all: boto3's own takes its path from the files, and complains about them then.
                below._components.lazy_register_component(
                    "data_loader", lambda: (below.get_config_variable("data_path"), loader)[1]
                )
                session = boto3.Session(botocore_session=below, **in_code)
                return facts(session, session.client, lambda: session.region_name)

            def ours(in_code=in_code):
                session = sotalia.Session(**in_code)
                return facts(session, session.client, lambda: session.region_name)

            sts.forget()
            expected = told(theirs)
            calls = asked(sts)
            kinds.add(kind(expected))
            sts.forget()
            shutil.rmtree(home / ".aws/cli", ignore_errors=True)
            assert told(ours) == expected, (number, variables, in_code, config, credentials)
            assert asked(sts) == calls, (number, variables, in_code, config, credentials)
    assert len(kinds) >= 6, kinds
