"""What the rule language calls the settings that every client has: its built-in parameters."""

from __future__ import annotations

REGION = "AWS::Region"
USE_FIPS = "AWS::UseFIPS"
USE_DUALSTACK = "AWS::UseDualStack"
ENDPOINT = "SDK::Endpoint"
ACCOUNT_ID = "AWS::Auth::AccountId"
ACCOUNT_ID_ENDPOINT_MODE = "AWS::Auth::AccountIdEndpointMode"
STS_USE_GLOBAL_ENDPOINT = "AWS::STS::UseGlobalEndpoint"
S3_USE_GLOBAL_ENDPOINT = "AWS::S3::UseGlobalEndpoint"
S3_ACCELERATE = "AWS::S3::Accelerate"
S3_FORCE_PATH_STYLE = "AWS::S3::ForcePathStyle"
S3_USE_ARN_REGION = "AWS::S3::UseArnRegion"
S3_DISABLE_EXPRESS_SESSION_AUTH = "AWS::S3::DisableS3ExpressSessionAuth"
S3_DISABLE_MRAP = "AWS::S3::DisableMultiRegionAccessPoints"
S3CONTROL_USE_ARN_REGION = "AWS::S3Control::UseArnRegion"

#: All of them.
BUILTINS = frozenset(
    (
        REGION,
        USE_FIPS,
        USE_DUALSTACK,
        ENDPOINT,
        ACCOUNT_ID,
        ACCOUNT_ID_ENDPOINT_MODE,
        STS_USE_GLOBAL_ENDPOINT,
        S3_USE_GLOBAL_ENDPOINT,
        S3_ACCELERATE,
        S3_FORCE_PATH_STYLE,
        S3_USE_ARN_REGION,
        S3_DISABLE_EXPRESS_SESSION_AUTH,
        S3_DISABLE_MRAP,
        S3CONTROL_USE_ARN_REGION,
    )
)
