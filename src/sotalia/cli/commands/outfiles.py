"""Parts of a reply that go to files of their own."""

from __future__ import annotations

import os

from ..adapt import Adapted, Extra
from ..paramfile import user_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Outfiles(Adapted):
    """Base: `places` has, by option, the keys that lead to the part."""

    places: dict[str, tuple[str, ...]] = {}

    def options(self, options: dict[str, Any]) -> None:
        """Add the options."""
        self.extras = [Extra(f"--{name}", f"The file to write {keys[-1]} to.") for name, keys in self.places.items()]
        super().options(options)

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Write the files, which only the user may read: there are private keys among them."""
        for name, keys in self.places.items():
            part: Any = reply
            for key in keys:
                part = part.get(key) if isinstance(part, dict) else None
            if name in values and part is not None:
                handle = os.open(user_path(values[name]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(part.encode() if isinstance(part, str) else part)


class Certificate(Outfiles):
    """`iot create-certificate-from-csr`."""

    places = {"certificate-pem-outfile": ("certificatePem",)}


class KeysAndCertificate(Outfiles):
    """`iot create-keys-and-certificate`."""

    places = {
        "certificate-pem-outfile": ("certificatePem",),
        "public-key-outfile": ("keyPair", "PublicKey"),
        "private-key-outfile": ("keyPair", "PrivateKey"),
    }


class VirtualDevice(Adapted):
    """`iam create-virtual-mfa-device`: the seed or its picture goes to a file, and is not printed."""

    extras = (
        Extra("--outfile", "The file to write the seed or its picture to."),
        Extra("--bootstrap-method", "What is written: QRCodePNG or Base32StringSeed."),
    )

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Raise InvalidLine when one is missing."""
        from ..faults import InvalidLine, bad_usage

        missing = [option.name for option in self.extras if option.target not in values]
        if missing:
            raise bad_usage(f"the following arguments are required: {', '.join(missing)}")
        if values["bootstrap-method"] not in ("QRCodePNG", "Base32StringSeed"):
            raise InvalidLine("--bootstrap-method must be QRCodePNG or Base32StringSeed")

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Write the file."""
        device = reply["VirtualMFADevice"]
        content = device[values["bootstrap-method"]]
        handle = os.open(user_path(values["outfile"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        for name in ("QRCodePNG", "Base32StringSeed"):
            device.pop(name, None)
