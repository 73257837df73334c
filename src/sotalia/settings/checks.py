"""What the values of options must be like: how text is read, and what `sotalia.settings.options` names as checks.

A check is given the option's name and its value, and returns the value that holds, made uniform, or raises what
botocore 1.44.5 raises.
"""

from __future__ import annotations

from ..errors import (
    InvalidChecksumConfigError,
    InvalidConfigError,
    InvalidMaxRetryAttemptsError,
    InvalidRetryConfigurationError,
    InvalidRetryModeError,
    InvalidS3AddressingStyleError,
    InvalidS3UsEast1RegionalEndpointConfigError,
    InvalidSTSRegionalEndpointsConfigError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RETRY_OPTIONS = ("max_attempts", "mode", "total_max_attempts")
RETRY_MODES = ("legacy", "standard", "adaptive")
ADDRESSING_STYLES = ("virtual", "auto", "path", None)
CHECKSUM_MODES = ("when_supported", "when_required")
ENDPOINT_MODES = ("legacy", "regional")
ACCOUNT_ID_MODES = ("preferred", "disabled", "required")


def boolean(value: Any) -> bool:
    """Return whether `value` says true: a bool, or "true" in any case. Everything else is False."""
    return value if isinstance(value, bool) else isinstance(value, str) and value.lower() == "true"


def truth(name: str, value: Any) -> bool:
    """Return the truth value, as Python sees it."""
    return bool(value)


def true_text(name: str, value: Any) -> bool:
    """Return whether it says true, see `boolean`."""
    return boolean(value)


def seconds(name: str, value: Any) -> Any:
    """Raise ValueError for a timeout that is none."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0):
        raise ValueError(f"{name} is {value!r}: it must be a number of seconds greater than 0, or None.")
    return value


def addressing_style(name: str, s3: Any) -> Any:
    """Raise InvalidS3AddressingStyleError for a style of URLs that does not exist."""
    if s3 is not None and s3.get("addressing_style") not in ADDRESSING_STYLES:
        raise InvalidS3AddressingStyleError(s3_addressing_style=s3["addressing_style"])
    return s3


def global_endpoint_mode(name: str, value: Any) -> Any:
    """Raise InvalidS3UsEast1RegionalEndpointConfigError for what does not say which endpoint us-east-1 means."""
    if value not in ENDPOINT_MODES:
        raise InvalidS3UsEast1RegionalEndpointConfigError(s3_us_east_1_regional_endpoint_config=value)
    return value


def regional_endpoints_mode(name: str, value: Any) -> Any:
    """Raise InvalidSTSRegionalEndpointsConfigError for what does not say which endpoint a region means."""
    if value and value not in ENDPOINT_MODES:
        raise InvalidSTSRegionalEndpointsConfigError(sts_regional_endpoints_config=value)
    return value


def retries(name: str, value: Any) -> Any:
    """Raise InvalidRetryConfigurationError or one of its subclasses unless `value` is None or can be used."""
    if value is None:
        return None
    for option, setting in value.items():
        if option not in RETRY_OPTIONS:
            raise InvalidRetryConfigurationError(retry_config_option=option, valid_options=RETRY_OPTIONS)
        if option == "mode":
            if setting not in RETRY_MODES:
                raise InvalidRetryModeError(provided_retry_mode=setting, valid_modes=RETRY_MODES)
        else:
            least = 1 if option == "total_max_attempts" else 0
            if not isinstance(setting, (int, float)) or setting < least:
                raise InvalidMaxRetryAttemptsError(provided_max_attempts=setting, min_value=least)
    return value


def express_sessions(name: str, value: Any) -> bool:
    """Return whether it says true. Raises InvalidConfigError for what says neither true nor false."""
    is_true_or_false = isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("true", "false"))
    if value is not None and not is_true_or_false:
        raise InvalidConfigError(error_msg=f'Invalid value "{value}" for {name}. Value must be a boolean')
    return boolean(value)


def compression_size(name: str, value: Any) -> int:
    """Return the number of bytes. Raises InvalidConfigError."""
    fault = f'Invalid value "{value}" for {name}.'
    try:
        size = int(value)
    except (ValueError, TypeError):
        raise InvalidConfigError(
            error_msg=f"{fault} Value must be an integer. Received {type(value)} instead."
        ) from None
    if not 1 <= size <= 1048576:
        raise InvalidConfigError(error_msg=f"{fault} Value must be between 1 and 1048576.")
    return size


def checksum_mode(name: str, value: Any) -> str:
    """Return one of `CHECKSUM_MODES`. Raises InvalidChecksumConfigError."""
    mode: str = value.lower() if isinstance(value, str) else value
    if mode not in CHECKSUM_MODES:
        raise InvalidChecksumConfigError(config_key=name, config_value=mode, valid_options=CHECKSUM_MODES)
    return mode


def account_id_mode(name: str, value: Any) -> str:
    """Return one of `ACCOUNT_ID_MODES`. Raises InvalidConfigError."""
    mode: str = value.lower() if isinstance(value, str) else value
    if mode not in ACCOUNT_ID_MODES:
        raise InvalidConfigError(
            error_msg=f"The configured value '{mode}' for '{name}' is invalid. Valid values are: {ACCOUNT_ID_MODES}."
        )
    return mode


def scheme_preference(name: str, value: Any) -> str | None:
    """Return the names without blanks, between commas. Raises InvalidConfigError."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidConfigError(
            error_msg=f"{name} must be a comma-delimited string. Received {type(value)} instead: {value}."
        )
    return ",".join(part.replace(" ", "").replace("\t", "") for part in value.split(",") if part.strip())


def dynamodb_types(name: str, value: Any) -> Any:
    """Return True, a `DynamoDBTypes`, or None for neither. Raises InvalidConfigError."""
    # Told by what it has, not by its class: few programs need the module that has it.
    if value is None or value is False:
        return None
    if value is True:
        return value
    if hasattr(value, "serializer") and hasattr(value, "deserializer") and not isinstance(value, type):
        return value
    raise InvalidConfigError(
        error_msg=f"{name} must be True or a DynamoDBTypes. Received {type(value)} instead: {value!r}."
    )
