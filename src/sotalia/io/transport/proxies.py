"""Proxies: which one, from the environment or the configuration, and how its URL is completed.

The rules are those of Python's urllib, which botocore uses: `<scheme>_proxy` variables in either case, of which the
lower-case ones win; `no_proxy` is a list of host suffixes, `*` for all. On macOS and Windows, where the environment has
no such variables, the system's settings count.

In addition, `no_proxy` may name networks (`10.0.0.0/8`, `fd00::/8`) and IPv6 addresses, with or without brackets. They
apply to hosts that are addresses; names are not looked up.
"""

from __future__ import annotations

from ..system import HAS_PROXIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Address, IPv6Address


def from_environment(env: Mapping[str, str], url: str) -> dict[str, str]:
    """Return the proxies, by scheme, for requests to `url`; empty where those go to it directly."""
    proxies = _from_variables(env)
    if not proxies and HAS_PROXIES:
        return _from_system(url)
    if should_bypass(url, env):
        return {}
    proxies.pop("no", None)
    return proxies


def should_bypass(url: str, env: Mapping[str, str]) -> bool:
    """Return whether `no_proxy` excludes the host of `url`."""
    no_proxy = _from_variables(env).get("no")
    if not no_proxy:
        return False
    if no_proxy == "*":
        return True
    host = url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    name, colon, port = host.rpartition(":")
    bare = name if colon and port.isdigit() else host
    for entry in no_proxy.split(","):
        suffix = entry.strip().lstrip(".").lower()
        if suffix and (suffix in (bare, host) or bare.endswith(f".{suffix}") or host.endswith(f".{suffix}")):
            return True
    addresses = _addresses(bare)
    return bool(addresses) and any(_includes(entry.strip(), addresses) for entry in no_proxy.split(","))


def _addresses(host: str) -> list[IPv4Address | IPv6Address]:
    """Return the address that `host` is, and the IPv4 address that it may contain; nothing for a name."""
    text = host.strip("[]").partition("%")[0]
    if ":" not in text and not text.replace(".", "").isdigit():
        return []
    from ipaddress import ip_address

    try:
        address = ip_address(text)
    except ValueError:
        return []
    ipv4 = address.ipv4_mapped if address.version == 6 else None
    return [address] if ipv4 is None else [address, ipv4]


def _includes(entry: str, addresses: list[IPv4Address | IPv6Address]) -> bool:
    """Return whether an entry of `no_proxy` is a network or an IPv6 address that has one of these in it."""
    if entry.startswith("["):
        entry, _, rest = entry[1:].partition("]")
        if rest and not rest.startswith("/"):
            return False  # a port: compared as text
        entry += rest
    if "/" not in entry and ":" not in entry:
        return False
    from ipaddress import ip_network

    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return False
    return any(address in network for address in addresses)


def complete_url(proxy: str) -> str:
    """Return a proxy's URL with a scheme: `http` where it has none."""
    if proxy.startswith(("http:", "https:")):
        return proxy
    return f"http:{proxy}" if proxy.startswith("//") else f"http://{proxy}"


def _from_variables(env: Mapping[str, str]) -> dict[str, str]:
    suffix = "_proxy"
    variables = [(name, value) for name, value in env.items() if name.lower().endswith(suffix)]
    proxies = {name.lower().removesuffix(suffix): value for name, value in variables if value}
    if "REQUEST_METHOD" in env:  # under CGI, HTTP_PROXY is a header of the request
        proxies.pop("http", None)
    for name, value in variables:
        if name.endswith(suffix):
            scheme = name.lower().removesuffix(suffix)
            if value:
                proxies[scheme] = value
            else:
                proxies.pop(scheme, None)
    return proxies


def _from_system(url: str) -> dict[str, str]:
    from urllib.request import getproxies, proxy_bypass

    host = url.partition("://")[2].partition("/")[0].partition("?")[0]
    return {} if proxy_bypass(host) else getproxies()
