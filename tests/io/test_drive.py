"""The drivers and performers: what is sent into a generator, thrown into it, and what closes it."""

from __future__ import annotations

import asyncio
import os
import stat
import time

import pycurl
import pytest

from sotalia import errors
from sotalia.effects import FirstEvent, ReadBody, ReadFile, Send, Sleep, WriteFile
from sotalia.http import Request, Response
from sotalia.io import clock
from sotalia.io.drive import drive
from sotalia.io.drive_async import drive_async
from sotalia.io.perform import Performer
from sotalia.io.perform_async import AsyncPerformer
from sotalia.testing import AsyncRecordingTransport, RecordingTransport


@pytest.fixture(params=["blocking", "awaited"])
def run(request):
    """Runs a generator with a plain `perform` function, by either driver."""
    if request.param == "blocking":
        return drive

    def run_awaited(steps, perform):
        async def awaited(effect):
            return perform(effect)

        return asyncio.run(drive_async(steps, awaited))

    return run_awaited


@pytest.fixture(params=["blocking", "awaited"])
def perform(request):
    """Runs a generator of real effects against a recording transport: `perform(steps, transport answers...)`."""

    def run_it(steps, *answers):
        if request.param == "blocking":
            return drive(steps, Performer(RecordingTransport(answers)))
        return asyncio.run(drive_async(steps, AsyncPerformer(AsyncRecordingTransport(answers))))

    return run_it


def test_results_go_in_and_the_value_comes_out(run):
    def steps():
        first = yield Sleep(1)
        second = yield Sleep(first + 1)
        return first, second

    assert run(steps(), lambda effect: effect.seconds * 10) == (10, 110)


def test_what_libcurls_binding_raises_is_told_as_one_of_the_documented_errors(run):
    request = Request("GET", "https://host/path?signature=secret", {"authorization": "secret"})

    def steps():
        yield Send(request)

    for arguments, said in [
        ((48, "no such option"), "no such option (curl 48)"),
        (("no handle",), "no handle (curl 2)"),
    ]:
        with pytest.raises(errors.HTTPClientError) as caught:
            run(steps(), lambda effect, arguments=arguments: raised(pycurl.error(*arguments)))
        assert str(caught.value) == f"An HTTP Client raised an unhandled exception: {said}"
        assert caught.value.request == "GET https://host/path"
    with pytest.raises(ZeroDivisionError):  # what the caller's body raises, say
        run(steps(), lambda effect: raised(ZeroDivisionError()))


def raised(error):
    raise error


def test_a_generator_without_effects_just_returns(run):
    def steps():
        return "value"
        yield

    assert run(steps(), None) == "value"


def test_the_exception_of_an_effect_is_thrown_in_at_its_yield(run):
    def fail(effect):
        raise LookupError(effect.path)

    def steps():
        try:
            yield ReadFile("a")
        except LookupError as error:
            return f"caught {error}"

    assert run(steps(), fail) == "caught a"

    def careless():
        yield ReadFile("b")

    with pytest.raises(LookupError, match="b"):
        run(careless(), fail)


def test_what_the_generator_raises_comes_out(run):
    def steps():
        yield Sleep(0)
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        run(steps(), lambda effect: None)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_closes_the_generator_and_the_open_reply(interruption):
    cleaned = []
    transport = RecordingTransport()
    transport.add(b"body")
    streams = []

    def steps():
        try:
            response = yield Send(Request("GET", "https://example.com", {}), True)
            streams.append(response.body)
            yield Sleep(1)
        finally:
            cleaned.append(True)

    def perform(effect):
        if isinstance(effect, Sleep):
            raise interruption
        return Performer(transport)(effect)

    with pytest.raises(interruption):
        drive(steps(), perform)
    assert cleaned == [True]
    assert streams[0].closed


def test_a_cancellation_closes_the_generator_and_the_open_reply():
    cleaned = []
    streams = []

    def steps():
        try:
            response = yield Send(Request("GET", "https://example.com", {}), True)
            streams.append(response.body)
            yield Sleep(60)
        finally:
            cleaned.append(True)

    async def main():
        transport = AsyncRecordingTransport()
        transport.add(b"body")
        task = asyncio.create_task(drive_async(steps(), AsyncPerformer(transport)))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert cleaned == [True]
    assert streams[0].closed


def test_driving_costs_little():
    def steps():
        for _ in range(10_000):
            yield effect

    effect = Sleep(0)
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        drive(steps(), lambda effect: None)
        best = min(best, time.process_time() - started)
    assert best / 10_000 < 2e-6  # well below 1 µs on an idle machine


# ---------------------------------------------------------------- what effects do


def test_a_request_is_sent_and_a_streamed_body_read_and_closed(perform):
    bodies = []

    def steps():
        response = yield Send(Request("GET", "https://example.com", {}))
        assert response.body == b"one"
        response = yield Send(Request("GET", "https://example.com", {}), True)
        bodies.append(response.body)
        return (yield ReadBody(response.body))

    assert perform(steps(), Response(200, {}, b"one"), Response(200, {}, b"two")) == b"two"
    assert bodies[0].closed


def test_files_are_read_and_missing_ones_named(perform, tmp_path):
    (tmp_path / "file").write_bytes(b"content")

    def steps(name):
        return (yield ReadFile(str(tmp_path / name)))

    assert perform(steps("file")) == b"content"
    with pytest.raises(FileNotFoundError, match="missing"):
        perform(steps("missing"))


@pytest.fixture
def usual_umask():
    """Whatever the umask of whoever runs the tests: new files can be read by all unless something is done about it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_files_are_written_whole_for_their_owner_only(perform, tmp_path, usual_umask):
    path = tmp_path / "new" / "folders" / "file"

    def steps(data, name=path):
        return (yield WriteFile(str(name), data))

    assert perform(steps(b"one")) is None
    path.chmod(0o644)
    perform(steps(b"two"))
    assert path.read_bytes() == b"two"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)] == [0o600, 0o700]
    with pytest.raises(OSError):
        perform(steps(b"three", path.parent))
    assert [each.name for each in path.parent.parent.iterdir()] == ["folders"]
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_sleeping_blocks_or_yields(perform):
    def steps():
        yield Sleep(0.05)

    started = time.monotonic()
    perform(steps())
    assert time.monotonic() - started >= 0.045


def test_the_first_event_is_asked_of_the_stream():
    class Events:
        def get_initial_response(self):
            return {"first": True}

    class AwaitedEvents:
        async def get_initial_response(self):
            return {"first": True}

    def steps(events):
        return (yield FirstEvent(events))

    assert drive(steps(Events()), Performer(RecordingTransport())) == {"first": True}
    performer = AsyncPerformer(AsyncRecordingTransport())
    assert asyncio.run(drive_async(steps(AwaitedEvents()), performer)) == {"first": True}


# ---------------------------------------------------------------- time and chance


def test_the_clock_can_be_frozen(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1234.5)
    assert clock.now() == 1234.5


def test_chance_is_evenly_spread():
    numbers = [clock.random() for _ in range(2000)]
    assert all(0 <= number < 1 for number in numbers)
    assert 0.4 < sum(numbers) / len(numbers) < 0.6


def test_uuids_are_of_version_four():
    import uuid

    texts = {clock.uuid4() for _ in range(100)}
    assert len(texts) == 100
    for text in texts:
        assert str(uuid.UUID(text)) == text
        assert uuid.UUID(text).version == 4
        assert uuid.UUID(text).variant == uuid.RFC_4122
