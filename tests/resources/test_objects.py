"""Objects: identifiers, equality, representation, copies; attributes, references and when they are loaded."""

import copy
import pickle
import threading

import pytest

from sotalia.errors import (
    Boto3Error,
    ClientError,
    ResourceDataNotFoundError,
    ResourceIdentifiersError,
    ResourceLoadException,
)
from tests.resources.served import awaited, both, sotalias

BUCKETS = {"Buckets": [{"Name": "other"}, {"Name": "b", "CreationDate": "then", "BucketRegion": "eu-west-1"}]}


def outcome(act):
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - compared
        return type(error).__name__, str(error)


@pytest.mark.parametrize(
    "act",
    [
        lambda s3: s3.Object(),
        lambda s3: s3.Object("b"),
        lambda s3: s3.Object("b", None),
        lambda s3: s3.Object(None, "k"),
        lambda s3: s3.Object(key="k"),
        lambda s3: s3.Object("b", keys="k"),
        lambda s3: s3.Bucket("b").Object(unknown=1),
        lambda s3: s3.Bucket(name=None),
        lambda s3: repr(s3.Object("b", key="k")),
        lambda s3: repr(s3.Object(key="k", bucket_name="b")),
        lambda s3: repr(s3.Object("b", "k", bucket_name="c")),
        lambda s3: repr(s3.Bucket("ü'\"\n")),
        lambda s3: repr(s3.Bucket(7)),
        lambda s3: setattr(s3.Bucket("b"), "name", "c"),
        lambda s3: setattr(s3.Bucket("b"), "creation_date", "c"),
        lambda s3: s3.Bucket("b").nothing,
        lambda s3: s3.Bucket("b") == s3.Bucket("b"),
        lambda s3: s3.Bucket("b") == s3.Bucket("c"),
        lambda s3: s3.BucketAcl("b") == s3.Bucket("b"),
        lambda s3: s3.Bucket("b") == "b",
        lambda s3: hash(s3.Bucket("b")),
        lambda s3: len({s3.Bucket("b"), s3.Bucket("b"), s3.Object("b", "k")}),
        lambda s3: hash(s3.Bucket(["unhashable"])),
        lambda s3: repr(s3.meta),
        lambda s3: s3.Object("b", "k").meta.identifiers,
        lambda s3: s3.Object("b", "k").meta.service_name,
        lambda s3: s3.Object("b", "k").meta.data,
        lambda s3: s3.Object("b", "k").meta == s3.Object("b", "k").Bucket().meta,
        lambda s3: hash(s3.meta),
        lambda s3: repr(s3.Object("b", "k").Bucket()),
        lambda s3: repr(s3.Object("b", "k").Version("7").Object()),
        lambda s3: s3.Bucket("b").get_available_subresources(),
        lambda s3: iter(s3.Bucket("b").objects),
        lambda s3: s3.Bucket("b").delete("by position"),
        lambda s3: repr(s3.Bucket("b").objects.filter(Prefix="x").limit(1)),
        lambda s3: repr(s3.buckets),
    ],
)
def test_objects_are_as_in_boto3(act):
    theirs, ours = both("s3")
    one, other = outcome(lambda: act(theirs.resource)), outcome(lambda: act(ours.resource))
    assert str(one).replace("boto3.resources.factory", "sotalia.resources") == str(other)


def test_too_many_identifiers_are_named():
    with pytest.raises(IndexError, match=r"s3\.Object is made of \(bucket_name, key\), and 3 identifiers were") as one:
        sotalias("s3").resource.Object("b", "k", "x")
    assert isinstance(one.value, (ResourceIdentifiersError, ValueError, Boto3Error))


