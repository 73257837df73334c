"""What is called with what: for one operation, the parameters and the reply of each exchange, from a seed.

An exchange tests two things at once, the request that goes out and what becomes of the reply. Parameters go from only
the required ones to all, and replies from full to empty; after them come errors, streams that end badly where there
are streams, and parameters with a fault of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.model import OperationModel

from tests.conformance.events import bad_streams
from tests.conformance.failures import SEEDS, modeled_errors, other_errors
from tests.conformance.faults import faults
from tests.conformance.parameters import Parameters
from tests.conformance.replies import Reply, protocol_of, success_reply
from tests.wire.json_reference import Values

#: How full the parameters of an operation's exchanges are, and the success that answers each: (fullness, odd).
SUCCESSES = ((0.0, 1.0, False), (1.0, 0.3, False), (0.5, 0.0, False), (0.3, 0.6, True))


class Exchange:
    """One call: what it is for, its parameters, the reply to it; and whether to make a presigned URL of it as well.

    `counts` is the column of the tally in which it is counted too.
    """

    __slots__ = ("counts", "name", "operation", "params", "presign", "reply")

    def __init__(
        self,
        name: str,
        operation: str,
        params: dict[str, Any],
        reply: Reply,
        presign: bool = False,
        counts: str | None = None,
    ) -> None:
        self.name = name
        self.operation = operation
        self.params = params
        self.reply = reply
        self.presign = presign
        self.counts = counts


def exchanges(operation: OperationModel, seed: int) -> Iterator[Exchange]:
    """The exchanges of an operation for a seed, always the same ones."""
    name, shape = operation.name, operation.input_shape

    def parameters(fullness: float, purpose: str, plain: bool = False) -> Parameters:
        chance = f"{seed} {operation.service_model.service_name} {name} {purpose}"
        return Parameters(chance, fullness, operation, plain=plain)

    for fullness, reply_fullness, odd in SUCCESSES:
        purpose = f"parameters {fullness}, reply {reply_fullness}{' odd' if odd else ''}"
        reply = success_reply(operation, f"{seed} {name} {purpose}", reply_fullness, odd=odd)
        # The call with only the required parameters or that with all of them, in turns; with streams always.
        presign = fullness == (0.0, 1.0)[seed % 2] or operation.has_streaming_input
        yield Exchange(purpose, name, parameters(fullness, purpose).params(shape), reply, presign)
    least = parameters(0.0, "least", plain=True).params(shape)
    for purpose, reply in modeled_errors(operation, seed):
        yield Exchange(purpose, name, least, reply, counts="error shapes")
    for purpose, reply in (*other_errors(operation, seed), *_odd_successes(operation, seed)):
        yield Exchange(purpose, name, least, reply)
    if shape is not None:
        reply = success_reply(operation, f"{seed} {name} fault", 0.0, odd=False)
        source = parameters(0.5, "fault")
        spoiled = source.spoiled(source.params(shape))
        if isinstance(spoiled, dict):
            yield Exchange("faults at random", name, spoiled, reply)
        for kind, params in faults(shape, parameters(0.0, "faults")):
            yield Exchange(kind, name, params, reply, counts="faults")


def _odd_successes(operation: OperationModel, seed: int) -> Iterator[tuple[str, Reply]]:
    """Successes that say nothing, or not what they should."""
    usual = success_reply(operation, f"{seed} {operation.name} odd", 0.0, odd=False)
    if seed % SEEDS == 2:
        yield "an empty body", Reply(200, {**usual.headers, "Content-Length": "0"}, b"")
    if operation.has_event_stream_output:
        values = Values(f"{seed} {operation.name} events", 0.6, cbor="cbor" in protocol_of(operation), odd=False)
        for name, body in bad_streams(operation, values):
            yield name, Reply(200, {**usual.headers, "Content-Length": str(len(body))}, body)
