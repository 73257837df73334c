"""The section `s3 =` of a profile: how transfers are split up, how many requests go on at once, how fast.

https://docs.aws.amazon.com/cli/latest/topic/s3-config.html
"""

from __future__ import annotations

from ....transfer.config import TransferConfig
from ...faults import CliError
from .sizes import bytes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Name in the file → argument of TransferConfig.
_NUMBERS = {
    "multipart_threshold": "multipart_threshold",
    "multipart_chunksize": "multipart_chunksize",
    "max_concurrent_requests": "max_concurrency",
    "max_bandwidth": "max_bandwidth",
    "max_queue_size": "",
}
_SIZES = ("multipart_threshold", "multipart_chunksize")
_RATES = ("max_bandwidth",)
#: What is behind a rate → how many of these are a byte.
_PER_SECOND = {"B/s": 1, "b/s": 8}


def transfer_config(section: Mapping[str, Any]) -> TransferConfig:
    """Return how transfers are made by the section `s3 =` of a profile. Raises CliError for values that make no sense.

    Rates are bytes per second (`10MB/s`). `max_queue_size` is checked and means nothing: there is no queue.
    """
    arguments: dict[str, Any] = {}
    for name, argument in _NUMBERS.items():
        if name in section:
            number = _number(name, section[name])
            if argument:
                arguments[argument] = number
    return TransferConfig(**arguments)


def _number(name: str, value: Any) -> int:
    text = str(value).strip()
    try:
        if name in _SIZES:
            number = bytes_of(text)
        elif name in _RATES and not text.isdecimal():
            number = _rate(text)
        else:
            number = int(text)
    except ValueError as error:
        if name in _SIZES or name in _RATES:
            raise CliError(str(error)) from None
        number = 0
    if number <= 0:
        raise CliError(f"Value for {name} must be a positive integer: {value}")
    return number


def _rate(text: str) -> int:
    if text[-3:] not in _PER_SECOND:
        raise ValueError(
            f"Invalid rate: {text}. The value must be expressed as an integer in terms of bytes per second (e.g. "
            "10485760) or a rate in terms of bytes per second (e.g. 10MB/s or 800KB/s) or bits per second (e.g. 10Mb/s "
            "or 800Kb/s)"
        )
    return bytes_of(text.removesuffix("/s")) // _PER_SECOND[text[-3:]]
