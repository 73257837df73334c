"""Awaited resources: the same calls, and no attribute that waits."""

import asyncio
import gc
import inspect
import sys
from contextlib import suppress
from typing import Any

import pytest

from sotalia import aio
from sotalia.errors import ClientError, ResourceLoadException, ResourceNotLoadedError
from tests.resources.served import ARGUMENTS, awaited, sotalias

BUCKETS = {"Buckets": [{"Name": "b", "CreationDate": "then"}]}
INSTANCE = {"InstanceId": "i-1", "VpcId": "vpc-1", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}]}


def test_attributes_are_there_once_they_are_loaded():
    async def main():
        s3 = awaited("s3", BUCKETS)
        bucket = s3.resource.Bucket("b")
        with pytest.raises(ResourceNotLoadedError, match=r"s3.Bucket\(name='b'\) is not loaded: await its load\(\)"):
            _ = bucket.creation_date
        assert not s3.calls
        await bucket.load()
        assert bucket.creation_date == "then"
        await bucket.put_object(Key="k")
        with pytest.raises(ResourceLoadException):
            _ = bucket.creation_date
        assert [operation for operation, _ in s3.calls] == ["ListBuckets", "PutObject"]

    asyncio.run(main())


def test_what_cannot_be_loaded_says_so():
    message = awaited("sqs").resource.Message("url", "receipt")
    with pytest.raises(ResourceLoadException, match=r"sqs\.Message has no load method"):
        _ = message.body


def test_references_need_the_data():
    async def main():
        ec2 = awaited("ec2", {"Reservations": [{"Instances": [INSTANCE]}]})
        instance = ec2.resource.Instance("i-1")
        with pytest.raises(ResourceNotLoadedError, match="before reading vpc"):
            _ = instance.vpc
        await instance.load()
        assert repr(instance.vpc) == "ec2.Vpc(id='vpc-1')"
        assert repr(instance.network_interfaces) == "[ec2.NetworkInterface(id='eni-1')]"
        assert len(ec2.calls) == 1

    asyncio.run(main())


def test_an_action_that_needs_data_loads_it():
    def answer(operation, params):
        return {"NetworkInterfaces": [{"Attachment": {"AttachmentId": "a-1"}}]} if "Describe" in operation else {}

    async def main():
        ec2 = awaited("ec2", answer)
        await ec2.resource.NetworkInterface("eni-1").detach()
        return ec2.calls

    blocking = sotalias("ec2", answer)
    blocking.resource.NetworkInterface("eni-1").detach()
    assert asyncio.run(main()) == blocking.calls
    assert blocking.calls[1] == ("DetachNetworkInterface", {"AttachmentId": "a-1"})


def test_collections_are_gone_through_and_acted_on():
    answers: dict[str, dict[str, Any]] = {
        "ListObjects": {"Contents": [{"Key": "a"}, {"Key": "b"}]},
        "DeleteObjects": {"Deleted": []},
    }

    async def main():
        s3 = awaited("s3", lambda operation, params: answers[operation])
        objects = s3.resource.Bucket("b").objects
        assert [each.key async for each in objects.filter(Prefix="x")] == ["a", "b"]
        assert [[each.key for each in page] async for page in objects.pages()] == [["a", "b"]]
        assert [each.key async for each in objects.limit(1)] == ["a"]
        assert await objects.limit(1).delete() == [{"Deleted": []}]
        assert s3.calls[-1] == ("DeleteObjects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "a"}]}})
        with pytest.raises(TypeError, match="async for"):
            async for _ in objects:
                pass

    asyncio.run(main())


def test_stopping_half_way_fetches_no_more():
    async def main():
        s3 = awaited("s3", lambda operation, params: {"Contents": [{"Key": "a"}, {"Key": "b"}], "IsTruncated": True})
        async for each in s3.resource.Bucket("b").objects.all():
            assert each.key == "a"
            break
        return s3.calls

    assert len(asyncio.run(main())) == 1


def test_methods_of_their_own_and_waiters_are_awaited():
    async def main():
        ec2 = awaited("ec2")
        (tag,) = await ec2.resource.create_tags(Resources=["i-1"], Tags=[{"Key": "a", "Value": "1"}])
        assert repr(tag) == "ec2.Tag(resource_id='i-1', key='a', value='1')"
        s3 = awaited("s3", {"ContentLength": 7, "ResponseMetadata": {"HTTPStatusCode": 200}})
        summary = s3.resource.ObjectSummary("b", "k")
        await summary.load()
        assert summary.size == 7
        await s3.resource.Bucket("b").wait_until_exists()
        assert s3.calls[-1] == ("HeadBucket", {"Bucket": "b"})

    asyncio.run(main())


def test_errors_come_out_of_await():
    def refuse(operation, params):
        raise ClientError({"Error": {"Code": "NoSuchBucket", "Message": "no"}}, operation)

    async def main():
        bucket = awaited("s3", refuse).resource.Bucket("b")
        for act in (bucket.load, bucket.delete, bucket.objects.delete):
            with pytest.raises(ClientError, match="NoSuchBucket"):
                await act()

    asyncio.run(main())


def test_tasks_share_an_object():
    async def main():
        s3 = awaited("s3", BUCKETS)
        bucket = s3.resource.Bucket("b")
        await asyncio.gather(*(bucket.load() for _ in range(20)))
        return bucket.creation_date, len(s3.calls)

    assert asyncio.run(main()) == ("then", 20)


def test_making_and_naming_is_no_io_and_nothing_to_await():
    bucket = aio.Session(**ARGUMENTS).resource("s3").Bucket("b")
    assert repr(bucket.Object("k")) == "s3.Object(bucket_name='b', key='k')"
    assert "Object" in bucket.get_available_subresources()
    assert inspect.iscoroutine(waiting := bucket.delete())
    waiting.close()


def test_async_with_closes_the_client():
    async def main():
        closed = []

        async def close():
            closed.append(True)

        async with aio.Session(**ARGUMENTS).resource("s3") as s3:
            s3.meta.client.close = close
        return closed

    assert asyncio.run(main()) == [True]


@pytest.mark.parametrize("way", ["items", "pages", "an error", "a batch"])
def test_loops_that_are_left_leave_nothing_for_the_event_loop_to_end(way):
    """As with `run_until_complete` and `close`: nobody ends the generators that are still about."""
    abandoned = []

    async def main():
        listing = {"Contents": [{"Key": "a"}, {"Key": "b"}], "IsTruncated": True, "NextMarker": "c"}
        bucket = awaited("s3", listing).resource.Bucket("b")
        hooks = sys.get_asyncgen_hooks()

        def finalize(generator: Any) -> None:
            abandoned.append(generator.__qualname__)
            assert hooks.finalizer is not None
            hooks.finalizer(generator)

        sys.set_asyncgen_hooks(hooks.firstiter, finalize)
        if way == "items":
            async for _ in bucket.objects.all():
                break
        elif way == "pages":
            async for _ in bucket.objects.pages():
                break
        elif way == "an error":
            with suppress(ZeroDivisionError):
                async for _ in bucket.objects.all():
                    _ = 1 / 0
        else:
            with pytest.raises(TypeError):
                await bucket.objects.delete("positional")
        for _ in range(3):
            await asyncio.sleep(0)

    asyncio.run(main())
    gc.collect()
    outermost = {"items": "__aiter__", "pages": "pages", "an error": "__aiter__"}.get(way)
    assert [name.rpartition(".")[2] for name in abandoned] == ([outermost] if outermost else [])
