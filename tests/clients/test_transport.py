"""`transport=`: a client that sends by what the program gave it."""

from __future__ import annotations

import asyncio
import copy
import pickle

import pytest

import sotalia
from sotalia import aio, errors
from sotalia.config import Config
from sotalia.http import Response
from sotalia.testing import AsyncRecordingTransport, RecordingTransport

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example"}
QUEUES = b'{"QueueUrls": ["https://queue"]}'


class Awaited:
    """An awaited client's methods, run to their end."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        method = getattr(self._client, name)

        async def wait(kwargs):
            return await method(**kwargs)

        return lambda **kwargs: asyncio.run(wait(kwargs))


@pytest.fixture(params=["blocking", "awaited"])
def kind(request):
    """`module` and class of transports, and what makes a client's methods blocking."""
    if request.param == "awaited":
        return aio, AsyncRecordingTransport, Awaited
    return sotalia, RecordingTransport, lambda client: client


def test_requests_go_through_it_and_replies_come_from_it(kind):
    module, transport_class, run = kind
    transport = transport_class()
    transport.add(QUEUES, headers={"Content-Type": "application/x-amz-json-1.0"})
    client = run(module.client("sqs", transport=transport, **KEYS))
    assert client.list_queues(QueueNamePrefix="a")["QueueUrls"] == ["https://queue"]
    (request,) = transport.requests
    assert request.headers["x-amz-target"] == "AmazonSQS.ListQueues"
    assert request.body == b'{"QueueNamePrefix":"a"}'


def test_a_session_takes_it_too_and_what_goes_wrong_is_tried_again(kind):
    module, transport_class, run = kind
    transport = transport_class([errors.EndpointConnectionError(endpoint_url="u"), Response(200, {}, QUEUES)])
    client = run(module.Session(**KEYS).client("sqs", config=Config(retries={"max_attempts": 1}), transport=transport))
    assert client.list_queues()["QueueUrls"] == ["https://queue"]
    assert len(transport.requests) == 2


def test_a_resource_speaks_through_it(kind):
    module, transport_class, run = kind
    transport = transport_class(lambda request: Response(200, {}, QUEUES))
    for make in (module.resource, module.Session().resource):
        resource = make("sqs", transport=transport, **KEYS)
        assert run(resource.meta.client).list_queues()["QueueUrls"] == ["https://queue"]
    assert len(transport.requests) == 2


def test_it_is_closed_with_the_client_and_used_again_by_a_later_call(kind):
    module, transport_class, run = kind
    transport = transport_class(lambda request: Response(200, {}, QUEUES))
    client = run(module.client("sqs", transport=transport, **KEYS))
    client.list_queues()
    assert not transport.closed
    client.close()
    assert transport.closed
    client.list_queues()
    assert len(transport.requests) == 2


def test_each_client_has_its_own(kind):
    module, transport_class, run = kind
    one, other = transport_class([Response(200, {}, QUEUES)]), transport_class([Response(200, {}, QUEUES)])
    for transport in (one, other):
        run(module.client("sqs", transport=transport, **KEYS)).list_queues()
    assert (len(one.requests), len(other.requests)) == (1, 1)


def test_a_client_with_a_transport_does_not_pickle_and_says_why(kind):
    module, transport_class, _ = kind
    for thing in (
        module.client("sqs", transport=transport_class(), **KEYS),
        module.resource("sqs", transport=transport_class(), **KEYS),
    ):
        with pytest.raises(
            TypeError, match=r"of sqs that was given its transport cannot be pickled: the transport bel"
        ):
            pickle.dumps(thing)
    client = module.client("sqs", transport=transport_class(), **KEYS)
    assert copy.deepcopy(client) is client
    assert pickle.loads(pickle.dumps(module.client("sqs", **KEYS))).meta.region_name == "us-east-1"


def test_a_transport_of_the_other_kind_is_refused(kind):
    module, transport_class, _ = kind
    mine, other = ("blocking", "awaited") if module is sotalia else ("awaited", "blocking")
    wrong = RecordingTransport if transport_class is AsyncRecordingTransport else AsyncRecordingTransport
    with pytest.raises(
        TypeError, match=f"^transport is {wrong.__name__}, a transport of {other} clients; .* is {mine}"
    ):
        module.client("sqs", transport=wrong(), **KEYS)


@pytest.mark.parametrize("nonsense", ["https://proxy", object(), False])
def test_what_is_no_transport_is_refused(kind, nonsense):
    with pytest.raises(TypeError, match=r"it must have the methods send\(request, stream\) and close\(\)"):
        kind[0].client("sqs", transport=nonsense, **KEYS)


def test_it_is_given_by_keyword_only(kind):
    arguments = ["sqs", *[None] * 10, kind[1]()]
    with pytest.raises(TypeError, match=r"^client\(\) takes from 2 to 12 positional arguments but 13 were given"):
        kind[0].client(*arguments)


def test_a_transport_is_no_reason_to_load_curl():
    import subprocess
    import sys

    code = (
        "import sys, sotalia\n"
        "from sotalia.testing import RecordingTransport\n"
        "transport = RecordingTransport()\n"
        "transport.add(b'{}')\n"
        f"sotalia.client('sqs', transport=transport, **{KEYS!r}).list_queues()\n"
        "assert 'pycurl' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
