"""Connection settings with which nothing could be sent: refused by name, at the first call at the latest."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.errors import InvalidConfigError

NOWHERE = "https://127.0.0.1:1"


def blocking(config, **arguments):
    sotalia.client("dynamodb", endpoint_url=NOWHERE, config=Config(**config), **arguments).list_tables()


def awaited(config, **arguments):
    async def main():
        async with aio.client("dynamodb", endpoint_url=NOWHERE, config=Config(**config), **arguments) as client:
            await client.list_tables()

    asyncio.run(main())


@pytest.fixture(params=[blocking, awaited])
def call(request, credentials):
    return request.param


@pytest.mark.parametrize("url", ["http://ü:secret@proxy", "http://pro\0xy:secret", "http://me:sec ret@proxy", 5, b"x"])
def test_a_proxy_that_is_no_url(call, url):
    with pytest.raises(InvalidConfigError, match="The proxy for https is no URL") as caught:
        call({"proxies": {"https": url}})
    assert "sec" not in str(caught.value)


def test_a_proxy_of_the_environment_that_is_no_url(call, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://ü:secret@proxy")
    with pytest.raises(InvalidConfigError, match="The proxy for https is no URL"):
        call({})


@pytest.mark.parametrize("path", ["a\0b", 5, [], "\ud800"])
def test_a_bundle_that_is_no_path(call, path):
    with pytest.raises(InvalidConfigError, match="must be the path of a file"):
        call({}, verify=path)


@pytest.mark.parametrize("setting", ["verify", "AWS_CA_BUNDLE", "client_cert", "key", "proxy_ca_bundle"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(call, setting, tmp_path, monkeypatch):
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    config: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    if setting == "verify":
        arguments["verify"] = pipe
    elif setting == "AWS_CA_BUNDLE":
        monkeypatch.setenv(setting, pipe)
    elif setting == "proxy_ca_bundle":
        config["proxies_config"] = {setting: pipe}
    else:
        config["client_cert"] = pipe if setting == "client_cert" else (__file__, pipe)
    with pytest.raises(InvalidConfigError, match="neither a file nor a directory"):
        call(config, **arguments)


def test_a_pair_of_certificate_and_key_has_two_parts(call):
    with pytest.raises(InvalidConfigError, match="a path, or a pair of paths"):
        call({"client_cert": ("certificate.pem",)})
