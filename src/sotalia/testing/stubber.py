"""`Stubber`: a client's or a resource's calls answered from what a test has queued, and remembered."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from ..errors import ParamValidationError, StubAssertionError, StubResponseError, UnStubbedResponseError
from ..patchpoints.requests import AWSResponse
from ..wire.validate import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Self


class _Anything:
    """Equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<ANY>"


#: In `expected_params`: any value will do.
ANY: Any = _Anything()


class StubbedCall(NamedTuple):
    """A call that was made: the client's method and its parameters."""

    method: str
    params: dict[str, Any]


class _Stub(NamedTuple):
    """One queued answer: the operation that it is for, its status, the dict or what makes it, what is expected."""

    operation: str
    status: int
    answer: Any
    expected: Mapping[str, Any] | None


class Stubber:
    """Answers the calls of a client, or of a resource's, from a queue, and remembers them.

        s3 = sotalia.client("s3")
        with Stubber(s3) as stubber:
            stubber.add_response("get_object", {"Body": b"squeak"}, {"Bucket": "dolphins", "Key": ANY})
            stubber.add_client_error("delete_object", "AccessDenied", http_status_code=403)
            assert s3.get_object(Bucket="dolphins", Key="tucuxi")["Body"].read() == b"squeak"
            try:
                s3.delete_object(Bucket="dolphins", Key="tucuxi")
            except s3.exceptions.ClientError as error:
                assert error.response["Error"]["Code"] == "AccessDenied"
            stubber.assert_no_pending_responses()
        assert stubber.calls[0].params["Key"] == "tucuxi"

    It is boto3's `botocore.stub.Stubber`, and more: it takes resources (whose actions, collections and waiters make
    calls, too) and awaited clients; `calls` has every call that was made while it was active; an answer may be a
    function of the parameters; a streamed body may be bytes; with `spy=True`, calls for which nothing is queued go to
    the service instead of being an error. Nothing is sent for the others, and no credentials are needed.
    """

    def __init__(self, client: Any, *, spy: bool = False) -> None:
        """Stub a client, or the client of a resource."""
        resource_client = getattr(getattr(client, "meta", None), "client", None)
        self.client = client if resource_client is None else resource_client
        #: The calls that were made, in their order.
        self.calls: list[StubbedCall] = []
        self._spy = spy
        self._queue: deque[_Stub] = deque()
        self._id = f"stubber of {id(self)}"
        self._methods = {operation: name for name, operation in self.client.meta.method_to_api_mapping.items()}

    def __enter__(self) -> Self:
        self.activate()
        return self

    def __exit__(self, *_: object) -> None:
        self.deactivate()

    async def __aenter__(self) -> Self:
        self.activate()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.deactivate()

    def activate(self) -> None:
        """Answer the client's calls from now on."""
        events = self.client.meta.events
        events.register_first("before-parameter-build.*.*", self._check, unique_id=f"{self._id}: parameters")
        events.register_first("before-call.*.*", self._answer, unique_id=f"{self._id}: answers")

    def deactivate(self) -> None:
        """Let the client's calls go to the service again."""
        events = self.client.meta.events
        events.unregister("before-parameter-build.*.*", self._check, unique_id=f"{self._id}: parameters")
        events.unregister("before-call.*.*", self._answer, unique_id=f"{self._id}: answers")

    def add_response(
        self,
        method: str,
        service_response: Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]],
        expected_params: Mapping[str, Any] | None = None,
    ) -> None:
        """Queue the dict that a call of `method` (`"get_object"`) is to return, or a function of its parameters.

        With `expected_params`, the call must have just these parameters. Raises ParamValidationError for a dict that
        the service could not return, ValueError for a name that is no method.
        """
        operation = self._operation(method)
        if not callable(service_response):
            self._validate(operation, service_response)
        self._queue.append(_Stub(operation, 200, service_response, expected_params))

    def add_client_error(
        self,
        method: str,
        service_error_code: str = "",
        service_message: str = "",
        http_status_code: int = 400,
        service_error_meta: Mapping[str, Any] | None = None,
        expected_params: Mapping[str, Any] | None = None,
        response_meta: Mapping[str, Any] | None = None,
        modeled_fields: Mapping[str, Any] | None = None,
    ) -> None:
        """Queue an error for a call of `method`: one of `client.exceptions` if the service has one of this code.

        `service_error_meta` is added to the dict's `Error`, `response_meta` to its `ResponseMetadata`, and
        `modeled_fields` are the error's own members. Raises ParamValidationError where the service has no such error or
        the error no such members, ValueError for a name that is no method.
        """
        operation = self._operation(method)
        if modeled_fields:
            shape = self.client.meta.service_model.shape_for_error_code(service_error_code)
            _validate(f"{operation}'s error {service_error_code}", shape, modeled_fields)
        answer: dict[str, Any] = {
            "ResponseMetadata": {"HTTPStatusCode": http_status_code, **(response_meta or {})},
            "Error": {"Message": service_message, "Code": service_error_code, **(service_error_meta or {})},
            **(modeled_fields or {}),
        }
        self._queue.append(_Stub(operation, http_status_code, answer, expected_params))

    def assert_no_pending_responses(self) -> None:
        """Raise StubAssertionError if answers are queued for which no call was made."""
        if self._queue:
            raise StubAssertionError(
                operation_name=self._queue[0].operation,
                reason=f"{len(self._queue)} responses remaining in queue: "
                f"{', '.join(self._methods[stub.operation] for stub in self._queue)}.",
            )

    def _operation(self, method: str) -> str:
        operation: str | None = self.client.meta.method_to_api_mapping.get(method)
        if operation is None:
            raise ValueError(f"Client {self.client.meta.service_model.service_name} does not have method: {method}")
        return operation

    def _validate(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Raise ParamValidationError for an answer that the model does not allow."""
        shape = self.client.meta.service_model.operation_model(operation).output_shape
        _validate(operation, shape, {name: value for name, value in answer.items() if name != "ResponseMetadata"})

    def _check(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        """Compare a call's parameters with those that are expected, and remember the call."""
        if context.get("is_presign_request"):
            return
        self.calls.append(StubbedCall(self._methods[model.name], dict(params)))
        if self._next(model.name) is None:
            return
        expected = self._queue[0].expected
        if expected is None:
            return
        # In this order: what is expected may be ANY, which knows how to compare.
        if params.keys() != expected.keys() or any(value != params[name] for name, value in expected.items()):
            # As in boto3, the answer stays in the queue, for the call that it is meant for.
            reason = f"Expected parameters:\n{dict(expected)},\nbut received:\n{params}"
            raise StubAssertionError(operation_name=model.name, reason=reason)

    def _next(self, operation: str) -> _Stub | None:
        """Return the answer to a call; None where it goes to the service. Raises where another call is expected."""
        stub = self._queue[0] if self._queue else None
        if stub is not None and stub.operation == operation:
            return stub
        if self._spy:
            return None
        if stub is None:
            raise UnStubbedResponseError(
                operation_name=operation,
                reason="Unexpected API Call: A call was made but no additional calls expected. Either the API Call was "
                "not stubbed or it was called multiple times.",
            )
        raise StubResponseError(
            operation_name=operation, reason=f"Operation mismatch: found response for {stub.operation}."
        )

    def _answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if context.get("is_presign_request"):
            return None
        stub = self._next(model.name)
        if stub is None:
            return None
        self._queue.popleft()
        answer = stub.answer
        if callable(answer):
            answer = answer(self.calls[-1].params)
            self._validate(stub.operation, answer)
        return AWSResponse("", stub.status, {}, b""), self._with_streams(model, answer)

    def _with_streams(self, model: Any, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the dict as a call returns it: a body that is bytes becomes something to read."""
        result, streams = dict(answer), self.client._core.streams
        for name, member in (model.output_shape.members if model.output_shape is not None else {}).items():
            if _is_stream(member) and isinstance(result.get(name), (bytes, str)):
                data = result[name].encode("utf-8") if isinstance(result[name], str) else result[name]
                result[name] = streams.body(streams.whole(data), str(len(data)))
        return result


def _is_stream(member: Any) -> bool:
    return bool(member.serialization.get("streaming") or member.serialization.get("eventstream"))


def _validate(name: str, shape: Any, members: Mapping[str, Any]) -> None:
    """Raise ParamValidationError for members that a shape does not have; `name` is whose shape it is."""
    if shape is None:
        if members:
            raise ParamValidationError(report=f"Service response should only contain ResponseMetadata: {name}")
        return
    unknown = [member for member in members if member not in shape.members]
    faults = [f'Unknown parameter in input: "{member}"' for member in unknown]
    streams = {member for member, its_shape in shape.members.items() if _is_stream(its_shape)}
    shown = {member: value for member, value in members.items() if member not in streams and member not in unknown}
    faults += [line for line in report(shape, shown).splitlines() if "Missing required" not in line or not streams]
    if faults:
        raise ParamValidationError(report="\n".join(faults))
