"""Long lists in XML, read a column at a time: the same as item by item, whatever is in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.model import Shape

from benchmarks import replies
from sotalia.wire import xmllayouts, xmlread, xmlruns
from sotalia.wire.xml import read_document
from sotalia.wire.xmlread import Reader, element_name, error_node
from tests.wire.test_xml import mutated
from tests.wire.xml_cases import Replies
from tests.wire.xml_reference import comparable, service

#: Operations whose replies are lists, and the list.
LISTS = [
    ("s3", "ListObjectsV2", "Contents"),
    ("s3", "ListObjectVersions", "Versions"),
    ("s3", "ListParts", "Parts"),
    ("ec2", "DescribeInstances", "Reservations"),
    ("ec2", "DescribeSecurityGroups", "SecurityGroups"),
    ("ec2", "DescribeSnapshots", "Snapshots"),
    ("iam", "ListRoles", "Roles"),
    ("rds", "DescribeDBInstances", "DBInstances"),
    ("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups"),
    ("cloudformation", "DescribeStackEvents", "StackEvents"),
    ("sns", "ListTopics", "Topics"),
    ("route53", "ListHostedZones", "HostedZones"),
    ("elasticache", "DescribeCacheClusters", "CacheClusters"),
]
LAYOUTS = ["", "\n    "]


class Items(Replies):
    """Items of which many have the same elements in the same order, with other texts."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed, 0.7)
        self.texts = random.Random(seed)

    def scalar_text(self, shape: Shape) -> str:
        self.random, self.texts = self.texts, self.random
        try:
            return super().scalar_text(shape)
        finally:
            self.random, self.texts = self.texts, self.random

    def items(self, shape: Shape, name: str, count: int) -> Iterator[str]:
        variants = "aaaaaab" if self.texts.random() < 0.7 else "abcdefgh"
        for _ in range(count):
            self.random = random.Random(f"{name} {self.texts.choice(variants)}")
            yield self.element(shape, name, 2)


class Lists:
    """A reply with one long list, read with the others and one by one."""

    def __init__(self, service_name: str, operation: str, member: str) -> None:
        self.shape: Shape = service(service_name).operation_model(operation).output_shape
        self.list = self.shape.members[member]
        self.name = element_name(self.list, member)
        self.read, self.read_one_by_one = (Reader(error_node).structure(self.shape) for _ in range(2))

    def body(self, seed: str, count: int, layout: str) -> bytes:
        flattened = self.list.serialization.get("flattened")
        item_name = self.name if flattened else self.list.member.serialization.get("name", "member")
        inner = "".join(Items(seed).items(self.list.member, item_name, count))
        inner = inner if flattened else f"<{self.name}>{inner}</{self.name}>"
        return f"<Root xmlns='urn:x'>{inner}</Root>".replace("><", f">{layout}<").encode()

    def both(self, body: bytes) -> tuple[Any, Any]:
        together = outcome(lambda: read_document(body, self.read))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(xmlread, "STARTS", frozenset())
            return together, outcome(lambda: read_document(body, self.read_one_by_one))


def outcome(read: Callable[[], Any]) -> Any:
    try:
        return comparable(read())
    except Exception as error:  # noqa: BLE001 - compared
        return type(error), str(error)


