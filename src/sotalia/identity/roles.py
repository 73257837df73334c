"""Assuming a role: the parameters for STS, and the results on disk that are shared with the AWS CLI.

The cache is the CLI's own: `~/.aws/cli/cache/<name>.json` has the whole reply, and the name is the SHA-1 of the
parameters. So a role that the CLI has assumed (with an MFA code, perhaps) need not be assumed again, nor the other way
round. A damaged or unreadable file is ignored, and so is a failure to write one. With `SOTALIA_ROLE_CACHE=off` in the
environment, the cache is not used. What a service at an endpoint of the user's own has given (an emulator, say) is kept
apart, in a folder for that endpoint: AWS would not know these credentials.
"""

from __future__ import annotations

import os

from .._json import read_json
from .._log import debug
from ..errors import MissingMFACodeError, NoCredentialsError, RefreshWithMFAUnsupportedError
from ..useragent.features import bits
from .chain import MADE_UP
from .credentials import Credentials
from .paths import hashed_name, users_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup
    from .credentials import ReadOnlyCredentials
    from .identity import Identity
    from .renewable import Fetch

    #: Steps that return what a call for a role needs besides the role: more parameters, and the credentials that sign
    #: it (None: it is not signed).
    Asking = Callable[[], Generator[Effect, Any, tuple[dict[str, Any], Credentials | None]]]
    #: Steps to the reply of a call.
    Call = Callable[[], Generator[Effect, Any, dict[str, Any]]]
    #: Steps to the credentials that a role is assumed with; None where there are none.
    SourceCredentials = Callable[[], Generator[Effect, Any, ReadOnlyCredentials | None]]

FOLDER = "~/.aws/cli/cache"
SWITCH = "SOTALIA_ROLE_CACHE"
OFF = ("off", "false", "no", "0")
#: Seconds for which credentials from the cache must still be valid.
FRESH = 15 * 60


