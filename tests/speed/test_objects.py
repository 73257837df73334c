"""What the readers in C do with objects: none is left behind, none is shared that may change, no error is swallowed."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from benchmarks import replies
from sotalia.dynamodb import types
from tests.dynamodb.values import item
from tests.speed.twins import attribute_readers, attribute_writers, json_readers, twins, xml_readers
from tests.wire.xml_reference import service

OTHER_VALUES = b'{"a": [1, 2.5, true, null, "\\u00e9\\n", {"b": "' + b"x" * 300 + b'\\t"}]}'


def list_objects(readers: Any) -> Callable[[bytes], Any]:
    pair = xml_readers(service("s3").operation_model("ListObjectsV2"), "rest-xml")
    assert pair is not None
    return pair[0]


def query() -> Callable[[bytes], Any]:
    return json_readers(service("dynamodb").operation_model("Query"), "json")[0]


def some_keys(count: int) -> bytes:
    body = replies.list_objects_v2().body
    end = b"</Contents>"
    return end.join(body.split(end)[:count]) + end + b"</ListBucketResult>"


def growth(work: Callable[[], object]) -> int:
    """How many bytes are left of ten runs, after two."""
    work()
    work()
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(10):
            work()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------- leaks


def left_alone(read: Callable[[Any], Any], unusual: type[Exception], bodies: list[Any]) -> Callable[[], None]:
    def work() -> None:
        for body in bodies:
            try:
                read(body)
            except unusual:
                pass

    return work


#: What a leak of one small object for each of the ten runs would exceed.
LITTLE = 400


def test_nothing_is_left_of_a_document_wherever_it_is_cut_off(readers):
    body = some_keys(2).replace(b"server", "sérver&amp;".encode())
    cut = [body[:end] for end in range(len(body) + 1)]
    assert growth(left_alone(list_objects(readers), readers.Unusual, cut)) < LITTLE


def test_nothing_is_left_of_a_text_wherever_it_is_cut_off(readers):
    body = replies.get_item().body
    read = json_readers(service("dynamodb").operation_model("GetItem"), "json")[0]
    any_value = readers.Node(readers.DOCUMENT).read_json
    for reads, text in ((read, body), (any_value, body), (any_value, OTHER_VALUES)):
        cut = [text[:end] for end in range(len(text) + 1)]
        assert growth(left_alone(reads, readers.Unusual, cut)) < LITTLE


def test_nothing_is_left_of_values_that_are_converted(readers):
    import random

    values = [item(random.Random(seed), 6) for seed in range(40)]
    for numbers in (types.DECIMALS, types.NATIVE):
        write = attribute_writers(numbers, to_base64=False)[0][0]
        read = attribute_readers(numbers, from_base64=False)[0][0]
        written = [types.TypeSerializer().serialize(each) for each in values]
        assert growth(left_alone(write, readers.Unusual, [*values, {"a": [float("nan")]}, {"a": {1, "b"}}])) < LITTLE
        assert (
            growth(left_alone(read, readers.Unusual, [*written, {"L": [{"S": "a"}, {}]}, {"NS": ["1", "x"]}])) < LITTLE
        )


def test_nothing_is_left_of_damaged_input(readers):
    import random

    pairs = twins()
    cases = [(pair, pair.inputs(random.Random(number))) for pair in pairs for number in range(5)]

    def work() -> None:
        for pair, case in cases:
            try:
                pair.in_c(case)
            except readers.Unusual:
                pass

    assert growth(work) < LITTLE


def test_shared_objects_keep_their_count(readers):
    read, body = list_objects(readers), some_keys(20)
    read(body)
    name = next(key for key in read(body)["Contents"][0] if key == "StorageClass")
    number = type("Number", (Decimal,), {})
    numbers = readers.AttributeReader(number, bytes)
    candidates: list[Any] = [name, number, None, True, False, Decimal]
    # From Python 3.12 on some are immortal: what their count says has no meaning (PEP 683).
    shared = [each for each in candidates if sys.getrefcount(each) < 1 << 29]
    assert number in shared
    gc.collect()
    before = [sys.getrefcount(each) for each in shared]
    for _ in range(50):
        read(body)
        numbers.read({"L": [{"N": "1.5"}, {"NULL": True}, {"BOOL": False}]})
    gc.collect()
    after = [sys.getrefcount(each) for each in shared]
    assert all(abs(new - old) < 20 for new, old in zip(after, before, strict=True))


def test_nodes_that_hold_one_another_go_away(readers):
    class Members:
        node: Any = None

        def __call__(self) -> Any:
            return [(b"inner", "inner", self.node)]

    members = Members()
    gone = weakref.ref(members)
    members.node = node = readers.Node(readers.STRUCTURE, resolve=members)
    del members
    assert node.read_json(b'{"inner": {"inner": {}}}') == {"inner": {"inner": {}}}
    assert gone() is None  # asked once, and let go

    again = Members()
    gone = weakref.ref(again)
    again.node = readers.Node(readers.STRUCTURE, resolve=again)
    del again
    gc.collect()
    assert gone() is None


# ---------------------------------------------------------------- errors


def test_what_a_conversion_refuses_is_left_to_python_but_interrupts_pass(readers):
    def refuse(text: str) -> Any:
        raise {"e": ValueError, "m": MemoryError, "i": KeyboardInterrupt}[text]

    node = readers.Node(readers.CONVERTED, convert=refuse)
    for text, error in (("e", readers.Unusual), ("m", MemoryError), ("i", KeyboardInterrupt), ("x", readers.Unusual)):
        with pytest.raises(error):
            node.read_json(f'"{text}"'.encode())
        with pytest.raises(error):
            node.read_xml(f"<a>{text}</a>".encode())


@pytest.mark.parametrize("body", [bytearray(b"{}"), memoryview(b"{}"), "{}", None, b""])
def test_what_is_no_body_is_left_to_python(readers, body):
    node = readers.Node(readers.STRUCTURE, resolve=list)
    with pytest.raises(readers.Unusual):
        node.read_json(body)
    with pytest.raises(readers.Unusual):
        node.read_xml(body)


@pytest.mark.parametrize("arguments", [(-1,), (99,), ("x",), ()])
def test_nodes_of_no_kind_are_refused(readers, arguments):
    with pytest.raises((TypeError, ValueError)):
        readers.Node(*arguments)


@pytest.mark.parametrize(
    "name",
    ["CONVERTED", "MOMENT", "STRUCTURE", "UNION", "LIST", "MAP", "FLAT_LIST", "FLAT_MAP", "ATTRIBUTE", "ATTRIBUTES"],
)
def test_nodes_without_what_they_need_are_refused(readers, name):
    with pytest.raises(ValueError, match=f"a node of the kind {name} needs more"):
        readers.Node(getattr(readers, name))
    if name.startswith("ATTRIBUTE"):
        with pytest.raises(ValueError, match="or something else"):
            readers.Node(getattr(readers, name), convert=str)


def test_nodes_for_one_language_read_nothing_in_the_other(readers):
    leaf = readers.Node(readers.AS_IS)
    of_json, of_xml = readers.Node(readers.MAP, item=leaf), readers.Node(readers.MAP, resolve=list)
    assert of_json.read_json(b'{"a": "b"}') == {"a": "b"}
    for read, body in ((of_json.read_xml, b"<a><b>c</b></a>"), (of_xml.read_json, b'{"a": "b"}')):
        with pytest.raises(readers.Unusual):
            read(body)


def test_members_that_are_none_are_refused(readers):
    node = readers.Node(readers.AS_IS)
    for members in ((), [1], [("a", "a", node)], [(b"a", "a", 1)], [(b"a", "a", node), (b"a", "b", node)]):
        with pytest.raises((TypeError, ValueError)):
            readers.Node(readers.STRUCTURE, resolve=lambda members=members: members).read_json(b'{"a": "b"}')


def test_nothing_nests_without_end(readers):
    inner: Any = readers.Node(readers.STRUCTURE, resolve=lambda: [(b"a", "a", inner)])
    for depth in (50, 5_000, 500_000):
        texts = (b'{"a":' * depth + b"{}" + b"}" * depth, b"[" * depth + b"]" * depth)
        if depth == 50:
            assert inner.read_json(texts[0])
            continue
        for node in (inner, readers.Node(readers.DOCUMENT)):
            for text in texts:
                with pytest.raises(readers.Unusual):
                    node.read_json(text)
        for tag in (b"a", b"b"):
            with pytest.raises(readers.Unusual):
                inner.read_xml(b"<%b>" % tag * depth + b"</%b>" % tag * depth)
    deep: Any = {"S": "x"}
    for _ in range(100_000):
        deep = {"L": [deep]}
    with pytest.raises(readers.Unusual):
        readers.AttributeReader(Decimal, bytes).read(deep)
    for wrap in (lambda value: [value], lambda value: {"a": value}):
        value: Any = "x"
        for _ in range(100_000):
            value = wrap(value)
        with pytest.raises(readers.Unusual):
            readers.AttributeWriter(Decimal.from_float, Decimal, {}).write(value)


def test_names_of_elements_have_an_end(readers):
    node = readers.Node(readers.TEXTS)
    for length, plain in ((1024, True), (1025, False)):
        name = b"a" * length
        body = b"<b><%b>c</%b></b>" % (name, name)
        if plain:
            assert node.read_xml(body) == {name.decode(): "c"}
        else:
            with pytest.raises(readers.Unusual):
                node.read_xml(body)


# ---------------------------------------------------------------- threads, interpreters, pickles


def test_threads_that_meet_a_structure_at_once_read_alike(readers):
    body = some_keys(30)
    want = list_objects(readers)(body)
    for _ in range(20):
        read, start = list_objects(readers), threading.Barrier(8)
        got: list[Any] = []

        def work(read: Any = read, start: Any = start, got: Any = got) -> None:
            start.wait(20)
            got.append(read(body))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert got == [want] * 8


IN_INTERPRETERS = """
import sys
code = '''
import sotalia_speed as readers
node = readers.Node(readers.STRUCTURE, resolve=lambda: [(b"a", "a", readers.Node(readers.AS_IS))])
assert node.read_json(b'{"a": "b"}') == {"a": "b"} == node.read_xml(b"<x><a>b</a></x>")
try:
    node.read_xml(b"")
except readers.Unusual:
    pass
'''
exec(code)
if sys.version_info >= (3, 13):
    import _interpreters as interpreters
    kinds = [interpreters.new_config("isolated"), interpreters.new_config("legacy")]
    make = lambda kind: interpreters.create(kind)
    fails = lambda interpreter: interpreters.run_string(interpreter, code)
else:
    import _xxsubinterpreters as interpreters
    kinds = [True, False]
    make = lambda kind: interpreters.create(isolated=kind)
    fails = lambda interpreter: interpreters.run_string(interpreter, code)
for kind in kinds * 5:
    interpreter = make(kind)
    assert not fails(interpreter)
    interpreters.destroy(interpreter)
exec(code)
print("read")
"""


def test_interpreters_have_readers_of_their_own(readers):
    path = os.path.dirname(os.path.dirname(readers.__file__))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_INTERPRETERS],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr


def test_what_is_read_pickles_and_is_the_callers_own(readers):
    read, body = list_objects(readers), some_keys(3)
    first, second = read(body), read(body)
    assert pickle.loads(pickle.dumps(first)) == first == second
    first["Contents"][0]["Key"] = "mine"
    first["Contents"].append(1)
    assert second == read(body)
