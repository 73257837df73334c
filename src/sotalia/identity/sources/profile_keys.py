"""Static credentials among the options of a profile, in whichever file the profile stands."""

from __future__ import annotations

from ...errors import PartialCredentialsError
from ...settings.session import one_value
from ..credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

ACCESS_KEY = "aws_access_key_id"
SECRET_KEY = "aws_secret_access_key"  # noqa: S105 - the option's name
TOKENS = ("aws_security_token", "aws_session_token")
ACCOUNT_ID = "aws_account_id"


def profile_keys(profile: Mapping[str, Any] | None, method: str) -> Credentials | None:
    """Return the profile's keys, or None where it has no access key.

    Raises PartialCredentialsError without its secret, InvalidOptionValueError for an invalid value.
    """
    if not profile or ACCESS_KEY not in profile:
        return None
    if SECRET_KEY not in profile:
        raise PartialCredentialsError(provider=method, cred_var=SECRET_KEY)
    token = next((one_value(profile, name) for name in TOKENS if name in profile), None)
    key, secret = one_value(profile, ACCESS_KEY), one_value(profile, SECRET_KEY)
    return Credentials(key, secret, token, method, one_value(profile, ACCOUNT_ID))
