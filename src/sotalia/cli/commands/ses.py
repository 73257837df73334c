"""A mail in flat options: `ses send-email --from a@b --to c@d --subject s --text t`."""

from __future__ import annotations

from ..adapt import Adapted, Extra
from ..faults import InvalidLine
from ..words import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ADDRESSES = {"to": "ToAddresses", "cc": "CcAddresses", "bcc": "BccAddresses"}


class SendEmail(Adapted):
    """`send-email`."""

    not_required = ("--destination", "--message")
    extras = (
        *(Extra(f"--{name}", f"The addresses of the {name.upper()}: line.", MANY) for name in _ADDRESSES),
        Extra("--subject", "The subject."),
        Extra("--text", "The body, as text."),
        Extra("--html", "The body, as HTML."),
    )

    def options(self, options: dict[str, Any]) -> None:
        """Call the sender `--from`."""
        super().options(options)
        sender = options.pop("--source")
        sender.name = "--from"
        options["--from"] = sender

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Make destination and message."""
        for whole, parts in (("destination", _ADDRESSES), ("message", ("subject", "text", "html"))):
            used = [name for name in parts if name in values]
            if whole in values and used:
                raise InvalidLine(f"Cannot provide both --{whole} and --{used[0]}")
        addresses = {member: values[name] for name, member in _ADDRESSES.items() if name in values}
        if addresses:
            parameters["Destination"] = addresses
        message: dict[str, Any] = {}
        if "subject" in values:
            message["Subject"] = {"Data": values["subject"]}
        for name, member in (("text", "Text"), ("html", "Html")):
            if name in values:
                message.setdefault("Body", {})[member] = {"Data": values[name]}
        if message:
            parameters["Message"] = message
