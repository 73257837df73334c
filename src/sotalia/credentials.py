"""Credentials as programs hold and make them; boto3's users know these names from `botocore.credentials`."""

from __future__ import annotations

from .clients.credentials import (
    AsyncDeferredRefreshableCredentials,
    AsyncRefreshableCredentials,
    DeferredRefreshableCredentials,
    RefreshableCredentials,
)
from .identity.credentials import Credentials, ReadOnlyCredentials
from .identity.providers import CredentialProvider, CredentialResolver

__all__ = [
    "AsyncDeferredRefreshableCredentials",
    "AsyncRefreshableCredentials",
    "CredentialProvider",
    "CredentialResolver",
    "Credentials",
    "DeferredRefreshableCredentials",
    "ReadOnlyCredentials",
    "RefreshableCredentials",
]
