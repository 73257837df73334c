"""What a call costs more by boto3's name, under the import hook, than by Sotalia's own: `as_boto3.py URL ROUNDS`.

Both clients are in this process and take turns, since two processes differ by more than that. Prints {"own", "more"}:
the CPU seconds of a call, and what the other one takes more, as medians over the rounds.
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
CALLS = 50


def main() -> None:
    url, rounds = sys.argv[1], int(sys.argv[2])
    sotalia.compat.install()
    clients = [__import__(name).client("dynamodb", endpoint_url=url) for name in ("sotalia", "boto3")]
    for client in clients:
        turn(client)
    pairs = [[turn(client) for client in clients] for _ in range(rounds)]
    more = statistics.median(named - own for own, named in pairs)
    print(json.dumps({"own": statistics.median(own for own, _ in pairs), "more": more}))


def turn(client: Any) -> float:
    """Return what a call takes."""
    start = time.process_time()
    for _ in range(CALLS):
        client.get_item(TableName="users", Key=KEY)
    return (time.process_time() - start) / CALLS


if __name__ == "__main__":
    main()
