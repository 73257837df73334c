"""Methods whose modules are imported when they are first used: for awaited clients in another thread."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading

import pytest

from sotalia.io.late import LateMethod, added_method
from sotalia.model.described import ImportedMethod
from sotalia.services import Late

SOURCE = '''
import threading

IMPORTED_BY = threading.get_ident()

async def move(self, to, *, fast=False):
    """Move it."""
    return self, to, fast
'''


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "late_module.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    yield "late_module:move"
    sys.modules.pop("late_module", None)


def class_with(place):
    return type("Thing", (), {"move": LateMethod("Thing", "move", place)})


def test_a_method_called_in_an_event_loop_imports_its_module_in_another_thread(place):
    thing = class_with(place)()

    async def call():
        return await thing.move("there", fast=True)

    assert asyncio.run(call()) == (thing, "there", True)
    assert threading.get_ident() != sys.modules["late_module"].IMPORTED_BY


def test_tasks_that_call_it_at_the_same_time_all_get_their_results(place):
    thing = class_with(place)()

    async def call():
        return await asyncio.gather(*(thing.move(number) for number in range(20)))

    assert asyncio.run(call()) == [(thing, number, False) for number in range(20)]


def test_it_is_the_function_itself_outside_of_a_loop_and_once_it_is_there(place):
    Thing = class_with(place)
    function = Thing.move
    assert inspect.iscoroutinefunction(function)
    assert threading.get_ident() == sys.modules["late_module"].IMPORTED_BY

    async def looked_up():
        return Thing().move

    assert asyncio.run(looked_up()).__func__ is function


def test_it_is_described_before_it_is_there_as_afterwards(place):
    thing = class_with(place)()

    async def described():
        method = thing.move
        return method.__doc__, str(inspect.signature(method)), repr(method.__func__)

    assert asyncio.run(described()) == ("Move it.", "(to, *, fast=False)", "<method Thing.move>")


def test_a_module_that_cannot_be_imported_raises_its_error_to_the_caller():
    thing = class_with("no_such_module:move")()

    async def call():
        await thing.move("there")

    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        asyncio.run(call())


def test_only_coroutine_functions_that_say_so_are_imported_in_another_thread():
    place = "sotalia.transfer.{side}.methods:copy"
    assert type(added_method("Client", "copy", Late(place), True)) is LateMethod
    assert type(added_method("Client", "copy", Late(place), False)) is ImportedMethod
    assert type(added_method("Client", "copy", place, True)) is ImportedMethod
