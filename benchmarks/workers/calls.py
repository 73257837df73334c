"""Make the same call again and again, in turns (see turns.py): `calls.py LIBRARY URL CALL`.

CALL is a JSON object: {"service", "method", "parameters", "different": how many keys, "config": options of a Config}.
Where there are different keys, `{key}` in the parameters' texts becomes a number, another one for each call.
"""

import importlib
import itertools
import json
import sys
from collections.abc import Callable
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .turns import take_turns
else:
    from turns import take_turns  # as a script this is in no package: Python looks beside it


def main() -> None:
    library, url, told = sys.argv[1:]
    call = json.loads(told)
    config = importlib.import_module("botocore.config" if library == "boto3" else f"{library}.config").Config
    client = importlib.import_module(library).client(
        call["service"], endpoint_url=url, config=config(**call["config"]) if call["config"] else None
    )
    run = CALLS.get(call["method"], plain)
    function = run(getattr(client, call["method"]), parameters(call["parameters"], call["different"]))
    function()
    take_turns(function)


def parameters(pattern: dict[str, Any], different: int) -> list[dict[str, Any]]:
    """Return the parameters of so many calls."""
    texts = [json.dumps(pattern).replace("{key}", f"{number:08}") for number in range(1, different + 1)]
    return [json.loads(text) for text in texts]


#: Makes a function of no arguments of a client's method and the parameters that it is called with in turn.
Maker = Callable[[Callable[..., Any], list[dict[str, Any]]], Callable[[], object]]


def plain(method: Callable[..., Any], arguments: list[dict[str, Any]]) -> Callable[[], object]:
    assert method(**arguments[0])["ResponseMetadata"]["HTTPStatusCode"] == 200
    if len(arguments) == 1:
        only = arguments[0]
        return lambda: method(**only)
    following = itertools.cycle(arguments).__next__
    return lambda: method(**following())


def read(method: Callable[..., Any], arguments: list[dict[str, Any]]) -> Callable[[], object]:
    only = arguments[0]
    assert len(method(**only)["Body"].read()) == 1024
    return lambda: method(**only)["Body"].read()


def written(method: Callable[..., Any], arguments: list[dict[str, Any]]) -> Callable[[], object]:
    return plain(method, [only | {"Body": only["Body"].encode()} for only in arguments])


def presigned(method: Callable[..., Any], arguments: list[dict[str, Any]]) -> Callable[[], object]:
    only = arguments[0]
    assert "Signature=" in method("get_object", only)
    return lambda: method("get_object", only)


CALLS: dict[str, Maker] = {"get_object": read, "put_object": written, "generate_presigned_url": presigned}

if __name__ == "__main__":
    main()
