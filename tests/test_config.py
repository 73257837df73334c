"""`Config` beside botocore's: the same surface, the same complaints."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import botocore
import botocore.config
import pytest

from sotalia.config import UNSIGNED, Config

GOOD: list[dict[str, Any]] = [
    {},
    {"region_name": "eu-west-1", "signature_version": "s3v4", "s3": {"addressing_style": "path"}},
    {"retries": {"max_attempts": 0, "mode": "legacy"}},
    {"retries": {"total_max_attempts": 1, "max_attempts": 7, "mode": "adaptive"}},
    {"connect_timeout": 1.5, "read_timeout": None},
    {"defaults_mode": "standard"},
    {"defaults_mode": "standard", "connect_timeout": 9},
    {"defaults_mode": "legacy"},
    {"defaults_mode": None},
    {"inject_host_prefix": False},
    {"inject_host_prefix": None},
    {"inject_host_prefix": True},
    {"s3": {}, "retries": {}},
    {"s3": {"addressing_style": None, "something": "else"}},
]

BAD = [
    {"nope": 1},
    {"s3": {"addressing_style": "sideways"}},
    {"retries": {"mode": "sometimes"}},
    {"retries": {"attempts": 1}},
    {"retries": {"max_attempts": -1}},
    {"retries": {"total_max_attempts": 0}},
]


def _attributes(config):
    return {name: getattr(config, name) for name in botocore.config.Config.OPTION_DEFAULTS}


def test_options_and_defaults_are_botocores_in_their_order():
    theirs = botocore.config.Config
    assert list(Config.OPTION_DEFAULTS.items()) == list(theirs.OPTION_DEFAULTS.items())
    assert Config.NON_LEGACY_OPTION_DEFAULTS == theirs.NON_LEGACY_OPTION_DEFAULTS


@pytest.mark.parametrize("options", GOOD, ids=str)
def test_attributes_are_botocores(options):
    ours, theirs = Config(**options), botocore.config.Config(**options)
    assert _attributes(ours) == _attributes(theirs)
    assert vars(ours) == vars(theirs)


@pytest.mark.parametrize("options", BAD, ids=str)
def test_complaints_are_botocores(options):
    with pytest.raises(Exception) as theirs:
        botocore.config.Config(**options)
    with pytest.raises(Exception) as ours:
        Config(**options)
    assert type(ours.value).__name__ == type(theirs.value).__name__
    assert str(ours.value) == str(theirs.value)


def test_attempts_that_are_no_number_are_named():
    with pytest.raises(Exception, match='Value provided to "max_attempts": three must be an integer'):
        Config(retries={"max_attempts": "three"})


def test_options_can_be_given_by_position():
    args = ("us-east-1", "v4", "agent")
    assert vars(Config(*args, connect_timeout=3)) == vars(botocore.config.Config(*args, connect_timeout=3))
    for make in (Config, botocore.config.Config):
        with pytest.raises(TypeError, match="Got multiple values for keyword argument 'region_name'"):
            make("us-east-1", region_name="x")
        with pytest.raises(TypeError, match=r"Takes at most 30 arguments \(31 given\)"):
            make(*range(31))


@pytest.mark.parametrize("first", GOOD, ids=str)
def test_merging_is_botocores(first):
    for second in GOOD:
        ours = Config(**first).merge(Config(**second))
        theirs = botocore.config.Config(**first).merge(botocore.config.Config(**second))
        assert vars(ours) == vars(theirs)


def test_unset_host_prefix_injection_can_be_told_from_true():
    config = Config()
    assert config.inject_host_prefix is True
    assert config._inject_host_prefix == "UNSET"
    config.inject_host_prefix = False
    assert config.inject_host_prefix is False


def test_config_pickles_and_copies_and_unsigned_stays_itself():
    config = Config(signature_version=UNSIGNED, proxies={"http": "x:1"}, inject_host_prefix=False)
    for again in (pickle.loads(pickle.dumps(config)), copy.deepcopy(config), copy.copy(config)):
        assert vars(again) == vars(config)
        assert again.signature_version is UNSIGNED
        assert again.merge(Config(region_name="a")).inject_host_prefix is False


def test_repr_shows_what_was_set_and_no_password():
    config = Config(
        region_name="eu-west-1",
        proxies={"https": "http://me:secret@proxy:3128", "http": "me:se@cret@proxy", "ftp": "proxy:1"},
        signature_version=UNSIGNED,
    )
    config.read_timeout = 5
    text = repr(config)
    assert "region_name='eu-west-1'" in text
    assert "read_timeout=5" in text
    assert "proxies={'https': 'http://***:***@proxy:3128', 'http': '***:***@proxy', 'ftp': 'proxy:1'}" in text
    assert "cret" not in text
    assert "signature_version=UNSIGNED" in text
    assert repr(Config()) == "Config()"
    assert "secret" not in repr(Config(proxies="http://me:secret@proxy"))
