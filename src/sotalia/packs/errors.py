"""What can be wrong when models are to be compiled, or put to use."""

from __future__ import annotations


class ModelsError(Exception):
    """Base of them; the text says what is wrong, and what to do about it."""


class UnusableSourceError(ModelsError):
    """A folder is no botocore, or its models cannot be compiled."""


class CacheError(ModelsError):
    """The user's cache cannot be written to, or what was written there is not what was meant."""
