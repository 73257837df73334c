"""Static credentials among the options of a profile, in whichever file the profile stands."""

from __future__ import annotations

from ..errors import PartialCredentialsError
from .credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

ACCESS_KEY = "aws_access_key_id"
SECRET_KEY = "aws_secret_access_key"  # noqa: S105 - the option's name
TOKENS = ("aws_security_token", "aws_session_token")
ACCOUNT_ID = "aws_account_id"


def profile_keys(profile: Mapping[str, Any] | None, method: str) -> Credentials | None:
    """Return the profile's keys, or None where it has no access key; PartialCredentialsError without its secret."""
    if not profile or ACCESS_KEY not in profile:
        return None
    if SECRET_KEY not in profile:
        raise PartialCredentialsError(provider=method, cred_var=SECRET_KEY)
    token = next((profile[name] for name in TOKENS if name in profile), None)
    return Credentials(profile[ACCESS_KEY], profile[SECRET_KEY], token, method, profile.get(ACCOUNT_ID))
