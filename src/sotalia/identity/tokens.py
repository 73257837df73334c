"""Bearer tokens, for the services that take them in place of signatures.

A source is a generator function that takes a `Lookup` and the signing name and returns a FrozenAuthToken or None. They
are asked in the order of `TOKEN_SOURCES`; another one is a function here or in a file of its own, and a row there.
"""

from __future__ import annotations

from ..errors import TokenRetrievalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup


class FrozenAuthToken(tuple[str, "float | None"]):
    """A bearer token and when it ends (seconds since 1970; None: not known). Its repr hides the token."""

    __slots__ = ()

    def __new__(cls, token: str, expiration: float | None = None) -> FrozenAuthToken:
        """Make one from its parts."""
        return tuple.__new__(cls, (token, expiration))

    @property
    def token(self) -> str:
        """The token itself."""
        return self[0]

    @property
    def expiration(self) -> float | None:
        """When it ends."""
        return self[1]

    def __getnewargs__(self) -> tuple[str, float | None]:
        return self[0], self[1]

    def __repr__(self) -> str:
        return "<FrozenAuthToken>"


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
    """Look for the service's own token in the environment."""
    yield from ()
    return environment_token(lookup.environ, signing_name)


def from_profile(lookup: Lookup, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
    """Return None. Raises TokenRetrievalError for a profile with an `sso_session`, which cannot be asked yet."""
    yield from ()
    if "sso_session" in lookup.profile:
        raise TokenRetrievalError(
            provider="sso",
            error_msg=(
                f"The profile {lookup.profile_name!r} gets its token by sso_session, which this version of Sotalia "
                f"cannot do yet. Give one in the variable {token_variable(signing_name or '<SERVICE>')}."
            ),
        )
    return None


TOKEN_SOURCES = (from_environment, from_profile)


def find_token(lookup: Lookup, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
    """Return the first token that a source has, or None."""
    for source in TOKEN_SOURCES:
        token = yield from source(lookup, signing_name)
        if token is not None:
            return token
    return None
