"""The system that the program runs on."""

from __future__ import annotations

import os
import sys


def system_facts() -> tuple[str, str, str]:
    """Return system, release and machine, as the module `platform` names them; importing that one costs too much."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return "Windows", f"{version.major}.{version.minor}", os.environ.get("PROCESSOR_ARCHITECTURE", "")
    facts = os.uname()
    return {"android": "Android", "ios": "iOS"}.get(sys.platform, facts.sysname), facts.release, facts.machine
