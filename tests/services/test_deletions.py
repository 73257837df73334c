"""Keys that XML cannot hold: DeleteObjects refuses them and names the operation that takes them."""

from __future__ import annotations

import asyncio

import pytest

import sotalia
from sotalia import aio
from sotalia.exceptions import ParamValidationError
from tests.servers.raw import reply

WAY_OUT = "Delete these objects one by one with delete_object, which has the key in its URL."


@pytest.mark.parametrize("key", ["a\x00", "\x1b[1m", "a\x0bb", "\uffff"], ids=ascii)
def test_keys_that_xml_cannot_hold_are_refused_before_anything_is_sent(raw_server, key):
    params = {"Bucket": "b", "Delete": {"Objects": [{"Key": "fine"}, {"Key": "\t\n\r"}, {"Key": key}]}}
    client = sotalia.client("s3", endpoint_url=raw_server.url)
    with pytest.raises(ParamValidationError) as raised:
        client.delete_objects(**params)
    place, way_out = str(raised.value).splitlines()[1:]
    assert place.startswith("Invalid value for parameter Delete.Objects[2].Key: it is sent as XML 1.0, which cannot")
    assert way_out == WAY_OUT

    async def awaited():
        async with aio.client("s3", endpoint_url=raw_server.url) as s3:
            await s3.delete_objects(**params)

    with pytest.raises(ParamValidationError, match=WAY_OUT):
        asyncio.run(awaited())
    assert not raw_server.requests


def test_the_other_operation_takes_them(raw_server):
    raw_server.answer(reply(204))
    sotalia.client("s3", endpoint_url=raw_server.url).delete_object(Bucket="b-1", Key="a\x01b")
    assert (raw_server.requests[0].method, raw_server.requests[0].target) == ("DELETE", "/b-1/a%01b")


@pytest.mark.parametrize("objects", [None, 3, [3], [{}], [{"Key": 3}], [{"Key": None}], ({"Key": "\x01"}, 3)])
def test_what_is_no_list_of_keys_is_reported_as_such(raw_server, objects):
    client = sotalia.client("s3", endpoint_url=raw_server.url)
    with pytest.raises(ParamValidationError, match="Invalid type|Missing required|XML"):
        client.delete_objects(Bucket="b", Delete={"Objects": objects})
    with pytest.raises(ParamValidationError):
        client.delete_objects(Bucket="b", Delete=objects)
