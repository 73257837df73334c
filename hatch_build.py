"""The build hook: compiles AWS's models into packs before a wheel, or an editable install, is made.

The packs are ignored by git, so they are named as artifacts here. Nothing is compiled when the packs are there already
and were made from the same inputs (see `codegen.build`). The compiler runs in a process of its own: it starts workers,
and a build front end's process is not ours to multiply.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `python -m codegen`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the packs and have them included. Raises CalledProcessError when that fails."""
        path = os.pathsep.join([self.root, os.path.join(self.root, "src"), *filter(None, sys.path)])
        command = [sys.executable, "-m", "codegen"]
        subprocess.run(command, cwd=self.root, env={**os.environ, "PYTHONPATH": path}, check=True)  # noqa: S603
        build_data["artifacts"].append("/src/sotalia/_data/*.pack")
