"""Short forms of EMR's options."""

from __future__ import annotations

from ..adapt import Adapted, Extra
from ..words import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STATES = {
    "active": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"],
    "terminated": ["TERMINATED"],
    "failed": ["TERMINATED_WITH_ERRORS"],
}


class ListClusters(Adapted):
    """`list-clusters --active --terminated --failed`."""

    extras = tuple(Extra(f"--{name}", f"Clusters that are {name}.", NONE) for name in _STATES)

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Add the states."""
        states = [state for name, those in _STATES.items() if values.get(name) for state in those]
        if states:
            parameters["ClusterStates"] = [*parameters.get("ClusterStates", []), *states]
