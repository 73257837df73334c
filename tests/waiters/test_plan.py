"""What a wait does next: boto3's even polls, and the growing delays and the time-out that it does not have.

The clock and the chance are the test's, so that every sleep is known.
"""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import botocore.waiter
import pytest

from sotalia.errors import ParamValidationError, WaiterError
from sotalia.waiters import SingleWaiterConfig, WaiterOptionError
from sotalia.waiters.plan import Plan

CONFIG: dict[str, Any] = {
    "operation": "DescribeThing",
    "delay": 5,
    "maxAttempts": 4,
    "acceptors": [
        {"state": "success", "matcher": "path", "argument": "Status", "expected": "READY"},
        {"state": "failure", "matcher": "path", "argument": "Status", "expected": "FAILED"},
        {"state": "retry", "matcher": "path", "argument": "Status", "expected": "PENDING"},
        {"state": "retry", "matcher": "error", "expected": "NotYet"},
    ],
}
READY, FAILED, PENDING, OTHER = ({"Status": name} for name in ("READY", "FAILED", "PENDING", "OTHER"))
NOT_YET: dict[str, Any] = {"Error": {"Code": "NotYet", "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
DENIED: dict[str, Any] = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}


class World:
    """A clock that only sleeping moves, and a chance that is always the same."""

    def __init__(self, chance: float = 1.0, early: float = 0.0) -> None:
        self.time = 1000.0
        self.chance = chance
        self.early = early

    def wait(self, replies: list[dict[str, Any]], options: Any = None, seconds_per_poll: float = 0.0) -> list[float]:
        """Wait, the last reply coming again and again; return what was slept."""
        plan = Plan("Thing", SingleWaiterConfig(CONFIG), options or {}, lambda: self.time, lambda: self.chance)
        slept: list[float] = []
        queue = list(replies)
        while True:
            self.time += seconds_per_poll
            seconds = plan.next(queue.pop(0) if len(queue) > 1 else queue[0])
            if seconds is None:
                return slept
            slept.append(seconds)
            self.slept = slept
            self.time += max(seconds - self.early, 0)


def boto3_end(monkeypatch: pytest.MonkeyPatch, replies: list[Any], options: dict[str, Any]) -> Any:
    """How boto3 ends the same wait: what it slept, and its error."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    queue = list(replies)
    waiter = botocore.waiter.Waiter(
        "Thing",
        botocore.waiter.SingleWaiterConfig(CONFIG),
        lambda: queue.pop(0) if len(queue) > 1 else queue[0],
    )
    try:
        waiter.wait(WaiterConfig=options)
    except botocore.waiter.WaiterError as error:
        return slept, str(error), error.last_response, error.kwargs
    return slept, None, None, None


@pytest.mark.parametrize("options", [{}, {"Delay": 1}, {"MaxAttempts": 2}, {"Delay": 0.5, "MaxAttempts": 7}])
@pytest.mark.parametrize(
    "replies",
    [
        [READY],
        [PENDING, READY],
        [NOT_YET, PENDING, OTHER, READY],
        [FAILED],
        [PENDING, FAILED],
        [OTHER],
        [NOT_YET],
        [DENIED],
        [PENDING, DENIED],
    ],
    ids=str,
)
def test_a_wait_goes_as_in_boto3(
    monkeypatch: pytest.MonkeyPatch, replies: list[dict[str, Any]], options: dict[str, Any]
) -> None:
    theirs = boto3_end(monkeypatch, replies, options)
    world = World()
    world.slept = []
    try:
        ours: Any = (world.wait(replies, options), None, None, None)
    except WaiterError as error:
        ours = (world.slept, str(error), error.last_response, error.kwargs)
    assert ours == theirs


def test_the_acceptor_that_matched_last_is_named_not_the_last_one_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WaiterError, match='Previously accepted state: .* expected path: "PENDING"$'):
        World().wait([PENDING, OTHER])
    # boto3 names one that never matched.
    assert boto3_end(monkeypatch, [PENDING, OTHER], {})[1].endswith("Matched expected service error code: NotYet")


@pytest.mark.parametrize("attempts", [1, 0, -3])
def test_no_more_than_one_poll_is_one_poll(attempts: int) -> None:
    world = World()
    world.slept = []
    with pytest.raises(WaiterError, match="Max attempts exceeded$"):
        world.wait([OTHER], {"MaxAttempts": attempts})
    assert world.slept == []


class TestGrowingDelays:
    def test_they_double_up_to_the_longest(self) -> None:
        slept = World().wait([PENDING] * 6 + [READY], {"Delay": 2, "MaxDelay": 20, "MaxAttempts": 10})
        assert slept == [2, 4, 8, 16, 20, 20]

    def test_chance_shortens_them_no_further_than_the_shortest(self) -> None:
        options = {"Delay": 2, "MaxDelay": 20, "MaxAttempts": 10}
        assert World(chance=0.0).wait([PENDING] * 4 + [READY], options) == [2, 2, 2, 2]
        assert World(chance=0.5).wait([PENDING] * 4 + [READY], options) == [2, 3, 5, 9]

    def test_the_model_s_attempts_bound_them_unless_others_are_given(self) -> None:
        world = World()
        with pytest.raises(WaiterError, match="Max attempts exceeded"):
            world.wait([PENDING], {"MaxDelay": 30})
        assert world.slept == [5, 10, 20]

    def test_they_never_overflow(self) -> None:
        assert max(World().wait([PENDING] * 5000 + [READY], {"MaxDelay": 60.5, "MaxAttempts": 6000})) == 60.5

    @pytest.mark.parametrize(
        "options",
        [{"MaxDelay": 4}, {"Delay": 0, "MaxDelay": 4}, {"MaxDelay": -1}, {"MaxDelay": "9"}, {"MaxDelay": float("nan")}],
    )
    def test_limits_that_cannot_be_are_refused_before_the_first_poll(self, options: dict[str, Any]) -> None:
        with pytest.raises(WaiterOptionError, match="Invalid value for (Max)?Delay"):
            World().wait([READY], options)


class TestTimeOut:
    def test_the_last_poll_is_at_its_end(self) -> None:
        world = World()
        with pytest.raises(WaiterError) as caught:
            world.wait([PENDING], {"Timeout": 12})
        assert world.slept == [5, 5, 2]
        assert str(caught.value) == (
            "Waiter Thing failed: Timed out after 12 seconds. Previously accepted state: "
            'For expression "Status" we matched expected path: "PENDING"'
        )
        assert caught.value.last_response == PENDING

    def test_what_becomes_so_at_its_end_is_seen(self) -> None:
        assert World().wait([OTHER, OTHER, OTHER, READY], {"Timeout": 12}) == [5, 5, 2]

    def test_it_bounds_the_wait_in_the_place_of_the_model_s_attempts(self) -> None:
        world = World()
        with pytest.raises(WaiterError, match="Timed out after 60 seconds$"):
            world.wait([OTHER], {"Timeout": 60})
        assert len(world.slept) == 12 > CONFIG["maxAttempts"]

    def test_attempts_that_are_given_hold_beside_it(self) -> None:
        with pytest.raises(WaiterError, match="Max attempts exceeded$"):
            World().wait([OTHER], {"Timeout": 60, "MaxAttempts": 2})

    def test_it_holds_with_growing_delays(self) -> None:
        world = World()
        with pytest.raises(WaiterError, match="Timed out"):
            world.wait([OTHER], {"Delay": 1, "MaxDelay": 60, "Timeout": 20})
        assert world.slept == [1, 2, 4, 8, 5]

    def test_slow_polls_count(self) -> None:
        world = World()
        with pytest.raises(WaiterError, match="Timed out"):
            world.wait([OTHER], {"Timeout": 12}, seconds_per_poll=4)
        assert world.slept == [5]

    def test_a_clock_that_is_read_early_adds_no_poll(self) -> None:
        world = World(early=0.01)
        with pytest.raises(WaiterError, match="Timed out"):
            world.wait([OTHER], {"Timeout": 5})
        assert world.slept == [5]

    def test_none_at_all_is_one_poll(self) -> None:
        world = World()
        world.slept = []
        with pytest.raises(WaiterError, match="Timed out after 0 seconds$"):
            world.wait([OTHER], {"Timeout": 0})
        assert world.slept == []
        assert World().wait([READY], {"Timeout": 0}) == []

    def test_a_failure_is_told_as_such_at_its_end_too(self) -> None:
        with pytest.raises(WaiterError, match="terminal failure state"):
            World().wait([OTHER, FAILED], {"Timeout": 3})

    @pytest.mark.parametrize("value", [-1, "60", float("nan"), [], {}])
    def test_one_that_cannot_be_is_refused_before_the_first_poll(self, value: Any) -> None:
        with pytest.raises(WaiterOptionError, match="Invalid value for Timeout: a number of seconds, 0 or more"):
            World().wait([READY], {"Timeout": value})


class TestOptionsThatCannotBe:
    @pytest.mark.parametrize(
        ("options", "kind", "said"),
        [
            ({"Delay": -1}, ValueError, "Delay: a number of seconds, 0 or more, was expected, not -1"),
            ({"Delay": "5"}, TypeError, "Delay: a number of seconds, 0 or more, was expected, not '5'"),
            ({"Delay": None}, TypeError, "not None"),
            ({"MaxAttempts": "3"}, TypeError, "Invalid value for MaxAttempts: a number of polls was expected, not '3'"),
            ({"MaxAttempts": None}, TypeError, "not None"),
        ],
    )
    def test_they_raise_what_boto3_raises_where_it_does(
        self, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], kind: type[Exception], said: str
    ) -> None:
        monkeypatch.undo()
        with pytest.raises(kind):
            # A negative sleep is refused by time.sleep itself, so that nobody sleeps here.
            botocore.waiter.Waiter("Thing", botocore.waiter.SingleWaiterConfig(CONFIG), lambda: OTHER).wait(
                WaiterConfig=options
            )
        with pytest.raises(kind) as caught:
            World().wait([OTHER], options)
        assert said in str(caught.value)
        assert isinstance(caught.value, ParamValidationError)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
        # Neither needs them when the first reply ends the wait.
        assert World().wait([READY], options) == []

    @pytest.mark.parametrize("options", ["Delay", 5, ["Delay"], ("Delay", 5)])
    def test_what_is_no_dict_is_named(self, options: Any) -> None:
        with pytest.raises(AttributeError) as caught:
            World().wait([READY], options)
        assert str(caught.value) == (
            f"Parameter validation failed:\nInvalid value for WaiterConfig: a dict was expected, not {options!r}"
        )

    def test_numbers_that_python_can_sleep_by_will_do(self) -> None:
        assert World().wait([PENDING, READY], {"Delay": True}) == [True]
        with pytest.raises(TypeError, match="Delay"):  # time.sleep's, in boto3
            World().wait([PENDING, READY], {"Delay": Decimal(1)})

    def test_what_boto3_does_not_know_is_ignored_as_it_is_there(self) -> None:
        assert World().wait([PENDING, READY], {"Colour": "blue"}) == [5]
