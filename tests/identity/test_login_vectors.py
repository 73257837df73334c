"""Credentials of `aws login`: the published cases, boto3 beside them, and what the cases leave out."""

from __future__ import annotations

import asyncio
import base64
import functools
import hashlib
import json
import pickle
import re
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import botocore.awsrequest
import botocore.credentials
import botocore.exceptions
import botocore.session
import botocore.utils
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

import sotalia
import sotalia.aio
from sotalia import errors
from sotalia.identity import Identity
from sotalia.identity.dpop import load_key, proof
from sotalia.identity.times import seconds
from sotalia.io import clock
from sotalia.io.drive import drive
from sotalia.io.drive_async import drive_async
from sotalia.io.perform import Performer
from sotalia.io.perform_async import AsyncPerformer
from sotalia.settings.session import Settings
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from tests import vectors

CASES = json.loads((vectors.folder("login") / "login-provider-test-cases.json").read_text())
#: When the published cases take place.
NOW = seconds("2025-11-19T00:00:00Z")
ARN = "arn:aws:sts::012345678910:assumed-role/Admin/admin"
FILE = hashlib.sha256(ARN.encode()).hexdigest() + ".json"
KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+PNauWi/ihtwHHbq
1tgc8Vgpwx0qQlNSN38y+z0igWehRANCAAR2Ntw6BXJ1v8jb9XjzKZJ+gL5f/3Jq
IqiH2PUGKWxoFwNlcNB83FivEXEzlTbuCQK5OezOYb3gbvHuzKkB0nDX
-----END PRIVATE KEY-----"""
TOKEN: dict[str, Any] = {
    "accessToken": {
        "accessKeyId": "OLD",
        "secretAccessKey": "old secret",
        "sessionToken": "old token",
        "accountId": "012345678901",
        "expiresAt": "2025-11-19T00:01:00Z",
    },
    "clientId": "arn:aws:signin:::devtools/same-device",
    "refreshToken": "refresh",
    "dpopKey": KEY,
}
NEW: dict[str, Any] = {
    "accessToken": {"accessKeyId": "NEW", "secretAccessKey": "new secret", "sessionToken": "new token"},
    "refreshToken": "new refresh",
    "tokenType": "aws_sigv4",
    "expiresIn": 900,
}


class World:
    """A home directory with a login session in it, and the network."""

    def __init__(self, home):
        self.home = home
        self.cache = home / ".aws/login/cache"
        self.network = RecordingTransport()
        self.now = NOW

    def write(self, token=TOKEN, config=f"[default]\nregion = us-east-1\nlogin_session = {ARN}\n", **changes):
        (self.home / ".aws").mkdir(exist_ok=True)
        (self.home / ".aws/config").write_text(config)
        if token is not None:
            self.cache.mkdir(parents=True, exist_ok=True)
            (self.cache / FILE).write_text(json.dumps({**token, **changes}))

    def answer(self, document=NEW, status=200, headers=None):
        self.network.add(json.dumps(document).encode(), status=status, headers=headers)

    def load(self, profile=None, identity=None):
        identity = identity or sotalia.Session(profile_name=profile).identity
        drive(identity.credentials(), Performer(self.network))
        return identity.holder

    @property
    def kept(self):
        return json.loads((self.cache / FILE).read_text())


@pytest.fixture
def world(home, monkeypatch):
    world = World(home)
    monkeypatch.setattr("time.time", lambda: world.now)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return world


def test_the_published_cases_are_there():
    assert len(CASES) == 8


@pytest.mark.parametrize("case", CASES, ids=[case["documentation"] for case in CASES])
def test_published_cases(world, case, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    world.write(None, config=case["configContents"])
    world.cache.mkdir(parents=True)
    for name, token in case["cacheContents"].items():
        (world.cache / name).write_text(json.dumps(token))
    for call in case.get("mockApiCalls", ()):
        document = call.get("response", {"tokenOutput": {}})["tokenOutput"]
        world.answer(document, call.get("responseCode", 200))
    if case["outcomes"][0]["result"] == "error":
        with pytest.raises((errors.BotoCoreError, errors.ClientError)):
            world.load("signin")
    else:
        credentials = world.load("signin")
        expected = case["outcomes"][0]
        assert credentials.get_frozen_credentials() == tuple(
            expected[name] for name in ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")
        )
        assert (credentials.expiry, credentials.method) == (seconds(expected["expiresAt"]), "login")
    for outcome in case["outcomes"][1:]:
        assert outcome.pop("result") == "cacheContents"
        for name, token in outcome.items():
            assert json.loads((world.cache / name).read_text()) == token
    assert world.network.unused == 0
    for call, request in zip(case.get("mockApiCalls", ()), world.network.requests, strict=True):
        assert json.loads(request.body) == call["request"]["tokenInput"]


class AwscrtKey:
    """The key as awscrt's bindings show it, which boto3 needs and which are not installed."""

    def __init__(self, key):
        self._key = key

    @classmethod
    def new_key_from_der_data(cls, data):
        return cls(load_der_private_key(data, None))

    def get_public_coords(self):
        numbers = self._key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest):
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

        return self._key.sign(digest, ec.ECDSA(Prehashed(SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(part.to_bytes(pad_to, "big") for part in decode_dss_signature(signature))


def test_the_proof_is_botocores_but_for_the_random_number_in_its_signature():
    url = "https://us-east-1.signin.aws.amazon.com/v1/token"
    with mock.patch("botocore.credentials.EC", AwscrtKey):
        theirs_key = botocore.credentials.LoginCredentialFetcher._load_private_key(TOKEN)
        theirs = botocore.credentials._build_dpop_header(theirs_key, url, "a uuid", 1234567890)
    ours = proof(load_key(KEY), "POST", url, 1234567890.9, "a uuid")
    assert ours.rpartition(".")[0] == theirs.rpartition(".")[0]
    assert ours != theirs
    assert_signed(ours)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def assert_signed(header):
    signed, _, signature = header.rpartition(".")
    jwk = json.loads(unpadded(signed.split(".")[0]))["jwk"]
    x, y = (int.from_bytes(unpadded(jwk[name]), "big") for name in "xy")
    data = unpadded(signature)
    pair = encode_dss_signature(int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big"))
    ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key().verify(pair, signed.encode(), ec.ECDSA(SHA256()))


def test_the_renewal_is_an_unsigned_call_with_a_proof_for_its_url(world):
    world.write()
    world.answer()
    assert world.load().access_key == "NEW"
    (request,) = world.network.requests
    assert (request.method, request.url) == ("POST", "https://us-east-1.signin.aws.amazon.com/v1/token")
    assert request.headers["content-type"] == "application/json"
    assert "authorization" not in request.headers
    assert {"AC", "AD"} < set(re.findall(r" m/(\S+)", request.headers["user-agent"])[0].split(","))
    header, claims = (json.loads(unpadded(part)) for part in request.headers["dpop"].split(".")[:2])
    assert (header["typ"], header["alg"]) == ("dpop+jwt", "ES256")
    assert claims == {"htm": "POST", "htu": request.url, "iat": int(NOW), "jti": claims["jti"]}
    assert_signed(request.headers["dpop"])


def test_botocore_sends_the_same(world):
    world.write(signInRegion="eu-west-1")
    world.answer()
    world.load()
    sent = []

    def answer(request, **_):
        sent.append(request)
        raw = SimpleNamespace(stream=lambda **_: iter([json.dumps(NEW).encode()]))
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, raw)

    world.write(signInRegion="eu-west-1")
    session = botocore.session.Session()
    session.register("before-send.signin", answer)
    with mock.patch("botocore.credentials.EC", AwscrtKey):
        theirs = session.get_credentials().get_frozen_credentials()
    ours = world.network.requests[0]
    assert theirs[:3] == ("NEW", "new secret", "new token")
    assert (sent[0].method, sent[0].url, json.loads(sent[0].body)) == (ours.method, ours.url, json.loads(ours.body))
    assert sent[0].url == "https://eu-west-1.signin.aws.amazon.com/v1/token"
    given = sent[0].headers["DPoP"]
    theirs_head = (given.decode() if isinstance(given, bytes) else given).split(".")[0]
    assert ours.headers["dpop"].split(".")[0] == theirs_head


def test_the_session_region_is_asked_for_when_neither_token_nor_profile_has_one(world):
    world.write(config=f"[default]\nlogin_session = {ARN}\n")
    with pytest.raises(errors.NoRegionError):
        world.load()


def test_a_failing_service_is_asked_again(world):
    world.write()
    world.answer({}, 500)
    world.answer()
    assert world.load().access_key == "NEW"


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("TOKEN_EXPIRED", errors.LoginRefreshRequired),
        ("USER_CREDENTIALS_CHANGED", errors.LoginRefreshRequired),
        ("INSUFFICIENT_PERMISSIONS", errors.LoginInsufficientPermissions),
        ("AUTHCODE_EXPIRED", errors.LoginError),
    ],
)
def test_a_refusal_says_what_to_do(world, word, error):
    world.write()
    refusal = {"error": word, "message": "no", "__type": "AccessDeniedException"}
    world.answer(refusal, 400, {"x-amzn-errortype": "AccessDeniedException"})
    with pytest.raises(errors.LoginError) as caught:
        world.load()
    assert type(caught.value) is error
    assert str(caught.value) == str(getattr(botocore.exceptions, error.__name__)())
    assert world.kept == TOKEN


def test_what_another_process_renewed_meanwhile_is_taken(world):
    world.write()

    def refuse(request):
        world.write(
            {
                **TOKEN,
                "accessToken": {**TOKEN["accessToken"], "accessKeyId": "THEIRS", "expiresAt": "2999-01-01T00:00:00Z"},
            }
        )
        return sotalia.http.Response(400, {"x-amzn-errortype": "AccessDeniedException"}, b'{"error":"TOKEN_EXPIRED"}')

    world.network.add_answer(refuse)
    assert world.load().access_key == "THEIRS"


def test_credentials_are_renewed_shortly_before_they_end(world):
    world.write()
    world.answer()
    identity = sotalia.Session().identity
    assert world.load(identity=identity).access_key == "NEW"
    world.now = NOW + 600 - 1
    assert world.load(identity=identity).access_key == "NEW"
    assert len(world.network.requests) == 1
    world.now = NOW + 700
    world.answer({**NEW, "accessToken": {**NEW["accessToken"], "accessKeyId": "NEWER"}})
    assert world.load(identity=identity).access_key == "NEWER"
    assert json.loads(world.network.requests[1].body)["refreshToken"] == "new refresh"


def test_only_the_owner_can_read_what_is_kept(world):
    world.write(other="stays")
    world.answer()
    world.load()
    assert stat.S_IMODE((world.cache / FILE).stat().st_mode) == 0o600
    assert world.kept["other"] == "stays"
    assert [path.name for path in world.cache.iterdir()] == [FILE]


def test_another_folder_may_be_named(world, monkeypatch):
    monkeypatch.setenv("PLACE", "elsewhere")
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", "~/$PLACE")
    world.cache = world.home / "elsewhere"
    world.write()
    world.answer()
    assert world.load().access_key == "NEW"
    assert world.kept["accessToken"]["accessKeyId"] == "NEW"
    assert botocore.utils.get_login_token_cache_directory() == str(world.cache)


@pytest.mark.parametrize("missing", ["accessToken", "refreshToken", "dpopKey", "clientId"])
def test_what_a_token_lacks_is_named(world, missing):
    world.write({name: value for name, value in TOKEN.items() if name != missing})
    with pytest.raises(errors.LoginTokenLoadError, match=f"lacks required fields: {missing}"):
        world.load()


@pytest.mark.parametrize("missing", TOKEN["accessToken"])
def test_what_the_credentials_in_a_token_lack_is_named(world, missing):
    keys = {name: value for name, value in TOKEN["accessToken"].items() if name != missing}
    world.write(accessToken=keys)
    with pytest.raises(errors.LoginTokenLoadError, match=f"accessToken.{missing}"):
        world.load()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"accessToken": "hush"}', '{"hush', "\xff"])
def test_a_damaged_token_is_named_and_not_shown(world, content):
    world.write()
    (world.cache / FILE).write_bytes(content.encode("latin-1"))
    with pytest.raises(errors.LoginTokenLoadError, match=FILE) as caught:
        world.load()
    assert "hush" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("key", ["nonsense", KEY.replace("MIGHAg", "AAAAAA"), "", 7])
def test_a_key_that_is_none_is_named(world, key):
    world.write(dpopKey=key)
    with pytest.raises(errors.LoginTokenLoadError):
        world.load()
    assert world.network.requests == []


def test_a_time_that_is_none_is_named(world):
    world.write(accessToken={**TOKEN["accessToken"], "expiresAt": "soon"})
    with pytest.raises(errors.LoginTokenLoadError, match=r"accessToken\.expiresAt is no time"):
        world.load()


@pytest.mark.parametrize("value", [["hush"], {"hush": 1}, 5, True])
@pytest.mark.parametrize("name", ["refreshToken", "dpopKey", "clientId", "signInRegion"])
def test_what_is_no_text_in_a_token_is_named(world, name, value):
    world.write(**{name: value})
    with pytest.raises(errors.LoginTokenLoadError, match=f"lacks required fields: {name}") as caught:
        world.load()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("value", [["hush"], {"hush": 1}, 5, True])
@pytest.mark.parametrize("name", TOKEN["accessToken"])
def test_what_is_no_text_in_the_credentials_of_a_token_is_named(world, name, value):
    world.write(accessToken={**TOKEN["accessToken"], name: value})
    with pytest.raises(errors.LoginTokenLoadError, match=f"lacks required fields: accessToken.{name}"):
        world.load()


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"accessToken": {}},
        {**NEW, "accessToken": {"accessKeyId": "A"}},
        *({**NEW, "expiresIn": seconds} for seconds in (-1, 10**400)),
        {**NEW, "refreshToken": 5},
    ],
)
def test_a_reply_without_token_is_an_error(world, reply):
    world.write()
    world.answer(reply)
    with pytest.raises(errors.LoginTokenLoadError, match="without a new token"):
        world.load()
    assert world.kept == TOKEN


