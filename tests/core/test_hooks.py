"""Hooks: the phases of a call, in which order and how often they are passed, and what a hook can do in each."""

from __future__ import annotations

import pytest

from sotalia import exceptions
from sotalia.core.hooks import NO_HOOKS, PHASES, Hooks
from sotalia.core.retry.strategy import RetryIn, Stop
from sotalia.http import Response

from .scripted import reply, scripted, with_machinery

OK = reply(200, b"<R><GetCallerIdentityResult/><GetSessionTokenResult/></R>")


def hooked(hooks, *answers, service="sts"):
    """A client of a service without hooks of its own, given these."""
    client, script = scripted(service, *answers)
    with_machinery(client, hooks=hooks)
    return client, script


def recording(heard, *phases):
    hooks = Hooks()
    for phase in phases or PHASES:
        hooks.on(phase)(lambda *_, phase=phase: heard.append(phase))
    return hooks


ONCE = ["params", "endpoint", "request", "body"]


def test_a_call_passes_the_phases_in_order():
    heard: list[str] = []
    client, _ = hooked(recording(heard), OK)
    client.get_caller_identity()
    assert heard == [*ONCE, "scheme", "sign", "signed", "send", "reply", "parsed", "result"]


def test_each_attempt_passes_the_phases_from_signing_to_retry():
    heard: list[str] = []
    client, _ = hooked(recording(heard), reply(500), OK)
    client.get_caller_identity()
    attempt = ["sign", "signed", "send", "reply", "parsed", "retry"]
    assert heard == [*ONCE, "scheme", *attempt, *attempt[:-1], "result"]


def test_an_error_reply_is_a_result():
    heard: list[str] = []
    client, _ = hooked(recording(heard), reply(403, b"<R><Error><Code>No</Code></Error></R>"))
    with pytest.raises(exceptions.ClientError):
        client.get_caller_identity()
    assert heard[-2:] == ["retry", "result"]


def test_an_exception_is_a_failure():
    heard: list[str] = []
    client, _ = hooked(recording(heard), ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        client.get_caller_identity()
    assert heard[-3:] == ["send", "retry", "failed"]
    assert "result" not in heard


def test_hooks_are_for_all_operations_or_for_those_named():
    hooks = Hooks()

    @hooks.on("params")
    def first(call, params):
        """All."""

    @hooks.on("params", "A", "B")
    def second(call, params):
        """Two."""

    assert hooks.bound_to("params", "A") == (first, second)
    assert hooks.bound_to("params", "C") == (first,)
    assert hooks.bound_to("sign", "A") == ()
    assert NO_HOOKS.bound_to("params", "A") == ()


def test_there_are_no_other_phases():
    with pytest.raises(ValueError, match="There is no phase 'sing'"):
        Hooks().on("sing")


def test_a_hook_may_replace_the_parameters():
    hooks = Hooks()
    hooks.on("params")(lambda call, params: {"DurationSeconds": 900})
    client, script = hooked(hooks, OK)
    client.get_session_token(DurationSeconds=1000)
    assert b"DurationSeconds=900" in script.bodies[0]


def test_a_hook_may_answer_for_the_network():
    hooks = Hooks()
    hooks.on("send")(lambda call, request: Response(200, {"mine": "yes"}, OK.body))
    client, script = hooked(hooks, reply(500))
    assert client.get_caller_identity()["ResponseMetadata"]["HTTPHeaders"] == {"mine": "yes"}
    assert script.requests == []


def test_a_hook_may_answer_before_signing():
    hooks = Hooks()
    hooks.on("request")(lambda call, request: (Response(200, {}, b""), {"Account": "1"}))
    heard: list[str] = []
    hooks.on("result")(lambda call, parsed: heard.append(parsed))
    client, script = hooked(hooks, OK)
    assert client.get_caller_identity() == {"Account": "1"}
    assert heard == [{"Account": "1"}]
    assert script.requests == []


@pytest.mark.parametrize(("answer", "attempts"), [(None, 3), (Stop(), 1)])
def test_a_hook_may_forbid_another_attempt(answer, attempts):
    hooks = Hooks()
    hooks.on("retry")(lambda *_: answer)
    client, script = hooked(hooks, reply(500))
    with pytest.raises(exceptions.ClientError):
        client.get_caller_identity()
    assert len(script.requests) == attempts


def test_the_first_hook_decides_on_the_wait_and_all_are_asked():
    asked = []
    hooks = Hooks()
    hooks.on("retry")(lambda call, *_: RetryIn(7.0) if call.attempt == 1 else Stop())
    hooks.on("retry")(lambda call, *_: asked.append(call.attempt) or RetryIn(9.0))
    client, script = hooked(hooks, reply(400, b"<E><Error><Code>x</Code></Error></E>"))
    with pytest.raises(exceptions.ClientError):
        client.get_caller_identity()
    assert script.sleeps == [7.0]
    assert asked == [1, 2]


def test_a_services_hook_is_not_asked_after_a_good_reply():
    asked = []
    hooks = Hooks()
    hooks.on("retry")(lambda *_: asked.append(1))
    client, _ = hooked(hooks, OK)
    client.get_caller_identity()
    client.get_caller_identity()
    assert asked == []


def test_a_hook_that_raises_ends_the_call():
    hooks = Hooks()
    hooks.on("parsed")(lambda *_: 1 / 0)
    heard: list[str] = []
    hooks.on("failed")(lambda call, error: heard.append(error))
    client, script = hooked(hooks, OK)
    with pytest.raises(ZeroDivisionError) as raised:
        client.get_caller_identity()
    assert len(script.requests) == 1
    assert heard == [raised.value]


def test_what_is_remembered_in_one_phase_is_there_in_another_and_gone_in_the_next_call():
    hooks = Hooks()
    seen = []

    @hooks.on("params")
    def remember(call, params):
        seen.append(call.recall("it"))
        call.remember("it", 1)

    hooks.on("result")(lambda call, parsed: seen.append(call.recall("it")))
    client, _ = hooked(hooks, OK)
    client.get_caller_identity()
    client.get_caller_identity()
    assert seen == [None, 1, None, 1]


def test_the_callers_parameters_of_one_call_do_not_reach_the_next():
    client, script = scripted("ec2", reply(200, b"<CreateVolumeResponse/>"))
    params = {"AvailabilityZone": "us-east-1a", "Size": 1}
    client.create_volume(**params)
    client.create_volume(**params)
    assert params == {"AvailabilityZone": "us-east-1a", "Size": 1}
    tokens = {body.partition(b"ClientToken=")[2] for body in script.bodies}
    assert len(tokens) == 2
    assert b"" not in tokens
