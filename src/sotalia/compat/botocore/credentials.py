"""Providers of credentials in a row, as programs of botocore's put them together and sessions ask them."""

from __future__ import annotations

from ...errors import UnknownCredentialError
from ...identity.chain import SOURCES
from ...identity.providers import CredentialProvider, _Provided
from ...identity.sources import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    """The sources of a session of Sotalia's, as its component `credential_provider`.

    They are asked in the order, and as, they stand in `providers`, a list that programs may change.
    """

    def __init__(self, session: OwnSession) -> None:
        self._session = session

    @property
    def providers(self) -> list[Any]:
        """The sources, each with its name and a `cache` for programs to set."""
        return self._asked().providers

    @providers.setter
    def providers(self, providers: list[Any]) -> None:
        self._asked().providers = providers

    def _asked(self) -> _AsListed:
        """Return what the session asks, which is a list of providers from now on."""
        identity = self._session.identity
        if not isinstance(identity.sources, _AsListed):
            rows = SOURCES if identity.sources is None else identity.sources
            if self._session.settings.override("profile") is not None:
                # The source is there, but has nothing where a profile is named in code; botocore has none there.
                rows = tuple(row for row in rows if row[0] != environment.METHOD)
            identity.sources = _AsListed([_Source(self._session, row) for row in rows])  # type: ignore[assignment]
        asked: _AsListed = identity.sources  # type: ignore[assignment]
        return asked

    def load_credentials(self) -> Any:
        """Return the session's credentials, or None."""
        return self._session.get_credentials()


class _AsListed:
    """The sources of an identity, from a list of providers as it is when somebody asks."""

    def __init__(self, providers: list[Any]) -> None:
        self.providers = providers

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for each in list(self.providers):
            yield each.row if isinstance(each, _Source) else (each.METHOD, _Provided(each))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)


class _Source:
    """One source of a session: what programs set on it has no effect, since Sotalia keeps roles in the CLI's cache."""

    def __init__(self, session: OwnSession, row: tuple[str, Any]) -> None:
        self._session = session
        self.row = row
        self.METHOD = row[0]
        self.cache: Any = None

    def load(self) -> Any:
        """Return this source's credentials, or None."""
        from ...clients._sync.alone import run_alone

        identity = self._session._new_identity((self.row,))
        return run_alone(identity.load(), self._session.settings)


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
