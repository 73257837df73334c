"""TLS: which certificates are trusted, and which one is shown, to servers and to proxies.

AWS requires at least TLS 1.2 (https://docs.aws.amazon.com/sdkref/latest/guide/feature-tls.html), and so do we, also
with a libcurl that would accept less by default.
"""

from __future__ import annotations

import os

from ._pycurl import pycurl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import TransportOptions


def certifi_bundle() -> str:
    """Return the path of certifi's certificates. Its package is not imported: that costs more than reading them."""
    from _frozen_importlib_external import PathFinder  # as in _pycurl

    spec = PathFinder.find_spec("certifi")
    if spec is not None and spec.submodule_search_locations:
        path = os.path.join(spec.submodule_search_locations[0], "cacert.pem")
        if os.path.exists(path):
            return path
    import certifi

    return str(certifi.where())


def set_tls(easy: Any, options: TransportOptions) -> None:
    """Set what an https URL needs."""
    easy.setopt(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2)  # or later
    if not options.verify:
        easy.setopt(pycurl.SSL_VERIFYPEER, 0)
        easy.setopt(pycurl.SSL_VERIFYHOST, 0)
    else:
        bundle = certifi_bundle() if options.verify is True else os.fspath(options.verify)
        easy.setopt(pycurl.CAPATH if os.path.isdir(bundle) else pycurl.CAINFO, bundle)
        if os.path.isdir(bundle):
            easy.unsetopt(pycurl.CAINFO)
    if options.client_cert:
        certificate, key = _pair(options.client_cert)
        easy.setopt(pycurl.SSLCERT, certificate)
        if key:
            easy.setopt(pycurl.SSLKEY, key)


def set_proxy_tls(easy: Any, options: TransportOptions) -> None:
    """Set what an https proxy needs."""
    easy.setopt(pycurl.PROXY_SSLVERSION, pycurl.SSLVERSION_TLSv1_2)
    config = options.proxies_config
    if not options.verify and not config.get("proxy_ca_bundle"):
        easy.setopt(pycurl.PROXY_SSL_VERIFYPEER, 0)
        easy.setopt(pycurl.PROXY_SSL_VERIFYHOST, 0)
    else:
        bundle = config.get("proxy_ca_bundle") or options.verify
        easy.setopt(pycurl.PROXY_CAINFO, certifi_bundle() if bundle is True else str(bundle))
    if config.get("proxy_client_cert"):
        certificate, key = _pair(config["proxy_client_cert"])
        easy.setopt(pycurl.PROXY_SSLCERT, certificate)
        if key:
            easy.setopt(pycurl.PROXY_SSLKEY, key)


def _pair(paths: Any) -> tuple[str, str | None]:
    if isinstance(paths, (tuple, list)):
        return os.fspath(paths[0]), os.fspath(paths[1])
    return os.fspath(paths), None
