"""What fetches credentials in botocore, for programs that put that together: of roles, of metadata services."""

from __future__ import annotations

import json
from hashlib import sha1
from time import time

from ...clients._sync.alone import run_alone
from ...clients.credentials import RefreshableCredentials
from ...config import UNSIGNED, Config
from ...errors import MetadataRetrievalError, PartialCredentialsError
from ...http import Request
from ...identity.credentials import Credentials
from ...identity.providers import CredentialProvider
from ...identity.sources import container, ec2_metadata, environment
from ...identity.times import iso_time
from ...session import Session as OwnSession
from ...wire.timestamps import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, MutableMapping
    from datetime import datetime
    from typing import Any

#: Seconds for which what a cache has must still be valid.
_FRESH = 15 * 60


class CachedCredentialFetcher:
    """Fetches credentials as a dict, and keeps the reply in `cache`, a dict or a JSONFileCache."""

    DEFAULT_EXPIRY_WINDOW_SECONDS = _FRESH

    def __init__(
        self, cache: MutableMapping[str, Any] | None = None, expiry_window_seconds: float | None = None
    ) -> None:
        self._cache: MutableMapping[str, Any] = {} if cache is None else cache
        self._window = self.DEFAULT_EXPIRY_WINDOW_SECONDS if expiry_window_seconds is None else expiry_window_seconds
        self._cache_key = self._create_cache_key()

    def _create_cache_key(self) -> str:
        raise NotImplementedError("_create_cache_key()")

    def _get_credentials(self) -> dict[str, Any]:
        raise NotImplementedError("_get_credentials()")

    def fetch_credentials(self) -> dict[str, Any]:
        """Return `access_key`, `secret_key`, `token`, `expiry_time` (text) and `account_id`."""
        reply = self._cache.get(self._cache_key) if self._cache_key in self._cache else None
        if reply is None or self._ends(reply) < time() + self._window:
            reply = self._get_credentials()
            self._cache[self._cache_key] = reply
        keys = reply["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": iso_time(self._ends(reply)),
            "account_id": keys.get("AccountId") or _account_of(reply),
        }

    @staticmethod
    def _ends(reply: Mapping[str, Any]) -> float:
        end = reply["Credentials"]["Expiration"]
        moment: datetime = end if hasattr(end, "timestamp") else parse(end)
        return moment.timestamp()


def _account_of(reply: Mapping[str, Any]) -> str | None:
    arn = (reply.get("AssumedRoleUser") or {}).get("Arn", "").split(":")
    return arn[4] if len(arn) > 4 else None


class BaseAssumeRoleCredentialFetcher(CachedCredentialFetcher):
    """Of a role; `extra_args` are further parameters of the call."""

    def __init__(
        self,
        client_creator: Callable[..., Any],
        role_arn: str,
        extra_args: Mapping[str, Any] | None = None,
        cache: MutableMapping[str, Any] | None = None,
        expiry_window_seconds: float | None = None,
    ) -> None:
        self._client_creator = client_creator
        self._role_arn = role_arn
        self._assume_kwargs: dict[str, Any] = {**(extra_args or {}), "RoleArn": role_arn}
        super().__init__(cache, expiry_window_seconds)

    def _create_cache_key(self) -> str:
        # The names are those that botocore and the AWS CLI give to what they keep.
        text = json.dumps(self._assume_kwargs, sort_keys=True)
        return sha1(text.encode()).hexdigest().replace(":", "_")  # noqa: S324 - a name, no secret

    def _arguments(self) -> dict[str, Any]:
        return {"RoleSessionName": f"botocore-session-{int(time())}", **self._assume_kwargs}