@pytest.fixture
def read_together(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items were read together, each time."""
    counts: list[int] = []
    read = xmllayouts.Layout.read

    def counted(self: xmllayouts.Layout, records: xmllayouts.Records) -> list[Any]:
        values = read(self, records)
        counts.append(len(values))
        return values

    monkeypatch.setattr(xmllayouts.Layout, "read", counted)
    return counts


@pytest.mark.parametrize(("service_name", "operation", "member"), LISTS)
def test_whole_and_damaged_lists_are_the_same_as_item_by_item(
    service_name: str, operation: str, member: str, read_together: list[int]
) -> None:
    lists, chance = Lists(service_name, operation, member), random.Random(operation)
    for number in range(30):
        whole = lists.body(f"{operation} {number}", chance.choice([5, 20, 40]), chance.choice(LAYOUTS))
        body = mutated(whole, chance) if number % 3 else whole
        together, one_by_one = lists.both(body)
        assert together == one_by_one, body
    assert sum(read_together) > 40


@pytest.mark.parametrize(
    ("service_name", "operation", "reply"),
    [("s3", "ListObjectsV2", replies.list_objects_v2), ("ec2", "DescribeInstances", replies.describe_instances)],
)
def test_damage_in_a_real_reply_changes_nothing_else(
    service_name: str, operation: str, reply: Callable[[], replies.Reply], read_together: list[int]
) -> None:
    member = {"ListObjectsV2": "Contents", "DescribeInstances": "Reservations"}[operation]
    lists, chance, body = Lists(service_name, operation, member), random.Random(operation), reply().body
    for number in range(20):
        together, one_by_one = lists.both(mutated(body, chance) if number else body)
        assert together == one_by_one
    assert max(read_together) > 80


def listing(*items: str) -> tuple[Any, Any]:
    """The `Contents` of a listing that some other listings came before, read together and one by one."""
    lists = Lists("s3", "ListObjectsV2", "Contents")
    for _ in range(2):
        read_document(f"<R>{''.join(PLAIN)}</R>".encode(), lists.read)
    together, one_by_one = lists.both(f"<R>{''.join(items)}<Prefix>p</Prefix></R>".encode())
    return together, one_by_one


PLAIN = [f"<Contents><Key>k{number}</Key><Size>{number}</Size></Contents>" for number in range(30)]


@pytest.mark.parametrize(
    "odd",
    [
        "<Contents/>",
        "<Contents></Contents>",
        "<Contents><Key/><Size>1</Size></Contents>",
        "<Contents><Key>a&lt;&#10;</Key><Size>1</Size></Contents>",
        "<Contents><Key>a</Key><Size> 7 </Size></Contents>",
        "<Contents><Key>a</Key><Size>seven</Size></Contents>",
        "<Contents><Key>a</Key><Size></Size></Contents>",
        "<Contents><Key>a</Key><Key>b</Key></Contents>",
        "<Contents><Key>a<b/></Key><Size>1</Size></Contents>",
        "<Contents><Key xmlns='u'>a</Key><Size>1</Size></Contents>",
        "<Contents><Key lang='pt'>a</Key><Size>1</Size></Contents>",
        "<Contents><Key>a</Key><!-- c --><Size>1</Size></Contents>",
        "<Contents><Key><![CDATA[a]]></Key><Size>1</Size></Contents>",
        "<Contents>text<Key>a</Key><Size>1</Size></Contents>",
        "<Contents>&unknown;<Key>a</Key><Size>1</Size></Contents>",
        "<Contents><Key>&unknown;</Key><Size>1</Size></Contents>",
        "<Contents><Eyk>a</Key><Size>1</Size></Contents>",
        "<Contents><Key>a</Key><Size>1</Size></Contents>&amp;",
        "<CommonPrefixes><Prefix>c</Prefix></CommonPrefixes>",
    ],
)
@pytest.mark.parametrize("times", [1, 10])
def test_one_odd_item_among_many_spoils_nothing(odd: str, times: int) -> None:
    together, one_by_one = listing(*PLAIN[:15], *[odd] * times, *PLAIN[15:])
    assert together == one_by_one


def test_what_is_wrong_is_said_of_the_first_item_that_is() -> None:
    wrong = [f"<Contents><Key>a</Key><Size>{text}</Size></Contents>" for text in ("first", "second")]
    together, one_by_one = listing(*PLAIN, *wrong)
    assert together == one_by_one
    assert "first" in str(together)


def test_members_that_no_model_knows_are_passed_over(read_together: list[int]) -> None:
    item = "<Contents><Key>k{0}</Key><New>{0}</New><Newer><A>{0}</A><B/></Newer><Newest/></Contents>"
    together, one_by_one = listing(*[item.format(number) for number in range(30)])
    assert together == one_by_one
    assert together["Contents"][29] == {"Key": "k29"}
    assert max(read_together) > 20
    wrong = item.format(7).replace("<A>7", "<A>&unknown;")
    together, one_by_one = listing(*[item.format(number) for number in range(30)], wrong)
    assert together == one_by_one
    assert "Contents" not in together


def test_a_moment_in_another_form_is_understood_among_many(read_together: list[int]) -> None:
    times = ["2026-11-22T04:11:52.000Z", "1422172800", "Sun, 25 Jan 2015 08:00:00 GMT", "2026-11-22T04:11Z"]
    items = [f"<Contents><LastModified>{times[number % 4]}</LastModified></Contents>" for number in range(40)]
    together, one_by_one = listing(*items)
    assert together == one_by_one
    assert len({repr(item["LastModified"]) for item in together["Contents"]}) == 3
    assert max(read_together) > 20


def test_each_item_has_containers_of_its_own_but_shares_texts(read_together: list[int]) -> None:
    item = "<Contents><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><Owner><ID>me</ID></Owner><RestoreStatus/></Contents>"
    reader = Reader(error_node).structure(service("s3").operation_model("ListObjectsV2").output_shape)
    contents = read_document(f"<R>{item * 40}</R>".encode(), reader)["Contents"]
    assert contents == [{"ChecksumAlgorithm": ["CRC32"], "Owner": {"ID": "me"}, "RestoreStatus": {}}] * 40
    assert max(read_together) > 20
    for member in ("ChecksumAlgorithm", "Owner", "RestoreStatus"):
        assert len({id(each[member]) for each in contents}) == 40
    assert len({id(each["Owner"]["ID"]) for each in contents}) < 20


def test_layouts_from_outside_do_not_pile_up() -> None:
    lists = Lists("ec2", "DescribeInstances", "Reservations")
    runs = xmlruns.Runs(
        lists.list.member, Reader(error_node).structure(lists.list.member), xmlread.members_by_element, {}
    )
    for number in range(3000):
        size = 3 + number % 1500
        pieces = [f"item>{number}", *["groupSet/>"] * (size - 2), "/item>"]
        runs._learn(pieces, 0, size)
    assert len(runs._layouts) <= 24
    assert len(runs._sizes) <= 1000
