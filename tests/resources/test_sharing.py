"""Pickling, other processes, threads; classes that a session's handlers change."""

import copy
import gc
import multiprocessing
import pickle
import threading
import weakref

import pytest

import sotalia
from sotalia import aio
from tests.resources.served import ARGUMENTS, sotalias

LISTED = {"Contents": [{"Key": "a", "Size": 1}, {"Key": "b", "Size": 2}]}


def test_resources_pickle_with_their_data():
    s3 = sotalia.Session(**ARGUMENTS).resource("s3", endpoint_url="http://localhost:4566")
    bucket = s3.Bucket("b")
    bucket.meta.data = {"CreationDate": "then"}
    bucket.note = "mine"
    twin, again = pickle.loads(pickle.dumps((bucket, bucket.Object("k"))))  # noqa: S301 - our own
    assert twin == bucket
    assert type(twin) is type(bucket)
    assert (twin.creation_date, twin.note, again.key) == ("then", "mine", "k")
    assert twin.meta.client is again.meta.client is not bucket.meta.client
    assert twin.meta.client.meta.endpoint_url == "http://localhost:4566"
    assert pickle.loads(pickle.dumps(s3)) == s3  # noqa: S301 - our own


def test_what_is_known_of_a_resource_pickles_with_it():
    bucket = sotalia.Session(**ARGUMENTS).resource("s3").Bucket("b")
    bucket.meta.data = {"CreationDate": "then"}
    meta = pickle.loads(pickle.dumps(bucket.meta))  # noqa: S301 - our own
    assert (meta.service_name, meta.identifiers, meta.data) == ("s3", ["name"], {"CreationDate": "then"})
    assert meta.client.meta.region_name == "us-east-1"
    assert copy.copy(bucket.meta) == bucket.meta
    assert copy.copy(bucket.meta.copy()) == bucket.meta


@pytest.mark.parametrize("session", [sotalia.Session, aio.Session])
def test_collections_and_managers_pickle(session):
    bucket = session(**ARGUMENTS).resource("s3").Bucket("b")
    for each in (bucket.objects, bucket.objects.filter(Prefix="x").limit(3)):
        twin = pickle.loads(pickle.dumps(each))  # noqa: S301 - our own
        assert type(twin) is type(each)
        assert repr(twin) == repr(each)
        assert getattr(twin, "_params", None) == getattr(each, "_params", None)


def test_resources_of_old_versions_stay_what_they_are():
    image = sotalia.Session(**ARGUMENTS).resource("ec2", api_version="2014-10-01").Image("ami-1")
    twin = pickle.loads(pickle.dumps(image))  # noqa: S301 - our own
    assert type(twin) is type(image)
    assert twin.meta.client.meta.service_model.api_version == "2014-10-01"


def test_another_process_goes_on_with_them():
    bucket = sotalia.Session(**ARGUMENTS).resource("s3").Bucket("b")
    bucket.meta.data = {"CreationDate": "then"}
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(describe, (bucket, bucket.objects.limit(2))) == (
            "s3.Bucket(name='b')",
            "then",
            "s3.Bucket.objectsCollection(s3.Bucket(name='b'), s3.ObjectSummary)",
            "us-east-1",
        )


def describe(bucket, objects):
    return repr(bucket), bucket.creation_date, repr(objects), bucket.meta.client.meta.region_name


def test_threads_share_a_collection():
    s3 = sotalias("s3", LISTED)
    collection, found = s3.resource.Bucket("b").objects.filter(Prefix="x"), []

    def work():
        for _ in range(20):
            found.append([each.key for each in collection.limit(2)])
            found.append([each.key for each in collection])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["a", "b"]] * 160
    assert all(params == {"Bucket": "b", "Prefix": "x"} for _, params in s3.calls)


def test_threads_make_one_class():
    for resource in (sotalia.Session(**ARGUMENTS).resource("iam"), aio.Session(**ARGUMENTS).resource("iam")):
        barrier, classes = threading.Barrier(8), list[type]()

        def work(resource=resource, barrier=barrier, classes=classes):
            barrier.wait()
            classes.append(type(resource.Role("r")))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(classes)) == 1


def test_handlers_of_a_session_change_its_classes_and_no_others():
    session = sotalia.Session(**ARGUMENTS)
    heard = []

    class Mixin:
        name: str

        def shout(self):
            return self.name.upper()

    def change(class_attributes, base_classes, service_context, event_name, **kwargs):
        heard.append(event_name)
        assert service_context.service_name == "s3"
        assert "Bucket" in service_context.resource_json_definitions
        assert service_context.service_model.service_name == "s3"
        assert service_context.service_waiter_model.get_waiter("BucketExists").operation == "HeadBucket"
        load = class_attributes["load"]
        class_attributes["load_twice"] = lambda self: (load(self), load(self))
        base_classes.insert(0, Mixin)

    session.events.register("creating-resource-class.s3.Bucket", change)
    s3 = session.resource("s3")
    bucket = s3.Bucket("b")
    assert bucket.shout() == "B"
    assert type(s3.Bucket("c")) is type(bucket)
    assert s3.Object("b", "k").Bucket().shout() == "B"
    calls = []
    s3.meta.client._make_api_call = lambda *call: calls.append(call) or {"Buckets": [{"Name": "b"}]}
    bucket.load_twice()
    assert len(calls) == 2
    assert [each.shout() for each in s3.buckets.all()] == ["B"]
    assert set(heard) == {"creating-resource-class.s3.Bucket"}
    assert not hasattr(sotalia.Session(**ARGUMENTS).resource("s3").Bucket("b"), "shout")


def test_handlers_that_come_late_are_heard():
    session = sotalia.Session(**ARGUMENTS)
    s3 = session.resource("s3")
    assert not hasattr(s3.Bucket("b"), "late")

    def change(class_attributes, **kwargs):
        class_attributes["late"] = True

    session.events.register("creating-resource-class.s3", change)
    assert s3.Bucket("b").late
    session.events.unregister("creating-resource-class.s3", change)
    assert not hasattr(s3.Bucket("b"), "late")


def test_a_class_with_its_own_making_is_made_by_it():
    session = sotalia.Session(**ARGUMENTS)

    class Counting:
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.made = True

    session.events.register(
        "creating-resource-class.s3.ObjectSummary", lambda base_classes, **kwargs: base_classes.insert(0, Counting)
    )
    s3 = session.resource("s3")
    s3.meta.client._make_api_call = lambda *call: LISTED
    assert [(each.key, each.size, each.made) for each in s3.Bucket("b").objects.all()] == [
        ("a", 1, True),
        ("b", 2, True),
    ]


def test_dropping_a_resource_drops_its_client():
    s3 = sotalia.Session(**ARGUMENTS).resource("s3")
    bucket = s3.Bucket("b")
    objects, meta = bucket.objects.all(), bucket.meta
    client = weakref.ref(s3.meta.client)
    gc.disable()
    try:
        del s3, bucket, objects, meta
        assert client() is None
    finally:
        gc.enable()