def test_attributes_are_loaded_once_and_forgotten_by_actions():
    s3 = sotalias("s3", BUCKETS)
    bucket = s3.resource.Bucket("b")
    assert (bucket.creation_date, bucket.bucket_region, bucket.bucket_arn) == ("then", "eu-west-1", None)
    assert s3.calls == [("ListBuckets", {})]
    bucket.put_object(Key="k")
    assert bucket.meta.data is None
    assert bucket.creation_date == "then"
    assert [operation for operation, _ in s3.calls] == ["ListBuckets", "PutObject", "ListBuckets"]
    assert s3.resource.Bucket("unlisted").creation_date is None


def test_a_bucket_that_one_may_not_list_has_no_attributes():
    def refuse(operation, params):
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    code = "AccessDenied"
    s3 = sotalias("s3", refuse)
    assert s3.resource.Bucket("b").creation_date is None
    code = "SlowDown"
    bucket = s3.resource.Bucket("b")
    with pytest.raises(ClientError, match="SlowDown"):
        bucket.load()
    assert bucket.meta.data is None


def test_an_object_of_a_listing_has_its_size():
    for s3 in both("s3", lambda operation, params: {"ContentLength": 7, "ETag": "e"}):
        summary = s3.resource.ObjectSummary("b", "k")
        assert (summary.size, summary.e_tag, summary.last_modified) == (7, "e", None)
        assert s3.calls == [("HeadObject", {"Bucket": "b", "Key": "k"})]


def test_what_cannot_be_loaded_says_so_as_in_boto3():
    theirs, ours = both("sqs")
    messages = [each.resource.Message("url", "receipt") for each in (theirs, ours)]
    one, other = (outcome(lambda m=message: m.body) for message in messages)
    assert one == other == ("ResourceLoadException", "sqs.Message has no load method")
    one, other = (outcome(lambda m=message: m.Queue().url) for message in messages)
    assert one == other == "url"


def test_attributes_of_what_does_not_exist_say_that_it_may_not_exist():
    ec2 = sotalias("ec2", {"Reservations": []})
    instance = ec2.resource.Instance("i-1")
    with pytest.raises(AttributeError, match=r"ec2\.Instance\(id='i-1'\) has no state") as raised:
        _ = instance.state
    assert isinstance(raised.value, (ResourceDataNotFoundError, ResourceLoadException))
    assert not hasattr(instance, "state")
    assert instance.vpc is None
    assert instance.network_interfaces == boto3_network_interfaces()


def boto3_network_interfaces():
    theirs, _ = both("ec2", {"Reservations": []})
    return theirs.resource.Instance("i-1").network_interfaces


def test_references_follow_the_data():
    data = {
        "InstanceId": "i-1",
        "VpcId": "vpc-1",
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Status": "up"}],
    }
    theirs, ours = both("ec2", {"Reservations": [{"Instances": [data]}]})
    for ec2 in (theirs, ours):
        instance = ec2.resource.Instance("i-1")
        assert repr(instance.vpc) == "ec2.Vpc(id='vpc-1')"
        assert repr(instance.subnet) == "None"
        assert repr(instance.network_interfaces) == "[ec2.NetworkInterface(id='eni-1')]"
        assert instance.network_interfaces[0].status == "up"
        assert instance.instance_id == "i-1"
        assert len(ec2.calls) == 1


def test_near_names_are_asked_about():
    for s3 in (sotalias("s3"), awaited("s3")):
        bucket = s3.resource.Bucket("b")
        for act, shown in (
            (
                lambda s3=s3: s3.resource.Buckt("b"),
                "'s3.ServiceResource' object has no attribute 'Buckt'. Did you mean 'Bu",
            ),
            (
                lambda bucket=bucket: bucket.put_objec(),
                "'s3.Bucket' object has no attribute 'put_objec'. Did you mean 'put",
            ),
            (lambda bucket=bucket: bucket.objects.fliter(), "attribute 'fliter'. Did you mean 'filter'?"),
            (lambda bucket=bucket: bucket.objects.all().limt(1), "attribute 'limt'. Did you mean 'limit'?"),
        ):
            with pytest.raises(AttributeError) as raised:
                act()
            assert shown in str(raised.value)


