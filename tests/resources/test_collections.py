"""Collections: what is asked for, how much of it, chaining, and actions on all of one."""

import copy
from typing import Any

import pytest

from sotalia.errors import ClientError
from tests.resources.served import both, sotalias


def pages(*sizes):
    """Answers to ListObjects: pages of so many keys each."""
    numbers = iter(range(sum(sizes)))
    made = [{"Contents": [{"Key": f"k{next(numbers)}"} for _ in range(size)], "IsTruncated": True} for size in sizes]
    made[-1]["IsTruncated"] = False
    answers = iter(made)

    def answer(operation, params):
        return next(answers) if operation == "ListObjects" else {"Deleted": params}

    return answer


def keys(objects):
    return [each.key for each in objects]


def test_pages_are_fetched_as_they_are_needed():
    s3 = sotalias("s3", pages(2, 2, 2))
    objects = iter(s3.resource.Bucket("b").objects.all())
    assert not s3.calls
    assert [next(objects).key for _ in range(2)] == ["k0", "k1"]
    assert len(s3.calls) == 1
    assert next(objects).key == "k2"
    assert s3.calls[1] == ("ListObjects", {"Bucket": "b", "Marker": "k1"})


def test_each_iteration_fetches_anew():
    s3 = sotalias("s3", {"Contents": [{"Key": "k"}]})
    collection = s3.resource.Bucket("b").objects.all()
    assert keys(collection) == keys(collection) == ["k"]
    assert len(s3.calls) == 2


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 5, None, 1.5])
def test_limits_are_those_of_boto3(limit):
    theirs, ours = both("s3")
    found = []
    for s3 in (theirs, ours):
        s3.resource.meta.client._make_api_call = recorded(s3, pages(2, 2))
        found.append([keys(page) for page in s3.resource.Bucket("b").objects.limit(limit).pages()])
    assert found[0] == found[1]
    assert ours.calls == theirs.calls


def recorded(served, answer):
    def call(operation, params):
        served.calls.append((operation, params))
        return answer(operation, params)

    return call


def test_a_limit_of_nothing_gives_nothing_where_there_are_no_pages_either():
    # boto3 gives one all the same.
    assert list(sotalias("ec2", {"KeyPairs": [{"KeyName": "a"}, {"KeyName": "b"}]}).resource.key_pairs.limit(0)) == []


@pytest.mark.parametrize("limit", [-1, -5])
def test_a_limit_below_nothing_is_refused_before_anything_is_sent(limit):
    s3 = sotalias("s3", pages(2))
    collection = s3.resource.Bucket("b").objects.limit(limit)
    with pytest.raises(ValueError, match=rf"limit is {limit}: it must be 0 or more, or None for all of s3.Bucket"):
        list(collection)
    assert s3.calls == []


def test_a_limit_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="invalid literal for int"):
        list(sotalias("s3").resource.Bucket("b").objects.limit("many"))


def test_page_sizes_go_into_the_call():
    s3 = sotalias("s3", pages(2))
    assert keys(s3.resource.Bucket("b").objects.page_size(7)) == ["k0", "k1"]
    assert s3.calls == [("ListObjects", {"Bucket": "b", "MaxKeys": 7})]


CHAINS = [
    lambda c: c.filter(A=1).filter(B=2),
    lambda c: c.filter(A=1).filter(A=2),
    lambda c: c.filter(L=[1]).filter(L=[2], M=[3]).filter(L=[4]),
    lambda c: c.filter(D={"a": 1, "l": [1]}).filter(D={"b": 2, "l": [2]}),
    lambda c: c.filter(D={"d": {"a": 1}}).filter(D={"d": {"b": [2]}}),
    lambda c: c.filter(Filters=[{"Name": "x", "Values": ["y"]}]),
    lambda c: c.filter(InstanceIds=["i"]).limit(5).filter(InstanceIds=["j"]).page_size(9),
    lambda c: c.filter(limit=3, page_size=4, A=[1]),
    lambda c: c.all().filter(A=None).all(),
]


