"""Sources of credentials that programs define, and the order in which a session asks all of them."""

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
    """A source of credentials that a program defines.

        class Vault(CredentialProvider):
            METHOD = "vault"

            def load(self):
                return RefreshableCredentials.create_from_metadata(ask_vault(), ask_vault, method=self.METHOD)

        session.credential_chain.insert_before("env", Vault())

    `METHOD` is its name in the chain. For awaited sessions, `load` may be async; if it is not, they call it in a
    thread.
    """

    METHOD: str = "custom"

    def load(self) -> Any:
        """Return Credentials (of any kind, botocore's too), or None, so that the next source is asked."""
        raise NotImplementedError(f"{type(self).__name__} has no method load().")


class CredentialResolver:
    """The sources that a session asks for credentials, in their order, with the names that they have in boto3.

    Changes have no effect once there are credentials, so make them before the session's first client.
    """

    __slots__ = ("_identity",)

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    @property
    def methods(self) -> list[str]:
        """The names of the sources: `["env", "assume-role", …]`."""
        return [name for name, _ in self._sources]

    def insert_before(self, name: str, credential_provider: CredentialProvider) -> None:
        """Add `credential_provider` before the source `name`. Raises UnknownCredentialError."""
        self._insert(self._place(name), credential_provider)

    def insert_after(self, name: str, credential_provider: CredentialProvider) -> None:
        """Add `credential_provider` after the source `name`. Raises UnknownCredentialError."""
        self._insert(self._place(name) + 1, credential_provider)

    def remove(self, name: str) -> None:
        """Remove the source `name`, if it is there."""
        self._identity.sources = tuple(row for row in self._sources if row[0] != name)

    @property
    def _sources(self) -> Sources:
        sources = self._identity.sources
        return chain.SOURCES if sources is None else tuple(sources)

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
        loaded_value: Any = yield Ask(self._provider.load)
        if loaded_value is not None and not hasattr(loaded_value, "get_frozen_credentials"):
            raise CredentialRetrievalError(
                provider=self._provider.METHOD,
                error_msg=f"load() returned {type(loaded_value).__name__}: it must be Credentials, or None",
            )
        credentials: Credentials | None = loaded_value
        return credentials
