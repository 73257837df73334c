"""Profiles whose credentials are to be fetched from somewhere that this version does not know yet.

Such a profile is never passed over: the keys that may stand beside its `role_arn` are somebody else's, and signing with
them would act in the wrong name.
"""

from __future__ import annotations

from ..errors import CredentialRetrievalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup
    from .credentials import Credentials

METHOD = "profile"

#: Options of a profile that say so, in the order in which boto3 would follow them.
FETCHED = ("role_arn", "web_identity_token_file", "sso_session", "sso_start_url")


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return None. Raises CredentialRetrievalError for a profile that names its credentials in one of these ways."""
    yield from ()
    settings = lookup.settings
    options = settings.scoped_config if settings.profile or "default" in settings.available_profiles else {}
    for option in FETCHED:
        if option in options:
            raise CredentialRetrievalError(
                provider=METHOD,
                error_msg=(
                    f"The profile {lookup.profile_name!r} gets its credentials by {option}, which this version of "
                    "Sotalia cannot do yet. Give credentials as arguments or in the environment, for instance by "
                    "`eval $(aws configure export-credentials --format env)`."
                ),
            )
    return None
