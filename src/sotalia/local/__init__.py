"""An AWS of your own: moto's server in a process beside this one, on the loopback interface, its state in memory.

    with LocalServer() as server:
        subprocess.run(command, env=environment(server.url))

Laws:
- it listens on 127.0.0.1 and nowhere else;
- it never outlives the process that started it, however that one ends: it reads a pipe that only that process holds
  open, and exits when the pipe closes;
- a program started with `environment()` sees no credentials, profile or endpoint of the caller's.

Needs the extra `local` (moto, flask, flask-cors, cheroot); `LocalUnavailable` names what is missing.
"""

from __future__ import annotations

from .environment import HIDDEN, environment, settings
from .launcher import LocalServer, LocalUnavailable

__all__ = ["HIDDEN", "LocalServer", "LocalUnavailable", "environment", "settings"]