def test_an_error_of_a_load_is_told_as_it_is_and_the_load_made_once():
    ec2 = sotalias("ec2", {"Reservations": []})
    instance = ec2.resource.Instance("i-1")
    for _ in range(2):
        with pytest.raises(ResourceDataNotFoundError, match="has no state") as raised:
            _ = instance.state
        assert raised.traceback[-1].name == "_loaded"
    assert len(ec2.calls) == 2
    with pytest.raises(AttributeError, match="no attribute 'stat'. Did you mean 'start' or 'state'"):
        _ = instance.stat
    instance.meta.client = object()
    with pytest.raises(AttributeError, match="'object' object has no attribute 'describe_instances'"):
        _ = instance.state


def test_meta_is_a_view_of_the_object():
    bucket = sotalias("s3", BUCKETS).resource.Bucket("b")
    bucket.meta.data = {"CreationDate": "now"}
    assert bucket.creation_date == "now"
    kept = bucket.meta.copy()
    bucket.meta.data = None
    assert kept.data == {"CreationDate": "now"}
    bucket.meta = kept
    assert bucket.creation_date == "now"
    assert type(bucket).meta.client is None
    assert type(bucket).meta.resource_model.name == "Bucket"


def test_programs_may_note_their_own_facts_in_it():
    for s3 in both("s3"):
        bucket = s3.resource.Bucket("b")
        bucket.meta.noted = "mine"
        assert bucket.meta.noted == "mine"
        assert not hasattr(s3.resource.Bucket("b").meta, "noted")
        with pytest.raises(AttributeError, match="'ResourceMeta' object has no attribute 'nothing'"):
            _ = bucket.meta.nothing
    assert copy.deepcopy(bucket).meta.noted == pickle.loads(pickle.dumps(bucket)).meta.noted == "mine"
    kept = bucket.meta.copy()
    kept.noted = "another"
    assert (kept.noted, bucket.meta.noted) == ("another", "mine")


def test_copies_share_the_client_and_deep_ones_not_the_data():
    bucket = sotalias("s3", BUCKETS).resource.Bucket("b")
    bucket.load()
    bucket.note = ["mine"]
    shallow, deep = copy.copy(bucket), copy.deepcopy(bucket)
    assert shallow == bucket == deep
    assert shallow.meta.client is bucket.meta.client is deep.meta.client
    assert shallow.meta.data is bucket.meta.data is not deep.meta.data == bucket.meta.data
    assert (shallow.note is bucket.note, deep.note) == (True, ["mine"])
    deep.meta.data = None
    assert bucket.meta.data is not None


def test_threads_share_an_object_while_others_have_it_forget_its_data():
    # An action of one thread forgets what another one has just loaded: that one still gets its attribute.
    s3 = sotalias("s3", BUCKETS)
    bucket, failures = s3.resource.Bucket("b"), []
    done = threading.Event()

    def read():
        while not done.is_set():
            try:
                assert bucket.creation_date == "then"
            except BaseException as error:  # noqa: BLE001 - shown below
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for _ in range(300):
        bucket.put_object(Key="k")
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []


def test_tags_are_made_for_every_thing_and_deleted_from_an_instance():
    for ec2 in both("ec2"):
        tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
        made = ec2.resource.create_tags(Resources=["i-1", "vol-1"], Tags=tags)
        assert [(tag.resource_id, tag.key, tag.value) for tag in made] == [
            ("i-1", "a", "1"),
            ("i-1", "b", "2"),
            ("vol-1", "a", "1"),
            ("vol-1", "b", "2"),
        ]
        assert ec2.resource.Instance("i-1").delete_tags(Tags=tags[:1]) == {}
        assert ec2.calls[1] == ("DeleteTags", {"Tags": tags[:1], "Resources": ["i-1"]})
