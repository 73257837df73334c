"""Cognito identity pools hand out the credentials of people who have none yet: these operations are never signed.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html ("This is a public API.")
"""

from __future__ import annotations

from ..core.hooks import Hooks
from .signing import leave_unsigned

HOOKS = Hooks()
HOOKS.on("scheme", "GetId", "GetOpenIdToken", "UnlinkIdentity", "GetCredentialsForIdentity")(leave_unsigned)
