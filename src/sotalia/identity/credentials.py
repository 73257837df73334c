"""Credentials: an access key, its secret, and what may come with them; and bearer tokens, which take their place.

Laws:
- no class here shows a secret in its repr. Pickling includes them: a program that pickles credentials wants them;
- their values are text: bytes are decoded, and a string enum is replaced by its value.
"""

from __future__ import annotations

from ..errors import InvalidConfigError
from ..percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar


#: What messages call the parts, whose names differ between arguments and settings.
_SETTINGS = {
    "access_key": "aws_access_key_id",
    "secret_key": "aws_secret_access_key",
    "token": "aws_session_token",
    "account_id": "aws_account_id",
}


def as_text(name: str, value: Any) -> Any:
    """Return a part of credentials as text. Raises InvalidConfigError, which names the part, for bytes beyond ASCII."""
    if not isinstance(value, (bytes, bytearray)) or name not in _SETTINGS:
        return plain(value)
    if value.isascii():
        return value.decode("ascii")
    raise InvalidConfigError(
        error_msg=f"{name} ({_SETTINGS[name]}) is given as bytes that are not ASCII, so it is no key of AWS's: "
        "give it as text."
    )


class ReadOnlyCredentials(tuple[str, str, "str | None", "str | None"]):
    """Credentials at one moment: `(access_key, secret_key, token, account_id)`, by position or by name.

    Signatures are made with these: all parts belong together, even if the object that they come from changes.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ("access_key", "secret_key", "token", "account_id")

    def __new__(
        cls, access_key: str, secret_key: str, token: str | None = None, account_id: str | None = None
    ) -> ReadOnlyCredentials:
        """Make one from its parts. Raises InvalidConfigError for bytes that are not ASCII."""
        parts = zip(cls._fields, (access_key, secret_key, token, account_id), strict=True)
        return tuple.__new__(cls, [as_text(name, value) for name, value in parts])

    @property
    def access_key(self) -> str:
        """The access key's id."""
        return self[0]

    @property
    def secret_key(self) -> str:
        """The secret."""
        return self[1]

    @property
    def token(self) -> str | None:
        """The session token that temporary credentials come with."""
        return self[2]

    @property
    def account_id(self) -> str | None:
        """The account, where it is known."""
        return self[3]

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, **changes: Any) -> ReadOnlyCredentials:
        return ReadOnlyCredentials(**{**self._asdict(), **changes})

    def __getnewargs__(self) -> tuple[str, str, str | None, str | None]:
        return self[0], self[1], self[2], self[3]

    def __repr__(self) -> str:
        return "<ReadOnlyCredentials>"


class Credentials:
    """Credentials as a session holds them.

    `method` says where they come from ("explicit" for the program's own). `expiry`, in seconds since 1970, is when
    they expire, or None when that is not known. `features` are what they count as (`sotalia.useragent.features`), if
    `method` alone does not decide that. Attributes can be changed; the next signature uses the new values.

    Raises InvalidConfigError, which names the attribute, for bytes that are not ASCII.
    """

    expiry: float | None = None
    features = 0

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        token: str | None = None,
        method: str | None = None,
        account_id: str | None = None,
        *,
        expiry: float | None = None,
        features: int = 0,
    ) -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token
        self.method = "explicit" if method is None else method
        self.account_id = account_id
        if expiry is not None:
            self.expiry = expiry
        if features:
            self.features = features

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, as_text(name, value))

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the present values."""
        parts = (self.access_key, self.secret_key, self.token, self.account_id)
        return tuple.__new__(ReadOnlyCredentials, parts)  # as its constructor does, in half the time

    def get_deferred_property(self, property_name: str) -> Callable[[], Any]:
        """Return a function that returns the present value of the attribute `property_name`, or None."""
        return lambda: getattr(self, property_name, None)

    def __repr__(self) -> str:
        return f"<Credentials method={self.method!r}>"


class FrozenAuthToken(tuple[str, "float | None"]):
    """A bearer token and when it expires (seconds since 1970; None: not known). Its repr hides the token."""

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
        """When it expires."""
        return self[1]

    def __getnewargs__(self) -> tuple[str, float | None]:
        return self[0], self[1]

    def __repr__(self) -> str:
        return "<FrozenAuthToken>"
