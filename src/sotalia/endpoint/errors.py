"""What a rule's error text means in boto3's terms.

The rules of a service refuse with a sentence. For some services boto3 had its own exceptions before there were rules;
it recognizes the sentences and raises those. Here that is a table, one row per text, tried in order.
"""

from __future__ import annotations

from .. import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Make = Callable[[str, dict[str, Any]], Exception]

_REGION_IN_ARN = "Invalid region in ARN: "


def _s3_configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.UnsupportedS3ConfigurationError(msg=text)


def _s3_access_point(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.UnsupportedS3AccesspointConfigurationError(msg=text)


def _s3_control_configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.UnsupportedS3ControlConfigurationError(msg=text)


def _s3_control_arn(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.UnsupportedS3ControlArnError(arn=parameters.get("Bucket"), msg=text)


def _parameter(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.ParamValidationError(report=text)


def _configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return errors.InvalidEndpointConfigurationError(msg=text)


_EVENTS_FIPS = "Invalid Configuration: FIPS is not supported with EventBridge multi-region endpoints."

_WHOLE, _BEGINNING, _BEGINNING_IN_ANY_CASE = range(3)

#: Service -> (the text, how much of it that is, the exception).
_MEANINGS: dict[str, tuple[tuple[str, int, Make], ...]] = {
    "s3": (
        ("S3 Object Lambda does not support S3 Accelerate", _WHOLE, _s3_configuration),
        ("Accelerate cannot be used with FIPS", _WHOLE, _s3_configuration),
        ("S3 Outposts does not support", _BEGINNING, _s3_access_point),
        ("S3 MRAP does not support", _BEGINNING, _s3_access_point),
        ("S3 Object Lambda does not support", _BEGINNING, _s3_access_point),
        ("Access Points do not support", _BEGINNING, _s3_access_point),
        ("Invalid configuration:", _BEGINNING, _s3_access_point),
        ("Client was configured for partition", _BEGINNING, _s3_access_point),
        ("invalid arn:", _BEGINNING_IN_ANY_CASE, _parameter),
    ),
    "s3control": (
        ("Invalid ARN:", _BEGINNING, _s3_control_arn),
        ("Invalid configuration:", _BEGINNING, _s3_control_configuration),
        ("Client was configured for partition", _BEGINNING, _s3_control_configuration),
        ("AccountId is required but not set", _WHOLE, _parameter),
    ),
    "events": (
        (_EVENTS_FIPS, _BEGINNING, _configuration),
        ("EndpointId must be a valid host label.", _WHOLE, _configuration),
    ),
}


def translate(error: Exception, service_name: str, parameters: dict[str, Any]) -> Exception | None:
    """Return the exception that boto3 raises in the place of a rule set's `error`, or None when that one stands.

    `parameters` are those that the rules were given.
    """
    text = str(error)
    if text.startswith(_REGION_IN_ARN):
        quoted = text.split("`")
        return errors.InvalidHostLabelError(label=quoted[1] if len(quoted) > 1 else text)
    for known, extent, make in _MEANINGS.get(service_name, ()):
        if text == known or (extent != _WHOLE and text.startswith(known)):
            return make(text, parameters)
        if extent == _BEGINNING_IN_ANY_CASE and text.lower().startswith(known):
            return make(text, parameters)
    return None
