"""Who signs: credentials and bearer tokens, where they are found, and when they are fetched again.

    Identity ─► chain.find ─► sources/…, in boto3's order; providers.py has those of programs
             │       └─ a role: roles.py, with the credentials of another profile, source, or identity
             ─► renewable.py: what it found, which is fetched again before it ends
             ─► tokens

A session holds one `Identity`; a client that was given keys of its own holds another. Laws:
- looking for credentials is a generator of effects, as everything in the core is; nothing here waits or locks: that
  many callers ask at once is the effect `Share`, and the shell's matter;
- what was found is kept until it is about to expire; what was not found is looked for again;
- no secret is ever in a repr, a log or a message, nor pickled unless the program itself gave it.
"""

from __future__ import annotations

from .credentials import Credentials, FrozenAuthToken, ReadOnlyCredentials
from .identity import Identity

__all__ = ["Credentials", "FrozenAuthToken", "Identity", "ReadOnlyCredentials"]
