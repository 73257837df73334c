"""Who signs: credentials and bearer tokens, where they are found, and when they are fetched again.

    Identity ─► chain.find ─► environment, shared_file, config_file, …       (sources, in boto3's order)
             ─► tokens

A session holds one `Identity`; a client that was given keys of its own holds another. Laws:
- looking for credentials is a generator of effects, as everything in the core is; nothing here waits or locks: that
  many callers ask at once is the shell's matter;
- what was found is kept until it is about to expire; what was not found is looked for again;
- no secret is ever in a repr, a log or a message, nor pickled unless the program itself gave it.
"""

from __future__ import annotations

from .credentials import Credentials, FrozenAuthToken, ReadOnlyCredentials
from .identity import Identity

__all__ = ["Credentials", "FrozenAuthToken", "Identity", "ReadOnlyCredentials"]