def test_a_folder_that_cannot_be_written_is_named(world):
    world.write()
    world.answer()
    with (
        mock.patch("os.replace", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(errors.LoginTokenLoadError, match=r"cannot be written to .*Permission denied"),
    ):
        world.load()
    assert world.kept == TOKEN
    assert [path.name for path in world.cache.iterdir()] == [FILE]


def test_without_cryptography_credentials_serve_until_they_end(world, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    fresh = {**TOKEN["accessToken"], "expiresAt": "2025-11-19T00:05:01Z"}
    world.write(accessToken=fresh)
    assert world.load().access_key == "OLD"
    world.write()
    with pytest.raises(errors.MissingDependencyException, match=r"pip install 'sotalia\[crypto\]'"):
        world.load()


def test_static_keys_go_by_their_place_in_the_chain(world):
    keys = "aws_access_key_id = STATIC\naws_secret_access_key = s\n"
    world.write(
        config=f"[default]\nlogin_session = {ARN}\n{keys}",
        accessToken={**TOKEN["accessToken"], "expiresAt": "2999-01-01T00:00:00Z"},
    )
    assert world.load().method == "login"
    (world.home / ".aws/credentials").write_text(f"[default]\n{keys}")
    assert world.load().method == "shared-credentials-file"


def test_awaited_sessions_renew_as_well(world):
    world.write()
    network = AsyncRecordingTransport()
    network.add(json.dumps(NEW).encode())
    found = asyncio.run(drive_async(sotalia.aio.Session().identity.load(), AsyncPerformer(network)))
    assert found is not None
    assert found.access_key == world.kept["accessToken"]["accessKeyId"] == "NEW"


def test_a_clients_call_renews_first(world):
    world.write()
    world.answer()
    world.network.add(b'{"QueueUrls": []}')
    client = sotalia.client("sqs", transport=world.network)
    client.list_queues()
    renewal, call = world.network.requests
    assert renewal.url.endswith("signin.aws.amazon.com/v1/token")
    assert "Credential=NEW/20251119/us-east-1/sqs/" in call.headers["authorization"]
    assert call.headers["x-amz-security-token"] == "new token"


def test_a_pickled_identity_renews_as_well(world):
    world.write()
    world.answer()
    identity = pickle.loads(pickle.dumps(sotalia.Session().identity))
    assert world.load(identity=identity).access_key == "NEW"


def test_an_identity_without_session_says_that_it_cannot_renew(world):
    world.write()
    read = functools.partial(lambda path: Path(path).read_bytes())
    with pytest.raises(errors.CredentialRetrievalError, match="take the one of a Session"):
        world.load(identity=Identity(Settings(read_file=read), now=clock.now))
