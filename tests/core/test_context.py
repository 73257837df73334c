"""What the calls of a client share: made once, and never changed."""

from __future__ import annotations

import pytest

import sotalia

from .scripted import KEYS, reply, scripted

OK = reply(200, b"<R><GetCallerIdentityResult/></R>")


def test_what_only_calls_need_is_made_by_the_first_one_and_stays():
    client, _ = scripted("sts", OK)
    core = sotalia.client("sts", region_name="us-east-1", **KEYS)._core
    assert core._machinery == []
    made = core.machinery
    assert core.machinery is made
    client.get_caller_identity()
    known = client._core.machinery
    client.get_caller_identity()
    assert client._core.machinery is known


def test_nothing_writes_into_it():
    client, _ = scripted("sts", OK)
    core = client._core
    for holder in (core, core.machinery, core.settings, core.endpoint, client._arguments):
        names = getattr(type(holder), "__slots__", None) or vars(holder)
        for name in names:
            if not name.startswith("_"):
                with pytest.raises(AttributeError, match=f"{name} is set, and never changes"):
                    setattr(holder, name, None)


def test_handlers_that_come_after_a_call_are_heard_by_the_next():
    client, _ = scripted("sts", OK)
    client.get_caller_identity()
    heard = []
    for _ in range(2):  # the second time, all were unregistered in between
        client.meta.events.register("before-send", lambda **_: heard.append(1), unique_id="mine")
        client.get_caller_identity()
        client.meta.events.unregister("before-send", unique_id="mine")
        client._core.bind_anew()
        client.get_caller_identity()
    assert heard == [1, 1]
