"""Make the same call again and again, in turns (see turns.py): `patch_points.py URL yes|no`.

With `yes`, the classes whose methods programs replace are loaded, and each method has been replaced and put back.
"""

import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import sotalia

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .turns import take_turns
else:
    from turns import take_turns  # as a script this is in no package: Python looks beside it

KEY = {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}


def main() -> None:
    url, points = sys.argv[1:]
    client = sotalia.client("dynamodb", endpoint_url=url)

    def call() -> object:
        return client.get_item(TableName="users", Key=KEY)

    call()
    if points == "yes":
        replace_and_restore(client, call)
    call()
    assert client._core.operations["GetItem"].around_attempts is None
    take_turns(call)


def replace_and_restore(client: Any, call: Callable[[], object]) -> None:
    """Have one call go through all the methods."""
    from sotalia.patchpoints.endpoint import Endpoint, endpoint_of
    from sotalia.patchpoints.http_session import URLLib3Session
    from sotalia.patchpoints.parser import ResponseParser

    methods = [(Endpoint, name) for name in Endpoint.POINTS] + [(URLLib3Session, "send"), (ResponseParser, "parse")]
    assert endpoint_of(client._core).http_session is not None
    for cls, name in methods:
        original = getattr(cls, name)
        with mock.patch.object(cls, name, lambda self, *args, through=original: through(self, *args)):
            call()


if __name__ == "__main__":
    main()
