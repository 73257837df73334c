"""Credentials in the environment.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html. `AWS_ACCESS_KEY_ID` and
`AWS_SECRET_ACCESS_KEY`; with `AWS_SESSION_TOKEN` (or the older `AWS_SECURITY_TOKEN`, which wins) and `AWS_ACCOUNT_ID`
if they are there. With `AWS_CREDENTIAL_EXPIRATION`, they are read again when they are about to expire.

Skipped when the program names a profile: code wins over the environment. (With `AWS_PROFILE` they are not skipped: in
the environment, keys win over a profile.)
"""

from __future__ import annotations

from ...errors import InvalidOptionValueError, PartialCredentialsError
from ..credentials import Credentials
from ..times import seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup

METHOD = "env"
ACCESS_KEY = "AWS_ACCESS_KEY_ID"
SECRET_KEY = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - the variable's name
TOKENS = ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
ACCOUNT_ID = "AWS_ACCOUNT_ID"
EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the environment's credentials, or None where it has no access key.

    Raises PartialCredentialsError for an access key without its secret and, when expired credentials are read
    again, for any variable that is gone; InvalidOptionValueError for an expiration that is no time.
    """
    yield from ()
    environ = lookup.environ
    if lookup.has_named_profile or (not environ.get(ACCESS_KEY) and not lookup.renewing):
        return None
    expiration = environ.get(EXPIRATION)
    needed = (ACCESS_KEY, SECRET_KEY, EXPIRATION) if lookup.renewing else (ACCESS_KEY, SECRET_KEY)
    for variable in needed:
        if not environ.get(variable):
            raise PartialCredentialsError(provider=METHOD, cred_var=variable)
    return Credentials(
        environ[ACCESS_KEY],
        environ[SECRET_KEY],
        next((environ[name] for name in TOKENS if environ.get(name)), None),
        METHOD,
        environ.get(ACCOUNT_ID) or None,
        expiry=_seconds(expiration) if expiration else None,
    )


def _seconds(text: str) -> float:
    try:
        return seconds(text)
    except ValueError:
        raise InvalidOptionValueError(
            error_msg=f"Invalid value {text!r} for {EXPIRATION}: it must be a time such as 2030-01-31T12:00:00Z"
        ) from None
