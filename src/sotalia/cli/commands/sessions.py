"""Terminals on other machines, by AWS's `session-manager-plugin`: `ssm start-session` and `ecs execute-command`."""

from __future__ import annotations

from ..adapt import Adapted
from ..faults import CliError, InvalidLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PLUGIN = "session-manager-plugin"
_NOT_FOUND = (
    "SessionManagerPlugin is not found. Please refer to SessionManager Documentation here: "
    "http://docs.aws.amazon.com/console/systems-manager/session-manager-plugin-not-found"
)


#: The variable that has the session for plugins after this version.
_VARIABLE, _WITHOUT = "AWS_SSM_START_SESSION_RESPONSE", (1, 2, 497, 0)


def _takes_variable(environ: Mapping[str, str]) -> bool:
    """Return whether the plugin that is installed takes the session from a variable."""
    import subprocess

    words = [_PLUGIN, "--version"]
    shown = subprocess.run(words, check=False, capture_output=True, text=True, env=environ).stdout  # noqa: S603
    parts = shown.strip().split(".")
    return all(part.isdecimal() for part in parts) and tuple(map(int, parts)) > _WITHOUT


class _Session(Adapted):
    """Base: hands the session that a reply names over to the plugin, and prints nothing of the reply."""

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Keep the parameters: the plugin wants them, too. Raises CliError when it is not installed."""
        from shutil import which

        self._parameters = parameters
        if which(_PLUGIN) is None and "generate-cli-skeleton" not in values:
            raise CliError(_NOT_FOUND)

    def _hand_over(self, session: dict[str, Any], target: dict[str, Any]) -> None:
        """Run the plugin until it ends. Older ones take the session's token among their arguments only."""
        import signal
        import subprocess

        from ..output.json import to_line

        context = self.context
        client = context.client("ssm")
        first, environ = to_line(session), dict(context.settings.environ)
        if _takes_variable(environ):  # others can see a program's arguments
            first, environ = _VARIABLE, {**environ, _VARIABLE: first}
        words = [_PLUGIN, first, client.meta.region_name, "StartSession", context.general.profile or "",
                 to_line(target), client.meta.endpoint_url]  # fmt: skip
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other machine
        try:
            subprocess.run(words, check=False, env=environ)  # noqa: S603 - AWS's own program
        finally:
            signal.signal(signal.SIGINT, before)


class StartSession(_Session):
    """`ssm start-session`."""

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Start the terminal."""
        names = ("SessionId", "TokenValue", "StreamUrl")
        session: dict[str, Any] = {name: reply[name] for name in names if name in reply}
        reply.clear()
        self._hand_over(session, self._parameters)


class ExecuteCommand(_Session):
    """`ecs execute-command`."""

    def reply(self, values: dict[str, Any], reply: dict[str, Any]) -> None:
        """Start the terminal in the task's container."""
        session = {name[:1].upper() + name[1:]: value for name, value in reply.get("session", {}).items()}
        container = self._container(reply)
        cluster = reply.get("clusterArn", "").rpartition("/")[2]
        task = reply.get("taskArn", "").rpartition("/")[2]
        reply.clear()
        self._hand_over(session, {"Target": f"ecs:{cluster}_{task}_{container['runtimeId']}"})

    def _container(self, reply: dict[str, Any]) -> dict[str, Any]:
        described = self.context.client("ecs").describe_tasks(cluster=reply["clusterArn"], tasks=[reply["taskArn"]])
        for task in described.get("tasks", []):
            for container in task.get("containers", []):
                if container.get("name") == reply.get("containerName") and "runtimeId" in container:
                    return dict(container)
        raise InvalidLine("The container is not running: its runtime id is not known")
