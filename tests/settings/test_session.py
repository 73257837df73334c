"""A session's settings beside botocore's own session, on the same environment and files."""

from __future__ import annotations

import os
import pickle
import random

import botocore.configprovider
import botocore.exceptions
import botocore.session
import botocore.utils
import pytest

import sotalia
from sotalia import errors
from sotalia.settings.options import DEFAULTS_MODES, OPTIONS, SECTIONS
from sotalia.settings.session import Settings

CONFIG = """\
[default]
region = eu-west-1
retry_mode = adaptive
max_attempts = 5
use_fips_endpoint = TRUE
s3 =
    addressing_style = path
    use_accelerate_endpoint = true
    use_arn_region = False
    max_concurrent_requests = 20
[profile dev]
region = us-west-2
s3_use_arn_region = true
proxy_use_forwarding_for_https = true
proxy_ca_bundle = /etc/ca
proxies_config =
    other = 1
api_versions =
    ec2 = 2015-03-01
csm_port = 1234
[profile odd]
s3 = not a section
s3_us_east_1_regional_endpoint = legacy
max_attempts = many
[profile "two words"]
region = x
[services local]
s3 =
  endpoint_url = http://127.0.0.1
"""
CREDENTIALS = """\
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = secret
region = from-credentials
[only-here]
aws_access_key_id = AKIAONLY
[profile dev]
aws_access_key_id = AKIAODD
"""


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def aws(tmp_path, monkeypatch):
    """An empty AWS environment with both files in `tmp_path`."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", "$HOME/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "~/credentials")
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    return tmp_path


def test_the_table_is_botocores():
    provider = botocore.configprovider
    tables = [
        (OPTIONS, provider.BOTOCORE_DEFAUT_SESSION_VARIABLES),
        (SECTIONS["s3"], provider.DEFAULT_S3_CONFIG_VARS),
        (SECTIONS["proxies_config"], provider.DEFAULT_PROXIES_CONFIG_VARS),
    ]
    for ours, theirs in tables:
        assert {name for name, row in ours.items() if not row.own} == set(theirs)
        for name, (keys, env, default, convert) in theirs.items():
            row = ours[name]
            assert list(row.keys) == ([] if keys is None else keys if isinstance(keys, list) else [keys])
            assert list(row.env) == ([] if env is None else env if isinstance(env, list) else [env])
            assert row.default == default
            assert (row.convert is None) == (convert is None)
            for value in (True, False, "True", "true", "no", ""):
                if convert not in (None, int):
                    assert row.convert is not None
                    assert row.convert(value) == convert(value)


def test_defaults_modes_are_aws_own():
    data = botocore.session.Session().get_data("sdk-default-configuration")
    resolver = botocore.configprovider.DefaultConfigResolver(data)
    assert ["legacy", "auto", *DEFAULTS_MODES] == resolver.get_default_modes()
    for mode, ours in DEFAULTS_MODES.items():
        theirs = resolver.get_default_config_values(mode)
        assert ours == {
            "retry_mode": theirs["retryMode"],
            "sts_regional_endpoints": theirs["stsRegionalEndpoints"],
            ("s3", "us_east_1_regional_endpoint"): theirs["s3UsEast1RegionalEndpoints"],
            "connect_timeout": theirs["connectTimeoutInMillis"] / 1000,
        }


def _outcome(make):
    try:
        return make()
    except Exception as error:
        kind = "ValueError" if isinstance(error, ValueError) else type(error).__name__
        return kind, "" if kind == "ValueError" else str(error)


def _compare(profile, overrides):
    theirs = botocore.session.Session(profile=profile)
    for name, value in overrides.items():
        theirs.set_config_variable(name, value)
    ours = Settings(profile, read_file=read, overrides=overrides)
    assert _outcome(lambda: ours.full_config) == _outcome(lambda: theirs.full_config)
    assert _outcome(lambda: ours.available_profiles) == _outcome(lambda: theirs.available_profiles)
    assert _outcome(lambda: ours.scoped_config) == _outcome(theirs.get_scoped_config)
    assert ours.profile == theirs.profile
    theirs_too = [name for name, row in OPTIONS.items() if not row.own]
    for name in (*theirs_too, *SECTIONS, "unknown"):
        assert _outcome(lambda: ours.get(name)) == _outcome(lambda: theirs.get_config_variable(name)), name  # noqa: B023


@pytest.mark.parametrize(
    "profile", [None, "default", "dev", "odd", "two words", "only-here", "profile dev", "absent", ""]
)
def test_every_option_resolves_as_in_botocore(aws, profile):
    _compare(profile, {})


def test_profile_comes_from_the_environment(aws, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "dev")
    _compare(None, {})
    assert Settings(read_file=read).get("region") == "us-west-2"
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "default")
    _compare(None, {})
    _compare("odd", {})
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "")
    _compare(None, {})


def test_every_variable_wins_over_the_files_and_loses_to_code(aws, monkeypatch):
    dice = random.Random(11)
    values = ["", "true", "FALSE", "legacy", "7", "x", "IPv6", "standard"]
    rows = [row for table in (OPTIONS, *SECTIONS.values()) for row in table.values()]
    variables = sorted({name for row in rows for name in row.env} - {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"})
    variables = [name for name in variables if "PROFILE" not in name]
    for _ in range(40):
        with monkeypatch.context() as patch:
            for name in dice.sample(variables, dice.randint(0, 12)):
                patch.setenv(name, dice.choice(values))
            overrides = {row.name: dice.choice(values) for row in dice.sample(rows, 3) if "file" not in row.name}
            overrides.pop("profile", None)
            _compare(dice.choice([None, "dev", "odd"]), overrides)


def test_a_variable_that_is_none_where_a_program_replaced_the_environment_is_unset(aws, monkeypatch):
    # The type of os.environ takes text only, but programs' tests put dicts in its place.
    monkeypatch.setattr(os, "environ", {**os.environ, "AWS_DEFAULT_REGION": None})
    theirs = botocore.session.Session().get_config_variable("region")
    assert Settings(read_file=read).get("region") == theirs == "from-credentials"


def test_files_that_are_absent_unreadable_or_directories_count_as_empty(aws, monkeypatch):
    (aws / "config").unlink()
    _compare(None, {})
    (aws / "credentials").unlink()
    _compare(None, {})
    _compare("default", {})
    (aws / "config").mkdir()
    _compare(None, {})

    def refuse(path):
        raise PermissionError(13, "Permission denied", path)

    assert Settings(read_file=refuse).full_config["profiles"] == {}


def test_a_malformed_file_is_named_every_time(aws):
    # botocore complains once and then goes on without the file.
    for name, content in (("config", b"region = x\n"), ("credentials", b"[default]\nx=\xff\n")):
        (aws / "config").write_text(CONFIG)
        (aws / name).write_bytes(content)
        with pytest.raises(botocore.exceptions.ConfigParseError) as theirs:
            botocore.session.Session().full_config  # noqa: B018
        settings = Settings(read_file=read)
        for _ in range(2):
            with pytest.raises(errors.ConfigParseError) as ours:
                settings.get("region")
            assert str(ours.value) == str(theirs.value)


def test_files_are_read_once_and_only_when_needed(aws, monkeypatch):
    reads = []

    def counting(path):
        reads.append(os.path.basename(path))
        return read(path)

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    settings = Settings(read_file=counting)
    assert settings.get("region") == "eu-north-1"
    assert reads == []
    for _ in range(3):
        settings.get("s3")
        settings.get("ca_bundle")
    assert sorted(reads) == ["config", "credentials"]


def test_a_value_of_the_wrong_type_is_named(aws, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    with pytest.raises(ValueError, match="Invalid value 'many' for AWS_MAX_ATTEMPTS") as caught:
        Settings(read_file=read).get("max_attempts")
    assert isinstance(caught.value, errors.InvalidConfigError)


#: Options of the files that are no rows of the table.
ELSEWHERE = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_account_id", "login_session"),
    *("services", "endpoint_url"),
)


@pytest.mark.parametrize("name", [*(row.name for row in OPTIONS.values() if row.keys), *ELSEWHERE])
@pytest.mark.parametrize("file", ["config", "credentials"])
def test_nested_options_in_the_place_of_a_value_are_named(aws, name, file):
    key = next(iter(OPTIONS[name].keys)) if name in OPTIONS else name
    (aws / "config").write_text("")
    (aws / "credentials").write_text("")
    keys = "".join(f"{other} = x\n" for other in ELSEWHERE[:2] if name not in (other, "login_session"))
    (aws / file).write_text(f"[default]\n{keys}{key} =\n  a = hush\n")

    def use():
        session = sotalia.Session()
        session.settings.get(name)
        session.client("sqs", region_name="us-east-1")
        session.get_credentials()

    if name == "api_versions":
        use()
        return
    with pytest.raises(errors.InvalidOptionValueError, match=f"{key} in the files has nested options") as caught:
        use()
    assert "hush" not in str(caught.value)


def test_a_value_in_the_place_of_nested_options_is_named(aws):
    (aws / "config").write_text("[default]\napi_versions = 2015-03-01\n")
    with pytest.raises(errors.InvalidOptionValueError, match="api_versions in the files is one value"):
        sotalia.client("ec2", region_name="us-east-1")


def test_set_wins_until_it_is_taken_back(aws):
    settings = Settings(read_file=read)
    settings.set("region", "mars-1")
    assert settings.get("region") == settings.override("region") == "mars-1"
    settings.set("region", None)
    assert settings.get("region") == "from-credentials"


def test_reading_changes_nothing_that_was_read(aws):
    settings = Settings(read_file=read)
    before = repr(settings.full_config)
    settings.get("s3")["added"] = 1
    settings.section("s3", {"us_east_1_regional_endpoint": "regional"})
    assert repr(settings.full_config) == before
    assert settings.config_file["profiles"]["default"]["region"] == "eu-west-1"


def test_a_given_environment_replaces_the_processes(aws):
    assert Settings(read_file=read, environ={"AWS_DEFAULT_REGION": "a"}).get("region") == "a"


def test_settings_pickle_without_what_they_read(aws):
    settings = Settings("dev", read_file=read, overrides={"region": "here"})
    assert settings.full_config
    data = pickle.dumps(settings)
    assert b"AKIA" not in data
    again = pickle.loads(data)
    assert again.get("region") == "here"
    assert again.profile == "dev"
    assert again.full_config == settings.full_config


def test_repr_shows_no_secret(aws):
    settings = Settings(read_file=read, overrides={"thing": "secret"})
    assert settings.credentials_file
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", OPTIONS)
def test_the_origin_of_a_value_is_the_nearest_place_that_has_it(name, tmp_path):
    """From the default to code: each place that is added counts from then on."""
    row = OPTIONS[name]
    environment: dict[str, str] = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    text = "1" if row.convert is int else "true" if row.convert is not None else "default"
    files: dict[str, list[str]] = {"config": ["[default]"], "credentials": ["[default]"]}

    def settings(**overrides: object) -> Settings:
        for file, lines in files.items():
            (tmp_path / file).write_text("\n".join(lines))
        return Settings(read_file=_read, environ=environment, overrides=overrides)

    def origin(**overrides: object) -> str:
        return str(settings(**overrides).origin(name))

    known = name in ("config_file", "credentials_file")
    if not known:
        assert origin() == "the default"
    for key in row.keys:
        assert isinstance(key, str)
        if row.default.__class__ is dict:
            continue
        for file in ("config", "credentials"):
            files[file].append(f"{key} = {text}")
            assert origin() == f"{key} of the profile 'default' in {tmp_path / file}"
        break
    for variable in reversed(row.env):
        environment.setdefault(variable, text)
        assert origin() == f"the environment variable {variable}"
    assert origin(**{name: "x"}) == f"the argument {name}"


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def test_the_origin_of_a_nested_option_names_its_section_and_serves_json(aws):
    settings = Settings("dev", read_file=_read)
    origin = settings.origin("api_versions")
    path = os.path.expandvars(os.environ["AWS_CONFIG_FILE"])
    assert origin.as_dict() == {"kind": "profile", "name": "api_versions", "profile": "dev", "path": path}
    assert repr(origin) == f"<Origin: api_versions of the profile 'dev' in {path}>"


def test_the_origin_of_what_no_file_has_says_so(aws):
    with pytest.raises(errors.ProfileNotFound):
        Settings("nobody", read_file=_read).origin("region")
