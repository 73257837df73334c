"""Sources of credentials that programs bring along, and the order in which a session asks all of them."""

from __future__ import annotations

from ..effects import Ask
from ..errors import CredentialRetrievalError, UnknownCredentialError
from . import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup, Sources
    from .credentials import Credentials
    from .identity import Identity


class CredentialProvider:
    """A source of credentials that a program brings along.

        class Vault(CredentialProvider):
            METHOD = "vault"

            def load(self):
                return RefreshableCredentials.create_from_metadata(ask_vault(), ask_vault, method=self.METHOD)

        session.credential_chain.insert_before("env", Vault())

    `METHOD` is what it is called in the chain. For awaited sessions, `load` may be async; one that is not is called in
    a thread there.
    """

    METHOD: str = "custom"

    def load(self) -> Any:
        """Return Credentials (of any kind, botocore's too), or None to have the next source asked."""
        raise NotImplementedError(f"{type(self).__name__} has no method load().")


class CredentialResolver:
    """The sources that a session asks for credentials, in their order, each by the name that boto3 gives it.

    A change counts for credentials that have not been found yet: make it before the session's first client.
    """

    __slots__ = ("_identity",)

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    @property
    def methods(self) -> list[str]:
        """The names of the sources: `["env", "assume-role", …]`."""
        return [name for name, _ in self._sources]

    def insert_before(self, name: str, credential_provider: CredentialProvider) -> None:
        """Have `credential_provider` asked before the source `name`. Raises UnknownCredentialError."""
        self._insert(self._place(name), credential_provider)

    def insert_after(self, name: str, credential_provider: CredentialProvider) -> None:
        """Have `credential_provider` asked after the source `name`. Raises UnknownCredentialError."""
        self._insert(self._place(name) + 1, credential_provider)

    def remove(self, name: str) -> None:
        """Have the source `name` not asked, if it is there."""
        self._identity.sources = tuple(row for row in self._sources if row[0] != name)

    @property
    def _sources(self) -> Sources:
        sources = self._identity.sources
        return chain.SOURCES if sources is None else sources

    def _place(self, name: str) -> int:
        try:
            return self.methods.index(name)
        except ValueError:
            raise UnknownCredentialError(name=name) from None

    def _insert(self, place: int, provider: CredentialProvider) -> None:
        sources = self._sources
        self._identity.sources = (*sources[:place], (provider.METHOD, _Provided(provider)), *sources[place:])

    def __repr__(self) -> str:
        return f"<CredentialResolver {self.methods}>"


class _Provided:
    """The source that asks a program's provider."""

    __slots__ = ("_provider",)

    def __init__(self, provider: CredentialProvider) -> None:
        self._provider = provider

    def __call__(self, lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
        found: Any = yield Ask(self._provider.load)
        if found is not None and not hasattr(found, "get_frozen_credentials"):
            raise CredentialRetrievalError(
                provider=self._provider.METHOD,
                error_msg=f"load() returned {type(found).__name__}: it must be Credentials, or None",
            )
        credentials: Credentials | None = found
        return credentials
