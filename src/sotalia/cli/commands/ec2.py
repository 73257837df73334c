"""Short forms of EC2's options: `--count 1:3`, `--protocol tcp --port 22 --cidr 10.0.0.0/8`, and others."""

from __future__ import annotations

from ..adapt import Adapted, Extra, exclude, flags
from ..faults import InvalidLine, Misconfigured
from ..words import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PROTOCOLS = ("tcp", "udp", "icmp", "all")
_ANY = "-1"


class SecurityGroupRule(Adapted):
    """`authorize-` and `revoke-security-group-ingress` and `-egress`: one rule without `--ip-permissions`."""

    extras = (
        Extra("--protocol", "The IP protocol: tcp, udp, icmp, all, or a number. Without --port it is for all ports."),
        Extra("--port", "The port, or ports as 22-25; for ICMP the type, or type-code; -1 for all."),
        Extra("--cidr", "The range of IPv4 addresses."),
        Extra("--source-group", "The name or id of the source security group."),
        Extra("--group-owner", "The account that the source security group belongs to."),
    )

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Make the rule."""
        names = [option.target for option in self.extras]
        text = "The --{} option is not compatible with the --ip-permissions option "
        exclude(values, "ip-permissions", names, text)
        rule: dict[str, Any] = {}
        if values.get("protocol"):
            rule["IpProtocol"] = _protocol(values["protocol"])
        if values.get("port"):
            rule["FromPort"], rule["ToPort"] = _ports(values["port"])
        if values.get("cidr"):
            rule["IpRanges"] = [{"CidrIp": values["cidr"]}]
        source, owner = values.get("source-group"), values.get("group-owner")
        pair = {"GroupId" if source.startswith("sg-") else "GroupName": source} if source else {}
        if owner:
            pair["UserId"] = owner
        if pair:
            rule["UserIdGroupPairs"] = [pair]
        if rule:
            parameters["IpPermissions"] = [rule]


def _protocol(text: str) -> str:
    if text in _PROTOCOLS:
        return _ANY if text == "all" else text
    try:
        number = int(text)
    except ValueError:
        raise InvalidLine(
            "protocol parameter should be one of: tcp|udp|icmp|all or any valid protocol number."
        ) from None
    if not -1 <= number <= 255:
        raise InvalidLine("protocol numbers must be in the range 0-255 or -1 to specify all protocols")
    return text


def _ports(text: str) -> tuple[int, int]:
    if text in (_ANY, "all"):
        return -1, -1
    first, dash, last = text.partition("-")
    try:
        return int(first), int(last if dash else first)
    except ValueError:
        raise InvalidLine("port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)") from None


class RunInstances(Adapted):
    """`run-instances`: how many, and the first network interface's addresses."""

    removed = ("--min-count", "--max-count")
    extras = (
        Extra("--count", "How many instances to launch, or at least and at most as min:max (default: 1)."),
        Extra("--secondary-private-ip-addresses", "Secondary addresses of the instance.", MANY),
        Extra("--secondary-private-ip-address-count", "How many secondary addresses to assign.", number="int"),
        *flags("associate-public-ip-address", "Whether the instance gets a public IPv4 address."),
    )

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Fill in the counts and the network interface."""
        first, colon, last = (values.get("count") or "1").partition(":")
        try:
            parameters["MinCount"], parameters["MaxCount"] = int(first), int(last if colon else first)
        except ValueError:
            raise InvalidLine("count parameter should be of the form min[:max] (e.g. 1 or 1:10)") from None
        interface = _interface(values)
        if not interface:
            return
        if values.get("network-interfaces"):
            raise InvalidLine(
                "Mixing the --network-interfaces option with the simple, scalar options is not supported."
            )
        for name, member in (("SubnetId", "SubnetId"), ("SecurityGroupIds", "Groups"),
                             ("Ipv6AddressCount", "Ipv6AddressCount"), ("Ipv6Addresses", "Ipv6Addresses"),
                             ("EnablePrimaryIpv6", "PrimaryIpv6")):  # fmt: skip
            if name in parameters:
                interface[member] = parameters.pop(name)
        if "PrivateIpAddress" in parameters:
            interface["PrivateIpAddresses"] = [
                {"PrivateIpAddress": parameters.pop("PrivateIpAddress"), "Primary": True}
            ]
        parameters["NetworkInterfaces"] = [{"DeviceIndex": 0, **interface}]


def _interface(values: dict[str, Any]) -> dict[str, Any]:
    interface: dict[str, Any] = {}
    addresses = values.get("secondary-private-ip-addresses")
    if addresses:
        interface["PrivateIpAddresses"] = [{"PrivateIpAddress": text, "Primary": False} for text in addresses]
    if values.get("secondary-private-ip-address-count"):
        interface["SecondaryPrivateIpAddressCount"] = values["secondary-private-ip-address-count"]
    if values.get("associate-public-ip-address") is not None:
        interface["AssociatePublicIpAddress"] = values["associate-public-ip-address"]
    return interface


class PasswordData(Adapted):
    """`get-password-data`: the password itself, decrypted with the key that the instance was launched with."""

    extras = (Extra("--priv-launch-key", "The file with the private key, as PEM, to decrypt the password with."),)

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Read the key before anything is sent."""
        path = values.get("priv-launch-key")
        if path:
            from ..paramfile import user_path

            try:
                with open(user_path(path), "rb") as file:
                    self._key = file.read()
            except OSError:
                raise InvalidLine(
                    "priv-launch-key should be a path to the local SSH private key file used to launch the instance."
                ) from None

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Decrypt."""
        data = reply.get("PasswordData")
        if not values.get("priv-launch-key") or not data:
            return
        from binascii import a2b_base64

        try:
            from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        except ImportError:
            raise Misconfigured("Decrypting takes the package cryptography: `pip install 'sotalia[crypto]'`.") from None
        try:
            key: Any = load_pem_private_key(self._key, None)
            reply["PasswordData"] = key.decrypt(a2b_base64(data.strip()), PKCS1v15()).decode()
        except (TypeError, ValueError):
            raise InvalidLine("Unable to decrypt password data using provided private key file.") from None
