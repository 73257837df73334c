"""The exceptions for what S3's endpoint rules refuse: boto3 had them before the rules (see `endpoint.errors`)."""

from __future__ import annotations

from ...endpoint.errors import BEGINNING, BEGINNING_IN_ANY_CASE, WHOLE, invalid_parameter
from ...errors import UnsupportedS3AccesspointConfigurationError, UnsupportedS3ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...endpoint.errors import Meanings


def _configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return UnsupportedS3ConfigurationError(msg=text)


def _access_point(text: str, parameters: dict[str, Any]) -> Exception:
    return UnsupportedS3AccesspointConfigurationError(msg=text)


MEANINGS: Meanings = (
    ("S3 Object Lambda does not support S3 Accelerate", WHOLE, _configuration),
    ("Accelerate cannot be used with FIPS", WHOLE, _configuration),
    ("S3 Outposts does not support", BEGINNING, _access_point),
    ("S3 MRAP does not support", BEGINNING, _access_point),
    ("S3 Object Lambda does not support", BEGINNING, _access_point),
    ("Access Points do not support", BEGINNING, _access_point),
    ("Invalid configuration:", BEGINNING, _access_point),
    ("Client was configured for partition", BEGINNING, _access_point),
    ("invalid arn:", BEGINNING_IN_ANY_CASE, invalid_parameter),
)
