"""Providers of credentials in a row, as programs of botocore's put them together and sessions ask them."""

from __future__ import annotations

from ...errors import UnknownCredentialError
from ...identity.providers import CredentialProvider, _Provided
from ...identity.providers import CredentialResolver as OwnResolver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ...session import Session as OwnSession


class CredentialResolver:
    """Providers, asked in their order until one has credentials."""

    def __init__(self, providers: Iterable[Any]) -> None:
        self.providers = list(providers)

    def insert_before(self, name: str, credential_provider: Any) -> None:
        """Add a provider before the one called `name`. Raises UnknownCredentialError."""
        self.providers.insert(self._place(name), credential_provider)

    def insert_after(self, name: str, credential_provider: Any) -> None:
        """Add a provider after the one called `name`. Raises UnknownCredentialError."""
        self.providers.insert(self._place(name) + 1, credential_provider)

    def remove(self, name: str) -> None:
        """Remove the provider called `name`, if it is there."""
        self.providers = [provider for provider in self.providers if name != provider.METHOD]

    def get_provider(self, name: str) -> Any:
        """Return the provider called `name`. Raises UnknownCredentialError."""
        return self.providers[self._place(name)]

    def load_credentials(self) -> Any:
        """Return the first credentials that a provider has, or None."""
        for provider in self.providers:
            credentials = provider.load()
            if credentials is not None:
                return credentials
        return None

    def _place(self, name: str) -> int:
        for place, provider in enumerate(self.providers):
            if name == provider.METHOD:
                return place
        raise UnknownCredentialError(name=name)


class SessionResolver(CredentialResolver):
    """The sources of a session of Sotalia's, as its component `credential_provider`."""

    def __init__(self, session: OwnSession) -> None:
        self._session = session

    @property
    def providers(self) -> list[Any]:  # type: ignore[override]
        """The sources, each with its name and a `cache` for programs to set."""
        return [_Source(self._session, name) for name in OwnResolver(self._session.identity).methods]

    def insert_before(self, name: str, credential_provider: Any) -> None:
        """Add a provider before the source called `name`. Raises UnknownCredentialError."""
        OwnResolver(self._session.identity).insert_before(name, credential_provider)

    def insert_after(self, name: str, credential_provider: Any) -> None:
        """Add a provider after the source called `name`. Raises UnknownCredentialError."""
        OwnResolver(self._session.identity).insert_after(name, credential_provider)

    def remove(self, name: str) -> None:
        """Remove the source called `name`, if it is there."""
        OwnResolver(self._session.identity).remove(name)

    def load_credentials(self) -> Any:
        """Return the session's credentials, or None."""
        return self._session.get_credentials()


class _Source:
    """One source of a session: what programs set on it has no effect, since Sotalia keeps roles in the CLI's cache."""

    def __init__(self, session: OwnSession, method: str) -> None:
        self._session = session
        self.METHOD = method
        self.cache: Any = None

    def load(self) -> Any:
        """Return this source's credentials, or None."""
        from ...clients._sync.alone import run_alone

        identity = self._session._new_identity()
        sources = self._session.identity.sources
        identity.sources = tuple(row for row in sources or _all_sources() if row[0] == self.METHOD)
        return run_alone(identity.load(), self._session.settings)


def _all_sources() -> Any:
    from ...identity.chain import SOURCES

    return SOURCES


def ask_resolver(session: OwnSession, resolver: Any) -> None:
    """Have a session get its credentials from `resolver.load_credentials()`, once they are needed.

    The session's own resolver has nothing else to say than the session, which it would ask.
    """
    if isinstance(resolver, SessionResolver) and resolver._session is session:
        return

    class Resolver(CredentialProvider):
        METHOD = "credential_provider"

        def load(self) -> Any:
            return resolver.load_credentials()

    session.identity = session._new_identity(((Resolver.METHOD, _Provided(Resolver())),))


def create_credential_resolver(session: Any, cache: Any = None, region_name: str | None = None) -> Any:
    """Return the resolver of a session of botocore; `cache` and `region_name` are the session's own matter."""
    return SessionResolver(session._sotalia)


def get_credentials(session: Any) -> Any:
    """Return the credentials of a session of botocore, or None."""
    return create_credential_resolver(session).load_credentials()
