"""The tokens of `aws sso login`: where the AWS CLI keeps them, and boto3 and the other SDKs look for them.

`~/.aws/sso/cache/<name>.json`, where the name is the SHA-1 of the session's name (`[sso-session NAME]`) or, for an
older profile without a session, of the start page's URL. A token is a JSON object with

    startUrl, region            what it is for
    accessToken, expiresAt      the token, and its expiry
    refreshToken                what gets a newer one, and the client that may use it:
    clientId, clientSecret, registrationExpiresAt

The file is readable by its owner only, and is replaced as a whole.
"""

from __future__ import annotations

from ..errors import SSOTokenLoadError, UnusableSSOTokenError
from .documents import is_text, json_object
from .paths import hashed_name, users_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect

FOLDER = "~/.aws/sso/cache"
#: The fields that every token has.
FIELDS = ("accessToken", "expiresAt")
SIGN_IN = "Sign in with 'aws sso login'."


def token_path(name: str) -> str:
    """Return where the token for a session's name, or for a start page's URL, is kept."""
    return f"{users_path(FOLDER)}/{hashed_name(name)}.json"


def read_token(start_url: str, session: str | None = None) -> Generator[Effect, Any, dict[str, Any]]:
    """Return the token for a session or, where there is none, for a start page.

    Raises SSOTokenLoadError where there is none, UnusableSSOTokenError for an invalid one; neither shows its content.
    """
    from ..effects import ReadFile

    name = start_url if session is None else session
    path = token_path(name)
    try:
        data: bytes = yield ReadFile(path)
    except (FileNotFoundError, NotADirectoryError):
        raise SSOTokenLoadError(error_msg=f"Token for {name} does not exist (in {path}). {SIGN_IN}") from None
    except OSError as error:
        raise UnusableSSOTokenError(
            error_msg=f"Token for {name} cannot be read (in {path}): {error.strerror}. {SIGN_IN}"
        ) from None
    token = json_object(data)
    if token is None:
        raise UnusableSSOTokenError(
            error_msg=f"Token for {name} is damaged: {path} has no JSON object in it. {SIGN_IN}"
        )
    missing = [field for field in FIELDS if not is_text(token.get(field))]
    if missing:
        raise SSOTokenLoadError(
            error_msg=f"Token for {start_url} is invalid: {path} lacks {', '.join(missing)}. {SIGN_IN}"
        )
    return token


def write_token(token: dict[str, Any], start_url: str, session: str | None = None) -> Generator[Effect, Any, str]:
    """Write a token to its file; return the path. If this raises OSError, the old file is still there."""
    from json import dumps

    from ..effects import WriteFile

    path = token_path(start_url if session is None else session)
    yield WriteFile(path, dumps(token).encode())
    return path
