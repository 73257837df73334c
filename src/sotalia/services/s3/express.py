"""Directory buckets (S3 Express One Zone): calls for objects are signed with a session's keys, not with the program's.

A session is for one bucket and lasts five minutes. A client makes it with CreateSession before the first call that
needs it, and a new one shortly before it ends; calls that want it at the same time wait for the same one. The endpoint
rules say which calls need one (their scheme is `v4-s3express`): none does where sessions are switched off
(`s3_disable_express_session_auth`), nor those that manage buckets.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-create-session.html
"""

from __future__ import annotations

import weakref

from ...core.call import call as api_call
from ...errors import CredentialRetrievalError
from ...identity.credentials import Credentials
from ...identity.renewable import Renewable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...core.context import Call, ClientCore
    from ...effects import Effect
    from ...identity.credentials import ReadOnlyCredentials

METHOD = "s3express"
_PARTS = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
_SESSIONS = "express sessions"
#: How many buckets' sessions a client keeps.
KEPT = 1000


class BucketSession(Renewable):
    """The session of one bucket, as `core.signing` sees who signs. The times are boto3's, in seconds before the end."""

    _advisory_refresh_timeout = 45
    _mandatory_refresh_timeout = 10

    #: The client that makes the session: the client has the session, so this is no reference that keeps it alive.
    client: weakref.ref[ClientCore]

    def credentials(self) -> Generator[Effect, Any, ReadOnlyCredentials | None]:
        """Make the session or a new one, if needed; return its keys. Raises what CreateSession raises."""
        yield from self.renewal()
        return self.latest


def session_of(call: Call) -> BucketSession:
    """Return the session that signs `call`, of its bucket; the client's calls share it."""
    client, bucket = call.client, call.params["Bucket"]
    sessions: dict[str, BucketSession] = client.memory.setdefault(_SESSIONS, {})
    session = sessions.get(bucket)
    if session is None:
        if len(sessions) >= KEPT:
            sessions.pop(next(iter(sessions)), None)
        session = sessions.setdefault(bucket, _new_session(client, bucket))
    elif session.client() is None:
        # The client that made it is gone; this one was made from it, and has the same keys (`with_config`).
        session.client = weakref.ref(client)
    return session


def _new_session(client: ClientCore, bucket: str) -> BucketSession:
    def create() -> Generator[Effect, Any, Credentials]:
        owner = session.client()
        assert owner is not None  # who asks for the session has a client
        reply = yield from api_call(owner, "CreateSession", {"Bucket": bucket})
        keys = reply.get("Credentials") or {}
        missing = [name for name in _PARTS if name not in keys]
        if missing:
            raise CredentialRetrievalError(
                provider=METHOD, error_msg=f"The reply to CreateSession for {bucket} lacks {', '.join(missing)}."
            )
        key, secret, token, end = [keys[name] for name in _PARTS]
        return Credentials(key, secret, token, METHOD, expiry=end.timestamp())

    # The function and the session refer to each other; nothing else that matters is held by that.
    holder = BucketSession.deferred(METHOD, create, now=client.machinery.now)
    assert isinstance(holder, BucketSession)
    session = holder
    session.client = weakref.ref(client)
    return session