@pytest.mark.parametrize("number", range(len(CHAINS)))
def test_chains_ask_for_what_boto3s_ask_for(number):
    theirs, ours = both("ec2", {"Reservations": []})
    for ec2 in (theirs, ours):
        list(CHAINS[number](ec2.resource.instances))
        list(CHAINS[number](ec2.resource.Vpc("vpc-1").subnets))
    assert ours.calls == theirs.calls


def test_chaining_changes_neither_what_was_there_nor_what_was_given():
    ec2 = sotalias("ec2", {"Reservations": []})
    given: dict[str, list[Any]] = {"Filters": [{"Name": "a", "Values": ["1"]}]}
    kept = copy.deepcopy(given)
    first = ec2.resource.instances.filter(**given)
    given["Filters"][0]["Values"].append("changed")
    second = first.filter(Filters=[{"Name": "b", "Values": []}])
    for collection in (first, second, first):
        list(collection)
    sent = [params["Filters"] for _, params in ec2.calls]
    assert sent == [kept["Filters"], [*kept["Filters"], {"Name": "b", "Values": []}], kept["Filters"]]


def test_items_without_an_identifier_are_left_out_and_the_others_keep_their_own_data():
    # In boto3 the data moves up by one, and so belongs to another object.
    reply = {"Contents": [{"Key": "a", "Size": 1}, {"Size": 2}, {"Key": "c", "Size": 3}]}
    found = list(sotalias("s3", reply).resource.Bucket("b").objects.all())
    assert [(each.key, each.size) for each in found] == [("a", 1), ("c", 3)]


def test_the_data_of_a_page_is_shared_with_its_objects():
    (found,) = sotalias("s3", {"Contents": [{"Key": "a", "Size": 1}]}).resource.Bucket("b").objects.all()
    assert found.meta.data == {"Key": "a", "Size": 1}
    assert found.meta.client is found.Bucket().meta.client


def test_batch_actions_make_one_call_for_each_page():
    theirs, ours = both("s3")
    replies = []
    for s3 in (theirs, ours):
        s3.resource.meta.client._make_api_call = recorded(s3, pages(2, 0, 1))
        replies.append(s3.resource.Bucket("b").objects.delete(RequestPayer="requester"))
    assert ours.calls == theirs.calls
    assert replies[0] == replies[1]
    assert [operation for operation, _ in ours.calls] == ["ListObjects", "DeleteObjects", "ListObjects"]
    assert ours.calls[1][1]["Delete"] == {"Objects": [{"Key": "k0"}, {"Key": "k1"}]}


def test_batch_actions_number_their_entries():
    messages = {"Messages": [{"ReceiptHandle": f"r{n}", "MessageId": f"m{n}"} for n in range(3)]}
    theirs, ours = both("sqs", lambda operation, params: messages)
    for sqs in (theirs, ours):
        queue = sqs.resource.Queue("url")
        found = queue.receive_messages(MaxNumberOfMessages=3)
        assert [each.message_id for each in found] == ["m0", "m1", "m2"]
        queue.delete_messages(Entries=[{"Id": each.message_id, "ReceiptHandle": each.receipt_handle} for each in found])
    assert ours.calls == theirs.calls


def test_what_a_call_raises_comes_out_of_the_loop_that_made_it():
    def refuse(operation, params):
        raise ClientError({"Error": {"Code": "NoSuchBucket", "Message": "no"}}, operation)

    collection = sotalias("s3", refuse).resource.Bucket("b").objects.all()
    for act in (list, lambda each: each.delete(), lambda each: next(each.pages())):
        with pytest.raises(ClientError, match="NoSuchBucket"):
            act(collection)


def test_objects_of_many_pages_take_no_more_memory_than_those_of_a_few():
    import tracemalloc

    page = {"Contents": [{"Key": f"key-{number}", "Size": number} for number in range(1000)], "IsTruncated": True}

    def answer(operation, params):
        return {**page, "NextMarker": f"m{len(s3.calls)}", "IsTruncated": len(s3.calls) < 40}

    s3 = sotalias("s3", answer)
    count = 0
    objects = iter(s3.resource.Bucket("b").objects.all())
    for _ in range(3000):
        next(objects)
    s3.calls.clear()
    tracemalloc.start()
    try:
        for _ in objects:
            count += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count >= 39_000
    assert peak < 1_000_000