class AssumeRoleCredentialFetcher(BaseAssumeRoleCredentialFetcher):
    """Of a role that is assumed with `source_credentials`; `client_creator("sts", …)` makes the client.

    For a role with a `SerialNumber`, `mfa_prompter` is called with a question, and returns the code.
    """

    def __init__(
        self,
        client_creator: Callable[..., Any],
        source_credentials: Any,
        role_arn: str,
        extra_args: Mapping[str, Any] | None = None,
        mfa_prompter: Callable[[str], str] | None = None,
        cache: MutableMapping[str, Any] | None = None,
        expiry_window_seconds: float | None = None,
    ) -> None:
        self._source_credentials = source_credentials
        self._mfa_prompter = mfa_prompter
        super().__init__(client_creator, role_arn, extra_args, cache, expiry_window_seconds)

    def _get_credentials(self) -> dict[str, Any]:
        arguments = self._arguments()
        if arguments.get("SerialNumber") is not None:
            if self._mfa_prompter is None:
                from getpass import getpass

                self._mfa_prompter = getpass
            arguments["TokenCode"] = self._mfa_prompter(f"Enter MFA code for {arguments['SerialNumber']}: ")
        frozen = self._source_credentials.get_frozen_credentials()
        client = self._client_creator(
            "sts",
            aws_access_key_id=frozen.access_key,
            aws_secret_access_key=frozen.secret_key,
            aws_session_token=frozen.token,
        )
        reply: dict[str, Any] = client.assume_role(**arguments)
        return reply


class AssumeRoleWithWebIdentityCredentialFetcher(BaseAssumeRoleCredentialFetcher):
    """Of a role that is assumed with a token, which `web_identity_token_loader()` returns."""

    def __init__(
        self,
        client_creator: Callable[..., Any],
        web_identity_token_loader: Callable[[], str],
        role_arn: str,
        extra_args: Mapping[str, Any] | None = None,
        cache: MutableMapping[str, Any] | None = None,
        expiry_window_seconds: float | None = None,
    ) -> None:
        self._web_identity_token_loader = web_identity_token_loader
        super().__init__(client_creator, role_arn, extra_args, cache, expiry_window_seconds)

    def _get_credentials(self) -> dict[str, Any]:
        token = self._web_identity_token_loader()
        client = self._client_creator("sts", config=Config(signature_version=UNSIGNED))
        reply: dict[str, Any] = client.assume_role_with_web_identity(**self._arguments(), WebIdentityToken=token)
        return reply


