"""What a call costs more by boto3's name, under the import hook, than by Sotalia's own: `as_boto3.py URL ROUNDS`.

Both clients are in this process and take turns, since two processes differ by more than that. Prints {"own", "more"}:
the CPU seconds of a call, and what the other one takes more. Of each, the quickest tenth of the turns counts: what else
the machine does makes some turns slower, and none quicker.
"""

import json
import statistics
import sys
import time
from typing import Any

import sotalia
import sotalia.compat

KEY = {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}
#: Calls of one turn.
CALLS = 20


def main() -> None:
    url, rounds = sys.argv[1], int(sys.argv[2])
    sotalia.compat.install()
    clients = [__import__(name).client("dynamodb", endpoint_url=url) for name in ("sotalia", "boto3")]
    for client in clients:
        turn(client)
    rows = [[turn(client) for client in clients] for _ in range(rounds)]
    own, named = (statistics.quantiles(times, n=10)[0] for times in zip(*rows, strict=True))
    print(json.dumps({"own": own, "more": named - own}))


def turn(client: Any) -> float:
    """Return what a call takes."""
    start = time.process_time()
    for _ in range(CALLS):
        client.get_item(TableName="users", Key=KEY)
    return (time.process_time() - start) / CALLS


if __name__ == "__main__":
    main()
