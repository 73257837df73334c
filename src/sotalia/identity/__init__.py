"""Who signs: credentials and bearer tokens, where they come from, and when they are fetched again.

    Identity ─► chain.find ─► sources/…, in boto3's order; providers.py has those of programs
             │       └─ a role: roles.py, with the credentials of another profile, source, or identity
             ─► renewable.py: the credentials found, which are fetched again before they expire
             ─► tokens

A session has one `Identity`; a client with keys of its own has another. Laws:
- looking for credentials is a generator of effects, like everything in the core. Nothing here waits or locks: where
  many callers ask at the same time, the effect `Share` leaves that to the drivers;
- credentials are kept until they are about to expire; if there are none, the next call looks again;
- no secret is ever in a repr, a log or a message, and none is pickled unless it came from the program itself.
"""

from __future__ import annotations

from .credentials import Credentials, FrozenAuthToken, ReadOnlyCredentials
from .identity import Identity

__all__ = ["Credentials", "FrozenAuthToken", "Identity", "ReadOnlyCredentials"]
