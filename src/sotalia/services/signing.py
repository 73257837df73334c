"""What several services, or the names that they sign with, have in common in signing."""

from __future__ import annotations

from ..schemes import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..auth.scheme import AuthScheme
    from ..core.context import Call

#: Signing names for which the path is signed as it is, by the scheme's variant that does so where there is one.
PATH_AS_IS = frozenset(("s3", "s3-outposts", "s3-object-lambda", "s3express"))
#: Signing names for which a bearer token in the environment (`AWS_BEARER_TOKEN_…`) outranks credentials.
TOKEN_OUTRANKS = frozenset(("bedrock",))


def leave_unsigned(call: Call, scheme: AuthScheme) -> AuthScheme:
    """Send the request without a signature."""
    return scheme.renamed(NONE)
