"""aiobotocore by name: its session, its context around a client, its bodies."""

from __future__ import annotations

from tests.compat.programs import BOTH, value_of
from tests.servers.raw import reply


@BOTH
def test_clients_are_made_on_entering_and_bodies_close_without_waiting(mode, raw_server):
    raw_server.answer(*[reply(200, b"body")] * 3)
    assert value_of(
        """
        import asyncio, aiobotocore.session
        from aiobotocore.config import AioConfig

        async def main():
            session = aiobotocore.session.get_session()
            config = AioConfig(connect_timeout=3, connector_args={"keepalive_timeout": 5})
            async with session.create_client("s3", config=config) as client:
                said = [client.meta.config.connect_timeout, client._endpoint.http_session._sessions]
                first = (await client.get_object(Bucket="b", Key="k"))["Body"]
                async with first:
                    said.append((await first.read()).decode())
                second = (await client.get_object(Bucket="b", Key="k"))["Body"]
                second.close()
                third = (await client.get_object(Bucket="b", Key="k"))["Body"]
                await third.close()
                said += [first.closed, second.closed, third.closed]
                said += [session_.closed for session_ in client._endpoint.http_session._sessions.values()]
            said.append(client._endpoint.http_session._sessions)
            said.append((await session.get_credentials()).access_key)
            said.append("eu-west-1" in await session.get_available_regions("s3"))
            return said

        value = asyncio.run(main())
        """,
        mode,
        env={"AWS_ENDPOINT_URL": raw_server.url},
    ) == [3, {}, "body", True, True, True, False, None, "AKIDEXAMPLE", True]
