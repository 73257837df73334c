"""What the module `sotalia` itself offers: names, a default session, a logger on request."""

import logging

import pytest

import sotalia


def test_every_public_name_is_listed_and_there():
    assert {"Session", "aio", "client", "config", "exceptions", "session"} <= set(dir(sotalia))
    for name in sotalia.__all__:
        assert hasattr(sotalia, name)


def test_other_names_are_unknown():
    with pytest.raises(AttributeError, match="module 'sotalia' has no attribute 'cleint'"):
        _ = sotalia.cleint


def test_the_default_session_can_be_replaced(monkeypatch):
    monkeypatch.setattr(sotalia, "DEFAULT_SESSION", None)
    sotalia.setup_default_session(region_name="eu-west-1", aws_access_key_id="AKID", aws_secret_access_key="secret")
    assert sotalia.client("s3").meta.region_name == "eu-west-1"
    assert sotalia.DEFAULT_SESSION is not None
    assert sotalia.DEFAULT_SESSION.region_name == "eu-west-1"


def test_a_stream_logger_says_what_happens_and_no_secret(capsys):
    logger = logging.getLogger("sotalia")
    before, level = list(logger.handlers), logger.level
    try:
        sotalia.set_stream_logger()
        session = sotalia.Session("AKID", "hunter2", region_name="us-east-1")
        client = session.client("sts", endpoint_url="http://127.0.0.1:1")
        with pytest.raises(sotalia.exceptions.EndpointConnectionError):
            client.get_caller_identity()
    finally:
        logger.handlers = before
        logger.setLevel(level)
    said = capsys.readouterr().err
    assert "sotalia.retry [DEBUG] GetCallerIdentity: attempt 1 failed (transient)" in said
    assert "hunter2" not in said
