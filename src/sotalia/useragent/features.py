"""The features of AWS's SDKs, which the User-Agent header lists: what they are called, their ids, their bits.

AWS wants to know which features of its SDKs are used, so every request says which it uses (`m/E,Z,b`). A set of
features is a number here, with a bit for each: sets are joined by `|`, and the text for a set is looked up by it
(`header.UserAgent`), so that naming them costs a call next to nothing.

A call's features are added where each is decided on: in the client's settings (`header.user_agent`), the endpoint
(`endpoint.rules`), the scheme (`auth.choose`), checksums (`auth.checksums`), credentials (`identity.identity`), the
call itself (`core`), and by what makes calls for others, as paginators do (`useragent.scope`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: The ids that AWS gave to features.
FEATURES = {
    "WAITER": "B",
    "PAGINATOR": "C",
    "RETRY_MODE_LEGACY": "D",
    "RETRY_MODE_STANDARD": "E",
    "RETRY_MODE_ADAPTIVE": "F",
    "S3_TRANSFER": "G",
    "GZIP_REQUEST_COMPRESSION": "L",
    "PROTOCOL_RPC_V2_CBOR": "M",
    "ENDPOINT_OVERRIDE": "N",
    "ACCOUNT_ID_MODE_PREFERRED": "P",
    "ACCOUNT_ID_MODE_DISABLED": "Q",
    "ACCOUNT_ID_MODE_REQUIRED": "R",
    "SIGV4A_SIGNING": "S",
    "RESOLVED_ACCOUNT_ID": "T",
    "FLEXIBLE_CHECKSUMS_REQ_CRC32": "U",
    "FLEXIBLE_CHECKSUMS_REQ_CRC32C": "V",
    "FLEXIBLE_CHECKSUMS_REQ_CRC64": "W",
    "FLEXIBLE_CHECKSUMS_REQ_SHA1": "X",
    "FLEXIBLE_CHECKSUMS_REQ_SHA256": "Y",
    "FLEXIBLE_CHECKSUMS_REQ_WHEN_SUPPORTED": "Z",
    "FLEXIBLE_CHECKSUMS_REQ_WHEN_REQUIRED": "a",
    "FLEXIBLE_CHECKSUMS_RES_WHEN_SUPPORTED": "b",
    "FLEXIBLE_CHECKSUMS_RES_WHEN_REQUIRED": "c",
    "CREDENTIALS_CODE": "e",
    "CREDENTIALS_ENV_VARS": "g",
    "CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN": "h",
    "CREDENTIALS_STS_ASSUME_ROLE": "i",
    "CREDENTIALS_STS_ASSUME_ROLE_WEB_ID": "k",
    "CREDENTIALS_PROFILE": "n",
    "CREDENTIALS_PROFILE_SOURCE_PROFILE": "o",
    "CREDENTIALS_PROFILE_NAMED_PROVIDER": "p",
    "CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN": "q",
    "CREDENTIALS_PROFILE_SSO": "r",
    "CREDENTIALS_SSO": "s",
    "CREDENTIALS_PROFILE_SSO_LEGACY": "t",
    "CREDENTIALS_SSO_LEGACY": "u",
    "CREDENTIALS_PROFILE_PROCESS": "v",
    "CREDENTIALS_PROCESS": "w",
    "CREDENTIALS_BOTO2_CONFIG_FILE": "x",
    "CREDENTIALS_HTTP": "z",
    "CREDENTIALS_IMDS": "0",
    "BEARER_SERVICE_ENV_VARS": "3",
    "CREDENTIALS_PROFILE_LOGIN": "AC",
    "CREDENTIALS_LOGIN": "AD",
    "FLEXIBLE_CHECKSUMS_REQ_MD5": "AE",
    "FLEXIBLE_CHECKSUMS_REQ_SHA512": "AF",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH3": "AG",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH64": "AH",
    "FLEXIBLE_CHECKSUMS_REQ_XXHASH128": "AI",
    "S3_REGION_REDIRECT": "Ah",
}
BITS = {name: 1 << place for place, name in enumerate(FEATURES)}

WAITER = BITS["WAITER"]
PAGINATOR = BITS["PAGINATOR"]
S3_TRANSFER = BITS["S3_TRANSFER"]

#: The features of credentials, by their `method`.
_CREDENTIALS = {
    "explicit": ("CREDENTIALS_CODE",),
    "env": ("CREDENTIALS_ENV_VARS",),
    "shared-credentials-file": ("CREDENTIALS_PROFILE",),
    "config-file": ("CREDENTIALS_PROFILE",),
    "login": ("CREDENTIALS_PROFILE_LOGIN", "CREDENTIALS_LOGIN"),
    "custom-process": ("CREDENTIALS_PROFILE_PROCESS", "CREDENTIALS_PROCESS"),
    "boto-config": ("CREDENTIALS_BOTO2_CONFIG_FILE",),
    "container-role": ("CREDENTIALS_HTTP",),
    "iam-role": ("CREDENTIALS_IMDS",),
}


def bits(names: Iterable[str]) -> int:
    """Return the set of the features called `names`; names that AWS does not know (yet) add nothing."""
    features = 0
    for name in names:
        features |= BITS.get(name, 0)
    return features


def ids(features: int) -> list[str]:
    """Return the ids of a set of features, sorted."""
    return sorted(FEATURES[name] for name, bit in BITS.items() if features & bit)


def credential_features(method: str | None) -> int:
    """Return the features of credentials whose source is `method` (`Credentials.method`)."""
    return bits(_CREDENTIALS.get(method or "", ()))


def checksum_feature(algorithm: str) -> int:
    """Return the feature of sending a checksum by `algorithm`, spelled as in its header's name (`crc64nvme`)."""
    name = "CRC64" if algorithm == "crc64nvme" else algorithm.upper()
    return BITS.get(f"FLEXIBLE_CHECKSUMS_REQ_{name}", 0)
