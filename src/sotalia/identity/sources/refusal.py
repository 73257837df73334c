"""How a source is refused that this version cannot ask yet: at its place in the chain, where something names it.

None is ever passed over: the keys that may stand beside a `role_arn` or a `credential_process` are somebody else's, and
signing with them would act in the wrong name.
"""

from __future__ import annotations

from ...errors import CredentialRetrievalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from ..chain import Lookup


def refuse_option(lookup: Lookup, method: str, *names: str) -> None:
    """Raise CredentialRetrievalError where the profile has one of these options."""
    found = next((name for name in names if name in lookup.profile), None)
    if found is not None:
        _refuse(lookup, method, f"The profile {lookup.profile_name!r}", found)


def _refuse(lookup: Lookup, method: str, who: str, how: str) -> NoReturn:
    raise CredentialRetrievalError(
        provider=method,
        error_msg=(
            f"{who} gets its credentials by {how}, which this version of Sotalia cannot do yet. Give keys as "
            "arguments, or in the environment of a program that names no profile, for instance by "
            f'`eval "$(aws configure export-credentials --profile {lookup.profile_name} --format env)"`.'
        ),
    )
