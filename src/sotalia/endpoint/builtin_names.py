"""What the rule language calls the settings that clients of all services have: built-in parameters.

Those that one service's rules know are named by its `EndpointHooks`.
"""

from __future__ import annotations

REGION = "AWS::Region"
USE_FIPS = "AWS::UseFIPS"
USE_DUALSTACK = "AWS::UseDualStack"
ENDPOINT = "SDK::Endpoint"
ACCOUNT_ID = "AWS::Auth::AccountId"
ACCOUNT_ID_ENDPOINT_MODE = "AWS::Auth::AccountIdEndpointMode"