def create_assume_role_refresher(client: Any, params: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return a function for `refresh_using` that assumes a role with a client of STS."""

    def refresh() -> dict[str, Any]:
        keys = client.assume_role(**params)["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"],
        }

    return refresh


class InstanceMetadataFetcher:
    """Asks EC2's metadata service, as sessions do. `config` may have `ec2_metadata_service_endpoint` and its kin."""

    def __init__(
        self,
        timeout: float = 1,
        num_attempts: int = 1,
        base_url: str | None = None,
        env: Mapping[str, str] | None = None,
        user_agent: str | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        options: dict[str, Any] = {
            "metadata_service_timeout": timeout,
            "metadata_service_num_attempts": num_attempts,
            "ec2_metadata_service_endpoint": base_url,
            **(config or {}),
        }
        self._options = {name: value for name, value in options.items() if value is not None}
        self._environ = env

    def retrieve_iam_role_credentials(self) -> dict[str, Any]:
        """Return `access_key`, `secret_key`, `token`, `expiry_time`, `account_id`, `role_name`; {} without a role."""
        session = OwnSession()
        settings = session.settings
        if self._environ is not None:
            settings._environ = self._environ
        for name, value in self._options.items():
            settings.set(name, value)
        identity = session._new_identity(((ec2_metadata.METHOD, ec2_metadata.find),))
        credentials = run_alone(identity.load(), settings)
        if credentials is None:
            return {}
        frozen = credentials.get_frozen_credentials()
        return {
            "role_name": None,  # the session's source does not keep it
            "access_key": frozen.access_key,
            "secret_key": frozen.secret_key,
            "token": frozen.token,
            "expiry_time": iso_time(credentials.expiry),
            "account_id": frozen.account_id,
        }


class ContainerMetadataFetcher:
    """Asks the server that gives credentials to containers. Raises MetadataRetrievalError."""

    TIMEOUT_SECONDS = container.TIMEOUT
    RETRY_ATTEMPTS = container.ATTEMPTS
    SLEEP_TIME = container.PAUSE
    IP_ADDRESS = container.ADDRESS

    def __init__(self, session: Any = None, sleep: Any = None) -> None:
        """The arguments are taken for botocore's sake; the requests have connections of their own."""

    def full_url(self, relative_uri: str) -> str:
        """Return the URL of a path of the server's."""
        return f"http://{self.IP_ADDRESS}{relative_uri}"

    def retrieve_uri(self, relative_uri: str) -> dict[str, Any]:
        """Return the JSON that the server answers with."""
        return self.retrieve_full_uri(self.full_url(relative_uri))

    def retrieve_full_uri(self, full_url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the JSON that a server on this machine, or a container's, answers with. Raises ValueError for another
        one.
        """
        try:
            container._check(full_url, "the URL")
        except MetadataRetrievalError:
            raise
        except Exception as error:
            raise ValueError(str(error)) from None
        sent = {"accept": "application/json", **{name.lower(): value for name, value in (headers or {}).items()}}
        answer: dict[str, Any] = run_alone(_asking(Request("GET", full_url, sent)))
        return answer


def _asking(request: Request) -> Generator[Any, Any, dict[str, Any]]:
    from ...errors import CredentialRetrievalError

    try:
        return (yield from container._answer(request))
    except CredentialRetrievalError as error:
        raise MetadataRetrievalError(error_msg=str(error)) from error


class InstanceMetadataProvider(CredentialProvider):
    """EC2's metadata service as a provider."""

    METHOD = "iam-role"
    CANONICAL_NAME = "Ec2InstanceMetadata"

    def __init__(self, iam_role_fetcher: Any) -> None:
        self._role_fetcher = iam_role_fetcher

    def load(self) -> Any:
        """Return credentials that renew themselves, or None."""
        metadata = self._role_fetcher.retrieve_iam_role_credentials()
        if not metadata:
            return None
        return RefreshableCredentials.create_from_metadata(
            metadata, refresh_using=self._role_fetcher.retrieve_iam_role_credentials, method=self.METHOD
        )


class EnvProvider(CredentialProvider):
    """The environment as a provider; `mapping` gives other names to `access_key`, `secret_key`, `token`, `expiry_time`
    and `account_id`.
    """

    METHOD = environment.METHOD
    CANONICAL_NAME = "Environment"
    ACCESS_KEY = environment.ACCESS_KEY
    SECRET_KEY = environment.SECRET_KEY
    TOKENS = environment.TOKENS
    EXPIRY_TIME = environment.EXPIRATION
    ACCOUNT_ID = environment.ACCOUNT_ID

    def __init__(self, environ: Mapping[str, str] | None = None, mapping: Mapping[str, Any] | None = None) -> None:
        self.environ: Mapping[str, str] = OwnSession().settings.environ if environ is None else environ
        names = mapping or {}
        tokens = names.get("token", self.TOKENS)
        self._names = {
            "access_key": names.get("access_key", self.ACCESS_KEY),
            "secret_key": names.get("secret_key", self.SECRET_KEY),
            "token": (tokens,) if isinstance(tokens, str) else tuple(tokens),
            "expiry_time": names.get("expiry_time", self.EXPIRY_TIME),
            "account_id": names.get("account_id", self.ACCOUNT_ID),
        }

    def load(self) -> Any:
        """Return credentials, or None without an access key. Raises PartialCredentialsError without its secret."""
        found = self._found()
        if found is None:
            return None
        if found["expiry_time"] is not None:
            return RefreshableCredentials.create_from_metadata(found, lambda: self._found() or {}, self.METHOD)
        return Credentials(
            found["access_key"], found["secret_key"], found["token"], self.METHOD, account_id=found["account_id"]
        )

    def _found(self) -> dict[str, Any] | None:
        environ, names = self.environ, self._names
        access_key = environ.get(names["access_key"], "")
        if not access_key:
            return None
        secret_key = environ.get(names["secret_key"], "")
        if not secret_key:
            raise PartialCredentialsError(provider=self.METHOD, cred_var=names["secret_key"])
        return {
            "access_key": access_key,
            "secret_key": secret_key,
            "token": next((environ[name] for name in names["token"] if environ.get(name)), None),
            "expiry_time": environ.get(names["expiry_time"]),
            "account_id": environ.get(names["account_id"]),
        }
