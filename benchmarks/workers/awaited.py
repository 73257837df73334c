"""`GetItem` under asyncio, 32 in flight, in turns (see turns.py): `awaited.py RIVAL URL`.

Each rival is one asynchronous context manager that gives a function to await. What is asked for, and where, comes from
the AWS_* variables that all of them read, the URL apart.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .turns import WARM_UP, say, spent, turn_size
else:
    from turns import WARM_UP, say, spent, turn_size  # as a script this is in no package: Python looks beside it

IN_FLIGHT = 32
TABLE = "users"
KEY = {"pk": {"S": "USER#00000001"}, "sk": {"S": "PROFILE"}}

#: What each rival gives.
Call = Callable[[], Awaitable[object]]


@contextlib.asynccontextmanager
async def sotalia(url: str) -> AsyncIterator[Call]:
    from sotalia import aio

    async with aio.client("dynamodb", endpoint_url=url) as client:
        yield lambda: client.get_item(TableName=TABLE, Key=KEY)


@contextlib.asynccontextmanager
async def aiobotocore(url: str) -> AsyncIterator[Call]:
    from aiobotocore.config import AioConfig
    from aiobotocore.session import get_session

    config = AioConfig(max_pool_connections=IN_FLIGHT)
    async with get_session().create_client("dynamodb", endpoint_url=url, config=config) as client:
        yield lambda: client.get_item(TableName=TABLE, Key=KEY)


@contextlib.asynccontextmanager
async def aws_sdk_dynamodb(url: str) -> AsyncIterator[Call]:
    from aws_sdk_dynamodb.client import AsyncDynamoDBClient
    from aws_sdk_dynamodb.config import AsyncDynamoDBConfig
    from aws_sdk_dynamodb.models import AttributeValueS, GetItemInput

    config = await AsyncDynamoDBConfig.resolve(endpoint_uri=url)
    client = AsyncDynamoDBClient(config)
    key = {name: AttributeValueS(value["S"]) for name, value in KEY.items()}
    try:
        yield lambda: client.get_item(GetItemInput(table_name=TABLE, key=key))
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def pydynox(url: str) -> AsyncIterator[Call]:
    from pydynox import DynamoDBClient

    client = DynamoDBClient(endpoint_url=url)
    key = {name: value["S"] for name, value in KEY.items()}
    yield lambda: client.get_item(TABLE, key)


async def in_flight(call: Call, enough: Callable[[int], bool]) -> int:
    """Make calls, 32 at a time, until there have been enough; return how many."""
    begun = 0

    async def one() -> None:
        nonlocal begun
        while not enough(begun):
            begun += 1
            await call()

    await asyncio.gather(*(one() for _ in range(IN_FLIGHT)))
    return begun


async def main() -> None:
    rival, url = sys.argv[1:]
    async with globals()[rival](url) as call:
        assert "Tef" in str(await call())
        end = time.perf_counter() + WARM_UP
        size = turn_size(await in_flight(call, lambda _: time.perf_counter() > end))
        say({"calls": size})
        # Nothing else has to go on in this loop while other contenders have their turn.
        while sys.stdin.readline():
            cpu, wall = time.process_time(), time.perf_counter()
            count = await in_flight(call, size.__le__)
            say(spent(cpu, wall, count))
        # Some rivals' threads do not survive the interpreter's end, and that is not what is measured.
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
