"""Presigned URLs of a second that differ in nothing but a key are made from what they have in common."""

from __future__ import annotations

import pickle

import pytest

from sotalia.auth import url_template
from sotalia.config import Config
from sotalia.errors import ParamValidationError

from .scripted import NOW, reply, scripted, with_machinery

KEYS = ["a", "b/c.txt", "-", "a~_.b", "aa", "x/y/z", "Signature", "a.b", "k" * 900]
#: They are encoded, or are read as segments that mean something.
ODD_KEYS = ["a b", "ü", "../x", "a//b", "/a", "a/", ".", "a/./b", "%41", "a?b", "a+b", "a\nb"]
SCHEMES = {"first": {}, "s3v4": {"config": Config(signature_version="s3v4")}}


def made(**arguments):
    client, _ = scripted("s3", reply(), **arguments)
    return client


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("token", [{}, {"aws_session_token": "token/+="}])
@pytest.mark.parametrize(
    "more",
    [{}, {"VersionId": "a"}, {"ResponseContentType": "a/aa b", "ResponseContentDisposition": "a; x=\n"}],
)
def test_urls_are_those_that_are_made_one_by_one(scheme, token, more):
    quick = made(**SCHEMES[scheme], **token)
    for key in [*KEYS, *ODD_KEYS, *KEYS]:
        params = {"Bucket": "buck", "Key": key, **more}
        alone = made(**SCHEMES[scheme], **token).generate_presigned_url("get_object", params)
        assert quick.generate_presigned_url("get_object", params) == alone
    form = quick._core.operations["GetObject"].url_form
    assert form.url({"Bucket": "buck", "Key": "new", **more}, (3600, None), quick._core.identity.current(), NOW)


def test_what_else_differs_is_seen():
    client, other = made(), made()
    for params, validity in [
        ({"Bucket": "buck", "Key": "k"}, 3600),
        ({"Bucket": "buck", "Key": "k"}, 3600),
        ({"Bucket": "buck", "Key": "k"}, 60),
        ({"Bucket": "buck", "Key": "k"}, True),
        ({"Bucket": "two", "Key": "k"}, 3600),
        ({"Bucket": "buck", "Key": "k", "VersionId": "1"}, 3600),
        ({"Bucket": "buck", "Key": "k", "PartNumber": 1}, 3600),
    ]:
        url = client.generate_presigned_url("get_object", params, validity)
        other._core.operations.clear()
        assert url == other.generate_presigned_url("get_object", params, validity)
    assert client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"}, 3600, "HEAD") != url


def test_they_last_for_a_second_and_for_the_credentials():
    client = made(**SCHEMES["s3v4"])
    now = [NOW]
    with_machinery(client, now=lambda: now[0])
    urls = []
    for moment in (NOW, NOW, NOW + 0.5, NOW + 1):
        now[0] = moment
        urls.append(client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"}))
    assert urls[0] == urls[1] == urls[2] != urls[3]
    client._get_credentials().secret_key = "another"
    assert client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"}) != urls[3]


def test_invalid_parameters_are_named():
    client = made()
    for _ in range(3):
        client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"})
    for params in ({"Bucket": "buck"}, {"Bucket": "buck", "Key": ""}, {"Bucket": "buck", "Key": 5}):
        with pytest.raises(ParamValidationError):
            client.generate_presigned_url("get_object", params)


def test_a_template_that_does_not_make_the_same_url_is_not_used(monkeypatch):
    monkeypatch.setattr(url_template.FirstTemplate, "url", lambda self, key: "https://elsewhere")
    client = made()
    urls = {client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"}) for _ in range(3)}
    assert len(urls) == 1
    assert client._core.operations["GetObject"].url_form is None


def test_they_show_no_key():
    client = made()
    for _ in range(3):
        client.generate_presigned_url("get_object", {"Bucket": "buck", "Key": "k"})
    form = client._core.operations["GetObject"].url_form
    assert repr(form) == "<UrlForm>"
    assert repr(form._template) == "<FirstTemplate>"
    with pytest.raises(TypeError, match="contains a key"):
        pickle.dumps(form._template)
