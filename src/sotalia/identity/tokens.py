"""Bearer tokens, for services that accept them instead of signatures.

A source is a generator function that takes a `Lookup` and the signing name and returns a FrozenAuthToken or None. They
are asked in the order of `TOKEN_SOURCES`; another one is a function here or in a file of its own, and a row there.
"""

from __future__ import annotations

from .credentials import FrozenAuthToken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup


def token_variable(signing_name: str) -> str:
    """Return the name of the variable with the token for the service that signs as `signing_name`."""
    return f"AWS_BEARER_TOKEN_{signing_name.replace('-', '_').replace(' ', '_').upper()}"


def environment_token(environ: Mapping[str, str], signing_name: str | None) -> FrozenAuthToken | None:
    """Return the token in `AWS_BEARER_TOKEN_<SERVICE>`, where SERVICE is the signing name, or None."""
    if not isinstance(signing_name, str) or not signing_name.strip():
        return None
    token = environ.get(token_variable(signing_name))
    return None if token is None else FrozenAuthToken(token)


def from_environment(lookup: Lookup, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
    """Return the service's own token from the environment, or None."""
    yield from ()
    return environment_token(lookup.environ, signing_name)


def from_session(lookup: Lookup, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
    """Return the token of the session that the profile names: see `sso_token`."""
    if "sso_session" not in lookup.profile:
        return None
    from .sso_token import session_token

    session = session_token(lookup)
    return None if session is None else (yield from session.current(lookup))


TOKEN_SOURCES = (from_environment, from_session)


def find_token(lookup: Lookup, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
    """Return the first token that a source has, or None."""
    for source in TOKEN_SOURCES:
        token = yield from source(lookup, signing_name)
        if token is not None:
            return token
    return None
