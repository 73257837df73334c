"""The event emitter, beside botocore's."""

from __future__ import annotations

import copy
import random
import threading

import pytest
from botocore.hooks import EVENT_ALIASES, EventAliaser, HierarchicalEmitter

from sotalia.events.aliases import ALIASES
from sotalia.events.emitter import EventEmitter

PARTS = ["before-send", "s3", "PutObject", "*", "x"]


def random_name(rng: random.Random) -> str:
    return ".".join(rng.choice(PARTS) for _ in range(rng.randint(1, 4)))


def handler(label: str):
    def hear(**kwargs):
        return label

    return hear


@pytest.mark.parametrize("seed", range(30))
def test_handlers_run_in_the_order_botocore_runs_them(seed):
    rng = random.Random(seed)
    ours, theirs = EventEmitter(), HierarchicalEmitter()
    for number in range(40):
        name, how = random_name(rng), rng.choice(["register", "register_first", "register_last"])
        hear = handler(f"{number}:{name}:{how}")
        getattr(ours, how)(name, hear)
        getattr(theirs, how)(name, hear)
    for _ in range(200):
        name = ".".join(rng.choice([part for part in PARTS if part != "*"]) for _ in range(rng.randint(1, 5)))
        assert [answer for _, answer in ours.emit(name)] == [answer for _, answer in theirs.emit(name)]


def test_aliases_are_botocores():
    assert dict(ALIASES) == dict(EVENT_ALIASES)


@pytest.mark.parametrize("old", sorted(EVENT_ALIASES))
def test_an_event_under_a_former_name_reaches_handlers_under_the_new_one(old):
    ours, theirs = EventEmitter(), EventAliaser(HierarchicalEmitter())
    for emitter in (ours, theirs):
        emitter.register(f"before-call.{EVENT_ALIASES[old]}.Do", handler("new"))
        emitter.register(f"before-call.{old}", handler("old"))
    for name in (f"before-call.{old}.Do", f"before-call.{EVENT_ALIASES[old]}.Do"):
        assert [answer for _, answer in ours.emit(name)] == [answer for _, answer in theirs.emit(name)]


def test_the_first_answer_ends_emit_until_response():
    emitter = EventEmitter()
    heard = []
    emitter.register("a", lambda **kwargs: heard.append(1))
    emitter.register("a", lambda **kwargs: "yes")
    emitter.register("a", lambda **kwargs: heard.append(2))
    assert emitter.emit_until_response("a")[1] == "yes"
    assert heard == [1]


def test_handlers_are_told_the_event_and_its_arguments():
    emitter = EventEmitter()
    heard = []
    emitter.register("a.b", lambda event_name, colour, **kwargs: heard.append((event_name, colour)))
    emitter.emit("a.b.c", colour="red")
    assert heard == [("a.b.c", "red")]


def test_a_unique_id_registers_once_and_unregisters():
    emitter = EventEmitter()
    emitter.register("a", handler("one"), unique_id="id")
    emitter.register("a", handler("two"), unique_id="id")
    assert [answer for _, answer in emitter.emit("a")] == ["one"]
    emitter.unregister("a", unique_id="id")
    assert emitter.emit("a") == []
    assert not emitter.has_handlers


def test_a_counted_unique_id_stays_until_it_is_unregistered_as_often():
    emitter = EventEmitter()
    for _ in range(2):
        emitter.register("a", handler("one"), unique_id="id", unique_id_uses_count=True)
    emitter.unregister("a", unique_id="id", unique_id_uses_count=True)
    assert len(emitter.emit("a")) == 1
    emitter.unregister("a", unique_id="id", unique_id_uses_count=True)
    assert emitter.emit("a") == []


def test_counted_and_uncounted_do_not_mix():
    emitter = EventEmitter()
    emitter.register("a", handler("one"), unique_id="id", unique_id_uses_count=True)
    with pytest.raises(ValueError, match="unique_id_uses_count"):
        emitter.register("a", handler("one"), unique_id="id")
    with pytest.raises(ValueError, match="unique_id_uses_count"):
        emitter.unregister("a", unique_id="id")


def test_handlers_must_be_callable_and_take_keywords():
    emitter = EventEmitter()
    with pytest.raises(ValueError, match="must be callable"):
        emitter.register("a", 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"\*\*kwargs"):
        emitter.register("a", lambda request: None)


def test_a_copy_goes_its_own_way():
    emitter = EventEmitter()
    emitter.register("a", handler("both"))
    twin = copy.copy(emitter)
    twin.register("a", handler("twin"))
    emitter.register("a", handler("first"))
    assert [answer for _, answer in emitter.emit("a")] == ["both", "first"]
    assert [answer for _, answer in twin.emit("a")] == ["both", "twin"]


def test_unregistering_what_is_not_there_is_no_error():
    emitter = EventEmitter()
    emitter.unregister("a", handler("one"))
    emitter.unregister("a", unique_id="none")


def test_handlers_are_registered_while_others_emit():
    emitter = EventEmitter()
    stop = threading.Event()
    failures = []

    def emit():
        try:
            while not stop.is_set():
                emitter.emit("a.b.c")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong
            failures.append(error)

    threads = [threading.Thread(target=emit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(300):
        emitter.register(f"a.b.{number}", handler("x"))
        emitter.register("a.b.c", handler(str(number)))
        assert len(emitter.emit("a.b.c")) == number + 1
        if number > 200:
            stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
