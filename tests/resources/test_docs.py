"""What `help()` shows of resources."""

import inspect
import pydoc
from unittest import mock

import pytest

import sotalia
from sotalia import aio
from sotalia.model import docstore
from tests.resources.served import ARGUMENTS


@pytest.fixture(params=[sotalia.Session, aio.Session])
def s3(request):
    return request.param(**ARGUMENTS).resource("s3")


def test_help_of_a_resource_lists_what_it_has(s3):
    text = pydoc.render_doc(s3.Bucket("b"), renderer=pydoc.plaintext)  # type: ignore[attr-defined] # typeshed lacks it
    assert "A resource representing a Bucket of Amazon Simple Storage Service." in text
    assert "bucket = s3.Bucket('name')" in text
    for title in ("Identifiers", "Attributes", "Actions", "Sub-resources", "Collections", "Waiters"):
        assert f"**{title}**" in text
    for name in ("creation_date", "delete_objects", "multipart_uploads", "wait_until_exists", "Versioning"):
        assert f"* ``{name}``" in text
    assert "Date the bucket was created." in text


@pytest.mark.parametrize(
    ("find", "said"),
    [
        (lambda s3: s3.Bucket("b").delete, ["Deletes the S3 bucket.", "response = bucket.delete("]),
        (lambda s3: s3.create_bucket, ["bucket = s3.create_bucket(", ":returns: a Bucket resource"]),
        (lambda s3: s3.Bucket("b").put_object, ["object = bucket.put_object(", "Key='string'"]),
        (lambda s3: s3.Object("b", "k").load, ["S3.Client.head_object", ":returns: None"]),
        (lambda s3: s3.Bucket("b").load, ["ListBuckets"]),
        (lambda s3: s3.Bucket("b").Object, ["object = bucket.Object('key')", ":param key:"]),
        (lambda s3: s3.Bucket("b").wait_until_exists, ["polls every 5 seconds", "bucket.wait_until_exists("]),
        (lambda s3: s3.Bucket("b").objects.filter, ["bucket.objects.filter(", "Prefix='string'"]),
        (lambda s3: s3.Bucket("b").objects.limit, ["at most `count` ObjectSummary"]),
        (lambda s3: s3.Bucket("b").objects.delete, ["responses = bucket.objects.delete(", "one for each page"]),
        (lambda s3: type(s3.Bucket("b")).objects, ["A collection of ObjectSummary resources"]),
        (lambda s3: type(s3.Bucket("b")).name, ["The Bucket's name identifier"]),
        (lambda s3: type(s3.Object("b", "k")).content_length, ["*(integer)*", "Size of the body in bytes."]),
        (lambda s3: type(s3), ["A resource representing Amazon Simple Storage Service.", "* ``Bucket``"]),
    ],
)
def test_everything_has_a_docstring(s3, find, said):
    text = find(s3).__doc__
    assert all(part in text for part in said), text


@pytest.mark.parametrize(
    ("find", "signature"),
    [
        (lambda s3: s3.Bucket, "(name)"),
        (lambda s3: s3.Object("b", "k").Version, "(id)"),
        (lambda s3: s3.Bucket("b").delete, "(*, ExpectedBucketOwner=None)"),
        (lambda s3: s3.Bucket("b").Logging().load, "(*, ExpectedBucketOwner=None)"),
        (lambda s3: s3.Bucket("b").Tagging().delete, "(*, ExpectedBucketOwner=None)"),
        (lambda s3: s3.Bucket("b").wait_until_exists, "(*, ExpectedBucketOwner=None, WaiterConfig=None)"),
        (lambda s3: s3.Bucket("b").load, "()"),
        (lambda s3: s3.Bucket("b").objects.all, "()"),
        (lambda s3: s3.Bucket("b").objects.limit, "(count)"),
        (lambda s3: s3.Bucket("b").objects.all().page_size, "(count)"),
        (lambda s3: s3.buckets.filter, "(*, MaxBuckets=None, ContinuationToken=None, Prefix=None, BucketRegion=None)"),
    ],
)
def test_everything_has_a_signature(s3, find, signature):
    assert str(inspect.signature(find(s3))) == signature


def test_signatures_leave_out_what_is_filled_in(s3):
    assert "Bucket" not in inspect.signature(s3.Bucket("b").objects.filter).parameters
    assert not {"Bucket", "Delete"} & set(inspect.signature(s3.Bucket("b").objects.delete).parameters)
    assert list(inspect.signature(s3.Bucket("b").put_object).parameters)[:2] == ["Key", "ACL"]


def test_mocks_made_after_an_action_take_what_it_takes(s3):
    put = mock.create_autospec(s3.Bucket("b").put_object)
    put(Key="k", Body=b"x")
    put.assert_called_once_with(Key="k", Body=b"x")
    with pytest.raises(TypeError, match="Key"):
        put(Body=b"x")


def test_parameters_that_are_filled_in_are_not_asked_for(s3):
    assert "Bucket=" not in s3.Bucket("b").delete.__doc__
    assert "Bucket=" not in s3.Bucket("b").objects.filter.__doc__
    assert "Delete=" not in s3.Bucket("b").objects.delete.__doc__


def test_references_say_what_they_are():
    ec2 = sotalia.Session(**ARGUMENTS).resource("ec2")
    assert "The related Vpc" in type(ec2.Instance("i")).vpc.__doc__


@pytest.mark.parametrize("session", [sotalia.Session, aio.Session])
def test_values_of_dynamodb_are_pythons(session):
    dynamodb = session(**ARGUMENTS).resource("dynamodb")
    table = dynamodb.Table("t")
    put, query, scan = (method.__doc__ for method in (table.put_item, table.query, table.scan))
    assert "Item={\n          'string': 'string'|123|Decimal('1.5')|" in put
    assert "ConditionExpression=Attr('name').eq('value')|'string'" in put
    assert ":type ConditionExpression: condition or string" in put
    assert "A condition that must be satisfied" in put
    assert "KeyConditionExpression=Key('name').eq('value')|'string'" in query
    assert "FilterExpression=Attr('name').eq('value')|'string'" in scan
    for text in (put, query, scan, dynamodb.batch_get_item.__doc__, dynamodb.batch_write_item.__doc__):
        assert "Decimal('1.5')" in text
        assert "'NS':" not in text
        assert "**NS**" not in text
    assert "'NS':" in dynamodb.meta.client.put_item.__doc__


def test_nothing_else_changes_without_the_store_of_prose(s3, monkeypatch):
    monkeypatch.setattr(docstore, "DOCS", "not-installed.pack")
    monkeypatch.setattr(docstore, "_packs", {})
    assert "bucket = s3.Bucket('name')" in (type(s3.Bucket("b")).__doc__ or "")
    assert "object_acl = object.Acl()" in s3.Object("b", "k").Acl.__doc__