class AssumedRole:
    """A source: a role that is assumed with the credentials of an identity, for `chain.find`."""

    METHOD = "assume-role"

    __slots__ = ("_arguments", "_source")

    def __init__(self, arguments: dict[str, Any], source: Identity) -> None:
        self._arguments = arguments
        self._source = source

    def __call__(self, lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
        """Return the role's credentials, which are fetched when they are first needed."""
        yield from ()
        fetch = assume_role(lookup, self.METHOD, self._arguments, self._source.credentials, lambda: 0)
        return lookup.deferred(self.METHOD, fetch, bits(("CREDENTIALS_STS_ASSUME_ROLE",)))


def role_arguments(
    role_arn: str | None,
    *,
    external_id: str | None = None,
    role_session_name: str | None = None,
    duration_seconds: int | str | None = None,
    mfa_serial: str | None = None,
    policy: str | Mapping[str, Any] | None = None,
    policy_arns: Sequence[str] | None = None,
    session_tags: Mapping[str, str] | None = None,
    source_identity: str | None = None,
) -> dict[str, Any]:
    """Return the parameters of AssumeRole. Raises TypeError without a role, ValueError for a duration that is none."""
    from json import dumps

    if role_arn is None:
        raise TypeError("A role's options were given without a role, or None as the role: give role_arn too.")
    arguments: dict[str, Any] = {
        "RoleArn": role_arn,
        "ExternalId": external_id,
        "RoleSessionName": role_session_name,
        "DurationSeconds": None if duration_seconds is None else _whole_seconds(duration_seconds),
        "SerialNumber": mfa_serial,
        "Policy": policy if policy is None or isinstance(policy, str) else dumps(policy),
        "PolicyArns": policy_arns and [{"arn": arn} for arn in policy_arns],
        "Tags": session_tags and [{"Key": key, "Value": value} for key, value in session_tags.items()],
        "SourceIdentity": source_identity,
    }
    return {name: value for name, value in arguments.items() if value is not None}


def _whole_seconds(duration: int | str) -> int:
    try:
        return int(duration)
    except (TypeError, ValueError):
        raise ValueError(f"duration_seconds is {duration!r}: it must be a whole number of seconds.") from None


def assume_role(
    lookup: Lookup, method: str, arguments: dict[str, Any], source: SourceCredentials, features: Callable[[], int]
) -> Fetch:
    """Return the steps that call AssumeRole with the parameters `arguments`, signed with the credentials of `source`.

    Where there is a SerialNumber, somebody is asked for a code; and never again, RefreshWithMFAUnsupportedError is
    raised in place of that. Raises NoCredentialsError where the source has none, MissingMFACodeError where nobody can
    be asked.
    """
    serial = arguments.get("SerialNumber")
    prompted = False

    def ask() -> Generator[Effect, Any, tuple[dict[str, Any], Credentials | None]]:
        nonlocal prompted
        more = {}
        if serial is not None:
            from ..effects import Prompt

            if prompted:
                raise RefreshWithMFAUnsupportedError()
            prompted = True
            try:
                more["TokenCode"] = yield Prompt(f"Enter MFA code for {serial}: ")
            except EOFError:
                prompted = False
                raise MissingMFACodeError(
                    provider=method,
                    error_msg=f"The role {arguments['RoleArn']} takes an MFA code of {serial}, and there is nobody to "
                    "ask: standard input has ended. Run the program at a terminal.",
                ) from None
        frozen = yield from source()
        if frozen is None:
            raise NoCredentialsError()
        return more, Credentials(frozen.access_key, frozen.secret_key, frozen.token)

    return _fetching(lookup, method, "AssumeRole", arguments, ask, features)


def assume_role_with_web_identity(
    lookup: Lookup, method: str, arguments: dict[str, Any], path: str, option: str, features: int
) -> Fetch:
    """Return the steps that call AssumeRoleWithWebIdentity with the token in the file `path`, read each time.

    `option` is what names the file. Raises CredentialFileError where it cannot be read.
    """

    def ask() -> Generator[Effect, Any, tuple[dict[str, Any], Credentials | None]]:
        from ..effects import ReadFile

        try:
            token: bytes = yield ReadFile(path)
        except (OSError, ValueError) as error:
            from .faults import file_error

            raise file_error(method, error, f"{path} ({option}) cannot be read") from None
        return {"WebIdentityToken": token.decode("utf-8", "replace")}, None

    return _fetching(lookup, method, "AssumeRoleWithWebIdentity", arguments, ask, lambda: features)


def _fetching(
    lookup: Lookup, method: str, operation: str, arguments: dict[str, Any], ask: Asking, features: Callable[[], int]
) -> Fetch:
    params = arguments
    if not arguments.get("RoleSessionName"):
        params = {**arguments, "RoleSessionName": f"botocore-session-{int(lookup.now() if lookup.now else 0)}"}
    name = cache_name(arguments)

    def call() -> Generator[Effect, Any, dict[str, Any]]:
        more, signer = yield from ask()
        reply = yield from lookup.call("sts", operation, {**params, **more}, features=features(), credentials=signer)
        return _with_account(reply)

    def fetch() -> Generator[Effect, Any, Credentials | None]:
        return (yield from shared(lookup, method, "STS", name, call))

    return fetch


def _credentials(reply: dict[str, Any], method: str) -> Credentials:
    """Return the credentials in a reply. Raises KeyError, TypeError, ValueError for any other reply."""
    from ..wire.timestamps import parse

    keys = reply["Credentials"]
    key, secret, token = keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
    account, end = keys.get("AccountId"), keys["Expiration"]
    if not all(isinstance(text, str) and text for text in (key, secret, token, account or "-")):
        raise TypeError("keys that are no text")
    if isinstance(end, str):
        end = parse(end)
    return Credentials(key, secret, token, method, account, expiry=end.timestamp())


def _with_account(reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply whose credentials have the role's account, as the CLI keeps it."""
    parts = ((reply.get("AssumedRoleUser") or {}).get("Arn") or "").split(":", 5)
    if len(parts) == 6 and parts[0] == "arn" and "Credentials" in reply:
        # The reply itself may be the program's.
        return {**reply, "Credentials": {**reply["Credentials"], "AccountId": parts[4]}}
    return reply


# ---------------------------------------------------------------- the cache


def shared(lookup: Lookup, method: str, service_id: str, name: str, call: Call) -> Generator[Effect, Any, Credentials]:
    """Return the credentials in the file `name` of the cache; else those in the reply of `call()`, which is kept there.

    `service_id` is that of the service that is called ("STS"). The reply is in the form of STS; what the program itself
    answered, as tests do, is not kept: the CLI would use it. Raises what the call raises.
    """
    path = None
    if lookup.environ.get(SWITCH, "").lower() not in OFF:
        path = os.path.join(users_path(FOLDER), _endpoint_folder(lookup, service_id), name)
    credentials = yield from _cached(path, method, lookup)
    if credentials is not None:
        return credentials
    reply = yield from call()
    yield from _keep(path, reply)
    return _credentials(reply, method)


def _endpoint_folder(lookup: Lookup, service_id: str) -> str:
    """Return the folder in the cache for what the service at a configured endpoint gives; "" for AWS itself."""
    from ..endpoint.configured import configured_endpoint_url

    settings = lookup.settings
    url = configured_endpoint_url(service_id, lookup.environ, settings.scoped_config, settings.full_config)
    return "" if url is None else hashed_name(url)


def cache_name(arguments: dict[str, Any]) -> str:
    """Return the name of a role's file in the cache, from its parameters without a generated session name."""
    from contextlib import suppress
    from json import dumps, loads

    hash_input = dict(arguments)
    if "Policy" in hash_input:
        with suppress(ValueError, TypeError):  # what is no JSON is refused by the service, with its reason
            hash_input["Policy"] = loads(hash_input["Policy"])
    return hashed_name(dumps(hash_input, sort_keys=True)) + ".json"


def _cached(path: str | None, method: str, lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    if path is None or lookup.now is None:
        return None
    from ..effects import ReadFile

    try:
        credentials = _credentials(read_json((yield ReadFile(path))), method)
    except OSError:
        return None
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        # The error's text is not shown: it may quote the file.
        debug("sotalia.identity", "%s is damaged: it is passed over", path)
        return None
    assert credentials.expiry is not None
    if credentials.expiry - lookup.now() < FRESH:
        return None
    debug("sotalia.identity", "Credentials for the role are in %s", path)
    return credentials


def _keep(path: str | None, reply: dict[str, Any]) -> Generator[Effect, Any, None]:
    if path is None or MADE_UP in reply:
        return
    from json import dumps

    from ..effects import WriteFile

    try:
        yield WriteFile(path, dumps(reply, default=_text_of_time).encode())
    except (OSError, TypeError, ValueError) as error:
        debug("sotalia.identity", "%s cannot be written: %s", path, type(error).__name__)


def _text_of_time(value: Any) -> Any:
    """Return a time as the CLI writes it. Raises TypeError for any other value."""
    from datetime import UTC

    if not hasattr(value, "astimezone"):
        raise TypeError(type(value).__name__)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SUTC")
