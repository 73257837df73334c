"""Tokens that are revoked midway: transfers go on with new ones, and the abort of one that fails uses them, too."""

from __future__ import annotations

import asyncio
import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.credentials import CredentialProvider, RefreshableCredentials
from sotalia.errors import ClientError, S3UploadFailedError
from sotalia.s3.transfer import TransferConfig
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB

LARGE = os.urandom(16 * MIB + 5)
CONFIG = TransferConfig(max_concurrency=2, multipart_chunksize=5 * MIB)
TOKEN = "x-amz-security-token"


class Vault(CredentialProvider):
    """Gives `token-1`, `token-2`, … which are good for hours; `has_another` says whether there are further ones."""

    METHOD = "vault"

    def __init__(self) -> None:
        self.given = 0
        self.asked = 0
        self.has_another = True

    def load(self) -> Any:
        return RefreshableCredentials.create_from_metadata(self.renew(), self.renew, self.METHOD)

    def renew(self) -> dict[str, str]:
        self.asked += 1
        self.given += self.has_another or not self.given
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=6)
        return {
            "access_key": "AKIDEXAMPLE",
            "secret_key": "secret-example",
            "token": f"token-{self.given}",
            "expiry_time": end.isoformat(),
        }


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture(params=["blocking", "awaited"])
def call(request: pytest.FixtureRequest, server: ObjectServer, vault: Vault) -> Callable[..., Any]:
    """`call(method, …)` of a client whose credentials are from the vault."""
    arguments: dict[str, Any] = {"endpoint_url": server.url, "region_name": "us-east-1"}
    if request.param == "blocking":
        session = sotalia.Session()
        session.credential_chain.insert_before("env", vault)
        client = session.client("s3", **arguments)
        return lambda method, *given, **named: getattr(client, method)(*given, **named)
    awaited = aio.Session()
    awaited.credential_chain.insert_before("env", vault)

    async def make(method: str, *given: Any, **named: Any) -> Any:
        async with awaited.client("s3", **arguments) as client:
            return await getattr(client, method)(*given, **named)

    return lambda method, *given, **named: asyncio.run(make(method, *given, **named))


class Revocation:
    """Revokes the present token at the request of that number, and refuses what is signed with revoked ones."""

    def __init__(self, server: ObjectServer, vault: Vault, number: int, code: str = "ExpiredToken") -> None:
        self._vault = vault
        self._left = number
        self._code = code
        self._revoked: set[str] = set()
        server.interfere = self

    def __call__(self, entry: Entry, peer: Peer) -> bool:
        self._left -= 1
        if self._left == 0:
            self._revoked.add(f"token-{self._vault.given}")
        if entry.headers[TOKEN] not in self._revoked:
            return False
        body = b"" if entry.method == "HEAD" else f"<Error><Code>{self._code}</Code></Error>".encode()
        peer.reply(body, status="400 Bad Request" if self._code == "ExpiredToken" else "403 Forbidden")
        return True


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidToken"])
@pytest.mark.parametrize("number", [1, 2, 3, 6])
def test_an_upload_goes_on_with_new_ones(
    call: Callable[..., Any], server: ObjectServer, vault: Vault, tmp_path: Path, code: str, number: int
) -> None:
    (tmp_path / "source").write_bytes(LARGE)
    Revocation(server, vault, number, code)
    call("upload_file", tmp_path / "source", "bucket", "key", Config=CONFIG)
    assert server.objects["bucket/key"].body == LARGE
    assert vault.given == 2
    assert not server.uploads


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_download_goes_on_with_new_ones(
    call: Callable[..., Any], server: ObjectServer, vault: Vault, tmp_path: Path, number: int
) -> None:
    server.put("bucket/key", LARGE)
    Revocation(server, vault, number)
    call("download_file", "bucket", "key", tmp_path / "target", Config=CONFIG)
    assert (tmp_path / "target").read_bytes() == LARGE
    assert vault.given == 2


def test_a_look_at_an_object_is_made_again_too(call: Callable[..., Any], server: ObjectServer, vault: Vault) -> None:
    server.put("bucket/key", LARGE)
    Revocation(server, vault, 1)
    assert call("head_object", Bucket="bucket", Key="key")["ContentLength"] == len(LARGE)


def test_many_small_objects_ask_for_new_ones_once(
    call: Callable[..., Any], server: ObjectServer, vault: Vault, tmp_path: Path
) -> None:
    for number in range(200):
        server.put(f"bucket/{number}", b"x")
    Revocation(server, vault, 60)
    call("download_directory", "bucket", "", tmp_path).raise_for_failures()
    assert len(os.listdir(tmp_path)) == 200
    assert vault.given == 2


def test_an_upload_that_fails_is_aborted_with_new_ones(
    call: Callable[..., Any], server: ObjectServer, vault: Vault, tmp_path: Path
) -> None:
    (tmp_path / "source").write_bytes(LARGE)
    revoke = Revocation(server, vault, 4)

    def refuse(entry: Entry, peer: Peer) -> bool:
        if entry.query.get("partNumber") == "2":
            peer.reply(b"<Error><Code>AccessDenied</Code></Error>", status="403 Forbidden")
            return True
        return revoke(entry, peer)

    server.interfere = refuse
    with pytest.raises(S3UploadFailedError, match="AccessDenied"):
        call("upload_file", tmp_path / "source", "bucket", "key", Config=CONFIG)
    assert not server.uploads


def test_where_there_are_no_others_the_error_is_s3s_and_the_source_is_left_alone(
    call: Callable[..., Any], server: ObjectServer, vault: Vault
) -> None:
    vault.has_another = False
    Revocation(server, vault, 1)
    for _ in range(5):
        with pytest.raises(ClientError, match="ExpiredToken"):
            call("list_objects_v2", Bucket="bucket")
    assert vault.asked <= 2 * 5


def test_a_source_that_fails_leaves_s3s_error(server: ObjectServer, vault: Vault, call: Callable[..., Any]) -> None:
    Revocation(server, vault, 1)
    renew = vault.renew

    def fail() -> dict[str, str]:
        if vault.given:
            raise OSError("the vault is closed")
        return renew()

    vault.renew = fail  # type: ignore[method-assign]
    with pytest.raises(ClientError, match="ExpiredToken"):
        call("list_objects_v2", Bucket="bucket")
